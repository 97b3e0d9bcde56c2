"""What is to be said: queued with the decision, claimed before it is sent, gone once it was taken.

A claim is a commit: a claimed row without a result after a crash may have arrived, and is sent
again as a repeat.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from handlers.moment import Network
from handlers.notices import Answered, Effect, Erase, Notice, Over, Proof, Urgency, Withdraw
from handlers.people import Address, PersonId
from handlers.timings import ACCEPTED_WITHIN
from storage import codec, forgetting, numbers, people, sent
from storage.database import Database
from storage.outbox_rows import WITHOUT_DETAILS, Kind, Row, bare, next_rows

__all__ = [
    "Fate",
    "Kind",
    "Row",
    "arrived",
    "claim",
    "delivered",
    "drop",
    "erase_incoming",
    "give_up",
    "heard_from",
    "next_retry",
    "put_all",
    "retry",
    "simplify",
    "unknown_after_crash",
    "waiting",
]

CONFIRMS = frozenset({Network.SIGNAL})
"""Networks that say when a phone has a message; of the others, having taken it must do."""


@dataclass(frozen=True, slots=True)
class Fate:
    """Whose notice was taken, or never will be, and what a machine wants to learn of it."""

    person: PersonId
    about: str
    proof: Proof


def put_all(db: Database, effects: Iterable[Effect], now: datetime) -> None:
    """Queue, take back and forget what a decision wants, in its order.

    What is for somebody who left meanwhile is left out.
    """
    for effect in effects:
        match effect:
            case Notice():
                _put(db, effect, now)
            case Withdraw():
                _withdraw(db, effect)
            case Over():
                numbers.free(db, effect.about, effect.to)
                forgetting.plan(db, effect.about, effect.to, effect.forget_at, now)
            case Erase():
                _erase(db, effect, now)
            case Answered():
                numbers.free(db, effect.about, effect.to)
            case _:
                assert_never(effect)


def _put(db: Database, notice: Notice, now: datetime) -> None:
    """Queue one; it replaces what waits in its slot."""
    if notice.slot:
        _drop_waiting(db, notice.to, notice.slot)
    several = notice.everywhere or notice.proof is Proof.ALERT
    places = people.addresses(db, notice.to) if several else ()
    if notice.everywhere and places:
        added = [_add(db, notice, now, to=place) for place in places]
    else:
        added = [_add(db, notice, now)]
        for place in places[1:]:
            _add_spare(db, notice, now, place, added[0])
    tokens = [choice.token for choice in notice.choices if not choice.passes_on]
    if any(added) and tokens:
        numbers.give(db, notice.to, notice.about, tokens, now)


def _add_spare(db: Database, notice: Notice, now: datetime, to: Address, first: int) -> None:
    """Queue what goes to another address too unless the first message arrives in time."""
    db.change(
        """UPDATE outbox SET spare_of = ?, repeat = 1, tries = 1, not_before = ? WHERE id = ?""",
        first,
        codec.from_instant(now + ACCEPTED_WITHIN),
        _add(db, notice, now, to=to),
    )


def _add(db: Database, notice: Notice, now: datetime, to: Address | None = None) -> int:
    """Queue one message, for one address only if it is given; return its id, 0 for nobody."""
    stamp = codec.from_instant(now)
    added = db.row(
        """INSERT INTO outbox (person, kind, urgency, key, parameters, choices, about, slot,
            silent, proof, keyboard, made_at, not_before, pinned, network, chat)
        SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM people WHERE id = ?
        RETURNING id""",
        Kind.EDIT if notice.edits else Kind.SEND,
        notice.urgency,
        notice.key,
        codec.dump_values(notice.values),
        codec.dump_choices(notice.choices),
        notice.about,
        notice.slot,
        notice.silent,
        notice.proof,
        notice.keyboard,
        stamp,
        stamp,
        to is not None,
        None if to is None else to.network,
        None if to is None else to.chat,
        notice.to,
    )
    return 0 if added is None else int(added[0])


def _drop_waiting(db: Database, person: PersonId, slot: str) -> None:
    db.change(
        "DELETE FROM outbox WHERE person = ? AND slot = ? AND claimed_at IS NULL", person, slot
    )


def _withdraw(db: Database, wanted: Withdraw) -> None:
    """Take back what waits; what is on its way is not tried again."""
    db.change(
        """DELETE FROM outbox
        WHERE about = ?1 AND (?2 IS NULL OR person = ?2) AND claimed_at IS NULL""",
        wanted.about,
        wanted.to,
    )
    db.change(
        """UPDATE outbox SET recall = coalesce(recall, 'withdrawn')
        WHERE about = ?1 AND (?2 IS NULL OR person = ?2)""",
        wanted.about,
        wanted.to,
    )


def _erase(db: Database, wanted: Erase, now: datetime) -> None:
    """Remove what stands in a slot; what is on its way is removed when it arrives."""
    _drop_waiting(db, wanted.to, wanted.slot)
    db.change(
        "UPDATE outbox SET recall = 'erased' WHERE person = ? AND slot = ?",
        wanted.to,
        wanted.slot,
    )
    forgetting.queue(db, sent.take(db, wanted.to, wanted.slot), Urgency.ANSWER, now)


def erase_incoming(
    db: Database, person: PersonId, address: Address, ref: str, now: datetime
) -> None:
    """Queue the removal of a message that the person wrote."""
    message = sent.Standing(person, address.network, address.chat, ref)
    forgetting.queue(db, [message], Urgency.ANSWER, now)


def claim(
    db: Database,
    now: datetime,
    networks: Collection[Network],
    limit: int,
    busy: Collection[Address],
) -> list[Row]:
    """Take what is to be sent next: at most one row a chat, most urgent first, then oldest.

    `networks` take messages now; the `busy` get none, and who has a row on its way only what stands
    in for it elsewhere. A peer whose telling is claimed counts as attempted from then on.
    """
    if not networks:
        return []
    rows = next_rows(db, now, networks, limit, busy)
    stamp = codec.from_instant(now)
    db.change_each(
        """UPDATE outbox SET claimed_at = ?, tries = tries + 1, network = ?, chat = ?, ref = ?
        WHERE id = ?""",
        [(stamp, row.address.network, row.address.chat, row.ref, row.id) for row in rows],
    )
    db.change_each(
        "UPDATE alert_peers SET attempted = 1 WHERE alert = ? AND person = ?",
        [
            (row.about.removeprefix("alert:"), row.person)
            for row in rows
            if row.proof is Proof.ALERT
        ],
    )
    return rows


def delivered(db: Database, row: int, ref: str, now: datetime) -> Fate | None:
    """Note that a network took a row, under its own id of the message.

    None if whoever it was for has left meanwhile.
    """
    found = db.row(
        """DELETE FROM outbox WHERE id = ?
        RETURNING person, about, proof, kind, slot, recall, network, chat, choices""",
        row,
    )
    if found is None:
        return None
    person, about, proof, kind, slot, recall, network, chat, choices = found
    message = sent.Standing(PersonId(person), Network(network), chat, ref)
    if recall == "erased" and ref:
        forgetting.queue(db, [message], Urgency.ANSWER, now)
    elif kind != Kind.ERASE:
        sent.remember(db, message, about, now, slot, asks=bool(codec.load(choices)), row=row)
    if Network(network) not in CONFIRMS:
        _drop_spares(db, row)
    return Fate(PersonId(person), about, Proof(proof))


def arrived(db: Database, network: Network, chat: str, refs: Iterable[str]) -> None:
    """Note that a phone has these messages: what was to stand in for them is not needed."""
    db.change(
        """DELETE FROM outbox WHERE claimed_at IS NULL AND spare_of IN (
            SELECT message FROM sent
            WHERE network = ? AND chat = ? AND ref IN (SELECT value FROM json_each(?)))""",
        network,
        chat,
        codec.dump_words(refs),
    )


def heard_from(db: Database, address: Address) -> None:
    """Note that whoever reads at an address has just written: they read what was taken for them."""
    db.change(
        """DELETE FROM outbox WHERE claimed_at IS NULL AND spare_of IS NOT NULL
            AND person = (SELECT person FROM addresses WHERE network = ? AND chat = ?)
            AND NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.id = outbox.spare_of)""",
        address.network,
        address.chat,
    )


def _drop_spares(db: Database, row: int) -> None:
    db.change("DELETE FROM outbox WHERE spare_of = ? AND claimed_at IS NULL", row)


def retry(
    db: Database, row: int, not_before: datetime, *, unknown: bool, elsewhere: bool = False
) -> None:
    """Let a claimed row wait for another try, unless it was taken back meanwhile.

    unknown: it may have arrived, so the next try is a repeat. elsewhere: what stands in for it at
    another address goes now.
    """
    if elsewhere:
        _hurry_spares(db, row)
    db.change("DELETE FROM outbox WHERE id = ? AND recall IS NOT NULL", row)
    db.change(
        """UPDATE outbox SET not_before = ?, repeat = max(repeat, ?), claimed_at = NULL,
            network = CASE WHEN pinned OR kind = 'erase' THEN network END,
            chat = CASE WHEN pinned OR kind = 'erase' THEN chat END,
            ref = CASE kind WHEN 'erase' THEN ref END
        WHERE id = ?""",
        codec.from_instant(not_before),
        unknown,
        row,
    )


def simplify(db: Database, row: int, now: datetime) -> bool:
    """Let a claimed alert that cannot be sent as it is go without details, at once.

    False where it is none, or has none.
    """
    found = db.row(
        "SELECT person, about FROM outbox WHERE id = ? AND proof = 'alert' AND key <> ?",
        row,
        WITHOUT_DETAILS,
    )
    values = None if found is None else bare(db, *found)
    if values is None:
        return False
    db.change(
        "UPDATE outbox SET key = ?, parameters = ?, choices = '[]' WHERE id = ?",
        WITHOUT_DETAILS,
        values,
        row,
    )
    retry(db, row, now, unknown=False)
    return True


def drop(db: Database, row: int) -> None:
    """Let go of a claimed row that no network can be sent."""
    _hurry_spares(db, row)
    db.change("DELETE FROM outbox WHERE id = ?", row)


def give_up(db: Database, row: int) -> Fate | None:
    """Note that a claimed row can never be taken where it went.

    It goes to another address of the person then. None if they can still be reached elsewhere, or
    if whoever it was for has left.
    """
    found = db.row("SELECT person, about, proof, network, chat FROM outbox WHERE id = ?", row)
    if found is None:
        return None
    person, about, proof, network, chat = found
    people.mark_gone(db, Address(Network(network), chat))
    if not _goes_elsewhere(db, row):
        drop(db, row)
    if people.is_anywhere(db, PersonId(person)):
        return None
    return Fate(PersonId(person), about, Proof(proof))


def _hurry_spares(db: Database, row: int) -> None:
    db.change("UPDATE outbox SET not_before = made_at WHERE spare_of = ?", row)


def _goes_elsewhere(db: Database, row: int) -> bool:
    """Aim a message at an address that is not gone, in place of what stood in for it."""
    aimed = db.change(
        """UPDATE outbox SET claimed_at = NULL, network = NULL, chat = NULL, ref = NULL
        WHERE id = ? AND kind != 'erase' AND recall IS NULL AND NOT pinned AND EXISTS (
            SELECT 1 FROM addresses WHERE person = outbox.person AND NOT gone)""",
        row,
    )
    if aimed:
        _drop_spares(db, row)
    return bool(aimed)


def next_retry(db: Database, now: datetime) -> datetime | None:
    """Return when the next row after `now` may be tried again, None if none waits for that."""
    found = db.row(
        """SELECT min(not_before) FROM outbox
        WHERE claimed_at IS NULL AND tries > 0 AND not_before > ?""",
        codec.from_instant(now),
    )
    return None if found is None else codec.to_instant(found[0])


def waiting(db: Database) -> int:
    """Count what no network has taken yet."""
    [(count,)] = db.rows("SELECT count(*) FROM outbox")
    return int(count)


def unknown_after_crash(db: Database) -> int:
    """Let the rows that were on their way when we died be sent again, as repeats; say how many.

    Nobody knows whether they arrived; those that were taken back meanwhile are dropped.
    """
    db.change("DELETE FROM outbox WHERE claimed_at IS NOT NULL AND recall IS NOT NULL")
    return db.change(
        """UPDATE outbox SET repeat = 1, claimed_at = NULL,
            network = CASE WHEN pinned OR kind = 'erase' THEN network END,
            chat = CASE WHEN pinned OR kind = 'erase' THEN chat END,
            ref = CASE kind WHEN 'erase' THEN ref END
        WHERE claimed_at IS NOT NULL"""
    )
