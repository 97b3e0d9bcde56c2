"""Ana works, Bea and Cat are peers, Dee coordinates: what tests of rows say again and again."""

from datetime import UTC, datetime, timedelta

from handlers.alert_states import Alert, AlertKind, Open
from handlers.checkin_states import CheckIn, Closed, Ending, Facts, Running
from handlers.moment import Heard, Moment, Network
from handlers.notices import Notice, Proof, Urgency
from handlers.people import Address, Level, Person, PersonId, Plan, Rung
from handlers.timings import NORMAL
from storage import outbox, people
from storage.database import Database
from storage.outbox_rows import Row

ANA, BEA, CAT, DEE = (PersonId(letter * 32) for letter in "abcd")
EVERYONE = {ANA: "Ana", BEA: "Bea", CAT: "Cat", DEE: "Dee"}
TELEGRAM, SIGNAL = Network.TELEGRAM, Network.SIGNAL
ON = frozenset(Network)
"""Every network takes messages."""

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

LADDER = (
    Rung(BEA, 1, "Ana", Level.NOTE, shares_name=True, worker_name="Ana"),
    Rung(CAT, 2, "Robin", Level.RING, shares_name=False, worker_name="Ana"),
)


def join(db: Database, person: PersonId, name: str) -> None:
    """Let somebody join, on Telegram, in a chat of their name."""
    people.save(db, Person(person, name, "en", "Europe/Berlin"), NOON)
    people.add_address(db, person, Address(TELEGRAM, f"{name}'s chat"), NOON)


def join_first(db: Database, person: PersonId, name: str) -> None:
    """Let somebody join as the first step of the schema knew people, in a chat of their name."""
    db.change(
        """INSERT INTO people (id, name, language, zone, first_line, reminders, tell_start,
            tell_home, reachable, finished_one, joined_at, heard_at)
        VALUES (?, ?, 'en', 'Europe/Berlin', '', 1, 0, 0, 1, 0, 0, 0)""",
        person,
        name,
    )
    people.add_address(db, person, Address(TELEGRAM, f"{name}'s chat"), NOON)


def leave(db: Database, person: PersonId) -> None:
    """Let somebody leave the bot."""
    db.change("DELETE FROM people WHERE id = ?", person)


def checkin(key: str = "one", worker: PersonId = ANA, due_at: datetime = NOON + HOUR) -> CheckIn:
    """Make a check-in that runs until `due_at`."""
    running = Running(due_at, remind_at=None)
    return CheckIn(key, worker, "Ana", NOON, NOON, NORMAL, LADDER, Plan(), running)


def closed(one: CheckIn, at: datetime = NOON) -> CheckIn:
    """Close a check-in."""
    state = Closed(Ending.SAFE, at)
    return CheckIn(one.id, one.worker, "Ana", NOON, NOON, NORMAL, LADDER, Plan(), state)


def alert(
    key: str = "red", kind: AlertKind = AlertKind.MISSED, repeats_at: datetime = NOON + MINUTE
) -> Alert:
    """Make an open alert of Ana's."""
    state = Open(NOON, NOON + 10 * MINUTE, repeats_at, None)
    return Alert(
        key, 71, ANA, kind, None, NOON, NORMAL, "Ana", LADDER, Plan(), Facts(), state, tier=1
    )


def moment(now: datetime) -> Moment:
    """Give a moment at which all networks were just heard; every second draws other ids."""
    drawn = round(now.timestamp()).to_bytes(16, "big")
    return Moment(now, drawn, Heard(NOON, dict.fromkeys(Network, now)))


def telling(to: PersonId, one: Alert) -> Notice:
    """Make what a peer is told of an alert."""
    return Notice(to, "alert.missed", about=one.about, urgency=Urgency.ALERT, proof=Proof.ALERT)


def claim_one(db: Database, now: datetime = NOON) -> Row:
    """Claim the one row that can go."""
    (row,) = outbox.claim(db, now, ON, 10, ())
    return row


def waiting(db: Database) -> list[tuple[str, str]]:
    """List kind and text of what waits, in the order of making."""
    return [
        (kind, key)
        for kind, key in db.rows(
            "SELECT kind, key FROM outbox WHERE claimed_at IS NULL ORDER BY id"
        )
    ]


def plan_of(db: Database, sql: str, *values: str | int) -> str:
    """Say how SQLite goes about a statement."""
    steps = db.rows(f"EXPLAIN QUERY PLAN {sql}", *values)
    return "\n".join(step[3] for step in steps)
