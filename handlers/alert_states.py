"""What an alert can be, and what can happen to it. The rules are in `handlers/alert.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from handlers.checkin_states import Facts, PeerLeft, Returned, SaidSafe, TimePassed
from handlers.codes import Answer, Code
from handlers.people import Ladder, PersonId, Plan, Rung
from handlers.timings import Timings


class AlertKind(StrEnum):
    """Why an alert is open, strongest first."""

    DURESS = "duress"
    """Answered with other words than the own: do not ring, act on the plan."""
    MISSED = "missed"
    """Not answered: first ring them."""
    CALL = "call"
    """The worker asked for somebody now."""
    AMBER = "amber"
    ASK = "ask"
    DRILL = "drill"
    """Practice."""


class Stand(StrEnum):
    """Where one peer stands in one alert."""

    WAITING = "waiting"
    """Their tier has not opened."""
    TOLD = "told"
    DECLINED = "declined"
    """"I can't now": out of this alert, no reason asked."""
    GONE = "gone"
    """They stopped being a peer, or can no longer be reached."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What became of telling one peer."""

    stand: Stand = Stand.WAITING
    attempted: bool = False
    """Sending was begun, so it may have arrived: they are owed the all-clear."""
    accepted: bool = False
    """A network took it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Asked for by the worker, who can still undo it."""

    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """Nobody has it: it repeats to those who have not answered, and climbs."""

    since: datetime
    """When the latest tier was told: the repeats count from here."""
    climbs_at: datetime
    repeats_at: datetime
    accept_by: datetime | None
    """When the next tier opens too if no network took anything for this one; None once one has."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody has it: repeats and climbing pause."""

    by: PersonId
    asks_at: datetime
    """When the holder is asked "still on it?"."""
    answer_by: datetime | None = None
    """They were asked, and have until then."""
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The holder says they have spoken with the worker: waits for the worker, or a second voice."""

    by: PersonId
    asks_at: datetime
    asked_again: bool = False
    """No tier is left: all who know were asked, those who declined included, which is once only.
    A ladder of one was asked itself: said again, it ends."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Everyone was told, and no one has it."""

    since: datetime
    repeats_at: datetime


class Outcome(StrEnum):
    """How an alert ended."""

    SAFE_WORKER = "safe_worker"
    SAFE_PEERS = "safe_peers"
    """Two who were alerted say they have spoken with the worker."""
    ONE_VOICE = "one_voice"
    """The only one on the ladder has said it twice."""
    HANDED_ON = "handed_on"
    """The worker stays out longer: the new timer takes it from here."""
    UNRESOLVED = "unresolved"
    UNDONE = "undone"
    PRACTISED = "practised"


@dataclass(frozen=True, slots=True)
class Settled:
    """Closed; kept for a day as no more than this."""

    outcome: Outcome
    at: datetime


AlertState: TypeAlias = Pending | Open | Held | Spoken | Exhausted | Settled


@dataclass(frozen=True, slots=True)
class Alert:
    """What the peers of one worker are told about, with all that was frozen when it opened."""

    id: str
    number: int
    """What people call it ("No. 71"): random, never sequential."""
    worker: PersonId
    kind: AlertKind
    checkin: str | None
    opened_at: datetime
    timings: Timings
    name: str = field(repr=False)
    """What the worker is called."""
    ladder: Ladder = field(repr=False)
    plan: Plan = field(repr=False)
    facts: Facts
    state: AlertState
    tier: int = 0
    """The highest tier told; 0 for none."""
    tellings: Mapping[PersonId, Telling] = field(default_factory=dict, repr=False)
    helpers: tuple[PersonId, ...] = ()
    """Those who have it too, longest-standing first; the holder is not among them."""
    code: Code | None = None
    """The worker's two words, as they were when it opened."""
    answer: Answer | None = None
    """What the worker answered with two words, until its minute is over."""
    vouched_at: datetime | None = None
    """When the worker gave their own words although it is `duress`: one voice then ends it."""
    busy: frozenset[PersonId] = frozenset()
    """Peers whose own timer is running: read fresh at every load, never kept."""
    beside_duress: bool = False
    """Another alert of this worker is `duress`: read fresh at every load, never kept."""

    @property
    def is_quiet(self) -> bool:
        """Whether its peers are asked not to ring."""
        return self.kind is AlertKind.DURESS or self.beside_duress

    @property
    def about(self) -> str:
        """What its messages are about."""
        return f"alert:{self.id}"

    @property
    def of_one(self) -> bool:
        """Whether nobody but one peer was ever to be told: no second voice is possible."""
        return len(self.ladder) == 1

    def telling(self, peer: PersonId) -> Telling:
        """Say where a peer stands."""
        return self.tellings.get(peer, Telling())

    def rung(self, peer: PersonId) -> Rung | None:
        """Find a peer's place in the ladder."""
        return next((rung for rung in self.ladder if rung.peer == peer), None)

    def told(self) -> tuple[Rung, ...]:
        """List those who were told and have neither declined nor gone, in order."""
        return tuple(r for r in self.ladder if self.telling(r.peer).stand is Stand.TOLD)


@dataclass(frozen=True, slots=True)
class Undone:
    """The worker took "call me" back."""


@dataclass(frozen=True, slots=True)
class Took:
    """A peer said "I've got it"."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class Declined:
    """A peer said "I can't", or asked for someone else."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class StillOn:
    """A peer said "still on it"."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class CannotReach:
    """A peer said "I can't reach them"."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class WantedHelp:
    """The holder would like somebody with them."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class SpokeWith:
    """A peer said "we've spoken"."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class Reopened:
    """A peer does not think it is settled."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class StayedOut:
    """The worker answered and stays out until a new time."""

    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class FellDue:
    """The timer that ran beside a `call` was missed too."""

    facts: Facts
    checkin: str
    tiers: int = 1
    """How many tiers that timer would have told at once."""


@dataclass(frozen=True, slots=True)
class CalledAgain:
    """The worker asked for somebody now, while an alert is open already."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A telling can never reach this peer."""

    peer: PersonId


@dataclass(frozen=True, slots=True)
class Accepted:
    """A network took a telling to this peer."""

    peer: PersonId


@dataclass(frozen=True, slots=True)
class RealOpened:
    """A real alert of the same worker opened, or another practice began: this one is over."""


AlertEvent: TypeAlias = (
    TimePassed
    | Undone
    | Took
    | Declined
    | StillOn
    | CannotReach
    | WantedHelp
    | SpokeWith
    | Reopened
    | SaidSafe
    | StayedOut
    | FellDue
    | CalledAgain
    | PeerLeft
    | Unreachable
    | Accepted
    | RealOpened
    | Returned
)
