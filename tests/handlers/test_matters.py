"""Every choice that can be open has a name in words."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue import read_all
from handlers.desk import Numbered
from handlers.matters import MATTERS, whose
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA
from tests.handlers.desks import evening

NEVER_OFFERED = {
    Verb.MORE,  # its tokens say how much: more15, more30
    Verb.TIMER,
    Verb.STATUS,
    Verb.HELLO,
    Verb.PEOPLE,
    Verb.STOP,
    Verb.SETTINGS,
    Verb.FORGET,
    Verb.HELP,
    Verb.PRIVACY,
    Verb.NOTE,
    Verb.BOOKING,
    Verb.CANCEL,
    Verb.YES,
    Verb.NO,
    Verb.OK,
}
"""What is only typed."""


def test_every_verb_is_named_or_is_only_typed() -> None:
    assert set(Verb) - set(MATTERS) == NEVER_OFFERED


def test_what_is_only_typed_is_offered_nowhere() -> None:
    modules = Path("handlers").glob("*.py")
    offered = re.compile(r"choice\(\s*f?\"\w[^)]*?Verb\.(\w+)")

    found = {Verb[name] for each in modules for name in offered.findall(each.read_text())}

    assert len(found) > 20
    assert found & NEVER_OFFERED == set()


@pytest.mark.parametrize("verb", sorted(MATTERS))
def test_every_name_is_in_the_catalogue(verb: str) -> None:
    named = whose(evening().desk(ANA), Numbered(8, f"{verb}:nobody", ""))

    assert read_all()["en"].text(named.key)
    assert named.key != "choice.for_question"


def test_who_has_no_name_yet_is_named_by_what_is_asked() -> None:
    group = evening()
    group.contacts[0] = replace(group.contact(ANA, BEA), peer_name="")
    contact = group.contact(ANA, BEA)

    named = whose(group.desk(ANA), Numbered(8, f"removeyes:{contact.id}", ""))

    assert named.key == "choice.yes_remove"
