"""What became of the rows that were claimed: taken, confirmed by a phone, tried again, given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.moment import Network
from handlers.notices import Proof, Urgency
from handlers.people import Address, PersonId
from storage import codec, forgetting, people, sent
from storage.database import Database
from storage.outbox_rows import WITHOUT_DETAILS, Kind, bare

CONFIRMS = frozenset({Network.SIGNAL})
"""Networks that say when a phone has a message; of the others, having taken it must do."""


@dataclass(frozen=True, slots=True)
class Fate:
    """Whose notice was taken, or never will be, and what a machine wants to learn of it."""

    person: PersonId
    about: str
    proof: Proof


def delivered(db: Database, row: int, ref: str, now: datetime) -> Fate | None:
    """Note that a network took a row, under its own id of the message.

    None if whoever it was for has left meanwhile.
    """
    found = db.row(
        """DELETE FROM outbox WHERE id = ?
        RETURNING person, about, proof, kind, slot, recall, network, chat, choices, spare_of""",
        row,
    )
    if found is None:
        return None
    person, about, proof, kind, slot, recall, network, chat, choices, first = found
    message = sent.Standing(PersonId(person), Network(network), chat, ref)
    if recall == "erased" and ref:
        forgetting.queue(db, [message], Urgency.ANSWER, now)
    elif kind != Kind.ERASE:
        sent.remember(db, message, about, now, slot, asks=bool(codec.load(choices)), row=row)
    # What it stood in for stands in for it now: it keeps nothing waiting, and may not be needed.
    db.change("UPDATE outbox SET spare_of = ? WHERE id = ?", row, first)
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
    """Note that whoever reads at an address has just written.

    They read what was taken for them, and what was not can be tried there now.
    """
    db.change(
        """DELETE FROM outbox WHERE claimed_at IS NULL AND spare_of IS NOT NULL
            AND person = (SELECT person FROM addresses WHERE network = ? AND chat = ?)
            AND NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.id = outbox.spare_of)""",
        address.network,
        address.chat,
    )
    db.change(
        """UPDATE outbox SET not_before = made_at
        WHERE claimed_at IS NULL AND spare_of IS NULL AND kind <> 'erase'
            AND person = (SELECT person FROM addresses WHERE network = ? AND chat = ?)""",
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
