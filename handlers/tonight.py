"""Tonight: telling the first person when a timer starts, and when the worker is home."""

from dataclasses import replace
from datetime import datetime

from handlers import case as cases
from handlers.case import Case, Step
from handlers.checkin_states import CheckIn, PeerLeft, Running
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Choice, Notice, Urgency
from handlers.people import PersonId
from handlers.replies import choice, not_found, note, say
from handlers.said import Say
from handlers.words import Verb


def ask_first(case: Case, due_at: datetime) -> Step:
    """Ask the first person whether they are there tonight, where the worker wants that."""
    checkin, me = case.checkin, case.worker
    if checkin is None or not checkin.ladder:
        return case, ()
    first = [rung.peer for rung in checkin.ladder if rung.tier == checkin.ladder[0].tier]
    if me.tell_home:
        case = replace(case, checkin=replace(checkin, tells_home=tuple(first)))
    if not me.tell_start:
        return case, ()
    return case, tuple(_are_you_there(checkin, peer, due_at) for peer in first)


def _are_you_there(checkin: CheckIn, peer: PersonId, due_at: datetime) -> Notice:
    return Notice(
        peer,
        "tonight.ask",
        {"worker": checkin.name, "due": due_at},
        answers(checkin),
        about=checkin.about,
        urgency=Urgency.QUESTION,
    )


def answers(checkin: CheckIn) -> tuple[Choice, ...]:
    """List what the first person can say."""
    return (
        choice("here", Verb.HERE, checkin.id),
        choice("not_tonight", Verb.NOT_TONIGHT, checkin.id),
    )


def _asked_about(desk: Desk, subject: str) -> tuple[Case, CheckIn] | None:
    """Find the running timer, and its worker's case, that has this peer on its ladder."""
    for case in desk.hosts.values():
        checkin = case.checkin
        if checkin is None or not isinstance(checkin.state, Running):
            continue
        if checkin.id == subject and any(rung.peer == desk.me.id for rung in checkin.ladder):
            return case, checkin
    return None


def here(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Tell the worker that their first person is there.

    The answer is the same when the timer is over: nobody learns from an old button whether it runs.
    """
    if not command.subject:
        return say(desk, "talk.no_question")
    thanks = note(desk, "tonight.thanks", about=f"checkin:{command.subject}")
    found = _asked_about(desk, command.subject)
    if found is None:
        return not_found(desk) or Outcome(desk, (thanks,))
    return Outcome(desk, (_to_worker(found[1], "tonight.first_is_there"), thanks))


def not_tonight(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take the peer off this timer's ladder, and tell the worker at once, before they leave."""
    if not command.subject:
        return say(desk, "talk.no_question")
    thanks = note(desk, "tonight.thanks_anyway", about=f"checkin:{command.subject}")
    found = _asked_about(desk, command.subject)
    if found is None:
        return not_found(desk) or Outcome(desk, (thanks,))
    case, checkin = found
    after, effects = cases.tell_checkin(case, PeerLeft(desk.me.id), moment)
    told = () if effects else (_to_worker(checkin, "tonight.first_cannot"),)
    return Outcome(desk.with_host(after), (*told, *effects, thanks))


def _to_worker(checkin: CheckIn, key: str) -> Notice:
    return Notice(checkin.worker, key, about=checkin.about, urgency=Urgency.QUESTION)
