"""A text that quotes a question and is none of its answers: what those are is said once more."""

from collections.abc import Iterable

from handlers import cards, starting, tellings
from handlers.case import Case
from handlers.checkin import is_open
from handlers.commands import is_of_timer
from handlers.desk import Desk, Outcome
from handlers.dialogue import HalfStarted
from handlers.moment import Moment
from handlers.notices import Choice
from handlers.replies import choice, finished, say
from handlers.tonight import answers
from handlers.words import Verb


def choose_again(desk: Desk, moment: Moment) -> Outcome:
    """Show the choices of the quoted question, or say that it is over."""
    if not desk.quoted:
        return finished(desk)
    about = desk.quoted[0].about
    if about == starting.ABOUT and isinstance(desk.dialogue, HalfStarted):
        return starting.ask_again(desk, desk.dialogue, moment)
    for case in desk.hosts.values():
        for alert in case.alerts():
            if alert.about == about:
                pressed = tellings.to_peer(alert, desk.me.id, "alert.press_one")
                return Outcome(desk, (pressed,))
    offers = _offers(desk.case, desk.hosts.values(), about)
    if offers:
        return say(desk, "talk.press_one", None, *offers, about=about)
    return finished(desk) if is_of_timer(about) else say(desk, "talk.press_there")


def _offers(mine: Case, hosts: Iterable[Case], about: str) -> tuple[Choice, ...]:
    """List what can be answered about a timer or "call me": the own, or one of tonight's."""
    checkin, alert = mine.checkin, mine.alert
    if checkin is not None and is_open(checkin) and checkin.about == about:
        return cards.answers(checkin)
    if alert is not None and mine.alert_is_open() and alert.about == about:
        return (choice("all_good", Verb.SAFE, alert.id),)
    asked = (each.checkin for each in hosts if each.checkin is not None)
    return next((answers(each) for each in asked if each.about == about), ())
