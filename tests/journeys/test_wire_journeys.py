"""Whole journeys over the wire: the real process, both servers, and three people of each mix."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from handlers.moment import Network
from tests.journeys.mixes import MIXES, Each, Mix, Trios, let_miss
from tests.journeys.phones import Phone, SignalScreen, TelegramScreen
from tests.journeys.phrases import says
from tests.journeys.three import plain
from tests.journeys.town import BOTH, QUICK, Town

A_FIRST_TIMER = {
    Network.TELEGRAM: ("start.keys", "timer.card", "timer.done.early", "code.offer"),
    Network.SIGNAL: ("timer.card", "timer.done.early", "code.offer"),
}
"""Signal has no keys below the chat."""
FirstTimer = tuple[Mix, tuple[Phone, int, int], tuple[Phone, int]]
TOLD_AND_DONE = ("alert.missed", "alert.thanks", "timer.done.after_alert", "alert.over.safe")
A_SECOND = 1.0
"""Telegram dates messages by whole seconds, in favour of whoever wrote."""
QUICK_TO_CLIMB = pytest.mark.parametrize("timings", [{"TIER_GAP": "4s", "HOLD": "6s"}])


def test_joining_takes_five_answers_a_timer_one_message_and_its_end_one_tap(
    tmp_path: Path,
) -> None:
    with Town(tmp_path / "data", BOTH, **QUICK) as town, ThreadPoolExecutor() as people:
        ended = list(people.map(partial(a_first_timer, town), MIXES))
        town.settle()

    for mix, (ana, said, came), (bea, told) in ended:
        assert ana.answers - said == 2
        first_timer = A_FIRST_TIMER[mix.worker]
        assert list(map(says, first_timer, ana.came[came:])) == [True] * len(first_timer)
        assert len(ana.came) == came + len(first_timer)
        assert len(bea.came) == told


def a_first_timer(town: Town, mix: Mix) -> FirstTimer:
    """Let Ana join and pair, set a timer and end it; say what either phone had before."""
    house = MIXES.index(mix)
    ana, bea = town.join("Ana", mix.worker, house), town.join("Bea", mix.peers, house)
    assert ana.answers - 1 <= 5  # the invitation itself is no answer
    town.pair(ana, bea)
    bea.reads("pair.both")
    before = mix, (ana, ana.answers, len(ana.came)), (bea, len(bea.came))
    ana.say("2h")
    ana.reads("timer.card")
    ana.press("choice.all_good")
    ana.reads("timer.done.early")
    return before


def test_two_who_have_each_other_are_both_looked_after_on_the_same_evening(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, _ = everyone
    with ThreadPoolExecutor() as people:
        list(people.map(mixed_town.pair, bea, ana))
    mixed_town.settle()

    for phones in (ana, bea):
        phones.say("3s")
        phones.reads("timer.card")
    for phones in (ana, bea):
        phones.reads("alert.missed")
        phones.press("choice.got_it")
        phones.reads("alert.thanks")
    mixed_town.wait(A_SECOND)
    for phones in (ana, bea):
        phones.press("choice.all_good")
    mixed_town.settle()

    for phones, other in ((ana, "Bea"), (bea, "Ana")):
        for key in TOLD_AND_DONE:
            assert phones.count(key) == [1], key
        for each in phones:
            assert other in plain(each.got("alert.missed")[0].text)
            assert other in plain(each.got("alert.over.safe")[0].text)


def test_a_missed_timer_goes_from_the_alert_over_ive_got_it_to_the_all_clear(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone

    let_miss(ana, bea)
    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    ana.reads("timer.missed")
    mixed_town.wait(A_SECOND)
    ana.press("choice.all_good")
    mixed_town.settle()

    bea.got_only("alert.missed", "alert.thanks", "alert.over.safe")
    cat.got_only()
    assert ana.all(lambda each: says("timer.done.after_alert", each.came[-2]))


def test_a_peer_who_cannot_is_thanked_and_the_next_one_told_at_once(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone
    let_miss(ana, bea)

    bea.press("choice.cant_now")
    cat.reads("alert.missed", within=10)
    cat.press("choice.got_it")
    cat.reads("alert.thanks")
    mixed_town.wait(A_SECOND)
    ana.press("choice.all_good")
    mixed_town.settle()

    bea.got_only("alert.missed", "alert.declined.next", "alert.over.safe")
    cat.got_only("alert.missed", "alert.thanks", "alert.over.safe")


@QUICK_TO_CLIMB
def test_an_alert_nobody_answers_climbs_and_the_worker_is_told(everyone: Trios) -> None:
    ana, bea, cat = everyone

    let_miss(ana, bea)

    cat.reads("alert.missed")
    ana.reads("worker.nobody")
    bea.reads("alert.nobody")
    cat.reads("alert.nobody")
    bea.got_only("alert.missed", "alert.nobody")
    cat.got_only("alert.missed", "alert.nobody")


@QUICK_TO_CLIMB
def test_someone_who_holds_it_and_falls_silent_is_asked_and_then_the_next_is_told(
    everyone: Trios,
) -> None:
    ana, bea, cat = everyone
    let_miss(ana, bea)

    bea.press("choice.got_it")
    bea.reads("alert.still_on")

    cat.reads("alert.missed")
    bea.reads("alert.hold_over")
    assert cat.count("alert.missed") == bea.count("alert.missed") == [1]


@pytest.mark.parametrize("timings", [{"TIER_GAP": "4s"}])
def test_two_peers_who_have_spoken_with_the_worker_close_it(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone
    let_miss(ana, bea)
    cat.reads("alert.missed")

    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    bea.press("choice.spoken")
    bea.reads("alert.spoken.thanks")
    cat.say("we've spoken")
    for each in (bea, cat):
        each.reads("alert.over.peers")
    ana.reads("timer.closed_by_peers")
    mixed_town.settle()

    assert bea.count("alert.over.peers") == cat.count("alert.over.peers") == [1]


def test_call_me_tells_both_tiers_after_ten_seconds_and_the_timer_runs_on(everyone: Trios) -> None:
    ana, bea, cat = everyone
    ana.say("2h")
    ana.reads("timer.card")

    ana.press("choice.call_me")
    asked = ana.reads("call.soon")
    bea.reads("alert.call")
    cat.reads("alert.call")
    ana.say("status")
    ana.reads("status.running")

    for each, was in zip(bea, asked, strict=True):
        assert each.sent[0].date - was.date >= 9
    bea.got_only("alert.call")
    cat.got_only("alert.call")


def test_call_me_taken_back_in_time_tells_nobody(everyone: Trios, mixed_town: Town) -> None:
    ana, bea, cat = everyone
    ana.say("2h")
    ana.reads("timer.card")
    ana.press("choice.call_me")
    ana.reads("call.soon")

    ana.press("choice.undo")
    ana.reads("call.undone")
    mixed_town.wait(10.5)

    bea.got_only()
    cat.got_only()


def test_still_out_after_the_alert_closes_it_for_those_who_were_told(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone
    let_miss(ana, bea)
    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    mixed_town.wait(A_SECOND)

    ana.say("+15")
    ana.reads("timer.extended.told")
    mixed_town.settle()
    ana.press("choice.all_good")
    ana.reads("timer.done")
    mixed_town.settle()

    bea.got_only("alert.missed", "alert.thanks", "alert.over.still_out")
    cat.got_only()


def test_when_a_peer_has_blocked_the_bot_the_next_is_told_at_once(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone
    ana.say("4s")
    ana.reads("timer.card")

    for each in on(Network.TELEGRAM, bea):
        each.person.blocked = True  # the bot learns of it by sending only
    ana.reads("timer.missed")
    for each in on(Network.TELEGRAM, cat):
        each.reads("alert.missed", within=10)
        each.press("choice.got_it")
        each.reads("alert.thanks")
    mixed_town.wait(A_SECOND)
    ana.say("all good")
    mixed_town.settle()

    for each in on(Network.TELEGRAM, bea):
        each.got_only()
    for each in on(Network.TELEGRAM, cat):
        each.got_only("alert.missed", "alert.thanks", "alert.over.safe")


@QUICK_TO_CLIMB
def test_a_peer_who_blocked_the_bot_on_signal_which_tells_nobody_holds_up_the_next_for_a_while_only(
    everyone: Trios,
) -> None:
    ana, bea, cat = everyone
    ana.say("2s")
    for each in bea:
        each.block()

    for each in on(Network.SIGNAL, cat):
        each.reads("alert.missed")

    for each in on(Network.SIGNAL, bea):
        each.got_only()


def test_a_worker_who_blocks_the_bot_is_still_looked_after(everyone: Trios) -> None:
    ana, bea, _ = everyone
    ana.say("4s")
    ana.reads("timer.card")

    for each in ana:
        each.block()

    alerts = bea.reads("alert.missed")
    for each, alert in zip(ana, alerts, strict=True):
        refused = "My questions did not reach them." in plain(alert.text)
        assert refused is (each in on(Network.TELEGRAM, ana))  # Signal takes them all the same


def on(network: Network, phones: Each) -> list[Phone]:
    """Give those of the phones that are on a network."""
    kind = TelegramScreen if network is Network.TELEGRAM else SignalScreen
    return [each for each in phones if isinstance(each.screen, kind)]
