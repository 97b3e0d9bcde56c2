"""Everything that can happen to a case, as actions, and plays of them under the rules."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial

from handlers.alert_states import (
    AlertEvent,
    CannotReach,
    Declined,
    Reopened,
    Settled,
    Spoken,
    SpokeWith,
    Stand,
    StillOn,
    Took,
    Unreachable,
    WantedHelp,
)
from handlers.checkin import is_open
from handlers.checkin_states import (
    CheckInEvent,
    Due,
    KeptRunning,
    Missed,
    QuestionAccepted,
    QuestionRefused,
    Running,
)
from handlers.people import Ladder, PersonId
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, LADDER, LONG_LADDER, MINUTE, SECOND, rung
from tests.handlers.rules import Rules, demand, grace_of
from tests.handlers.world import World

PEERS = (BEA, CAT, DEE)
LADDERS: tuple[Ladder, ...] = (
    LADDER,
    LONG_LADDER,
    LADDER[:1],
    (rung(BEA, 1), rung(CAT, 1), rung(DEE, 3)),
    (),
)
DURATIONS = (5 * MINUTE, 30 * MINUTE, 2 * HOUR, 9 * HOUR)
SILENT_JUMPS = 120


class Play:
    """A world, and the rules that look at each of its decisions."""

    def __init__(self, world: World, rules: Rules) -> None:
        self.world = world
        self.rules = rules
        world.watch = rules.check

    def copy(self) -> "Play":
        """Go on from here another way."""
        world = copy(self.world)
        world.waiting, world.read = list(world.waiting), []
        return Play(world, copy(self.rules))

    def act(self, action: "Action") -> None:
        """Let one thing happen. Raises BrokenRuleError."""
        self.rules.cause = action.name
        action.run(self)

    def answer(self, kind: Callable[[PersonId], AlertEvent], peer: PersonId) -> None:
        """Let a peer say something about the alert."""
        alert = self.world.case.alert
        if alert is None or not isinstance(alert.state, Spoken):
            self.rules.voices = frozenset()
        if kind is SpokeWith and alert is not None and peer in alert.tellings:
            self.rules.voices |= {peer}
        if kind is Took and alert is not None and alert.telling(peer).attempted:
            self.rules.left -= {peer}  # whoever takes it is back, by their own word
        self.world.say(kind(peer))

    def jump(self, times: int) -> None:
        """Let time pass from deadline to deadline."""
        for _ in range(times):
            self.world.jump()

    def stall(self, span: timedelta) -> None:
        """Let time pass; what was due meanwhile is done late."""
        self.world.now += span
        self.world.tick()

    def all_good(self, ago: timedelta) -> None:
        """Let Ana say "all good", sent so long ago."""
        self.world.all_good(self.world.now - ago)

    def extend(self, minutes: int, ago: timedelta) -> None:
        """Let Ana ask for more time, sent so long ago, and work the new due time out here."""
        world, rules = self.world, self.rules
        checkin = world.case.checkin
        at = world.now - ago
        if is_open(checkin) and checkin is not None and rules.due_at is not None:
            at = max(at, checkin.started_at)
            longer = max(at, rules.due_at) + minutes * MINUTE
            told = isinstance(checkin.state, Missed)
            if longer > checkin.started_at + 24 * HOUR or (told and longer <= world.now):
                longer = rules.due_at
            elif told:
                rules.grace = timedelta()
            rules.due_at = longer
        world.extend(minutes, at)

    def keep(self) -> None:
        """Let Ana take an early "all good" back: the timer is as it was."""
        self.world.hear(KeptRunning())

    def start(self, span: timedelta, ladder: Ladder) -> None:
        """Let Ana start a timer; whoever stands on its ladder has agreed to."""
        rules = self.rules
        rules.due_at = self.world.now + span
        rules.grace = rules.full_grace = grace_of(span)
        rules.left -= {each.peer for each in ladder}
        self.world.start(span, ladder)

    def call(self) -> None:
        """Let Ana ask for somebody now: without a timer, whoever is her peer by then."""
        if not self.world.case.alert_is_open():
            self.rules.called_at = self.world.now
            self.rules.voices = frozenset()
        self.world.call(tuple(each for each in LADDER if each.peer not in self.rules.left))

    def undo(self) -> None:
        """Let Ana take that back."""
        self.world.undo_call()

    def lose(self, peer: PersonId) -> None:
        """Let somebody stop being Ana's peer."""
        self.world.lose(peer)
        self.rules.left |= {peer}

    def practise(self) -> None:
        """Send Bea a practice."""
        self.rules.left -= {BEA}
        self.world.practise()

    def block(self, *peers: PersonId) -> None:
        """From now on nothing can be sent to these, and their networks say so."""
        self.world.blocked = self.world.lost = frozenset(peers)
        for peer in peers:
            self.world.lose_touch(peer)

    def silence(self, *peers: PersonId) -> None:
        """From now on nobody learns whether something reached these."""
        self.world.silent = frozenset(peers)

    def report(self, event: CheckInEvent) -> None:
        """Let a network say late what became of a question."""
        self.world.hear(event)

    def be_busy(self, *peers: PersonId) -> None:
        """From now on these have a timer of their own."""
        self.world.busy = frozenset(peers)

    def accept(self, *, accepting: bool) -> None:
        """Let the networks take messages, or none."""
        self.world.accepting = accepting
        if accepting:
            self.world.deliver()

    def deafen(self, *, deaf: bool) -> None:
        """Let Ana's network be heard, or not."""
        self.world.deaf_since = self.world.now if deaf else None

    def away(self, span: timedelta) -> None:
        """Let the bot be away."""
        self.world.return_after(span)

    def finish(self) -> None:
        """Let nobody answer any more: whoever can be told is told, tier after tier (I2)."""
        world = self.world
        world.deaf_since, world.silent = None, frozenset()
        self.rules.cause = "accept"
        self.accept(accepting=True)
        self.rules.cause = "finish"
        for _ in range(SILENT_JUMPS):
            if self._is_finished():
                break
            if isinstance(getattr(world.case.checkin, "state", None), Due):
                self.rules.cause = "stall"
                self.stall(MINUTE)
            world.jump()
        demand(self._is_finished(), "I2: silence ends with everyone told")

    def _is_finished(self) -> bool:
        case = self.world.case
        if is_open(case.checkin) and case.checkin is not None and not case.alert_is_open():
            return False
        alert = case.alert
        if alert is None or isinstance(alert.state, Settled):
            return True
        timer_runs = case.checkin is not None and isinstance(case.checkin.state, Running)
        waits = any(alert.telling(r.peer).stand is Stand.WAITING for r in alert.ladder)
        return not waits and not (timer_runs and isinstance(alert.state, Spoken))


