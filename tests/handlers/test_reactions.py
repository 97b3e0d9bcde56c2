"""An emoji put on a message: a thumb on one's own timer is "all good", and nothing else is."""

from dataclasses import replace

import pytest

from handlers import reactions
from handlers.people import PersonId
from handlers.said import Miss, Say
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA
from tests.handlers.desks import Group, alerted, evening


def reacts(group: Group, who: PersonId, emoji: str) -> object:
    """Read an emoji that somebody puts on the last question they have."""
    desk = group.desk(who)
    return reactions.read(replace(desk, quoted=desk.numbers), emoji)


@pytest.mark.parametrize("thumb", ["👍", "👍🏾", "👍\ufe0f"])
def test_a_thumb_of_any_colour_on_the_own_timer_is_all_good(thumb: str) -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")

    said = reacts(group, ANA, thumb)

    assert isinstance(said, Say)
    assert said.verb is Verb.SAFE


def test_a_thumb_on_an_alert_takes_nothing_and_is_asked_back() -> None:
    group = alerted(signal=[BEA])

    assert reacts(group, BEA, "👍") == Miss()


@pytest.mark.parametrize("emoji", ["❤️", "😂", "👎", ""])
def test_any_other_emoji_says_nothing(emoji: str) -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")

    assert reacts(group, ANA, emoji) is None


@pytest.mark.parametrize("quoted", [None, ()])
def test_a_thumb_on_what_asks_nothing_says_nothing(quoted: tuple[()] | None) -> None:
    desk = replace(evening().desk(ANA), quoted=quoted)

    assert reactions.read(desk, "👍") is None
