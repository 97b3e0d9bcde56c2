"""What nobody understood: said each time where there are buttons, and once where there are none.

Two machines that answer each other would go on for ever (a mailbox that is away, another bot), so
without buttons nothing more is said until something was understood or another question was asked.
"""

from dataclasses import replace

from handlers import joining, pairing
from handlers.alert_talk import press_one
from handlers.desk import Desk, Numbered, Outcome
from handlers.matters import beside
from handlers.notices import UNCLEAR, Erase, Notice, Text
from handlers.replies import keyboard_of, note, say


def answer(desk: Desk) -> Outcome:
    """Say that a text was no answer, with what would be one."""
    pressed = press_one(desk)
    if desk.address.network not in desk.house.numbered or not desk.numbers:
        return pressed or _any_text(desk)
    said = _with_numbers(desk) if pressed is None else pressed
    *notices, last = (each for each in said.effects if isinstance(each, Notice))
    effects = () if desk.was_unclear else (*notices, replace(last, slot=UNCLEAR))
    return Outcome(desk, effects, unclear=True)


def understood(desk: Desk) -> tuple[Erase, ...]:
    """Let the line be said again, from now on."""
    return (Erase(desk.me.id, UNCLEAR),) if desk.was_unclear else ()


def _any_text(desk: Desk) -> Outcome:
    if not desk.me.name:
        return pairing.ask_again(desk) or joining.hello(desk)
    key = "talk.unclear" if desk.case.is_quiet() else "talk.unclear.running"
    return say(desk, key, about=beside(desk), keyboard=keyboard_of(desk.case))


def _with_numbers(desk: Desk) -> Outcome:
    """Name the numbers of the newest question."""
    newest = max(desk.numbers, key=_number)
    numbers = sorted({each.number for each in desk.numbers if each.about == newest.about})
    values = {"numbers": [Text("number", {"number": each}) for each in numbers]}
    about = newest.about or beside(desk)
    return Outcome(desk, (note(desk, "talk.answer_with", values, about=about),))


def _number(numbered: Numbered) -> int:
    return numbered.number
