"""The cast: Ana works, Bea and Cat are her peers, Dee coordinates and may stand on a ladder too."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from handlers.moment import Heard, Moment, Network
from handlers.notices import Effect, Notice
from handlers.people import Ladder, Level, Person, PersonId, Plan, Rung
from handlers.timings import TimingChanges

EVENING = datetime(2025, 11, 22, 20, 30, tzinfo=UTC)
ANA, BEA, CAT, DEE = (PersonId(name) for name in ("ana", "bea", "cat", "dee"))
PLAN = Plan(("Call me.",))
NO_CHANGES = TimingChanges()
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TWO_HOURS = 2 * HOUR
"""Ana's usual timer: due at 22:30, grace until 22:40, by the normal column."""


def clock(time: str) -> datetime:
    """Read "22:40" or "22:40:05" of this evening; what is before 20:30 is tomorrow."""
    hours, minutes, *seconds = (int(part) for part in time.split(":"))
    at = EVENING.replace(hour=hours, minute=minutes, second=seconds[0] if seconds else 0)
    return at if at >= EVENING else at + timedelta(days=1)


def rung(peer: PersonId, tier: int = 1, *, shares_name: bool = False) -> Rung:
    """Put somebody on a ladder who may know all there is."""
    return Rung(peer, tier, peer.title(), Level.NOTE, shares_name, "Ana")


LADDER: Ladder = (rung(BEA, 1), rung(CAT, 2))
LONG_LADDER: Ladder = (*LADDER, rung(DEE, 3))


def ana() -> Person:
    """Give the one who works."""
    return Person(ANA, "Ana", "en", "UTC")


def moment(now: datetime = EVENING, heard: Heard | None = None) -> Moment:
    """Make a moment; everything was heard by then unless `heard` says otherwise."""
    all_ears = Heard(EVENING, {Network.TELEGRAM: now})
    return Moment(now, now.isoformat().encode(), heard or all_ears)


def keys_of(effects: Iterable[Effect], person: PersonId | None = None) -> list[str]:
    """List the keys of the notices of a decision, to one person or (None) to all."""
    notices = (each for each in effects if isinstance(each, Notice))
    return [each.key for each in notices if person in (None, each.to)]
