"""What a worker says about a timer that runs: all good, longer, call me, undo, what is running."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from handlers import alert_talk, cards, code_setup, doubting, grids, vouching
from handlers import case as cases
from handlers.alert_states import Pending
from handlers.case import Case
from handlers.checkin import is_open, latest_due
from handlers.checkin_states import CheckIn, Closed, Due, KeptRunning, Missed, Running, SaidSafe
from handlers.codes import FREE_EXTENSION
from handlers.desk import Desk, Outcome
from handlers.dialogue import HalfStarted, Idle
from handlers.moment import Moment
from handlers.notices import Keyboard, Value
from handlers.people import ladder_of
from handlers.replies import choice, finished, keyboard_of, left, note, say, with_case, with_me
from handlers.said import Say, Tap
from handlers.timings import DATE_GRAIN
from handlers.words import Verb

EXTENSIONS = {str(minutes): timedelta(minutes=minutes) for minutes in (15, 30, 60)}
"""What can be asked for at a time, by its minutes."""


def all_good(desk: Desk, command: Say, said_at: datetime, moment: Moment) -> Outcome:
    """End the timer and any open alert; judged by when it was sent."""
    if desk.case.is_quiet():
        return _nothing_runs(desk, command, moment)
    if command.subject not in _known(desk.case):
        return finished(desk)
    timer, alert = _meant(desk.case, said_at)
    if not timer and not alert:
        return finished(desk)
    code = vouching.code_of(desk.case)
    if code is not None:
        deed = "safe" if command.verb is Verb.SAFE else "undo"
        return grids.ask(desk, code, deed, command.subject, moment)
    if alert and desk.case.alert is not None and doubting.is_doubted(desk):
        return doubting.ask_for_voice(desk, desk.case.alert)
    if command.verb is Verb.SAFE:
        offered = code_setup.offer(desk)
        desk = with_me(desk, replace(desk.me, finished_one=True))
        done = _all_good(desk, timer=timer, alert=alert, said_at=said_at, moment=moment)
        return replace(done, effects=(*done.effects, *offered))
    return _all_good(desk, timer=timer, alert=alert, said_at=said_at, moment=moment)


def _all_good(
    desk: Desk, *, timer: bool, alert: bool, said_at: datetime, moment: Moment
) -> Outcome:
    if not alert:
        return with_case(desk, cases.tell_checkin(desk.case, SaidSafe(said_at), moment))
    if not timer and _can_be_undone(desk.case):
        return with_case(desk, cases.undo_call(desk.case, moment))
    done = with_case(desk, cases.say_safe(desk.case, said_at, moment))
    return _thanking(desk, done, timer=timer, moment=moment)


def vouched_all_good(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """End the timer and any alert on two words; without either, say that nothing runs."""
    if desk.case.is_quiet() and not tap.subject:
        return _own_words(desk, tap, said_at, moment)
    timer, alert = _meant(desk.case, said_at)
    if tap.subject not in _known(desk.case) or not (timer or alert):
        return finished(desk)
    if tap.deed == Verb.SAFE:
        desk = with_me(desk, replace(desk.me, finished_one=True))
    done = with_case(desk, vouching.say_safe(desk.case, tap.tag, said_at, moment))
    return _thanking(desk, done, timer=timer, moment=moment) if alert else done


def _own_words(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Answer always the same: words given now can only tell the peers that they were the own."""
    none = say(desk, "timer.none", keyboard=keyboard_of(desk.case))
    if not desk.case.duress_is_open():
        return none
    case, effects = vouching.keep(desk.case, tap.tag, said_at, moment)
    return Outcome(replace(desk, case=case), (*effects, *none.effects))


def _thanking(desk: Desk, done: Outcome, *, timer: bool, moment: Moment) -> Outcome:
    """Say that those who were asked to ring are told, where no card says so."""
    checkin = desk.case.checkin
    if checkin is not None and isinstance(checkin.state, Missed):
        return done
    key = "call.undone" if _can_be_undone(desk.case) else "timer.done.after_alert"
    about = checkin.about if timer and checkin is not None else ""
    thanks = note(desk, key, {"at": moment.now}, about=about, keyboard=Keyboard.IDLE)
    return replace(done, effects=(*done.effects, thanks))


