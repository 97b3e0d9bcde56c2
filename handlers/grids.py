"""The grid of nine words: shuffled each time, gone after the second tap."""

from dataclasses import replace

from handlers.codes import THEMES, Code
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Choice, Notice, Over, Text, Urgency
from handlers.replies import choice, note
from handlers.words import Verb

ABOUT = "grid"


def ask(desk: Desk, code: Code, deed: str, subject: str, moment: Moment) -> Outcome:
    """Ask for the two words before something is done that ends the looking-after."""
    asked = grid(desk, code.theme, deed, subject, moment)
    forgot = choice("forgot", Verb.FORGOT)
    asked = replace(asked, choices=(*asked.choices, forgot), urgency=Urgency.QUESTION)
    return Outcome(desk, (gone(desk, moment), asked))


def grid(
    desk: Desk, theme: str, deed: str, subject: str, moment: Moment, first: str = ""
) -> Notice:
    """Draw the nine words, or the eight that are left for the second tap."""
    places = [place for place in range(len(THEMES[theme])) if str(place) != first]
    shuffled = sorted(places, key=lambda place: moment.key(f"grid {place}{first}"))
    offers = (
        Choice(Text(f"word.{THEMES[theme][place]}"), f"{Verb.TAP}:{subject}:{first}{place}.{deed}")
        for place in shuffled
    )
    key = "code.second" if first else "code.which"
    values = {"theme": Text(f"theme.{theme}")}
    asked = note(desk, key, values, *offers, about=ABOUT)
    return replace(asked, slot=ABOUT, edits=bool(first))


def gone(desk: Desk, moment: Moment) -> Over:
    """Take the grid out of the chat."""
    return Over(ABOUT, moment.now, desk.me.id)
