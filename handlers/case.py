"""One worker's case: the check-in and its alerts together, so that neither forgets the other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from handlers import alert as alerts
from handlers import checkin as checkins
from handlers.alert_states import (
    Alert,
    AlertEvent,
    AlertKind,
    CalledAgain,
    FellDue,
    Open,
    Outcome,
    RealOpened,
    Settled,
    StayedOut,
    Undone,
)
from handlers.calling import CALL_TIERS
from handlers.checkin_states import (
    AlertClosed,
    CheckIn,
    CheckInEvent,
    CloseAlert,
    Extended,
    Facts,
    Missed,
    OpenAlert,
    PeerLeft,
    Replaced,
    Returned,
    SaidSafe,
    TimePassed,
)
from handlers.moment import Moment
from handlers.notices import Effect, Over
from handlers.people import Ladder, Level, Person, PersonId, Plan, Rung
from handlers.timings import NORMAL_BELOW, TimingChanges, Timings, timings_for

GIVEN = "given"
"""What the two words that were just given are about, and the way to change them."""
NUMBER_FROM, NUMBERS = 10, 990
"""Alert numbers have two or three digits: random, short enough to be said on the phone."""


@dataclass(frozen=True, slots=True)
class Case:
    """What runs for one worker."""

    worker: Person
    plan: Plan = Plan()
    checkin: CheckIn | None = None
    """The latest; it may be closed."""
    alert: Alert | None = None
    """The open one, if any, or the one that was just settled."""
    duress: Alert | None = None
    """What two words were given for: nothing of it shows in the worker's chats. Until their minute
    is over nobody knows whether it is needed; then it is gone, or `duress`."""
    drill: Alert | None = None
    busy: frozenset[PersonId] = frozenset()
    """The worker's peers whose own timer is running: read fresh at every load, never kept."""

    def alert_is_open(self) -> bool:
        """Whether an alert other than practice is open."""
        return self.alert is not None and not isinstance(self.alert.state, Settled)

    def duress_is_open(self) -> bool:
        """Whether two words are still to be looked at, or quiet help was asked for."""
        return self.duress is not None and not isinstance(self.duress.state, Settled)

    def alerts(self) -> tuple[Alert, ...]:
        """List what peers can answer, the strongest first."""
        found = (self.duress, self.alert, self.drill)
        return tuple(each for each in found if each is not None)

    def is_practising(self) -> bool:
        """Whether a practice is open."""
        return self.drill is not None and not isinstance(self.drill.state, Settled)

    def is_quiet(self) -> bool:
        """Whether neither a timer runs nor an alert is open."""
        return not checkins.is_open(self.checkin) and not self.alert_is_open()


Step = tuple[Case, tuple[Effect, ...]]


def pass_time(case: Case, moment: Moment) -> Step:
    """Let both machines do what time asks for."""
    case, first = tell_checkin(case, TimePassed(), moment)
    case, second = tell_alert(case, TimePassed(), moment)
    case, third = tell_duress(case, TimePassed(), moment)
    case, fourth = tell_drill(case, TimePassed(), moment)
    return case, (*first, *second, *third, *fourth)


def come_back(case: Case, gone_at: datetime, moment: Moment) -> Step:
    """Go on after the bot was away since `gone_at`."""
    case, first = tell_checkin(case, Returned(gone_at), moment)
    case, second = tell_alert(case, Returned(gone_at), moment)
    case, third = tell_duress(case, Returned(gone_at), moment)
    return case, (*first, *second, *third)


def begin(
    case: Case,
    due_at: datetime,
    ladder: Ladder,
    changes: TimingChanges,
    moment: Moment,
    said_at: datetime | None = None,
) -> Step:
    """Start a timer. One that runs is replaced, and an open alert hears "all good".

    said_at: when it was asked for, if not now; whatever was said since then can be about it.
    """
    effects: tuple[Effect, ...] = ()
    if case.alert_is_open():
        case, effects = say_safe(case, said_at or moment.now, moment)
    case, replaced = tell_checkin(case, Replaced(), moment)
    timings = timings_for(due_at - moment.now, changes)
    if not case.worker.reminders:
        timings = replace(timings, reminder=timedelta())
    checkin, started = checkins.start(case.worker, due_at, timings, ladder, case.plan, moment)
    begun_at = said_at or moment.now
    checkin = replace(checkin, started_at=begun_at, heard_at=begun_at)
    if case.worker.code is not None and any(rung.level >= Level.PLAN for rung in ladder):
        checkin = replace(checkin, code=case.worker.code, vouched_until=due_at)
    notices = tuple(each for each in started if not isinstance(each, OpenAlert | CloseAlert))
    return replace(case, checkin=checkin), (*effects, *replaced, *notices)


