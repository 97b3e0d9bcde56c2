"""What is over leaves the chats on Telegram's own computers, people's own messages included."""

from datetime import timedelta

import pytest

from tests.journeys.later import later
from tests.journeys.three import plain
from tests.journeys.town import Phone, Three, Town, let_miss

pytestmark = pytest.mark.needs("faketime")


def screen(phone: Phone) -> list[str]:
    return [plain(each.text) for each in phone.person.chat]


def test_an_hour_after_its_end_the_server_has_nothing_of_a_timer(three: Three, town: Town) -> None:
    ana, _, _ = three
    ana.say("2h")
    ana.reads("timer.card")
    ana.say("+30")
    ana.reads("timer.extended")
    ana.press("choice.all_good")
    ana.reads("timer.done.early")
    town.settle()

    later(town, timedelta(minutes=55))
    shortly_before = screen(ana)
    later(town, timedelta(minutes=6))

    assert shortly_before[0] == "2h"
    assert "+30" in shortly_before
    assert screen(ana) == []


def test_a_day_after_the_all_clear_the_server_has_nothing_of_an_alert(
    three: Three, town: Town
) -> None:
    ana, bea, _ = three
    let_miss(ana, bea)
    bea.say("I've got it")
    bea.reads("alert.thanks")
    town.wait(1)
    ana.say("all good")
    bea.reads("alert.over.safe")
    town.settle()

    later(town, timedelta(hours=23))
    shortly_before = screen(bea)
    later(town, timedelta(hours=2))

    assert len(shortly_before) == 4
    assert screen(bea) == []
    assert screen(ana) == []
