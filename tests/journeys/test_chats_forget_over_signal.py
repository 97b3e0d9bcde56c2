"""What is over leaves the chats on Signal: the bot's messages removed, people's by the timer."""

from datetime import timedelta

import pytest

from tests.journeys.later import later
from tests.journeys.phones import Phone
from tests.journeys.town import Three, Town, let_miss

pytestmark = pytest.mark.needs("faketime")
A_DAY = 24 * 60 * 60


def of_the_bot(phone: Phone) -> list[str | None]:
    return [each.text for each in phone.on_signal.phone.chat if each.from_bot]


def test_what_is_over_is_removed_and_what_people_wrote_disappears(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    let_miss(ana, bea)
    bea.say("I've got it")
    bea.reads("alert.thanks")
    signal_town.wait(1)
    ana.say("all good")
    bea.reads("alert.over.safe")
    signal_town.settle()
    timers = [each.on_signal.phone.timer for each in (ana, bea)]

    later(signal_town, timedelta(minutes=61))
    after_an_hour = of_the_bot(ana), of_the_bot(bea)
    later(signal_town, timedelta(hours=24))

    assert timers == [A_DAY, A_DAY]
    assert after_an_hour[0] == []
    assert len(after_an_hour[1]) == 3
    assert of_the_bot(bea) == []