def say_safe(case: Case, at: datetime, moment: Moment) -> Step:
    """End the timer and any open alert with the worker's "all good"."""
    had_alert = case.alert_is_open()
    case, first = tell_checkin(case, SaidSafe(at), moment)
    if not had_alert:
        return case, first
    case, second = tell_alert(case, SaidSafe(at), moment)
    return case, (*first, *second)


def extend(case: Case, by: timedelta, at: datetime, moment: Moment) -> Step:
    """Give the worker more time."""
    return tell_checkin(case, extension(case, by, at), moment)


def extension(case: Case, by: timedelta, at: datetime) -> Extended:
    """Say what the timer hears of more time: also how many tiers the alert has told."""
    told = 1 if case.checkin is None else _tiers_told(case.checkin.ladder, case.alert)
    return Extended(by, at, told)


def call(case: Case, ladder: Ladder, changes: TimingChanges, moment: Moment) -> Step:
    """Ask the first people to ring the worker now."""
    if case.alert_is_open():
        return tell_alert(case, CalledAgain(), moment)
    practising = case.is_practising()
    case, over = tell_drill(case, RealOpened(), moment)
    checkin = case.checkin if checkins.is_open(case.checkin) else None
    timings = _usual(changes) if checkin is None else checkin.timings
    facts = Facts(heard_at=checkin.heard_at if checkin else None, after_drill=practising)
    fresh = new_alert(case, AlertKind.CALL, ladder, timings, facts, moment)
    if checkin is not None:
        ladder = checkin.ladder or ladder
        fresh = replace(fresh, ladder=ladder, plan=checkin.plan, code=checkin.code)
    opened, effects = alerts.begin(fresh, CALL_TIERS, moment)
    return replace(case, alert=opened), (*over, *effects)


def undo_call(case: Case, moment: Moment) -> Step:
    """Take "call me" back, within its 10 s."""
    return tell_alert(case, Undone(), moment)


def practise(case: Case, rung: Rung, changes: TimingChanges, moment: Moment) -> Step:
    """Send one peer a practice alert; during an alert nobody is sent anything."""
    if case.alert_is_open():
        return case, ()
    case, over = tell_drill(case, RealOpened(), moment)
    drill = new_alert(case, AlertKind.DRILL, (rung,), _usual(changes), Facts(), moment)
    opened, effects = alerts.begin(drill, 1, moment)
    return replace(case, drill=opened), (*over, *effects)


def lose_peer(case: Case, peer: PersonId, moment: Moment) -> Step:
    """Go on without somebody who stopped being a peer."""
    case, first = tell_checkin(case, PeerLeft(peer), moment)
    case, second = tell_alert(case, PeerLeft(peer), moment)
    case, third = tell_duress(case, PeerLeft(peer), moment)
    case, fourth = tell_drill(case, PeerLeft(peer), moment)
    return case, (*first, *second, *third, *fourth)


def _usual(changes: TimingChanges) -> Timings:
    """Give the times of an alert that comes from no timer: those of a normal one."""
    return timings_for(NORMAL_BELOW / 2, changes)


def new_alert(
    case: Case, kind: AlertKind, ladder: Ladder, timings: Timings, facts: Facts, moment: Moment
) -> Alert:
    """Freeze what an alert keeps from its opening on; nobody is told yet."""
    label = "alert" if kind in (AlertKind.MISSED, AlertKind.CALL) else kind.value
    nothing_yet = Open(moment.now, moment.now, moment.now, None)
    known = case.duress if case.duress_is_open() and kind is not AlertKind.DRILL else None
    fresh = NUMBER_FROM + moment.pick(f"number {label}", NUMBERS)
    return Alert(
        id=moment.key(label),
        number=fresh if known is None else known.number,
        worker=case.worker.id,
        kind=kind,
        checkin=None,
        opened_at=moment.now,
        timings=timings,
        name=case.worker.name,
        ladder=ladder,
        plan=case.plan,
        facts=facts,
        state=nothing_yet,
        code=case.worker.code,
        busy=case.busy,
        beside_duress=known is not None and known.answer is None,
    )


