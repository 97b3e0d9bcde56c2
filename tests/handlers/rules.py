"""What must hold whatever happens: the invariants I1 to I4, I7 and I8 of THREATS.md.

Written without the machines' own rules: it keeps its own due time, and looks only at what was said
to whom and at what is true afterwards.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers import alert as alerts
from handlers import checkin as checkins
from handlers.alert_states import (
    Alert,
    AlertKind,
    Exhausted,
    Held,
    Open,
    Outcome,
    Pending,
    Settled,
    Spoken,
    Stand,
)
from handlers.case import Case
from handlers.checkin_states import CheckIn, Closed, Due, Missed, Running
from handlers.notices import Effect, Notice, Proof
from handlers.people import PersonId
from tests.handlers.cast import ANA, EVENING, HOUR, MINUTE, SECOND
from tests.handlers.world import World

GRACES = ((45 * MINUTE, 5 * MINUTE), (8 * HOUR, 10 * MINUTE))
LONG_GRACE = 30 * MINUTE
LATE = 5 * SECOND
"""How late anything may be."""
CONFIRMS = {
    "timer.card": Running,
    "timer.card.next": Running,
    "timer.card.alone": Running,
    "timer.extended": Running,
    "timer.done": Closed,
    "timer.done.early": Closed,
    "timer.done.after_alert": Closed,
    "timer.card.done": Closed,
    "timer.missed": Missed,
    "timer.due": Due,
    "timer.due.again": Due,
}
"""What the worker reads of their timer, and the state that must be saved with it."""
ENDS = {
    Outcome.SAFE_WORKER: {"safe", "start"},
    Outcome.HANDED_ON: {"extend"},
    Outcome.SAFE_PEERS: {"spoke"},
    Outcome.ONE_VOICE: {"spoke", "still"},
    Outcome.UNDONE: {"undo"},
}
"""Who can end an alert that way; time alone ends one unresolved."""
LONGEST_SILENCE: dict[type[object], timedelta] = {
    Pending: 10 * SECOND,
    Open: 20 * MINUTE,
    Held: 45 * MINUTE,
    Spoken: HOUR,
    Exhausted: 3 * HOUR,
}
"""How long an alert may wait before time matters to it again: it never ends by waiting."""


BY_TIME = ("jump", "stall", "finish")


class BrokenRuleError(AssertionError):
    """An invariant does not hold."""


def demand(holds: bool, rule: str) -> None:  # noqa: FBT001 - what holds is the point
    if not holds:
        raise BrokenRuleError(rule)


def grace_of(duration: timedelta) -> timedelta:
    """Read the grace of a duration off the table."""
    return next((grace for below, grace in GRACES if duration < below), LONG_GRACE)


@dataclass
class Rules:
    """Knows what was done, and looks at each decision."""

    cause: str = ""
    due_at: datetime | None = None
    asked: tuple[datetime | None, datetime] = (None, EVENING)
    """For which due time the worker was first asked, and when."""
    grace: timedelta = timedelta()
    full_grace: timedelta = timedelta()
    called_at: datetime | None = None
    left: frozenset[PersonId] = frozenset()
    voices: frozenset[PersonId] = frozenset()
    told: frozenset[tuple[str, PersonId]] = field(default_factory=frozenset)

    def check(self, world: World, before: Case, effects: tuple[Effect, ...]) -> None:
        """Raise BrokenRuleError for what must not be."""
        after = world.case
        for effect in effects:
            if isinstance(effect, Notice):
                self._check_notice(world, after, effect)
        if after.checkin is not None:
            self._check_checkin(world, before.checkin, after.checkin)
        if after.alert is not None:
            self._check_alert(world, before.alert, after.alert, effects)

    def _check_notice(self, world: World, case: Case, notice: Notice) -> None:
        key = notice.key
        if notice.to == ANA:
            demand(not key.startswith("alert."), "I7: never the worker")
            self._check_confirmation(case, notice)
            if key.startswith("timer.due") and self.asked[0] != self.due_at:
                self.asked = self.due_at, world.now
            return
        demand(notice.to not in self.left, "nobody who has left is told anything")
        alert = case.alert
        if alert is None or notice.about != alert.about:
            return
        over = key.startswith("alert.over.")
        demand(over == isinstance(alert.state, Settled), "I8: the end is said with the end")
        demand(not over or alert.telling(notice.to).attempted, "an end only where one began")
        if key == "alert.thanks":
            held = isinstance(alert.state, Held) and alert.state.by == notice.to
            demand(held, "I8: thanked with the hold")
        if notice.proof is Proof.ALERT:
            self._check_telling(world, alert, notice)
            self._check_time(world, case, alert)

    def _check_confirmation(self, case: Case, notice: Notice) -> None:
        state = CONFIRMS.get(notice.key)
        if state is not None and case.checkin is not None and notice.about == case.checkin.about:
            demand(isinstance(case.checkin.state, state), f"I8: {notice.key}")
        if notice.key in ("timer.card", "timer.card.next", "timer.extended"):
            demand(notice.values["due"] == self.due_at, "I8: the time said is the time kept")

    def _check_telling(self, world: World, alert: Alert, notice: Notice) -> None:
        rung = alert.rung(notice.to)
        demand(rung is not None, "I7: only the ladder")
        lower = [r for r in alert.ladder if rung is not None and r.tier < rung.tier]
        waiting = [r for r in lower if alert.telling(r.peer).stand is Stand.WAITING]
        demand(not waiting, "I7: tiers in order")
        if notice.key.startswith(("alert.missed", "alert.call")):
            told = (alert.id, notice.to)
            demand(told not in self.told, "I6: told once")
            self.told |= {told}

    def _check_time(self, world: World, case: Case, alert: Alert) -> None:
        """I3, I4: never early, and never when closed in time."""
        if alert.kind is AlertKind.CALL:
            asked = self.called_at is not None and world.now >= self.called_at + 10 * SECOND
            demand(asked, "I4: a call has its ten seconds")
            return
        demand(case.checkin is not None, "I3: an alert has its timer")
        if case.checkin is not None:
            demand(isinstance(case.checkin.state, Missed), "I3: closed in time is never told")
        demand(self._grace_is_over(world), "I4: never before the end of grace")
        demand(self.asked[0] == self.due_at, "I4: never without a question after the due time")

    def _grace_is_over(self, world: World) -> bool:
        return self.due_at is not None and world.now >= self.due_at + self.grace

    def _check_checkin(self, world: World, before: CheckIn | None, after: CheckIn) -> None:
        if before is not None and checkins.is_open(before):
            self._check_kept(world, before, after)
        match after.state:
            case Running(due_at=due_at) | Due(due_at=due_at):
                demand(due_at == self.due_at, "I1: the time that was answered is kept")
                demand(checkins.deadline(after, world.now) is not None, "I1: time matters to it")
            case Missed():
                open_alert = world.case.alert_is_open() and world.alert.id == after.state.alert
                demand(open_alert, "I2: a missed timer has its alert")
            case _:
                pass
        if isinstance(after.state, Due) and self.cause in BY_TIME:
            self._check_not_late(world, after)

    def _check_kept(self, world: World, before: CheckIn, after: CheckIn) -> None:
        if before.id != after.id:
            demand(self.cause == "start", "I1: no timer is lost")
        elif isinstance(after.state, Closed):
            alone = before.alone and self.cause in BY_TIME and self._grace_is_over(world)
            ended = world.case.alert is not None and isinstance(before.state, Missed)
            demand(self.cause in ("safe", "start") or alone or ended, "I1: no timer ends by itself")

    def _check_not_late(self, world: World, checkin: CheckIn) -> None:
        """I2: heard or not, accepted or not, it opens at the latest."""
        assert self.due_at is not None
        wait = min(self.full_grace / 2, 5 * MINUTE)
        due_at, asked_at = self.asked
        returned = asked_at if due_at == self.due_at else world.since
        latest = max(self.due_at + self.grace, world.since, returned) + wait + LATE
        demand(world.now <= latest, "I2: opens in time")

    def _check_alert(
        self, world: World, before: Alert | None, after: Alert, effects: tuple[Effect, ...]
    ) -> None:
        if isinstance(after.state, Settled):
            if before is not None and before.id == after.id and before.state != after.state:
                self._check_end(world, before, after, after.state.outcome)
            return
        deadline = alerts.deadline(after, world.now, accepting=world.accepting)
        longest = LONGEST_SILENCE[type(after.state)] + LATE
        demand(deadline is not None, "I2: an open alert never only waits")
        demand(deadline is not None and deadline <= world.now + longest, "I2: it goes on in time")
        match after.state:
            case Held(by=by) | Spoken(by=by):
                demand(after.telling(by).stand is Stand.TOLD, "who has it was told")
                demand(isinstance(after.state, Spoken) or by not in after.helpers, "one holder")
            case Exhausted():
                waiting = [r for r in after.ladder if after.telling(r.peer).stand is Stand.WAITING]
                demand(not waiting, "I2: exhausted only when all were told")
            case Pending():
                demand(after.tier == 0, "I4: a call that waits told nobody")
            case _:
                demand(bool(after.told()), "I2: open to somebody")

    def _check_end(self, world: World, before: Alert, after: Alert, outcome: Outcome) -> None:
        owed = {
            rung.peer
            for rung in after.ladder
            if after.telling(rung.peer).attempted
            and after.telling(rung.peer).stand is not Stand.GONE
        }
        if outcome is Outcome.UNRESOLVED:
            demand(world.now >= before.opened_at + 72 * HOUR, "only three days end it unresolved")
        elif outcome is not Outcome.PRACTISED:
            demand(self.cause in ENDS[outcome], f"{outcome} not by {self.cause}")
        if outcome is Outcome.SAFE_PEERS:
            demand(len(self.voices) > 1, "two voices are two people")
        if outcome is Outcome.ONE_VOICE:
            demand(len(after.ladder) == 1, "one voice ends a ladder of one only")
        told = {n.to for n in world.waiting if n.key.startswith("alert.over.")}
        demand(owed <= told, "everyone who was told reads the end")
