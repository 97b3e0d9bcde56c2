"""What a check-in can be, and what can happen to it. The rules are in `handlers/checkin.py`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from handlers.codes import Code
from handlers.moment import Gap, Network
from handlers.notices import Effect
from handlers.people import Ladder, PersonId, Plan
from handlers.timings import Timings


@dataclass(frozen=True, slots=True)
class Running:
    """The timer is on."""

    due_at: datetime
    remind_at: datetime | None
    """When the quiet reminder is due; None once it was sent, or is not wanted."""
    told_tiers: int = 0
    """The tiers that read "still out" of the alert before: told at once, without grace, if this
    one is missed too. 0 for a usual timer."""


@dataclass(frozen=True, slots=True)
class Due:
    """Past its time and inside the grace period: only the worker has been asked."""

    due_at: datetime
    grace_ends_at: datetime
    asked: tuple[datetime, ...] = ()
    """When each question was asked."""
    accepted: int = 0
    """How many of the questions a network took."""
    accepted_at: datetime | None = None
    """When a network took the first of them."""
    refused: bool = False
    """The questions can never reach the worker: they blocked the bot, or left the network."""
    told_tiers: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """Not answered: an alert is open, and the timer is over."""

    due_at: datetime
    alert: str
    """The id of the alert."""


class Ending(StrEnum):
    """How a check-in ended."""

    SAFE = "safe"
    """The worker said "all good", or took the start back."""
    REPLACED = "replaced"
    """The worker started another one instead."""
    QUIET = "quiet"
    """It ended without an answer and without anybody to tell, as the worker had chosen, or its
    alert was closed by others."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Over; kept for a day as no more than this."""

    ending: Ending
    at: datetime
    resumes_until: datetime | None = None
    """The old due time, while *Keep it running* can bring it back."""
    told_tiers: int = 0
    """As it was, and as it is again then."""


CheckInState: TypeAlias = Running | Due | Missed | Closed


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One timer of one worker, with all it keeps from its start on."""

    id: str
    worker: PersonId
    name: str = field(repr=False)
    """What the worker is called; the same for all their peers."""
    started_at: datetime
    heard_at: datetime
    """When the worker last said anything about this timer."""
    timings: Timings
    ladder: Ladder = field(repr=False)
    """Who is told, as it was at the start."""
    plan: Plan = field(repr=False)
    state: CheckInState
    alone: bool = False
    """The worker chose "remind only me": nobody is told, whatever happens."""
    tells_home: tuple[PersonId, ...] = ()
    """Those who were asked at the start and read "home" at the end."""
    code: Code | None = None
    """The two words that speak for it, as they were at the start."""
    vouched_until: datetime | None = None
    """The due time that the start, or the two words, last stood for; None without a code."""
    networks: frozenset[Network] = frozenset()
    """Where the worker can be heard: read fresh at every load, never kept."""
    unreachable: frozenset[PersonId] = frozenset()
    """Who of the ladder can be sent nothing just now: read fresh at every load, never kept."""

    @property
    def about(self) -> str:
        """What its messages are about."""
        return f"checkin:{self.id}"

    @property
    def card(self) -> str:
        """The slot of its live card."""
        return f"card:{self.id}"

    @property
    def question(self) -> str:
        """The slot of its questions in grace."""
        return f"due:{self.id}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an alert can tell of the check-in it comes from."""

    due_at: datetime | None = None
    heard_at: datetime | None = None
    asked: tuple[datetime, ...] = ()
    accepted: int = 0
    refused: bool = False
    """The questions could not reach the worker."""
    deaf: tuple[Network, ...] = ()
    """Networks on which the bot had not heard past the end of grace when the alert opened."""
    deaf_since: datetime | None = None
    gap: Gap | None = None
    """When the bot was away, or deaf, while the worker was to answer."""
    gap_on: tuple[Network, ...] = ()
    after_drill: bool = False
    """A practice was open: the alert says that it is not practice."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Some instant came; which one, the state knows."""


@dataclass(frozen=True, slots=True)
class SaidSafe:
    """The worker said "all good"."""

    at: datetime
    """When they sent it, which may be well before it was heard."""


@dataclass(frozen=True, slots=True)
class Extended:
    """The worker asked for more time."""

    by: timedelta
    at: datetime
    told_tiers: int = 1
    """How many tiers an open alert has told: after "still out" they are told again together."""


@dataclass(frozen=True, slots=True)
class KeptRunning:
    """The worker took an early "all good" back."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The worker started another timer instead."""


@dataclass(frozen=True, slots=True)
class QuestionAccepted:
    """A network took a question of the grace period."""


@dataclass(frozen=True, slots=True)
class QuestionRefused:
    """A question can never reach the worker."""


@dataclass(frozen=True, slots=True)
class AlertClosed:
    """The alert of this check-in is closed."""

    by_worker: bool
    """The worker's own "all good" did it."""
    unresolved: bool = False
    """Nobody did: its three days are over."""


@dataclass(frozen=True, slots=True)
class PeerLeft:
    """A peer of the ladder stopped being a peer, or can't be there tonight."""

    peer: PersonId


@dataclass(frozen=True, slots=True)
class PeerLost:
    """Nothing can be sent to a peer any more: they blocked the bot. They may be back in time."""

    peer: PersonId


@dataclass(frozen=True, slots=True)
class Returned:
    """The bot is back after having been away."""

    gone_at: datetime


CheckInEvent: TypeAlias = (
    TimePassed
    | SaidSafe
    | Extended
    | KeptRunning
    | Replaced
    | QuestionAccepted
    | QuestionRefused
    | AlertClosed
    | PeerLeft
    | PeerLost
    | Returned
)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """Nobody answered: an alert has to open, telling at least `tiers` tiers at once."""

    due_at: datetime
    facts: Facts
    tiers: int


@dataclass(frozen=True, slots=True)
class CloseAlert:
    """The worker acted on a missed check-in: the alert hears of it (`SaidSafe`, `Extended`)."""

    event: SaidSafe | Extended
    until: datetime | None = None
    """The new due time, if the worker stays out."""


CheckInEffect: TypeAlias = Effect | OpenAlert | CloseAlert
