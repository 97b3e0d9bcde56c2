"""Ana answers with two words: mint, then lemon."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

from handlers.codes import THEMES, Code
from handlers.people import PersonId
from tests.handlers.cast import ANA, HOUR, MINUTE
from tests.handlers.desks import Group, evening, tag_of

TEAS = THEMES["teas"]
OWN = ("mint", "lemon")
OTHER = ("sage", "mint")
PAIRS = tuple(permutations(TEAS, 2))


def coded(*, signal: Iterable[PersonId] = ()) -> Group:
    """Ana has two words, and what her people should do if they were others."""
    group = evening(signal=signal)
    places = "".join(str(TEAS.index(word)) for word in OWN)
    group.people[ANA] = replace(group.people[ANA], code=Code("teas", tag_of(ANA, places)))
    plan = replace(group.cases[ANA].plan, quiet="Text parcel.")
    group.cases[ANA] = replace(group.cases[ANA], worker=group.people[ANA], plan=plan)
    return group


def running(*, signal: Iterable[PersonId] = ()) -> Group:
    """Her timer of 2 h runs."""
    group = coded(signal=signal)
    group.says(ANA, "2h")
    return group


def looked_for(*, signal: Iterable[PersonId] = ()) -> Group:
    """It was missed, and Bea has just been told."""
    group = running(signal=signal)
    group.wait(2 * HOUR + 12 * MINUTE)
    return group


def tap(group: Group, *words: str) -> list[str]:
    """Tap words of the grid that is open; return what Ana reads at the last."""
    keys: list[str] = []
    for word in words:
        keys = group.says(ANA, "", group.token_of(ANA, f"word.{word}"))
    return keys


def answer(group: Group, *words: str) -> list[str]:
    """Say "all good" and tap two words."""
    assert group.says(ANA, "ok") == ["code.which"]
    return tap(group, *words)
