"""Draws both machines from what they do: each state with each event, at telling moments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from handlers import alert as alerts
from handlers import checkin as checkins
from handlers.alert_states import (
    Accepted,
    Alert,
    AlertEvent,
    AlertKind,
    CalledAgain,
    CannotReach,
    Declined,
    FellDue,
    RealOpened,
    Reopened,
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
    CheckInEvent,
    Extended,
    KeptRunning,
    PeerLeft,
    PeerLost,
    QuestionAccepted,
    QuestionRefused,
    Replaced,
    Returned,
    SaidSafe,
    TimePassed,
)
from tests.handlers.cast import BEA, CAT, HOUR, LADDER, MINUTE, SECOND, moment
from tests.handlers.stages import (
    ALERT_EVENTS,
    ALERT_STATES,
    CHECKIN_EVENTS,
    CHECKIN_STATES,
    alert_in,
    called,
    checkin_in,
    held,
    missed,
)
from tests.handlers.world import World

WORDS: dict[type[CheckInEvent | AlertEvent], str] = {
    TimePassed: "time",
    SaidSafe: "all good",
    Extended: "more time",
    KeptRunning: "keep it running",
    Replaced: "another timer",
    QuestionAccepted: "question accepted",
    QuestionRefused: "question refused",
    AlertClosed: "alert closed",
    PeerLeft: "a peer left",
    PeerLost: "a peer cannot be reached",
    Returned: "the bot is back",
    Undone: "undo",
    Took: "I've got it",
    Declined: "I can't",
    StillOn: "still on it",
    CannotReach: "I can't reach them",
    WantedHelp: "I'd like help",
    SpokeWith: "we've spoken",
    Reopened: "not settled",
    StayedOut: "still out",
    FellDue: "the timer is missed",
    CalledAgain: "call me",
    Unreachable: "cannot be reached",
    Accepted: "accepted",
    RealOpened: "a real alert",
}
"""What each event is called in the drawing."""
LATER = (timedelta(), SECOND, MINUTE, 10 * MINUTE, 115 * MINUTE, 2 * HOUR, 72 * HOUR)
START, END = "[*]", "[*]"

Edges = dict[tuple[str, str], set[str]]


def _told_by(kinds: Iterable[Callable[[], World]]) -> Iterator[tuple[Alert, datetime]]:
    for make in kinds:
        world = make()
        yield world.alert, world.now


def _one_peer() -> World:
    """Only Bea is there, and was told."""
    world = World()
    world.start(ladder=LADDER[:1])
    world.until("22:41")
    return world


def _one_holds() -> World:
    """Only Bea is there, and has it."""
    world = _one_peer()
    world.say(Took(BEA))
    return world


def _one_speaks() -> World:
    """Only Bea is there; she says they've spoken, and was asked again."""
    world = _one_peer()
    world.say(SpokeWith(BEA))
    world.until("23:12")
    return world


def _two_hold() -> World:
    """Bea has it and was asked, and Cat helps."""
    world = missed()
    world.until("22:51")
    world.say(Took(BEA))
    world.say(Took(CAT))
    world.until("23:11")
    return world


def _two_know() -> World:
    """Bea says they've spoken, and Cat knows of it and helps."""
    world = _two_hold()
    world.say(SpokeWith(BEA))
    return world


def _speaks_of_a_call() -> World:
    """Bea says they've spoken about a call."""
    world = called()
    world.until("20:31")
    world.say(SpokeWith(BEA))
    return world


def _asked(holds: Callable[[], World]) -> Callable[[], World]:
    def make() -> World:
        world = holds()
        world.until("23:03")
        return world

    return make


_SCENES = (
    _one_peer,
    _asked(_one_holds),
    _one_speaks,
    _asked(held),
    _two_hold,
    _two_know,
    _speaks_of_a_call,
)


def _alerts() -> Iterator[tuple[Alert, datetime]]:
    for state in ALERT_STATES:
        alert, world = alert_in(state)
        yield alert, world.now
    yield from _told_by(_SCENES)
    alone, world = alert_in(ALERT_STATES[0])
    yield replace(alone, ladder=()), world.now


def _alert_events() -> Iterator[AlertEvent]:
    yield from ALERT_EVENTS.values()
    for kind in (Took, Declined, StillOn, CannotReach, SpokeWith, Reopened, PeerLeft, Unreachable):
        yield kind(CAT)


def _add(edges: Edges, before: object, after: object, label: str) -> None:
    ends = type(before).__name__, type(after).__name__
    if before != after:
        edges.setdefault(ends, set()).add(label)


def checkin_edges() -> Edges:
    """Find where each event leads a check-in, at any time later."""
    edges: Edges = {}
    scenes = [checkin_in(state) for state in CHECKIN_STATES]
    for (checkin, world), event, later in product(scenes, CHECKIN_EVENTS.values(), LATER):
        after, _ = checkins.step(checkin, event, moment(world.now + later))
        _add(edges, checkin.state, after.state, WORDS[type(event)])
    return edges


def alert_edges() -> Edges:
    """Find where each event leads an alert, at any time later."""
    edges: Edges = {}
    for (alert, now), event, later in product(_alerts(), _alert_events(), LATER):
        after, _ = alerts.step(alert, event, moment(now + later))
        _add(edges, alert.state, after.state, WORDS[type(event)])
    return edges


def _beginnings() -> Iterator[str]:
    alert, world = alert_in(ALERT_STATES[0])
    late = replace(alert, kind=AlertKind.MISSED)
    kinds = {
        "the timer is missed": late,
        "the timer is missed and nobody is left": replace(late, ladder=()),
        "call me": replace(alert, kind=AlertKind.CALL),
    }
    for label, fresh in kinds.items():
        begun, _ = alerts.begin(fresh, 1, moment(world.now))
        yield f"    {START} --> {type(begun.state).__name__}: {label}"


def _lines(edges: Edges) -> Iterator[str]:
    """Give the arrows in the order of the states, their words in the order of `WORDS`."""
    states = [each.__name__ for each in (*CHECKIN_STATES, *ALERT_STATES)]
    words = list(WORDS.values())
    for before, after in sorted(edges, key=lambda ends: [states.index(end) for end in ends]):
        labels = sorted(edges[before, after], key=words.index)
        yield f"    {before} --> {after}: {', '.join(labels)}"


def draw_checkin() -> str:
    """Draw the check-in as mermaid."""
    first = f"    {START} --> {CHECKIN_STATES[0].__name__}: start"
    last = f"    {CHECKIN_STATES[-1].__name__} --> {END}"
    return "\n".join(["stateDiagram-v2", first, *_lines(checkin_edges()), last])


def draw_alert() -> str:
    """Draw the alert as mermaid."""
    last = f"    {ALERT_STATES[-1].__name__} --> {END}"
    return "\n".join(["stateDiagram-v2", *_beginnings(), *_lines(alert_edges()), last])
