"""Whole journeys over Telegram: the real process, a Bot API server, two and three people."""

from pathlib import Path

import pytest

from tests.journeys.phrases import says
from tests.journeys.three import plain
from tests.journeys.town import QUICK, Three, Town, let_miss

A_FIRST_TIMER = ("start.keys", "timer.card", "timer.done.early")
TOLD_AND_DONE = ("alert.missed", "alert.thanks", "timer.done.after_alert", "alert.over.safe")
A_SECOND = 1.0
"""Telegram dates messages by whole seconds, in favour of whoever wrote."""
QUICK_TO_CLIMB = pytest.mark.parametrize("timings", [{"TIER_GAP": "4s", "HOLD": "6s"}])


def test_joining_takes_five_answers_a_timer_one_message_and_its_end_one_tap(
    tmp_path: Path,
) -> None:
    with Town(tmp_path / "data", **QUICK) as town:
        ana, bea = town.join("Ana"), town.join("Bea")
        to_join = ana.answers - 1  # the link itself is no answer
        town.pair(ana, bea)
        town.settle()
        said, came, told = ana.answers, len(ana.came), len(bea.came)

        ana.say("2h")
        ana.reads("timer.card")
        ana.press("choice.all_good")
        town.settle()

        assert to_join <= 5
        assert ana.answers - said == 2
        assert list(map(says, A_FIRST_TIMER, ana.came[came:])) == [True, True, True]
        assert len(bea.came) == told


def test_two_who_have_each_other_are_both_looked_after_on_the_same_evening(
    three: Three, town: Town
) -> None:
    ana, bea, _ = three
    town.pair(bea, ana)
    town.settle()

    for each in (ana, bea):
        each.say("3s")
        each.reads("timer.card")
    for each in (ana, bea):
        each.reads("alert.missed")
        each.press("choice.got_it")
        each.reads("alert.thanks")
    town.wait(A_SECOND)
    for each in (ana, bea):
        each.press("choice.all_good")
    town.settle()

    for each, other in ((ana, "Bea"), (bea, "Ana")):
        for key in TOLD_AND_DONE:
            assert len(each.got(key)) == 1, key
        assert other in plain(each.got("alert.missed")[0].text)
        assert other in plain(each.got("alert.over.safe")[0].text)


def test_a_missed_timer_goes_from_the_alert_over_ive_got_it_to_the_all_clear(
    three: Three, town: Town
) -> None:
    ana, bea, cat = three

    let_miss(ana, bea)
    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    ana.reads("timer.missed")
    town.wait(A_SECOND)
    ana.press("choice.all_good")
    town.settle()

    bea.got_only("alert.missed", "alert.thanks", "alert.over.safe")
    cat.got_only()
    assert says("timer.done.after_alert", ana.came[-1])


def test_a_peer_who_cannot_is_thanked_and_the_next_one_told_at_once(
    three: Three, town: Town
) -> None:
    ana, bea, cat = three
    let_miss(ana, bea)

    bea.press("choice.cant_now")
    cat.reads("alert.missed", within=10)
    cat.press("choice.got_it")
    cat.reads("alert.thanks")
    town.wait(A_SECOND)
    ana.press("choice.all_good")
    town.settle()

    bea.got_only("alert.missed", "alert.declined.next", "alert.over.safe")
    cat.got_only("alert.missed", "alert.thanks", "alert.over.safe")


@QUICK_TO_CLIMB
def test_an_alert_nobody_answers_climbs_and_the_worker_is_told(three: Three) -> None:
    ana, bea, cat = three

    let_miss(ana, bea)

    cat.reads("alert.missed")
    ana.reads("worker.nobody")
    bea.reads("alert.nobody")
    cat.reads("alert.nobody")
    bea.got_only("alert.missed", "alert.nobody")
    cat.got_only("alert.missed", "alert.nobody")


@QUICK_TO_CLIMB
def test_someone_who_holds_it_and_falls_silent_is_asked_and_then_the_next_is_told(
    three: Three,
) -> None:
    ana, bea, cat = three
    let_miss(ana, bea)

    bea.press("choice.got_it")
    bea.reads("alert.still_on")

    cat.reads("alert.missed")
    bea.reads("alert.hold_over")
    assert len(cat.got("alert.missed")) == len(bea.got("alert.missed")) == 1


@pytest.mark.parametrize("timings", [{"TIER_GAP": "4s"}])
def test_two_peers_who_have_spoken_with_the_worker_close_it(three: Three, town: Town) -> None:
    ana, bea, cat = three
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
    town.settle()

    assert len(bea.got("alert.over.peers")) == len(cat.got("alert.over.peers")) == 1


def test_call_me_tells_both_tiers_after_ten_seconds_and_the_timer_runs_on(three: Three) -> None:
    ana, bea, cat = three
    ana.say("2h")
    ana.reads("timer.card")

    ana.press("choice.call_me")
    asked = ana.reads("call.soon")
    bea.reads("alert.call")
    cat.reads("alert.call")
    ana.say("status")
    ana.reads("status.running")

    assert bea.sent[0].shown.date - asked.date >= 9
    bea.got_only("alert.call")
    cat.got_only("alert.call")


def test_call_me_taken_back_in_time_tells_nobody(three: Three, town: Town) -> None:
    ana, bea, cat = three
    ana.press("keyboard.two_hours")
    ana.reads("timer.card")
    ana.press("choice.call_me")
    ana.reads("call.soon")

    ana.press("choice.undo")
    ana.reads("call.undone")
    town.wait(10.5)

    bea.got_only()
    cat.got_only()


def test_still_out_after_the_alert_closes_it_for_those_who_were_told(
    three: Three, town: Town
) -> None:
    ana, bea, cat = three
    let_miss(ana, bea)
    bea.press("choice.got_it")
    bea.reads("alert.thanks")
    town.wait(A_SECOND)

    ana.say("+15")
    ana.reads("timer.extended.told")
    town.settle()
    ana.press("choice.all_good")
    ana.reads("timer.done")
    town.settle()

    bea.got_only("alert.missed", "alert.thanks", "alert.over.still_out")
    cat.got_only()


def test_when_a_peer_has_blocked_the_bot_the_next_is_told_at_once(three: Three, town: Town) -> None:
    ana, bea, cat = three
    ana.say("4s")
    ana.reads("timer.card")

    bea.person.blocked = True  # the bot learns of it by sending only
    ana.reads("timer.missed")
    cat.reads("alert.missed", within=10)
    cat.press("choice.got_it")
    cat.reads("alert.thanks")
    town.wait(A_SECOND)
    ana.say("all good")
    town.settle()

    bea.got_only()
    cat.got_only("alert.missed", "alert.thanks", "alert.over.safe")


def test_a_worker_who_blocks_the_bot_is_still_looked_after(three: Three) -> None:
    ana, bea, _ = three
    ana.say("4s")
    ana.reads("timer.card")

    ana.person.block()

    alert = bea.reads("alert.missed")
    assert "My questions did not reach them." in plain(alert.text)
