"""A check-in and an alert in each of their states, reached as in life; and one of each event.

The ladder is Bea, Cat, Dee, one a tier. Bea holds, speaks and answers.
"""

from collections.abc import Callable
from typing import get_args

from handlers.alert_states import (
    Accepted,
    Alert,
    AlertEvent,
    AlertState,
    CalledAgain,
    CannotReach,
    Declined,
    Exhausted,
    FellDue,
    Held,
    Open,
    Pending,
    RealOpened,
    Reopened,
    Settled,
    Spoken,
    SpokeWith,
    StayedOut,
    StillOn,
    Took,
    Undone,
    Unreachable,
    WantedHelp,
)
from handlers.checkin_states import (
    AlertClosed,
    CheckIn,
    CheckInEvent,
    CheckInState,
    Closed,
    Due,
    Extended,
    Facts,
    KeptRunning,
    Missed,
    PeerLeft,
    PeerLost,
    QuestionAccepted,
    QuestionRefused,
    Replaced,
    Returned,
    Running,
    SaidSafe,
    TimePassed,
)
from tests.handlers.cast import BEA, CAT, EVENING, HOUR, LONG_LADDER, MINUTE, clock
from tests.handlers.world import World

CHECKIN_STATES: tuple[type[CheckInState], ...] = get_args(CheckInState)
ALERT_STATES: tuple[type[AlertState], ...] = get_args(AlertState)


def running() -> World:
    """Ana's timer runs until 22:30."""
    world = World()
    world.start(ladder=LONG_LADDER)
    return world


def due() -> World:
    """Her timer is up, and one question was taken."""
    world = running()
    world.until("22:31")
    return world


def missed() -> World:
    """She has not answered; at 22:40 Bea was told."""
    world = running()
    world.until("22:41:30")
    return world


def closed() -> World:
    """She said "all good" an hour early."""
    world = running()
    world.until("21:30")
    world.all_good()
    return world


def called() -> World:
    """She has just asked for somebody, without a timer."""
    world = World()
    world.call(LONG_LADDER)
    return world


def held() -> World:
    """Bea has it, since 22:42."""
    world = missed()
    world.until("22:42")
    world.say(Took(BEA))
    return world


def spoken() -> World:
    """Bea says they've spoken, at 22:44."""
    world = held()
    world.until("22:44")
    world.say(SpokeWith(BEA))
    return world


def exhausted() -> World:
    """Everyone was told, and no one has it, since 23:10."""
    world = missed()
    world.until("23:11")
    return world


def settled() -> World:
    """She answered at 22:47."""
    world = missed()
    world.until("22:47")
    world.all_good()
    return world


_CHECKINS: dict[type[CheckInState], Callable[[], World]] = {
    Running: running,
    Due: due,
    Missed: missed,
    Closed: closed,
}
_ALERTS: dict[type[AlertState], Callable[[], World]] = {
    Pending: called,
    Open: missed,
    Held: held,
    Spoken: spoken,
    Exhausted: exhausted,
    Settled: settled,
}

CHECKIN_EVENTS: dict[type[CheckInEvent], CheckInEvent] = {
    TimePassed: TimePassed(),
    SaidSafe: SaidSafe(EVENING + HOUR),
    Extended: Extended(30 * MINUTE, EVENING + HOUR),
    KeptRunning: KeptRunning(),
    Replaced: Replaced(),
    QuestionAccepted: QuestionAccepted(),
    QuestionRefused: QuestionRefused(),
    AlertClosed: AlertClosed(by_worker=False),
    PeerLeft: PeerLeft(CAT),
    PeerLost: PeerLost(CAT),
    Returned: Returned(EVENING),
}
"""One of each: Ana speaks at 21:30, Cat leaves, or is lost."""

ALERT_EVENTS: dict[type[AlertEvent], AlertEvent] = {
    TimePassed: TimePassed(),
    Undone: Undone(),
    Took: Took(BEA),
    Declined: Declined(BEA),
    StillOn: StillOn(BEA),
    CannotReach: CannotReach(BEA),
    WantedHelp: WantedHelp(BEA),
    SpokeWith: SpokeWith(BEA),
    Reopened: Reopened(BEA),
    SaidSafe: SaidSafe(clock("23:00")),
    StayedOut: StayedOut(clock("23:30"), clock("23:00")),
    FellDue: FellDue(Facts(clock("22:30")), "a timer"),
    CalledAgain: CalledAgain(),
    PeerLeft: PeerLeft(BEA),
    Unreachable: Unreachable(BEA),
    Accepted: Accepted(BEA),
    RealOpened: RealOpened(),
    Returned: Returned(EVENING),
}
"""One of each, from Bea where a peer speaks."""


def checkin_in(state: type[CheckInState]) -> tuple[CheckIn, World]:
    """Give a check-in in a state, and the world at that moment."""
    world = _CHECKINS[state]()
    return world.checkin, world


def alert_in(state: type[AlertState]) -> tuple[Alert, World]:
    """Give an alert in a state, and the world at that moment."""
    world = _ALERTS[state]()
    return world.alert, world
