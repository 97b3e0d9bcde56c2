"""Messages that stand in the chats: what can be edited there, and what must leave them."""

from datetime import datetime
from typing import NamedTuple

from handlers.moment import Network
from handlers.people import Address, PersonId
from storage import codec
from storage.database import Database


class Standing(NamedTuple):
    """A message in a chat."""

    person: PersonId
    network: Network
    chat: str
    ref: str
    """The network's own id of it."""


def remember(
    db: Database,
    message: Standing,
    about: str,
    now: datetime,
    slot: str = "",
    *,
    asks: bool = False,
    row: int | None = None,
) -> None:
    """Remember a message that may have to be edited or removed, or that asks what can be quoted.

    Any other is not kept. row: the id it had in the outbox.
    """
    if not message.ref or not (about or slot or asks):
        return
    db.change(
        """INSERT INTO sent (person, network, chat, ref, slot, about, sent_at, message)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (network, chat, ref) DO UPDATE SET slot = excluded.slot,
            about = excluded.about""",
        *message,
        slot,
        about,
        codec.from_instant(now),
        row,
    )


def remember_incoming(
    db: Database, person: PersonId, address: Address, ref: str, about: str, now: datetime
) -> None:
    """Remember a message the person wrote, so that it leaves the chat with what it is about."""
    remember(db, Standing(person, address.network, address.chat, ref), about, now)


def of_person(db: Database, person: PersonId) -> list[Standing]:
    """Return all that stands in a person's chats and can still be removed, or is about to be."""
    found = db.rows(
        """SELECT person, network, chat, ref FROM sent WHERE person = ?1
        UNION SELECT person, network, chat, ref FROM outbox
            WHERE person = ?1 AND kind = 'erase' AND ref IS NOT NULL""",
        person,
    )
    return [Standing(*row) for row in found]


def take(db: Database, person: PersonId, slot: str) -> list[Standing]:
    """Return what stands in a slot and forget it: whoever takes it removes it from the chat."""
    found = db.rows(
        "DELETE FROM sent WHERE person = ? AND slot = ? RETURNING person, network, chat, ref",
        person,
        slot,
    )
    return [Standing(*row) for row in found]


def asked(
    db: Database, person: PersonId, address: Address, ref: str
) -> tuple[str, datetime] | None:
    """Return what a message in a person's chat is about, and since when it stands there.

    None if it is not remembered: nothing could be answered there, or it is long over.
    """
    found = db.row(
        "SELECT about, sent_at FROM sent WHERE network = ? AND chat = ? AND ref = ? AND person = ?",
        address.network,
        address.chat,
        ref,
        person,
    )
    return None if found is None else (found[0], codec.to_instant(found[1]))


def is_newest(db: Database, person: PersonId, slot: str) -> bool:
    """Whether a message stands in a slot, or is on its way there, and nothing was asked since."""
    found = db.row(
        """SELECT 1 FROM (
            SELECT sent_at AS at FROM sent WHERE person = ?1 AND slot = ?2
            UNION ALL SELECT made_at FROM outbox WHERE person = ?1 AND slot = ?2)
        WHERE NOT EXISTS (SELECT 1 FROM numbers WHERE person = ?1 AND made_at > at)""",
        person,
        slot,
    )
    return found is not None
