"""All rules of the check-in: `step(check-in, event, moment)` gives the next one and what follows.

An event that means nothing in a state changes nothing, and nothing here raises: a late button
press must never stop an alert.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from handlers import cards, company, grace
from handlers.checkin_states import (
    AlertClosed,
    CheckIn,
    CheckInEvent,
    CloseAlert,
    Closed,
    Due,
    Ending,
    Extended,
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
from handlers.grace import Step
from handlers.moment import Moment
from handlers.notices import Notice, Urgency
from handlers.people import Ladder, Person, PersonId, Plan
from handlers.timings import EARLY, LONGEST, LOOK_AGAIN, Timings


def start(
    worker: Person, due_at: datetime, timings: Timings, ladder: Ladder, plan: Plan, moment: Moment
) -> Step:
    """Start a check-in. An empty ladder means "reminders only"."""
    checkin = CheckIn(
        id=moment.key("checkin"),
        worker=worker.id,
        name=worker.name,
        started_at=moment.now,
        heard_at=moment.now,
        timings=timings,
        ladder=ladder,
        plan=plan,
        state=Running(due_at, _remind_at(moment.now, due_at, timings)),
        alone=not ladder,
    )
    return checkin, (cards.started(checkin, due_at, moment.now),)


def _remind_at(now: datetime, due_at: datetime, timings: Timings) -> datetime | None:
    """Place the reminder: the column's time before the end, or a third of the time if shorter."""
    return due_at - min(timings.reminder, (due_at - now) / 3) if timings.reminder else None


def step(checkin: CheckIn, event: CheckInEvent, moment: Moment) -> Step:
    """Apply one event; the result is equal to what came in when the event means nothing here."""
    match checkin.state:
        case Running() as state:
            return _running(checkin, state, event, moment)
        case Due() as state:
            return _due(checkin, state, event, moment)
        case Missed() as state:
            return _missed(checkin, state, event, moment)
        case Closed() as state:
            return _closed(checkin, state, event, moment)
        case _:
            assert_never(checkin.state)


def deadline(checkin: CheckIn, now: datetime) -> datetime | None:
    """Say when time next matters to this check-in; None when it never does."""
    match checkin.state:
        case Running(due_at, remind_at):
            return due_at if remind_at is None else min(due_at, remind_at)
        case Due(grace_ends_at=ends) if ends <= now:
            return now + LOOK_AGAIN
        case Due(grace_ends_at=ends) as due:
            question = grace.next_question(checkin, due)
            return ends if question is None else min(ends, question)
        case Missed() | Closed():
            return None
        case _:
            assert_never(checkin.state)


def is_open(checkin: CheckIn | None) -> bool:
    """Whether the timer runs, is due, or has an open alert."""
    return checkin is not None and not isinstance(checkin.state, Closed)


def _running(checkin: CheckIn, state: Running, event: CheckInEvent, moment: Moment) -> Step:
    match event:
        case TimePassed():
            return _time_on(checkin, state, moment)
        case Returned(gone_at):
            return _back(checkin, state, gone_at, moment)
        case SaidSafe():
            return _close_safe(checkin, state, moment)
        case Extended():
            return _extend(checkin, state.due_at, state.told_tiers, event, moment)
        case Replaced():
            return _close(checkin, Ending.REPLACED, moment)
        case PeerLeft(peer):
            return company.go_on_without(checkin, peer, moment)
        case PeerLost(peer):
            return company.lose_touch(checkin, peer, moment)
        case KeptRunning() | QuestionAccepted() | QuestionRefused() | AlertClosed():
            return checkin, ()
        case _:
            assert_never(event)


def _due(checkin: CheckIn, state: Due, event: CheckInEvent, moment: Moment) -> Step:
    match event:
        case TimePassed():
            return grace.pass_time(checkin, state, moment)
        case Returned(gone_at):
            return grace.ask(checkin, state, moment, gone_at)
        case SaidSafe():
            return _close_safe(checkin, state, moment)
        case Extended():
            return _extend(checkin, state.due_at, state.told_tiers, event, moment)
        case Replaced():
            return _close(checkin, Ending.REPLACED, moment)
        case QuestionAccepted():
            at = state.accepted_at or moment.now
            accepted = replace(state, accepted=state.accepted + 1, accepted_at=at)
            return replace(checkin, state=accepted), ()
        case QuestionRefused():
            return replace(checkin, state=replace(state, refused=True)), ()
        case PeerLeft(peer):
            return company.go_on_without(checkin, peer, moment)
        case PeerLost(peer):
            return company.lose_touch(checkin, peer, moment)
        case KeptRunning() | AlertClosed():
            return checkin, ()
        case _:
            assert_never(event)


def _missed(checkin: CheckIn, state: Missed, event: CheckInEvent, moment: Moment) -> Step:
    match event:
        case SaidSafe():
            return checkin, (CloseAlert(event),)
        case Extended():
            return _still_out(checkin, state, event, moment)
        case AlertClosed():
            return _end_with_alert(checkin, event, moment)
        case Replaced():
            return _close(checkin, Ending.REPLACED, moment)
        case PeerLeft(peer):
            return company.without(checkin, peer), ()
        case (
            TimePassed()
            | Returned()
            | KeptRunning()
            | QuestionAccepted()
            | QuestionRefused()
            | PeerLost()
        ):
            return checkin, ()
        case _:
            assert_never(event)