@dataclass(frozen=True)
class Action:
    """One thing that can happen."""

    name: str
    detail: str
    run: Callable[[Play], None] = field(repr=False, compare=False)


def _each(
    name: str, method: Callable[..., None], arguments: Iterable[tuple[object, ...]]
) -> tuple[Action, ...]:
    def bound(given: tuple[object, ...]) -> Callable[[Play], None]:
        return lambda play: method(play, *given)

    return tuple(Action(name, repr(given), bound(given)) for given in arguments)


def _answers() -> tuple[Action, ...]:
    kinds: dict[str, Callable[[PersonId], AlertEvent]] = {
        "took": Took,
        "declined": Declined,
        "still": StillOn,
        "cannot": CannotReach,
        "help": WantedHelp,
        "spoke": SpokeWith,
        "reopened": Reopened,
        "unreachable": Unreachable,
    }
    often = [("took", BEA), ("still", BEA), ("spoke", BEA), ("took", CAT), ("spoke", CAT)]
    said = [(name, peer) for name in kinds for peer in PEERS] + often
    return tuple(
        Action(name, peer, partial(Play.answer, kind=kinds[name], peer=peer)) for name, peer in said
    )


def _switches() -> tuple[Action, ...]:
    return (
        *(Action("accept", str(on), partial(Play.accept, accepting=on)) for on in (True, False)),
        *(Action("deafen", str(on), partial(Play.deafen, deaf=on)) for on in (True, False)),
    )


POOL: tuple[Action, ...] = (
    *_each("jump", Play.jump, [(times,) for times in (1, 1, 1, 1, 1, 2, 2, 3, 4, 6)]),
    *_each("stall", Play.stall, [(SECOND,), (11 * SECOND,), (MINUTE,), (6 * MINUTE,), (3 * HOUR,)]),
    *_each("safe", Play.all_good, [(timedelta(),), (12 * MINUTE,)]),
    *_each("extend", Play.extend, [(15, timedelta()), (30, timedelta()), (60, timedelta())]),
    *_each("extend", Play.extend, [(15, 12 * MINUTE), (30, 2 * HOUR)]),
    *_each("keep", Play.keep, [()]),
    *_each("start", Play.start, [(span, LONG_LADDER) for span in DURATIONS]),
    *_each("start", Play.start, [(2 * HOUR, ladder) for ladder in LADDERS]),
    *_each("call", Play.call, [(), ()]),
    *_each("undo", Play.undo, [()]),
    *_answers(),
    *_each("lose", Play.lose, [(peer,) for peer in PEERS]),
    *_each("block", Play.block, [(BEA,), (CAT,), (ANA,), ()]),
    *_each("report", Play.report, [(QuestionAccepted(),), (QuestionRefused(),)]),
    *_each("silence", Play.silence, [(BEA,), (CAT,), ()]),
    *_each("busy", Play.be_busy, [(BEA,), ()]),
    *_each("away", Play.away, [(2 * MINUTE,), (40 * MINUTE,), (3 * HOUR,)]),
    *_each("practise", Play.practise, [()]),
    *_switches(),
)
"""One entry a thing that can happen; what happens often stands there often."""


def opening(span: timedelta, ladder: Ladder, jumps: int, *more: str) -> Play:
    """Begin with a timer, so many deadlines later, and let Bea answer."""
    play = Play(World(), Rules())
    play.rules.cause = "start"
    play.start(span, ladder)
    play.rules.cause = "jump"
    play.jump(jumps)
    for name in more:
        play.act(next(each for each in POOL if each.name == name))
    return play


@cache
def openings() -> tuple[Play, ...]:
    """Give the moments from which plays go on: from an empty house to everyone told."""
    empty = Play(World(), Rules())
    lengths = [opening(2 * HOUR, ladder, jumps) for ladder in LADDERS for jumps in (0, 2, 5, 9)]
    told = [opening(30 * MINUTE, LONG_LADDER, 5, *more) for more in (["took"], ["took", "spoke"])]
    calls = [opening(5 * MINUTE, LONG_LADDER, jumps, "call") for jumps in (0, 1, 4)]
    calls += [opening(5 * MINUTE, LADDER, 4, "call", "jump", more) for more in ("took", "spoke")]
    calls += [opening(2 * HOUR, LONG_LADDER, 25)]
    return (empty, *lengths, *told, *calls)