def tell_checkin(case: Case, event: CheckInEvent, moment: Moment) -> Step:
    """Give the check-in an event, and the alert what follows for it."""
    if case.checkin is None:
        return case, ()
    checkin, did = checkins.step(case.checkin, event, moment)
    case = replace(case, checkin=checkin)
    effects: list[Effect] = []
    for each in did:
        match each:
            case OpenAlert():
                case, more = _open(case, checkin, each, moment)
                effects += more
            case CloseAlert():
                case, more = _close(case, each, moment)
                effects += more
            case _:
                effects.append(each)
    return case, tuple(effects)


def _open(case: Case, checkin: CheckIn, wanted: OpenAlert, moment: Moment) -> Step:
    """Open the alert of a missed check-in; a call that is open already becomes it."""
    if case.alert is not None and case.alert_is_open():
        missed = Missed(wanted.due_at, case.alert.id)
        case = replace(case, checkin=replace(checkin, state=missed))
        return tell_alert(case, FellDue(wanted.facts, checkin.id, wanted.tiers), moment)
    practising = case.is_practising()
    case, over = tell_drill(case, RealOpened(), moment)
    facts = replace(wanted.facts, after_drill=practising)
    fresh = new_alert(case, AlertKind.MISSED, checkin.ladder, checkin.timings, facts, moment)
    fresh = replace(fresh, checkin=checkin.id, plan=checkin.plan, code=checkin.code)
    opened, effects = alerts.begin(fresh, wanted.tiers, moment)
    return replace(case, alert=opened), (*over, *effects)


def _close(case: Case, wanted: CloseAlert, moment: Moment) -> Step:
    """Let the alert hear what the worker answered."""
    event: AlertEvent
    match wanted.event:
        case SaidSafe() as event:
            pass
        case Extended(at=at):
            event = StayedOut(wanted.until or at, at)
        case _:
            assert_never(wanted.event)
    return tell_alert(case, event, moment)


def _tiers_told(ladder: Ladder, alert: Alert | None) -> int:
    """Count the tiers of a ladder, as it is by now, that an alert has told."""
    highest = 0 if alert is None else alert.tier
    return max(1, len({rung.tier for rung in ladder if rung.tier <= highest}))


def tell_alert(case: Case, event: AlertEvent, moment: Moment) -> Step:
    """Give the alert an event; a check-in that waits for it hears when it closes."""
    if case.alert is None:
        return case, ()
    after, effects = alerts.step(case.alert, event, moment)
    case = replace(case, alert=after)
    if not isinstance(after.state, Settled) or case.checkin is None:
        return case, effects
    waits = isinstance(case.checkin.state, Missed) and case.checkin.state.alert == after.id
    if not waits:
        return case, effects
    unresolved = after.state.outcome is Outcome.UNRESOLVED
    closed = AlertClosed(isinstance(event, SaidSafe | StayedOut), unresolved)
    case, more = tell_checkin(case, closed, moment)
    return case, (*effects, *more)


def tell_duress(case: Case, event: AlertEvent, moment: Moment) -> Step:
    """Give an event to what must not show in the worker's chats, and keep it out of them."""
    if case.duress is None:
        return case, ()
    before = case.duress
    after, did = alerts.step(before, event, moment)
    effects = tuple(each for each in did if each.to != case.worker.id)
    if before.answer is not None and after.answer is None:
        effects = (*effects, Over(GIVEN, moment.now, case.worker.id))
    return replace(case, duress=after), effects


def tell_drill(case: Case, event: AlertEvent, moment: Moment) -> Step:
    """Give the practice an event."""
    if case.drill is None:
        return case, ()
    drill, effects = alerts.step(case.drill, event, moment)
    return replace(case, drill=drill), effects