def _closed(checkin: CheckIn, state: Closed, event: CheckInEvent, moment: Moment) -> Step:
    match event:
        case KeptRunning():
            return _resume(checkin, state, moment)
        case PeerLeft(peer):
            return company.without(checkin, peer), ()
        case (
            TimePassed()
            | Returned()
            | SaidSafe()
            | Extended()
            | Replaced()
            | QuestionAccepted()
            | QuestionRefused()
            | AlertClosed()
            | PeerLost()
        ):
            return checkin, ()
        case _:
            assert_never(event)


def _time_on(checkin: CheckIn, state: Running, moment: Moment) -> Step:
    """Remind, or ask whether all is good."""
    if moment.now >= state.due_at:
        return grace.ask(checkin, grace.fall_due(checkin, state), moment, None)
    if state.remind_at is not None and moment.now >= state.remind_at:
        reminded = replace(checkin, state=replace(state, remind_at=None))
        return reminded, (cards.reminder(checkin, state.due_at, moment.now),)
    return checkin, ()


def _back(checkin: CheckIn, state: Running, gone_at: datetime, moment: Moment) -> Step:
    """Say that the bot was away; ask at once where the time ended meanwhile."""
    if moment.now >= state.due_at:
        return grace.ask(checkin, grace.fall_due(checkin, state), moment, gone_at)
    values = {"gone": gone_at, "back": moment.now, "due": state.due_at}
    away = Notice(
        checkin.worker,
        "timer.away",
        values,
        about=checkin.about,
        urgency=Urgency.QUESTION,
        silent=True,
    )
    return checkin, (away,)


def _close_safe(checkin: CheckIn, state: Running | Due, moment: Moment) -> Step:
    """Close as the worker said; an early "all good" can be taken back until the old due time."""
    due_at = state.due_at
    early = moment.now < due_at - EARLY
    ended = Closed(Ending.SAFE, moment.now, due_at if early else None, state.told_tiers)
    closed = replace(checkin, state=ended, heard_at=moment.now)
    home = tuple(_home(closed, peer) for peer in closed.tells_home)
    if early:
        return closed, (
            *cards.end(closed, moment.now),
            *cards.done_early(closed, due_at, moment.now),
            *home,
        )
    return closed, (*cards.goodbye(closed, "timer.done", moment.now), *home)


def _home(checkin: CheckIn, peer: PersonId) -> Notice:
    called = next((rung.worker_name for rung in checkin.ladder if rung.peer == peer), "")
    return Notice(peer, "tonight.home", {"worker": called or checkin.name}, about=checkin.about)


def _close(checkin: CheckIn, ending: Ending, moment: Moment) -> Step:
    """Close without a word of its own: what replaces it is answered."""
    closed = replace(checkin, state=Closed(ending, moment.now))
    return closed, (*cards.end(closed, moment.now), cards.closed_card(closed, moment.now))


def latest_due(checkin: CheckIn) -> datetime:
    """Give the instant no extension may pass."""
    return checkin.started_at + LONGEST


def _extend(checkin: CheckIn, due_at: datetime, told: int, event: Extended, moment: Moment) -> Step:
    """Count from the later of its saying and the old due time; questions start again.

    Where the new time is over by now, it is asked about at once, as after any downtime.
    """
    new_due = max(event.at, due_at) + event.by
    heard = replace(checkin, heard_at=max(checkin.heard_at, event.at))
    if new_due > latest_due(checkin):
        return heard, (cards.too_long(checkin, due_at, latest_due(checkin)),)
    remind_at = _remind_at(moment.now, new_due, checkin.timings)
    longer = replace(heard, state=Running(new_due, remind_at, told))
    if new_due <= moment.now:
        return longer, (*cards.questions_gone(checkin), cards.used_up(longer, new_due, event.at))
    return longer, (
        *cards.questions_gone(checkin),
        cards.running(longer, new_due, moment.now),
        cards.extended(longer, new_due, moment.now),
    )


def _still_out(checkin: CheckIn, state: Missed, event: Extended, moment: Moment) -> Step:
    """Stay out after the alert opened: it closes, and the same tiers are told without grace.

    Where that time is over by now, they would be told again at once: the alert stays open.
    """
    longer, effects = _extend(checkin, state.due_at, event.told_tiers, event, moment)
    if not isinstance(longer.state, Running):
        return longer, effects
    *before, said = effects
    due_at = longer.state.due_at
    if due_at <= moment.now:
        return replace(checkin, heard_at=longer.heard_at), (said,)
    said = cards.extended(longer, due_at, moment.now, "timer.extended.told")
    return longer, (CloseAlert(event, due_at), *before, said)


def _resume(checkin: CheckIn, state: Closed, moment: Moment) -> Step:
    """Bring the old time back while it lies ahead, with what those who were told had read."""
    until = state.resumes_until
    if until is None or moment.now >= until:
        return checkin, ()
    remind_at = _remind_at(moment.now, until, checkin.timings)
    resumed = Running(until, remind_at, state.told_tiers)
    running = replace(checkin, state=resumed, heard_at=moment.now)
    deserted = not (running.alone or company.can_reach(running))
    return running, (
        cards.started(running, until, moment.now),
        cards.extended(running, until, moment.now),
        *((cards.nobody_left(running, moment.now),) if deserted else ()),
    )


def _end_with_alert(checkin: CheckIn, event: AlertClosed, moment: Moment) -> Step:
    """Close with the alert, and say on whose word."""
    key = "timer.closed_by_peers"
    if event.by_worker:
        key = "timer.done.after_alert"
    elif event.unresolved:
        key = "timer.closed_unresolved"
    ending = Ending.SAFE if event.by_worker else Ending.QUIET
    closed = replace(checkin, state=Closed(ending, moment.now))
    return closed, cards.goodbye(closed, key, moment.now)
