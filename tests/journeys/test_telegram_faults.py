"""What goes wrong on the network during a missed timer: the alert arrives exactly as promised."""

import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.bot.process import PATIENCE
from tests.journeys.phrases import words
from tests.journeys.three import plain
from tests.journeys.town import QUICK, TELEGRAM, Three, Town, copy_of
from tests.servers.bot_api import TOKEN, BotApi, Fault

PATIENT = 60.0
"""Seconds for a journey on which calls hang, each until the bot gives it up after 15 s."""
MARK = words("repeat.mark")
NOT_TAKEN = (Fault.UNAUTHORIZED, Fault.NOT_FOUND, Fault.FLOOD)
"""The bot knows that nothing arrived."""
WHO_KNOWS = (Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.RESET, Fault.HANG)
"""Nothing arrived, which the bot cannot know."""
TAKEN_AFTER_ALL = (Fault.LOST, Fault.GARBAGE, Fault.LATE, Fault.SLOW)
"""It arrived, which the bot cannot know."""
WHILE_HEARING = (Fault.FLOOD, *WHO_KNOWS, *TAKEN_AFTER_ALL)


def marks_of_alerts(three: Three, town: Town) -> list[bool]:
    """Let Ana miss a timer and Bea look after it; say of each alert whether it is a repeat's."""
    ana, bea, cat = three
    ana.say("3s")
    bea.reads("alert.missed", PATIENT)
    bea.press("choice.got_it")
    bea.reads("alert.thanks", PATIENT)
    town.wait(1)
    ana.say("all good")
    town.settle(PATIENT)

    alerts = bea.got("alert.missed")
    bea.got_only(*["alert.missed"] * len(alerts), "alert.thanks", "alert.over.safe")
    cat.got_only()
    assert len(ana.got("timer.done.after_alert")) == 1
    return [MARK in each.text for each in alerts]


@pytest.mark.parametrize("fault", NOT_TAKEN)
def test_an_alert_that_was_refused_comes_once(fault: Fault, three: Three, town: Town) -> None:
    town.api.fault(fault, method="sendMessage", chat=three[1].person.id, times=2)

    assert marks_of_alerts(three, town) == [False]


@pytest.mark.parametrize("fault", WHO_KNOWS)
def test_an_alert_that_may_have_arrived_comes_again_and_says_so(
    fault: Fault, three: Three, town: Town
) -> None:
    town.api.fault(fault, method="sendMessage", chat=three[1].person.id)

    assert marks_of_alerts(three, town) == [True]


@pytest.mark.parametrize("fault", TAKEN_AFTER_ALL)
def test_an_alert_that_arrived_unnoticed_comes_once_more_and_says_so(
    fault: Fault, three: Three, town: Town
) -> None:
    bea = three[1]
    town.api.fault(fault, method="sendMessage", chat=bea.person.id)
    three[0].say("1s")
    town.bot.until(lambda: len(bea.got("alert.missed")) == 2, "the alert a second time", PATIENT)

    assert [MARK in each.text for each in bea.got("alert.missed")] == [False, True]


@pytest.mark.parametrize("fault", WHILE_HEARING)
def test_faults_while_hearing_hold_back_no_alert_and_lose_no_answer(
    fault: Fault, three: Three, town: Town
) -> None:
    town.api.fault(fault, method="getUpdates", times=1 if fault is Fault.HANG else 2)

    assert marks_of_alerts(three, town) == [False]


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.NOT_FOUND, Fault.BAD_GATEWAY])
def test_a_server_that_refuses_everything_for_a_while_gets_the_alert_afterwards(
    fault: Fault, three: Three, town: Town
) -> None:
    ana, bea, _ = three
    ana.say("1s")
    ana.reads("timer.card")

    town.api.fault(fault, times=None)
    town.wait(8)
    bea.got_only()
    town.api.heal()

    bea.reads("alert.missed", PATIENT)
    ana.say("all good")
    bea.reads("alert.over.safe", PATIENT)
    assert len(bea.got("alert.missed")) == 1


def test_a_second_poller_keeps_no_alert_and_no_answer_back(three: Three, town: Town) -> None:
    ana, bea, _ = three
    ana.say("3s")
    ana.reads("timer.card")

    for _ in range(4):
        poll(town.api)
    bea.reads("alert.missed", PATIENT)
    town.wait(1)
    ana.say("all good")
    bea.reads("alert.over.safe", PATIENT)

    assert "telegram.poll_failed kind=Conflict" in town.bot.stderr
    bea.got_only("alert.missed", "alert.over.safe")


def poll(api: BotApi) -> None:
    """Poll once as somebody else with the same token, confirming nothing."""
    address = f"{api.url}/bot{TOKEN}/getUpdates?timeout=1"
    with suppress(HTTPError), urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310 - ours
        pass


def test_a_server_that_is_gone_for_a_while_gets_the_alert_afterwards(
    three: Three, town: Town
) -> None:
    ana, bea, _ = three
    ana.say("2s")
    ana.reads("timer.card")

    town.api.go_offline()
    town.wait(8)
    town.api.go_online()
    alert = bea.reads("alert.missed", PATIENT)
    town.settle()

    assert words("alert.asked.all") not in plain(alert.text)
    assert len(bea.got("alert.missed")) == 1


def test_a_start_without_network_is_ready_and_goes_on_once_there_is_one(
    furnished: Path, tmp_path: Path
) -> None:
    town = Town(copy_of(furnished, tmp_path / "data"), TELEGRAM, **QUICK)
    three = town.phone("Ana"), town.phone("Bea"), town.phone("Cat")

    with town.bot, town.api, town.signal:
        assert marks_of_alerts(three, town) == [False]

        town.bot.stop()


def test_an_all_good_sent_in_time_while_the_bot_was_down_alarms_nobody(
    three: Three, town: Town
) -> None:
    ana, bea, _ = three
    ana.say("3s")
    ana.reads("timer.card")

    town.bot.kill()
    ana.say("all good")
    time.sleep(8)  # the bot is not there: its time runs out
    town.bot.start()
    ana.reads("timer.done")
    town.settle()

    bea.got_only()


def test_what_was_said_while_the_bot_was_down_counts_in_its_order(three: Three, town: Town) -> None:
    ana, bea, _ = three

    town.bot.kill()
    ana.say("2h")
    ana.say("+30")
    ana.say("all good")
    town.bot.start()
    ana.reads("timer.done.early")
    town.settle()

    assert len(ana.got("timer.done.early")) == 1
    bea.got_only()


def test_the_process_stops_in_time_while_calls_hang(three: Three, town: Town) -> None:
    ana, _, _ = three
    town.api.fault(Fault.HANG, method="sendMessage", times=None)

    ana.say("2h")
    town.bot.until(lambda: town.api.count("sendMessage"), "a call that hangs")

    town.bot.stop()
