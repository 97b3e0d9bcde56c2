"""What a worker does with two words: it counts at once, and is looked at when a minute is over.

Whichever words they were, the same is done here: `handlers/judging.py` alone tells them apart, in
an alert that the worker's chats know nothing of.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import case as cases
from handlers import checkin as checkins
from handlers import judging
from handlers.alert_states import Alert, AlertKind, Pending, Stand
from handlers.case import Case, Step
from handlers.checkin_states import AlertClosed, CheckIn, Facts, Missed, Running, SaidSafe
from handlers.codes import CHANGED_WITHIN, Answer, Code
from handlers.moment import Moment
from handlers.notices import Effect, Over, Withdraw
from handlers.people import Ladder, Level
from handlers.timings import (
    CHAT_FORGETS_ALERT,
    NORMAL_BELOW,
    TimingChanges,
    Timings,
    timings_for,
)


def code_of(case: Case) -> Code | None:
    """Give the two words that speak for what runs; None where an answer alone is enough."""
    if case.checkin is not None and checkins.is_open(case.checkin):
        return case.checkin.code
    if case.alert is not None and case.alert_is_open():
        return case.alert.code
    return case.worker.code


def keep(
    case: Case,
    given: bytes,
    at: datetime,
    moment: Moment,
    *,
    until: datetime | None = None,
    ladder: Ladder = (),
) -> Step:
    """Put two words aside until their minute is over; what is open for the peers goes with them.

    The minute counts from the first of them: giving others makes it no longer. ladder: who is
    told if they are others, where nothing runs.
    """
    effects: tuple[Effect, ...] = ()
    if case.alert is not None and isinstance(case.alert.state, Pending):
        case, effects = cases.tell_alert(case, SaidSafe(at), moment)
    duress = case.duress if case.duress_is_open() else None
    if case.alert is not None and case.alert_is_open():
        effects = (*effects, *_gone_from(case, case.alert, moment))
        duress = case.alert if duress is None else _joined(duress, case.alert)
        case = replace(case, alert=None)
    if duress is None:
        duress = _fresh(case, ladder, at, moment)
    first = duress.answer
    judged_at = moment.now + CHANGED_WITHIN if first is None else first.judged_at
    answer = Answer(given, at, judged_at, until)
    if isinstance(duress.state, Pending):
        duress = replace(duress, state=Pending(judged_at))
    return replace(case, duress=replace(duress, answer=answer)), effects


def _gone_from(case: Case, alert: Alert, moment: Moment) -> tuple[Effect, ...]:
    """Let the worker's chat be done with an alert as if it were closed."""
    worker = case.worker.id
    return (
        Withdraw(alert.about, worker),
        Over(alert.about, moment.now + CHAT_FORGETS_ALERT, worker),
    )


def _joined(duress: Alert, alert: Alert) -> Alert:
    """Go on with one of two alerts: whoever was told of either was told of it."""
    told = dict(duress.tellings)
    for rung in duress.ladder:
        theirs = alert.telling(rung.peer)
        if duress.telling(rung.peer).stand is Stand.WAITING and theirs.stand is Stand.TOLD:
            told[rung.peer] = theirs
    return replace(duress, tellings=told)


def _fresh(case: Case, ladder: Ladder, at: datetime, moment: Moment) -> Alert:
    checkin = case.checkin
    facts = Facts(heard_at=at)
    if checkin is None or not checkins.is_open(checkin):
        timings = timings_for(NORMAL_BELOW / 2, TimingChanges())
        return _waiting(case, ladder, timings, facts, moment)
    fresh = _waiting(case, checkin.ladder, checkin.timings, facts, moment)
    return replace(fresh, plan=checkin.plan, code=checkin.code)


def _waiting(case: Case, ladder: Ladder, timings: Timings, facts: Facts, moment: Moment) -> Alert:
    kind = AlertKind.DURESS
    fresh = cases.new_alert(case, kind, _trusted(ladder), timings, facts, moment)
    return replace(judging.quiet(fresh), state=Pending(moment.now))


def _trusted(ladder: Ladder) -> Ladder:
    """List those who may read more than that they should ring: nobody else is ever told."""
    return tuple(rung for rung in ladder if rung.level >= Level.PLAN)


def say_safe(case: Case, given: bytes, at: datetime, moment: Moment) -> Step:
    """End the timer and any alert, as far as the worker's chat shows."""
    case, first = keep(case, given, at, moment)
    missed = case.checkin is not None and isinstance(case.checkin.state, Missed)
    event = AlertClosed(by_worker=True) if missed else SaidSafe(at)
    case, second = cases.tell_checkin(case, event, moment)
    return case, (*first, *second)


def extend(
    case: Case, checkin: CheckIn, given: bytes, by: timedelta, at: datetime, moment: Moment
) -> Step:
    """Give more time; after an alert opened, the peers read so when the minute is over."""
    event, until = cases.extension(case, by, at), None
    if isinstance(checkin.state, Missed):
        until = max(at, checkin.state.due_at) + by
    case, first = keep(case, given, at, moment, until=until)
    case, second = cases.tell_checkin(case, event, moment)
    after = case.checkin
    if after is not None and isinstance(after.state, Running):
        case = replace(case, checkin=replace(after, vouched_until=after.state.due_at))
    return case, (*first, *second)


def change(case: Case, given: bytes, moment: Moment) -> Case | None:
    """Put other words in the place of those just given; None once their minute is over."""
    kept = case.duress
    if kept is None or kept.answer is None or moment.now >= kept.answer.judged_at:
        return None
    return replace(case, duress=replace(kept, answer=replace(kept.answer, given=given)))
