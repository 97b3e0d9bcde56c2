"""After a restore: everybody is told, as what ran does not run any more."""

from datetime import datetime

from handlers.notices import Keyboard, Notice, Urgency
from handlers.people import PersonId
from storage import outbox
from storage.database import Database


def tell_everyone(db: Database, key: str, now: datetime) -> None:
    """Queue the text under a key of the catalogue to everybody."""
    everyone = db.rows("SELECT id FROM people ORDER BY id")
    outbox.put_all(db, [_line(PersonId(person), key) for (person,) in everyone], now)


def _line(person: PersonId, key: str) -> Notice:
    return Notice(person, key, urgency=Urgency.QUESTION, keyboard=Keyboard.IDLE)
