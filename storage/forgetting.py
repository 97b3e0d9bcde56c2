"""The chat forgets too: what is over leaves the chats, each message by 47 h at the latest."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from handlers.notices import Urgency
from handlers.people import PersonId
from storage import codec, numbers
from storage.database import Database, Row

NETWORKS_DELETE_FOR: Final = timedelta(hours=48)
"""Telegram's limit for a bot; on Signal apps accept it for about a day."""
LATEST: Final = timedelta(hours=47)

TAKE_OVER: Final = """DELETE FROM sent WHERE id IN (
        SELECT sent.id FROM forgetting JOIN sent ON sent.about = forgetting.about
            AND (forgetting.person IS NULL OR sent.person = forgetting.person)
        WHERE forget_at <= ? LIMIT ?)
    RETURNING person, network, chat, ref"""
TAKE_OLD: Final = """DELETE FROM sent WHERE id IN (
        SELECT id FROM sent WHERE sent_at <= ?
            AND (+about GLOB 'checkin:*' OR +about GLOB 'alert:*')
        LIMIT ?)
    RETURNING person, network, chat, ref"""


def plan(
    db: Database, about: str, person: PersonId | None, forget_at: datetime, now: datetime
) -> None:
    """Let messages about something leave the chats at `forget_at`, from one person or (None) all.

    If that is now, only what is in the chats or on its way: what follows is a new matter.
    """
    cancel(db, about, person)
    if forget_at <= now:
        _forget_at_once(db, about, person, now)
        return
    db.change(
        "INSERT INTO forgetting (about, person, forget_at) VALUES (?, ?, ?)",
        about,
        person,
        codec.from_instant(forget_at),
    )


def cancel(db: Database, about: str, person: PersonId | None = None) -> None:
    """Keep the messages: it goes on; None for everybody's."""
    db.change(
        "DELETE FROM forgetting WHERE about = ?1 AND (?2 IS NULL OR person = ?2)", about, person
    )


def due(db: Database, now: datetime, limit: int) -> int:
    """Queue the removal of up to `limit` messages whose time in the chats is over; say how many.

    Numbers that are still open go with them.
    """
    found = db.rows(TAKE_OVER, codec.from_instant(now), limit)
    if len(found) < limit:
        found += db.rows(TAKE_OLD, codec.from_instant(now - LATEST), limit - len(found))
        _finish(db, now)
    queue(db, found, Urgency.REST, now)
    return len(found)


def _finish(db: Database, now: datetime) -> None:
    over = db.rows(
        "DELETE FROM forgetting WHERE forget_at <= ? RETURNING about, person",
        codec.from_instant(now),
    )
    for about, person in over:
        numbers.free(db, about, person)


def _forget_at_once(db: Database, about: str, person: PersonId | None, now: datetime) -> None:
    found = db.rows(
        """DELETE FROM sent WHERE about = ?1 AND (?2 IS NULL OR person = ?2)
        RETURNING person, network, chat, ref""",
        about,
        person,
    )
    queue(db, found, Urgency.REST, now)
    db.change(
        """UPDATE outbox SET recall = 'erased'
        WHERE about = ?1 AND (?2 IS NULL OR person = ?2) AND claimed_at IS NOT NULL""",
        about,
        person,
    )


def queue(db: Database, messages: Iterable[Row], urgency: Urgency, now: datetime) -> None:
    """Queue the removal of messages from their chats: person, network, chat and ref of each."""
    stamp = codec.from_instant(now)
    db.change_each(
        """INSERT INTO outbox (person, network, chat, ref, kind, urgency, key, parameters, choices,
            about, slot, silent, proof, made_at, not_before)
        VALUES (?, ?, ?, ?, 'erase', ?, '', '{}', '[]', '', '', 1, 'none', ?, ?)""",
        [(*message, urgency, stamp, stamp) for message in messages],
    )
