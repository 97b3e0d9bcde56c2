"""Settings of one person, help, privacy, and being forgotten."""

from dataclasses import replace
from datetime import datetime

from handlers import case as cases
from handlers import grids, vouching
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Choice, Effect, Notice, Text, Urgency, Value
from handlers.people import Consent, Contact, Person
from handlers.people_talk import lose
from handlers.replies import choice, finished, keyboard_of, note, saved, say, with_me
from handlers.said import Say, Tap
from handlers.vouching import code_of
from handlers.words import Verb

REMINDERS, TELL_START, TELL_HOME = "reminders", "start", "home"


def show(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Show what can be changed."""
    me = desk.me
    values: dict[str, Value] = {
        "now": moment.now,
        "reminders": _state(on=me.reminders),
        "start": _state(on=me.tell_start),
        "home": _state(on=me.tell_home),
    }
    return say(desk, "settings.show", values, *_offers(me))


def _state(*, on: bool) -> Text:
    return Text("settings.on" if on else "settings.off")


def _offers(me: Person) -> tuple[Choice, ...]:
    switches = (
        (REMINDERS, me.reminders),
        (TELL_START, me.tell_start),
        (TELL_HOME, me.tell_home),
    )
    turned = tuple(
        choice(f"{which}_{'off' if on else 'on'}", Verb.SWITCH, which, "off" if on else "on")
        for which, on in switches
    )
    more = (choice("clock", Verb.CITY), choice("plan", Verb.PLAN), choice("code", Verb.CODE))
    return (*turned, *more)


def switch(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Turn one setting on or off; a timer that runs keeps what it had."""
    on = command.detail == "on"
    match command.subject:
        case "reminders":
            me = replace(desk.me, reminders=on)
        case "start":
            me = replace(desk.me, tell_start=on)
        case "home":
            me = replace(desk.me, tell_home=on)
        case _:
            return finished(desk)
    return Outcome(with_me(desk, me), (saved(desk),))


def help_me(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say the few words that always work, and that no answer means no timer."""
    return say(desk, "help", keyboard=keyboard_of(desk.case))


def privacy(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say what is kept, for how long, and who could read it."""
    values: dict[str, Value] = {"run_by": desk.house.run_by}
    return say(desk, f"privacy.{desk.address.network}", values)


def booking(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say what this is, to whoever looks for something else."""
    return say(desk, "help.what_this_is")


def not_yet(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Say plainly that this cannot be done yet; words meant to be locked leave the chat."""
    said = say(desk, "talk.not_yet", keyboard=keyboard_of(desk.case))
    return replace(said, unsaid=command.verb is Verb.NOTE and bool(command.detail))


def forget(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Ask before everything about somebody is erased."""
    key = "forget.ask"
    if not desk.case.is_quiet():
        key = "forget.ask.alert" if desk.case.alert_is_open() else "forget.ask.running"
    yes = choice("yes_forget", Verb.FORGET_YES, _running(desk))
    return say(desk, key, None, yes, choice("not_now", Verb.FORGET_NOT))


def _running(desk: Desk) -> str:
    """Name what runs: a yes to another question than the one on the screen is asked again."""
    if desk.case.alert is not None and desk.case.alert_is_open():
        return desk.case.alert.id
    if desk.case.checkin is not None and not desk.case.is_quiet():
        return desk.case.checkin.id
    return ""


def forget_not(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Keep everything."""
    return say(desk, "talk.as_before", keyboard=keyboard_of(desk.case))


def forget_yes(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Erase a person: what runs ends as "all good" would, and those they helped are told."""
    if command.subject != _running(desk):
        return forget(desk, command, moment)
    if desk.case.is_quiet():
        return _forgotten(desk, (), moment)
    code = code_of(desk.case)
    if code is not None:
        return grids.ask(desk, code, "forget", command.subject, moment)
    case, effects = cases.say_safe(desk.case, moment.now, moment)
    return _forgotten(replace(desk, case=case), effects, moment)


def vouched_forget(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Erase a person on two words; what was kept for these goes with their minute, or its end."""
    if desk.case.is_quiet() or tap.subject != _running(desk):
        return finished(desk)
    case, effects = vouching.say_safe(desk.case, tap.tag, said_at, moment)
    return _forgotten(replace(desk, case=case), effects, moment)


def _forgotten(desk: Desk, effects: tuple[Effect, ...], moment: Moment) -> Outcome:
    for worker in desk.hosts:
        desk, lost = lose(desk, worker, moment)
        effects = (*effects, *lost)
    others = tuple(each for each in effects if each.to != desk.me.id)
    told = tuple(map(_stopped, desk.helping))
    return Outcome(replace(desk, leaves=True), (*others, *told, note(desk, "forget.done")))


def _stopped(contact: Contact) -> Notice:
    """Tell a worker that somebody is gone, or that their question will not be answered."""
    if contact.consent is Consent.ASKED:
        return Notice(contact.worker, "pair.not_taken")
    return Notice(contact.worker, "stop.one_stopped", urgency=Urgency.QUESTION)
