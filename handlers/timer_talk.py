"""What a worker says about a timer that runs: all good, longer, call me, undo, what is running."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import case as cases
from handlers.alert_states import Pending
from handlers.case import Case
from handlers.checkin import is_open
from handlers.checkin_states import Closed, Due, KeptRunning, Missed, Running
from handlers.commands import Say
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Keyboard, Value
from handlers.people import ladder_of
from handlers.replies import choice, finished, keyboard_of, note, say, with_case
from handlers.words import Verb

EXTENSIONS = (15, 30, 60)
"""Minutes that can be asked for at a time."""

DATE_GRAIN = timedelta(seconds=1)
"""Networks date a message to the second."""


def all_good(desk: Desk, command: Say, said_at: datetime, moment: Moment) -> Outcome:
    """End the timer and any open alert; judged by when it was sent."""
    if desk.case.is_quiet():
        return _nothing_runs(desk, command)
    if _is_stale(desk.case, command.subject, said_at):
        return finished(desk)
    me = replace(desk.me, finished_one=True)
    was_alone_call = not is_open(desk.case.checkin)
    done = with_case(replace(desk, me=me), cases.say_safe(desk.case, said_at, moment))
    if not was_alone_call:
        return done
    thanks = note(desk, "timer.done.after_alert", {"at": moment.now}, keyboard=Keyboard.IDLE)
    return replace(done, effects=(*done.effects, thanks))


def _nothing_runs(desk: Desk, command: Say) -> Outcome:
    key = "talk.finished" if command.subject else "timer.none"
    return say(desk, key, keyboard=Keyboard.IDLE)


def _is_stale(case: Case, subject: str, said_at: datetime) -> bool:
    """Whether it was meant for an earlier timer: by its button, or by when it was sent."""
    checkin, alert = case.checkin, case.alert
    known = {"", checkin.id if checkin else "", alert.id if alert else ""}
    if subject not in known:
        return True
    began = [checkin.started_at] if checkin is not None and is_open(checkin) else []
    began += [alert.opened_at] if alert is not None and case.alert_is_open() else []
    return said_at + DATE_GRAIN <= min(began)


def longer(desk: Desk, command: Say, said_at: datetime, moment: Moment) -> Outcome:
    """Give more time, from the later of now and the old due time."""
    checkin = desk.case.checkin
    if checkin is None or not is_open(checkin):
        return _nothing_runs(desk, command)
    if command.subject not in ("", checkin.id) or said_at + DATE_GRAIN <= checkin.started_at:
        return finished(desk)
    minutes = int(command.detail or "0")
    if minutes not in EXTENSIONS:
        return say(desk, "timer.more_by", {"steps": "15, 30, 60"})
    return with_case(desk, cases.extend(desk.case, timedelta(minutes=minutes), said_at, moment))


def call_me(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask the first people to ring now; the timer runs on."""
    checkin = desk.case.checkin
    if command.subject and not (checkin and checkin.id == command.subject and is_open(checkin)):
        return finished(desk)
    ladder = checkin.ladder if checkin and is_open(checkin) else ladder_of(desk.contacts)
    if not ladder and not desk.case.alert_is_open():
        return say(desk, "call.nobody", None, choice("invite", Verb.INVITE))
    return with_case(desk, cases.call(desk.case, ladder, desk.house.timing, moment))


def uncall(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take "call me" back, while nobody was told."""
    alert = desk.case.alert
    if alert is None or alert.id != command.subject or not isinstance(alert.state, Pending):
        return finished(desk)
    return with_case(desk, cases.undo_call(desk.case, moment))


def undo(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask before a start is taken back: it would end the looking-after."""
    alert, checkin = desk.case.alert, desk.case.checkin
    if alert is not None and isinstance(alert.state, Pending) and not command.subject:
        return uncall(desk, Say(Verb.UNCALL, alert.id), moment)
    if checkin is None or not is_open(checkin) or command.subject not in ("", checkin.id):
        return finished(desk)
    yes = choice("yes_undo", Verb.UNDO_YES, checkin.id)
    return say(desk, "timer.undo", None, yes, about=checkin.about)


def keep(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Bring back a timer that was ended early."""
    checkin = desk.case.checkin
    if checkin is None or command.subject not in ("", checkin.id):
        return finished(desk)
    kept = with_case(desk, cases.tell_checkin(desk.case, KeptRunning(), moment))
    return kept if kept.effects else finished(desk)


def ask_how_long(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say how a time is typed."""
    return say(desk, "timer.how_long", keyboard=keyboard_of(desk.case))


def status(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Say what runs, to the worker only."""
    keyboard = keyboard_of(desk.case)
    checkin = desk.case.checkin
    if checkin is None or isinstance(checkin.state, Closed):
        key = "status.call" if desk.case.alert_is_open() else "status.none"
        return say(desk, key, keyboard=keyboard)
    values: dict[str, Value] = {"due": checkin.state.due_at}
    match checkin.state:
        case Running(due_at):
            key = "status.running" if checkin.ladder else "status.running.alone"
            silence = due_at + checkin.timings.grace
            values |= {"left": due_at - moment.now, "grace_end": silence}
        case Due(grace_ends_at=grace_ends_at):
            key = "status.due"
            values["grace_end"] = grace_ends_at
        case Missed():
            key = "status.missed"
    return say(desk, key, values, keyboard=keyboard)