def _nothing_runs(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Answer "all good" or "longer" without a timer; a peer may have meant an open alert."""
    if command.subject:
        return finished(desk)
    if (
        desk.me.code is not None
        and command.verb is Verb.SAFE
        and alert_talk.press_one(desk) is None
    ):
        return grids.ask(desk, desk.me.code, "safe", "", moment)
    none = say(desk, "timer.none", keyboard=keyboard_of(desk.case))
    return alert_talk.press_one(desk) or none


def _known(case: Case) -> set[str]:
    """List what a button can be about: anything else is over."""
    checkin, alert = case.checkin, case.alert
    return {"", checkin.id if checkin else "", alert.id if alert else ""}


def _meant(case: Case, said_at: datetime) -> tuple[bool, bool]:
    """Say whether the timer, and whether the alert, can be meant by a word of `said_at`.

    What was sent before something began is not about it. The alert of a missed timer hears what
    its timer hears; one that was asked for stands for itself.
    """
    checkin, alert = case.checkin, case.alert
    timer = is_open(checkin) and checkin is not None and said_at + DATE_GRAIN > checkin.started_at
    if alert is None or not case.alert_is_open():
        return timer, False
    if alert.checkin is not None and is_open(checkin):
        return timer, timer
    return timer, said_at + DATE_GRAIN > alert.opened_at


def longer(desk: Desk, command: Say, said_at: datetime, moment: Moment) -> Outcome:
    """Give more time, from the later of now and the old due time."""
    checkin = desk.case.checkin
    if checkin is None or not is_open(checkin):
        return _nothing_runs(desk, command, moment)
    if command.subject not in ("", checkin.id) or said_at + DATE_GRAIN <= checkin.started_at:
        return finished(desk)
    by = EXTENSIONS.get(command.detail)
    if by is None:
        steps = ", ".join(EXTENSIONS)
        return say(desk, "timer.more_by", {"steps": steps}, about=checkin.about)
    if checkin.code is not None and _asks_for_words(checkin, by, said_at):
        return grids.ask(desk, checkin.code, f"more{command.detail}", checkin.id, moment)
    alert = desk.case.alert
    doubted = isinstance(checkin.state, Missed) and alert is not None
    if doubted and alert is not None and checkin.code is None and doubting.is_doubted(desk):
        return doubting.ask_for_voice(desk, alert)
    return with_case(desk, cases.extend(desk.case, by, said_at, moment))


def _due_after(checkin: CheckIn, by: timedelta, at: datetime) -> datetime | None:
    """Say when a timer would be due with more time; None if that is too long anyway."""
    if isinstance(checkin.state, Closed):
        return None
    due_at = max(at, checkin.state.due_at) + by
    return due_at if due_at <= latest_due(checkin) else None


def _asks_for_words(checkin: CheckIn, by: timedelta, at: datetime) -> bool:
    """Whether more time is an "all good" in disguise: long, or after the peers were told."""
    due_at = _due_after(checkin, by, at)
    if due_at is None:
        return False
    vouched = checkin.vouched_until or due_at
    return isinstance(checkin.state, Missed) or due_at - vouched > FREE_EXTENSION


def vouched_longer(
    desk: Desk, tap: Tap, by: timedelta, said_at: datetime, moment: Moment
) -> Outcome:
    """Give more time on two words."""
    checkin = desk.case.checkin
    if checkin is None or checkin.id != tap.subject or by not in EXTENSIONS.values():
        return finished(desk)
    if _due_after(checkin, by, said_at) is None:
        return with_case(desk, cases.extend(desk.case, by, said_at, moment))
    step = vouching.extend(desk.case, checkin, tap.tag, by, said_at, moment)
    return with_case(desk, step)


def call_me(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask the first people to ring now; the timer runs on."""
    checkin = desk.case.checkin if is_open(desk.case.checkin) else None
    if command.subject and (checkin is None or checkin.id != command.subject):
        return finished(desk)
    ladder = ladder_of(desk.contacts)
    if checkin is not None and checkin.ladder:
        ladder = checkin.ladder
    if not ladder and not desk.case.alert_is_open():
        return say(desk, "call.nobody", None, choice("invite", Verb.INVITE))
    return with_case(desk, cases.call(desk.case, ladder, desk.house.timing, moment))


def _can_be_undone(case: Case) -> bool:
    return case.alert is not None and isinstance(case.alert.state, Pending)


def uncall(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take "call me" back, while nobody was told."""
    alert = desk.case.alert
    if alert is None or alert.id != command.subject or not _can_be_undone(desk.case):
        return finished(desk)
    return with_case(desk, cases.undo_call(desk.case, moment))


def undo(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask before a start is taken back: it would end the looking-after.

    A typed "undo" is for the latest that can be undone: "call me" within its 10 s.
    """
    if not command.subject and _can_be_undone(desk.case):
        return with_case(desk, cases.undo_call(desk.case, moment))
    checkin = desk.case.checkin
    if checkin is None or not is_open(checkin) or command.subject not in ("", checkin.id):
        return _nothing_runs(desk, command, moment)
    yes = choice("yes_undo", Verb.UNDO_YES, checkin.id)
    key = "timer.undo.alert" if desk.case.alert_is_open() else "timer.undo"
    not_now = choice("not_now", Verb.FORGET_NOT, checkin.id)
    return say(desk, key, None, yes, not_now, about=checkin.about)


def keep(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Bring back a timer that was ended early."""
    checkin = desk.case.checkin
    if checkin is None or command.subject not in ("", checkin.id):
        return finished(desk)
    return with_case(desk, cases.tell_checkin(desk.case, KeptRunning(), moment))


def ask_how_long(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say how a time is typed."""
    return say(desk, "timer.how_long", keyboard=keyboard_of(desk.case))


def cancel(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Leave what is being written; of a timer that runs, say how it ends."""
    checkin = desk.case.checkin
    if not isinstance(desk.dialogue, Idle | HalfStarted):
        return say(left(desk), "talk.fine", keyboard=keyboard_of(desk.case))
    if checkin is None or not is_open(checkin):
        return alert_talk.press_one(desk) or say(
            desk, "timer.none", keyboard=keyboard_of(desk.case)
        )
    return say(desk, "timer.cancel", None, cards.all_good(checkin), about=checkin.about)


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
            silence = due_at + cards.grace_of(checkin)
            values |= {"left": due_at - moment.now, "grace_end": silence}
        case Due(grace_ends_at=grace_ends_at):
            key = "status.due" if checkin.ladder else "status.due.alone"
            values["grace_end"] = grace_ends_at
        case Missed():
            key = "status.missed"
        case _:
            assert_never(checkin.state)
    return say(desk, key, values, about=checkin.about, keyboard=keyboard)
