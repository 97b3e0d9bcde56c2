"""The rows of the outbox: which are next, where they go, and what the courier gets to see."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from handlers.moment import Network
from handlers.notices import Choice, Keyboard, Proof, Urgency, Value
from handlers.people import Address, PersonId
from storage import codec, numbers
from storage.database import Database
from storage.database import Row as Columns

_SPOILT = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a value fails with that was not written here, or by another version."""

WITHOUT_DETAILS: Final = "alert.unreadable"
"""What a peer reads where nothing but the worker's name can be said."""


class Kind(StrEnum):
    """What a row wants of a network."""

    SEND = "send"
    EDIT = "edit"
    """Replace what stands in the slot; send it anew where `Row.ref` is None."""
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Row:
    """One claimed row, with all that rendering and sending it needs."""

    id: int
    person: PersonId
    address: Address
    kind: Kind
    key: str
    values: Mapping[str, Value] = field(repr=False)
    choices: tuple[Choice, ...] = field(repr=False)
    about: str
    slot: str
    urgency: Urgency
    silent: bool
    proof: Proof
    keyboard: Keyboard | None
    tries: int
    """This one counted: 1 at the first."""
    repeat: bool
    """It may have arrived already."""
    ref: str | None
    """The network's own id of the message to edit or erase."""
    numbers: Mapping[str, int]
    """A number for each token among the choices whose about is not over."""
    language: str
    zone: str
    """A key of the tz database."""
    first_line: str = field(repr=False)


# A row goes to the chat where its slot stands, else to the address last used that is not gone. An
# alert or a question need not wait for that one: any address on a network that takes messages will
# do. Of a person only the first row may go, by urgency and age, and none while one is on its way:
# so the order in a chat holds. What is to be erased on a network that is away keeps nobody waiting,
# and neither does what stands in for another row: only its own chat has to be free.
NEXT: Final = """
SELECT waiting.id, waiting.person,
    coalesce(waiting.network, standing.network, place.network) AS goes_to,
    coalesce(waiting.chat, standing.chat, place.chat), waiting.kind, waiting.key,
    waiting.parameters, waiting.choices, waiting.about, waiting.slot, waiting.urgency,
    waiting.silent, waiting.proof, waiting.keyboard, waiting.tries + 1, waiting.repeat,
    coalesce(waiting.ref, standing.ref), people.language, people.zone, people.first_line
FROM outbox AS waiting INDEXED BY outbox_waiting
JOIN people ON people.id = waiting.person
LEFT JOIN sent AS standing ON standing.id = (
    SELECT id FROM sent
    WHERE waiting.kind = 'edit' AND person = waiting.person AND slot = waiting.slot
    ORDER BY sent_at DESC, id DESC LIMIT 1)
LEFT JOIN addresses AS place ON place.rowid = (
    SELECT addresses.rowid FROM addresses
    WHERE person = waiting.person
        AND (waiting.urgency > 1 OR network IN (SELECT value FROM json_each(?2)))
    ORDER BY gone, last_used_at DESC, addresses.rowid LIMIT 1)
WHERE waiting.claimed_at IS NULL AND waiting.not_before <= ?1
    AND goes_to IN (SELECT value FROM json_each(?2))
    AND goes_to || ' ' || coalesce(waiting.chat, standing.chat, place.chat)
        NOT IN (SELECT value FROM json_each(?3))
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS other
        WHERE other.person = waiting.person AND CASE
            WHEN waiting.spare_of IS NOT NULL OR other.spare_of IS NOT NULL
            THEN other.claimed_at IS NOT NULL AND other.network = goes_to
            ELSE other.claimed_at IS NOT NULL
                OR ((other.urgency, other.id) < (waiting.urgency, waiting.id)
                    AND (other.network IS NULL
                        OR other.network IN (SELECT value FROM json_each(?2)))) END)
ORDER BY waiting.urgency, waiting.id LIMIT ?4"""


def next_rows(
    db: Database, now: datetime, networks: Collection[Network], limit: int, busy: Iterable[Address]
) -> list[Row]:
    """Return what may go now, most urgent first and then oldest, at most one row a chat.

    `networks` take messages; nothing goes to the `busy`. A row that cannot be read keeps nobody
    waiting: an alert goes out without details, anything else is dropped.
    """
    chats = codec.dump_words(f"{each.network} {each.chat}" for each in busy)
    found = db.rows(NEXT, codec.from_instant(now), codec.dump_words(networks), chats, limit)
    rows = [_readable(db, columns) for columns in found]
    by_chat: dict[Address, Row] = {}
    for row in rows:
        if row is not None:
            by_chat.setdefault(row.address, row)
    return list(by_chat.values())


def _readable(db: Database, columns: Columns) -> Row | None:
    try:
        return _row(db, columns)
    except _SPOILT:
        return _without_details(db, columns)


def _without_details(db: Database, columns: Columns) -> Row | None:
    """Turn an alert into one that only names the worker; None where even that is not known."""
    key, person, about, proof = columns[0], columns[1], columns[8], columns[12]
    values = bare(db, person, about) if proof == Proof.ALERT else None
    if values is None:
        db.change("DELETE FROM outbox WHERE id = ?", key)
        return None
    return _row(db, (*columns[:5], WITHOUT_DETAILS, values, "[]", *columns[8:]))


def bare(db: Database, person: str, about: str) -> str | None:
    """Give an alert's parameters when it only names the worker; None if it is forgotten."""
    named = db.row(
        "SELECT worker_name FROM alert_peers WHERE alert = ? AND person = ?",
        about.removeprefix("alert:"),
        person,
    )
    return None if named is None else codec.dump_values({"worker": named[0]})


def _row(db: Database, columns: Columns) -> Row:
    key, person, network, chat, kind, text, parameters, choices, about, slot, *more = columns
    urgency, silent, proof, keyboard, tries, repeat, ref, language, zone, first_line = more
    offered = codec.load_choices(choices)
    return Row(
        id=key,
        person=PersonId(person),
        address=Address(Network(network), chat),
        kind=Kind(kind),
        key=text,
        values=codec.load_values(parameters),
        choices=offered,
        about=about,
        slot=slot,
        urgency=Urgency(urgency),
        silent=bool(silent),
        proof=Proof(proof),
        keyboard=None if keyboard is None else Keyboard(keyboard),
        tries=tries,
        repeat=bool(repeat),
        ref=ref,
        numbers=_numbers(db, person, {each.token for each in offered}),
        language=language,
        zone=zone,
        first_line=first_line,
    )


def _numbers(db: Database, person: PersonId, tokens: set[str]) -> dict[str, int]:
    if not tokens:
        return {}
    return {
        each.token: each.number for each in numbers.of_person(db, person) if each.token in tokens
    }
