"""What a peer says about an alert: each answer goes to the case of the worker it is about."""

from dataclasses import replace

from handlers import case as cases
from handlers import tellings
from handlers.alert_states import (
    Alert,
    AlertEvent,
    CannotReach,
    Declined,
    Reopened,
    Settled,
    SpokeWith,
    Stand,
    StillOn,
    Took,
    WantedHelp,
)
from handlers.case import Case
from handlers.commands import Say
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.people import PersonId
from handlers.replies import finished
from handlers.words import Verb


def answer(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Pass on a peer's answer. One that changes nothing is told so."""
    event = _event(command.verb, desk.me.id)
    case = _case_of(desk, command.subject)
    if event is None or case is None:
        return finished(desk)
    if _is_alert(case.alert, command.subject):
        after, effects = cases.tell_alert(case, event, moment)
    else:
        after, effects = cases.tell_drill(case, event, moment)
    if not effects:
        return finished(desk)
    reached = tuple(
        replace(each, reached_at=moment.now) if each.worker == case.worker.id else each
        for each in desk.helping
    )
    return Outcome(replace(desk.with_host(after), helping=reached), effects)


def _event(verb: Verb, by: PersonId) -> AlertEvent | None:
    events: dict[Verb, AlertEvent] = {
        Verb.GOT: Took(by),
        Verb.CANT: Declined(by),
        Verb.STILL: StillOn(by),
        Verb.UNREACHED: CannotReach(by),
        Verb.HELP_ME: WantedHelp(by),
        Verb.SPOKEN: SpokeWith(by),
        Verb.REOPEN: Reopened(by),
    }
    return events.get(verb)


def _is_alert(alert: Alert | None, subject: str) -> bool:
    return alert is not None and alert.id == subject


def _case_of(desk: Desk, subject: str) -> Case | None:
    """Find the case an answer is about; a word without one fits the only alert there is."""
    if not subject:
        open_ones = [case for case in desk.hosts.values() if _told(case, desk.me.id)]
        return open_ones[0] if len(open_ones) == 1 else None
    for case in desk.hosts.values():
        if _is_alert(case.alert, subject) or _is_alert(case.drill, subject):
            return case
    return None


def _told(case: Case, peer: PersonId) -> bool:
    alert = case.alert
    if alert is None or isinstance(alert.state, Settled):
        return False
    return alert.telling(peer).stand in (Stand.TOLD, Stand.DECLINED)


def press_one(desk: Desk) -> Outcome | None:
    """Answer a peer's typed text while an alert waits for them: nobody else reads it."""
    for case in desk.hosts.values():
        if case.alert is not None and _told(case, desk.me.id):
            return Outcome(desk, (tellings.to_peer(case.alert, desk.me.id, "alert.press_one"),))
    return None
