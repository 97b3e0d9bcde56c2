"""Numbers that stand for choices in a chat: one keeps its meaning until that is over."""

from collections.abc import Iterable
from datetime import datetime

from handlers.desk import Numbered
from handlers.people import PersonId
from storage import codec
from storage.database import Database


def of_person(db: Database, person: PersonId) -> tuple[Numbered, ...]:
    """Return the numbers that somebody can type now, in their order."""
    found = db.rows(
        "SELECT number, token, about FROM numbers WHERE person = ? ORDER BY number", person
    )
    return tuple(Numbered(*row) for row in found)


def of_question(
    db: Database, person: PersonId, about: str, asked_at: datetime
) -> tuple[Numbered, ...]:
    """Return the choices that are open of a question that stands in the chat since `asked_at`.

    Of those about nothing only the newest is open.
    """
    found = db.rows(
        """SELECT number, token, about FROM numbers
        WHERE person = ? AND about = ? AND (about <> '' OR made_at <= ?) ORDER BY number""",
        person,
        about,
        codec.from_instant(asked_at),
    )
    return tuple(Numbered(*row) for row in found)


def give(db: Database, person: PersonId, about: str, tokens: Iterable[str], now: datetime) -> None:
    """Give a number to each token that has none: on from the highest that is open, 1 if none is.

    A token that has one keeps it, and is open until all it was offered about is over.
    """
    given = {each.token: each.number for each in of_person(db, person)}
    for token in tokens:
        given.setdefault(token, max(given.values(), default=0) + 1)
        db.change(
            """INSERT INTO numbers (person, number, token, about, made_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (person, number, about) DO UPDATE SET made_at = excluded.made_at""",
            person,
            given[token],
            token,
            about,
            codec.from_instant(now),
        )


def free(db: Database, about: str, person: PersonId | None) -> None:
    """Let the numbers go that are about something, in one chat or (None) in all."""
    db.change("DELETE FROM numbers WHERE about = ?1 AND (?2 IS NULL OR person = ?2)", about, person)
