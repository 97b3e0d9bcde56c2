"""Tonight: telling the first person when a timer starts, and when the worker is home."""

from dataclasses import replace
from datetime import datetime

from handlers import case as cases
from handlers.case import Case, Step
from handlers.checkin import is_open
from handlers.checkin_states import CheckIn, Running
from handlers.commands import Say
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Effect, Notice, Urgency
from handlers.people import PersonId
from handlers.replies import choice, finished, note
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
        (
            choice("here", Verb.HERE, checkin.id),
            choice("not_tonight", Verb.NOT_TONIGHT, checkin.id),
        ),
        about=checkin.about,
        urgency=Urgency.QUESTION,
    )


def _asked_about(desk: Desk, subject: str) -> Case | None:
    """Find the worker's case whose running timer has this peer on its ladder."""
    for case in desk.hosts.values():
        checkin = case.checkin
        if checkin is None or not isinstance(checkin.state, Running):
            continue
        if checkin.id == subject and any(rung.peer == desk.me.id for rung in checkin.ladder):
            return case
    return None


def here(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Tell the worker that their first person is there."""
    case = _asked_about(desk, command.subject)
    if case is None:
        return finished(desk)
    return Outcome(desk, (_to_worker(case, "tonight.first_is_there"), note(desk, "tonight.thanks")))


def not_tonight(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take the peer off this timer's ladder, and tell the worker at once, before they leave."""
    case = _asked_about(desk, command.subject)
    if case is None:
        return finished(desk)
    after, effects = cases.lose_peer(case, desk.me.id, moment)
    told: tuple[Effect, ...] = ()
    if is_open(after.checkin) and after.checkin is not None and after.checkin.ladder:
        told = (_to_worker(case, "tonight.first_cannot"),)
    return Outcome(desk.with_host(after), (*told, *effects, note(desk, "tonight.thanks_anyway")))


def _to_worker(case: Case, key: str) -> Notice:
    about = "" if case.checkin is None else case.checkin.about
    return Notice(case.worker.id, key, about=about, urgency=Urgency.QUESTION)
