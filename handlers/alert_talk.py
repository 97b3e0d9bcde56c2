"""What a peer says about an alert: each answer goes to the case of the worker it is about."""

from collections.abc import Iterator
from dataclasses import replace

from handlers import case as cases
from handlers import tellings
from handlers.alert_states import (
    Alert,
    AlertEvent,
    CannotReach,
    Declined,
    Reopened,
    SpokeWith,
    Stand,
    StillOn,
    Took,
    WantedHelp,
)
from handlers.awaiting import told, was_told
from handlers.case import Case
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Notice
from handlers.people import PersonId
from handlers.replies import finished, keyboard_of, not_found, say
from handlers.said import Say
from handlers.words import Verb


def answer(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Pass on a peer's answer; one that changes nothing is told so, with what can be answered."""
    event = _event(command.verb, desk.me.id)
    if not command.subject:
        return _answer_unnamed(desk, event, moment)
    for case in desk.hosts.values():
        for alert in case.alerts():
            if alert.id == command.subject:
                if command.detail == Verb.OK and _has_declined(alert, desk.me.id):
                    return _still_declined(desk, alert)
                return _tell(desk, case, alert, event, moment)
    return not_found(desk) or finished(desk)


def _event(verb: Verb, by: PersonId) -> AlertEvent:
    events: dict[Verb, AlertEvent] = {
        Verb.GOT: Took(by),
        Verb.CANT: Declined(by),
        Verb.STILL: StillOn(by),
        Verb.UNREACHED: CannotReach(by),
        Verb.HELP_ME: WantedHelp(by),
        Verb.SPOKEN: SpokeWith(by),
        Verb.REOPEN: Reopened(by),
    }
    return events[verb]


def _answer_unnamed(desk: Desk, event: AlertEvent, moment: Moment) -> Outcome:
    """Take a word without a name for the only alert there is; with more, show the choices."""
    open_ones = list(told(desk)) or list(_practices(desk))
    if len(open_ones) == 1:
        case, alert = open_ones[0]
        return _tell(desk, case, alert, event, moment)
    none = say(desk, "talk.no_question", keyboard=keyboard_of(desk.case))
    return press_one(desk) or not_found(desk) or none


def _tell(desk: Desk, case: Case, alert: Alert, event: AlertEvent, moment: Moment) -> Outcome:
    tell = cases.tell_drill if alert is case.drill else _tell_all
    after, effects = tell(case, event, moment)
    if not effects:
        return _as_before(desk, alert)
    reached = tuple(
        replace(each, reached_at=moment.now) if each.worker == case.worker.id else each
        for each in desk.helping
    )
    return Outcome(replace(desk.with_host(after), helping=reached), effects)


def _tell_all(case: Case, event: AlertEvent, moment: Moment) -> cases.Step:
    """Give what a peer said to all they were told of: they read one number, and answer once."""
    case, first = cases.tell_alert(case, event, moment)
    case, second = cases.tell_duress(case, event, moment)
    if not first:
        return case, second
    return case, (*first, *(each for each in second if not isinstance(each, Notice)))


def _as_before(desk: Desk, alert: Alert) -> Outcome:
    """Say that an answer changed nothing: it is over, or it is not what can be answered now."""
    if not was_told(alert, desk.me.id):
        return finished(desk)
    return Outcome(desk, (tellings.to_peer(alert, desk.me.id, "alert.as_before"),))


def _has_declined(alert: Alert, peer: PersonId) -> bool:
    return was_told(alert, peer) and alert.telling(peer).stand is Stand.DECLINED


def _still_declined(desk: Desk, alert: Alert) -> Outcome:
    """Answer a bare "ok" after "I can't": it may mean no more than "I have read that"."""
    return Outcome(desk, (tellings.to_peer(alert, desk.me.id, "alert.declined.stands"),))


def _practices(desk: Desk) -> Iterator[tuple[Case, Alert]]:
    for case in desk.hosts.values():
        if case.drill is not None and was_told(case.drill, desk.me.id):
            yield case, case.drill


def press_one(desk: Desk) -> Outcome | None:
    """Answer a peer's typed text while alerts are open: nobody else reads it."""
    notices = tuple(
        tellings.to_peer(alert, desk.me.id, "alert.press_one") for _, alert in told(desk)
    )
    return Outcome(desk, notices) if notices else None
