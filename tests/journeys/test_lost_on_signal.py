"""What is written on Signal while the bot is dead is gone: she is asked, and the gap is told."""

from datetime import timedelta

import pytest

from tests.journeys.later import killed_for
from tests.journeys.phrases import phrase
from tests.journeys.three import plain
from tests.journeys.town import Three, Town

FOUR_MINUTES = {"GRACE": "4m"}
AWAY = timedelta(minutes=2)


def says_what_may_be_lost(text: str) -> bool:
    return phrase("alert.gap.lost").search(plain(text)) is not None


@pytest.mark.needs("faketime")
@pytest.mark.parametrize("timings", [FOUR_MINUTES])
def test_an_all_good_lost_in_two_minutes_of_death_is_asked_for_again_and_alarms_nobody(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    ana.say("3s")
    ana.reads("timer.due")

    killed_for(signal_town, AWAY, lambda: ana.say("all good"))
    ana.reads("timer.due.away")
    ana.say("all good")
    ana.reads("timer.done")
    signal_town.settle()

    bea.got_only()


@pytest.mark.needs("faketime")
def test_an_alert_after_two_minutes_of_death_states_the_gap_and_what_may_be_lost(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    ana.say("3s")
    ana.reads("timer.card")

    killed_for(signal_town, AWAY, lambda: ana.say("all good"))
    ana.reads("timer.due.away")

    assert says_what_may_be_lost(bea.reads("alert.missed").text)


def test_an_all_good_lost_in_a_moment_of_death_is_asked_for_again(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    ana.say("3s")
    ana.reads("timer.card")

    signal_town.bot.kill()
    ana.say("all good")
    signal_town.bot.start()
    ana.reads("timer.due")
    ana.say("all good")
    ana.reads("timer.done")
    signal_town.settle()

    bea.got_only()
