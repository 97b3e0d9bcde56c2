"""Small ways to answer: a desk and one notice make an outcome."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.case import Case
from handlers.desk import Desk, Outcome
from handlers.dialogue import HalfStarted, Idle
from handlers.notices import Choice, Effect, Keyboard, Notice, Text, Value
from handlers.people import Person
from handlers.words import Verb


def choice(label: str, verb: Verb, subject: str = "", detail: str = "") -> Choice:
    """Offer one answer; `label` is the key of its words without `choice.`."""
    token = ":".join(part for part in (verb, subject, detail) if part)
    return Choice(Text(f"choice.{label}"), token)


def note(
    desk: Desk,
    key: str,
    values: Mapping[str, Value] | None = None,
    *choices: Choice,
    about: str = "",
    keyboard: Keyboard | None = None,
) -> Notice:
    """Write to the one whose desk it is. About nothing: open until the next such question."""
    return Notice(desk.me.id, key, values or {}, choices, about=about, keyboard=keyboard)


def say(
    desk: Desk,
    key: str,
    values: Mapping[str, Value] | None = None,
    *choices: Choice,
    about: str = "",
    keyboard: Keyboard | None = None,
) -> Outcome:
    """Answer with one notice and nothing else."""
    return Outcome(desk, (note(desk, key, values, *choices, about=about, keyboard=keyboard),))


def finished(desk: Desk) -> Outcome:
    """Answer a press on something that is over."""
    return say(desk, "talk.finished", keyboard=keyboard_of(desk.case))


def not_found(desk: Desk) -> Outcome | None:
    """Say that an answer came to nothing: whom it is about may be one who could not be read.

    None where everybody could be read: then it is about nothing that is open.
    """
    return say(desk, "sorry.failed", keyboard=keyboard_of(desk.case)) if desk.unread else None


def with_me(desk: Desk, me: Person) -> Desk:
    """Put a changed person back on their desk."""
    return replace(desk, me=me, case=replace(desk.case, worker=me))


def saved(desk: Desk) -> Notice:
    """Confirm a change; what runs keeps what it had."""
    return note(desk, "saved" if desk.case.is_quiet() else "saved.next_timer")


def left(desk: Desk) -> Desk:
    """Wait for no free text any more; a start that is still a question stays one."""
    return desk if isinstance(desk.dialogue, HalfStarted) else replace(desk, dialogue=Idle())


def keyboard_of(case: Case) -> Keyboard:
    """Choose the keys below the chat by whether something runs."""
    return Keyboard.IDLE if case.is_quiet() else Keyboard.RUNNING


def with_case(desk: Desk, step: tuple[Case, tuple[Effect, ...]], *more: Effect) -> Outcome:
    """Put the worker's case back on the desk, with what follows from it."""
    case, effects = step
    return Outcome(replace(desk, case=case), (*effects, *more))
