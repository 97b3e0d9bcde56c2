"""All rules of the alert: `step(alert, event, moment)` gives the next one and what follows.

An event that means nothing in a state changes nothing, and nothing here raises. Who is told, and
in which order, was frozen when the alert opened. What follows is said in `handlers/notices.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from handlers import answers, calling, climbing, closing, judging, tellings
from handlers.alert_states import (
    Accepted,
    Alert,
    AlertEvent,
    AlertKind,
    CalledAgain,
    CannotReach,
    Declined,
    Exhausted,
    FellDue,
    Held,
    Open,
    Outcome,
    Pending,
    RealOpened,
    Reopened,
    Settled,
    Spoken,
    SpokeWith,
    Stand,
    StayedOut,
    StillOn,
    Took,
    Undone,
    Unreachable,
    WantedHelp,
)
from handlers.checkin_states import PeerLeft, Returned, SaidSafe, TimePassed
from handlers.climbing import Step
from handlers.moment import Moment
from handlers.people import PersonId
from handlers.timings import (
    CALL_UNDO,
    DRILL_ENDS_AFTER,
    LOOK_AGAIN,
    SPOKEN_WAIT,
    UNRESOLVED_AFTER,
)

DEAF_LOOK_AGAIN = timedelta(seconds=5)
"""The same while no network takes messages: until then nothing of an alert can change."""
CONFIRM_EVERY = timedelta(hours=1)
"""How often a confirmation is asked for again once everyone has been asked."""


def begin(alert: Alert, tiers: int, moment: Moment) -> Step:
    """Open a new alert: `tiers` tiers are told at once; a `call` waits 10 s for the undo."""
    if alert.kind is AlertKind.CALL:
        pending = replace(alert, state=Pending(moment.now + CALL_UNDO))
        return pending, (tellings.call_asked(pending, CALL_UNDO),)
    if alert.kind is AlertKind.DRILL:
        return climbing.practise(alert, moment)
    return climbing.climb(alert, moment, tiers)


def step(alert: Alert, event: AlertEvent, moment: Moment) -> Step:
    """Apply one event; the result is equal to what came in when the event means nothing here."""
    if isinstance(alert.state, Settled):
        return alert, ()
    if alert.kind is AlertKind.DRILL:
        return _drill(alert, event, moment)
    match event:
        case TimePassed():
            return _pass_time(alert, moment)
        case Returned():
            return _go_on(alert, moment)
        case Undone():
            return calling.undo(alert, moment)
        case SaidSafe() | StayedOut():
            return closing.on_answer(alert, event, moment)
        case FellDue():
            return calling.fall_due(alert, event, moment)
        case CalledAgain():
            return calling.call_again(alert, moment)
        case Accepted(peer):
            return _accept(climbing.resumed(alert, moment), peer), ()
        case PeerLeft(peer) | Unreachable(peer):
            return climbing.lose(alert, peer, moment)
        case (
            Took(by)
            | Declined(by)
            | StillOn(by)
            | CannotReach(by)
            | WantedHelp(by)
            | SpokeWith(by)
            | Reopened(by)
        ):
            if not _may_answer(alert, by, event):
                return alert, ()
            return answers.answer(alert, event, moment)
        case RealOpened():
            return alert, ()
        case _:
            assert_never(event)


def _may_answer(alert: Alert, by: PersonId, event: AlertEvent) -> bool:
    """Whether this peer was told. Who could not be reached after all, and takes it, is back."""
    told = alert.telling(by)
    if told.stand is Stand.GONE:
        return told.attempted and isinstance(event, Took)
    return told.stand in (Stand.TOLD, Stand.DECLINED)


def deadline(alert: Alert, now: datetime, *, accepting: bool = True) -> datetime | None:
    """Say when time next matters to this alert; None when it never does."""
    end = alert.opened_at + UNRESOLVED_AFTER
    match alert.state:
        case Settled():
            return None
        case Pending(opens_at):
            at = opens_at
        case Open(climbs_at=climbs, repeats_at=repeats, accept_by=accept):
            at = min(climbs, repeats, accept or climbs)
        case Held(asks_at=asks, answer_by=answer):
            at = answer or asks
        case Spoken(asks_at=asks):
            at = asks
        case Exhausted(repeats_at=repeats):
            at = repeats
        case _:
            assert_never(alert.state)
    if alert.answer is not None:
        at = min(at, alert.answer.judged_at)
    return max(min(at, end), now + (LOOK_AGAIN if accepting else DEAF_LOOK_AGAIN))


def _pass_time(alert: Alert, moment: Moment) -> Step:
    """Do what time asks for; while no network takes anything, all of it waits."""
    if moment.now >= alert.opened_at + UNRESOLVED_AFTER:
        return closing.settle(alert, Outcome.UNRESOLVED, "alert.over.unresolved", moment)
    if alert.answer is not None and judging.is_due(alert, moment):
        return judging.judge(alert, alert.answer, moment)
    if isinstance(alert.state, Pending) and alert.kind is AlertKind.DURESS:
        return alert, ()
    if isinstance(alert.state, Pending):
        return calling.open_call(alert, alert.state, moment)
    if not moment.heard.accepting:
        return alert, ()
    alert = climbing.resumed(alert, moment)
    match alert.state:
        case Open() as state:
            return _time_open(alert, state, moment)
        case Held() as state:
            return _time_held(alert, state, moment)
        case Spoken(asks_at=asks_at) as state if moment.now >= asks_at:
            return _ask_to_confirm(alert, state, moment)
        case Exhausted() as state if moment.now >= state.repeats_at:
            return _repeat(alert, state, moment)
        case _:
            return alert, ()


def _time_open(alert: Alert, state: Open, moment: Moment) -> Step:
    if moment.now >= state.climbs_at:
        return climbing.climb(alert, moment)
    if state.accept_by is not None and moment.now >= state.accept_by:
        if climbing.has_more(alert):
            return climbing.climb(alert, moment)
        return replace(alert, state=replace(state, accept_by=None)), ()
    if moment.now >= state.repeats_at:
        return _repeat(alert, state, moment)
    return alert, ()


def _repeat(alert: Alert, state: Open | Exhausted, moment: Moment) -> Step:
    next_at = state.since + alert.timings.next_repeat(moment.now - state.since)
    later = replace(alert, state=replace(state, repeats_at=next_at))
    return later, tellings.repeats(later)


def _time_held(alert: Alert, state: Held, moment: Moment) -> Step:
    """Ask the holder "still on it?", and go on without them if they stay silent."""
    if state.answer_by is None:
        return (alert, ()) if moment.now < state.asks_at else _ask_holder(alert, state, moment)
    if moment.now < state.answer_by:
        return alert, ()
    back_at = moment.heard.accepting_since
    if back_at is not None and state.answer_by - alert.timings.hold_answer < back_at:
        return _ask_holder(alert, state, moment)
    after, effects = climbing.lapse(alert, state.by, moment)
    if isinstance(after.state, Held):
        return after, effects
    return after, (tellings.with_next(after, state.by, "alert.hold_over"), *effects)


def _ask_holder(alert: Alert, state: Held, moment: Moment) -> Step:
    until = moment.now + alert.timings.hold_answer
    asked = replace(alert, state=replace(state, answer_by=until))
    return asked, (tellings.still_on(asked, state.by, until, moment.now),)


def _ask_to_confirm(alert: Alert, state: Spoken, moment: Moment) -> Step:
    """Ask the next tier to confirm; with none left, everyone who knows, and then every hour."""
    if climbing.has_more(alert):
        later = replace(alert, state=replace(state, asks_at=moment.now + SPOKEN_WAIT))
        return climbing.tell_more(later, moment)
    asks_at = moment.now + CONFIRM_EVERY
    asked = replace(alert, state=Spoken(state.by, asks_at, asked_again=True))
    if alert.of_one:
        return asked, (tellings.to_peer(asked, state.by, "alert.spoken.again"),)
    others = tellings.to_others(asked, state.by, "alert.spoken.confirm")
    if not others:
        others = (tellings.to_peer(asked, state.by, "alert.spoken.waits", at=asks_at),)
    if state.asked_again:
        return asked, others
    return asked, (*others, *tellings.to_declined(asked, "alert.spoken.confirm"))


def _go_on(alert: Alert, moment: Moment) -> Step:
    """Go on after the bot was away: one message to the current tier, its time counted anew."""
    match alert.state:
        case Open():
            again = replace(alert, state=climbing.opened(alert, moment))
            return again, tellings.to_tier(again)
        case Held(answer_by=answer_by, asks_at=asks_at) as state:
            if answer_by is None and moment.now < asks_at:
                return alert, ()
            return _ask_holder(alert, state, moment)
        case _:
            return alert, ()


def _accept(alert: Alert, peer: PersonId) -> Alert:
    """Note that a network took the telling; the tier of this peer then has one who was reached."""
    rung = alert.rung(peer)
    if rung is None or alert.telling(peer).stand is Stand.WAITING:
        return alert
    told = replace(alert.telling(peer), attempted=True, accepted=True)
    alert = replace(alert, tellings={**alert.tellings, peer: told})
    if isinstance(alert.state, Open) and rung.tier == alert.tier:
        return replace(alert, state=replace(alert.state, accept_by=None))
    return alert


def _drill(alert: Alert, event: AlertEvent, moment: Moment) -> Step:
    """Practise: acknowledged only; it ends with the answer, with a real alert, or after 1 h."""
    match event:
        case Took(by) | Declined(by) if alert.telling(by).stand is Stand.TOLD:
            done, effects = closing.close(alert, Outcome.PRACTISED, moment)
            return done, (*effects, tellings.to_peer(done, by, "alert.drill.thanks"))
        case TimePassed() if moment.now >= alert.opened_at + DRILL_ENDS_AFTER:
            return closing.close(alert, Outcome.PRACTISED, moment)
        case RealOpened():
            return closing.close(alert, Outcome.PRACTISED, moment)
        case PeerLeft(peer) | Unreachable(peer) if alert.rung(peer) is not None:
            return closing.close(alert, Outcome.PRACTISED, moment)
        case Accepted(peer):
            return _accept(alert, peer), ()
        case _:
            return alert, ()
