"""What a chat on Signal is like: numbers, words, quotes and thumbs, and what is passed over."""

from collections.abc import Callable

import pytest

from handlers.moment import Network
from tests.journeys.phones import Letter, Phone, SignalScreen, offers
from tests.journeys.phrases import words
from tests.journeys.three import plain
from tests.journeys.town import Three, Town
from tests.servers.signal_frames import Shown

ARABIC = str.maketrans("0123456789", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669")


def in_arabic(screen: SignalScreen) -> str:
    """Give the number of "All good" as an Arabic keyboard writes it."""
    return screen.number_of("choice.all_good").translate(ARABIC)


Answer = Callable[[Phone, Shown], object]
WAYS: dict[str, Answer] = {
    "its number": lambda ana, _: ana.press("choice.all_good"),
    "a word": lambda ana, _: ana.say("ok"),
    "a digit of another script": lambda ana, _: ana.say(in_arabic(ana.on_signal)),
    "a reply that quotes it": lambda ana, card: ana.on_signal.phone.quote(card, "all good"),
    "a thumb on it": lambda ana, card: ana.on_signal.phone.react("👍🏽", card),
}


def numbers_of(letter: Letter) -> set[str]:
    return {number for number, _ in offers(letter.text)}


def test_a_timer_is_ended_in_each_way_there_is(signal_three: Three, signal_town: Town) -> None:
    ana, bea, _ = signal_three

    for way in WAYS.values():
        ana.say("2h")
        card = ana.reads("timer.card")
        way(ana, card.on_signal)
        ana.reads("timer.done.early")
    signal_town.settle()

    assert len(ana.got("timer.done.early")) == len(WAYS)
    bea.got_only()


def test_of_two_open_alerts_a_number_is_used_once_and_a_bare_word_asks_for_whom(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    eve = signal_town.phone("Eve", Network.SIGNAL)
    ana.say("2s")
    first = bea.reads("alert.missed")
    eve.say("2s")
    second = bea.reads("alert.missed")

    bea.say("I've got it")
    asked = bea.reads("talk.for_whom")
    [for_eve] = [number for number, label in offers(asked.text) if "Eve" in label]
    bea.say(for_eve)
    of_eve = bea.reads("alert.thanks")
    bea.on_signal.phone.quote(first.on_signal, "I've got it")
    of_ana = bea.reads("alert.thanks")

    assert numbers_of(first) & numbers_of(second) == set()
    assert number_in(second) in plain(of_eve.text)
    assert number_in(first) in plain(of_ana.text)


def number_in(alert: Letter) -> str:
    """Give the line that names an alert: `No. 71.`"""
    return plain(alert.text).splitlines()[1].partition(". ")[0] + "."


def test_what_nobody_understands_is_answered_once_and_then_not(
    signal_three: Three, signal_town: Town
) -> None:
    ana, _, _ = signal_three
    ana.say("2h")
    ana.reads("timer.card")

    for text in ("what", "who", "why"):
        ana.say(text)
    signal_town.settle()

    ana.got_only("timer.card", "talk.answer_with")


def test_groups_edits_and_other_devices_of_the_bot_are_passed_over(
    signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    api, phone = signal_town.signal, ana.on_signal.phone
    ana.say("2h")
    ana.reads("timer.card")

    phone.say("ok", group=api.group("Evening", phone))
    phone.edit(phone.say("what"), "ok")
    api.state.from_own_device(phone, "ok")
    ana.say("status")
    ana.reads("status.running")
    signal_town.settle()

    ana.got_only("timer.card", "talk.answer_with", "status.running")
    bea.got_only()


def test_a_stranger_reads_one_neutral_line(signal_town: Town) -> None:
    stranger = signal_town.stranger(1, Network.SIGNAL)

    stranger.say("hi")
    stranger.reads("stranger")
    stranger.say("2h")
    stranger.say("help")
    signal_town.settle()

    stranger.got_only("stranger")


def test_a_timer_survives_a_restart(signal_three: Three, signal_town: Town) -> None:
    ana, bea, _ = signal_three
    ana.say("4s")
    ana.reads("timer.card")

    signal_town.bot.restart()

    bea.reads("alert.missed")


@pytest.mark.parametrize("ear", ["the websocket", "the webhook"])
def test_one_ear_is_enough_for_an_alert_and_its_end(
    ear: str, signal_three: Three, signal_town: Town
) -> None:
    ana, bea, _ = signal_three
    posts_to = signal_town.signal.webhook
    if ear == "the websocket":
        signal_town.signal.webhook = ""
    else:
        signal_town.signal.freeze_sockets()

    ana.say("2s")
    bea.reads("alert.missed")
    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    signal_town.wait(1)
    ana.say("all good")
    bea.reads("alert.over.safe")

    signal_town.signal.webhook = posts_to
    assert words("repeat.mark") not in plain(bea.came[0])
