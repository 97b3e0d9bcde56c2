"""A worker who asks to be rung: ten seconds to take it back, then two people at once."""

import re
from datetime import timedelta
from pathlib import Path

from tests.journeys.house import House, label, play
from tests.journeys.three import DUE, GRACE_ENDS, Three, play_three, read, told

ASKS = "Ana asks you to ring now"


def test_a_call_tells_both_people_after_ten_seconds(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()

        await three.press(three.ana, "call_me")
        await three.wait(9 / 60)
        early = told(three.bea, ASKS) + told(three.cat, ASKS)
        await three.wait(1 / 60)

        assert early == []
        assert (len(told(three.bea, ASKS)), len(told(three.cat, ASKS))) == (1, 1)

    play_three(tmp_path, journey)


def test_a_call_taken_back_in_time_tells_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.wait(9 / 60)

        await three.press(three.ana, "undo")
        await three.wait(60)

        assert told(three.bea, ASKS) + told(three.cat, ASKS) == []

    play_three(tmp_path, journey)


def test_the_ten_seconds_go_on_after_a_power_cut(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")

        await three.lose_power()
        await three.wait(10 / 60)

        assert len(told(three.bea, ASKS)) == 1

    play_three(tmp_path, journey)


def test_a_call_needs_no_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "call")
        await three.wait(10 / 60)

        assert len(told(three.bea, ASKS)) == 1

    play_three(tmp_path, journey)


def test_a_call_with_nobody_to_ask_says_so(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")

        await house.say(ana, "call")

        assert read(ana) == "I can't reach any of your people just now. I've asked nobody."

    play(tmp_path, journey)


def test_the_timer_runs_on_beside_a_call(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.wait(1)
        await three.press(three.bea, "got_it")

        await three.until(DUE)

        assert told(three.ana, "Your timer is up. All good?")

    play_three(tmp_path, journey)


def test_a_call_whose_timer_is_missed_too_stays_one_alert(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.wait(1)
        number = re.findall(r"No\. \d+\.", told(three.bea, ASKS)[0])[0]

        await three.until(GRACE_ENDS)

        [missed] = told(three.bea, "timer has ended too, without an answer.")
        assert number in missed

    play_three(tmp_path, journey)


def test_an_all_good_ends_the_call_and_the_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.wait(1)

        await three.say(three.ana, "ok")
        await three.wait(24 * 60)

        assert told(three.bea, "All settled.")
        assert told(three.cat, "All settled.")
        assert not told(three.ana, "Your timer is up.")

    play_three(tmp_path, journey)


def test_two_who_have_spoken_end_a_call_and_the_timer_runs_on(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.wait(1)
        await three.press(three.bea, "got_it")
        await three.press(three.bea, "spoken")

        await three.press(three.cat, "spoken")
        settled = told(three.ana, "Your people say it's settled. I ask nobody any more.")
        await three.until(DUE)

        assert len(settled) == 1
        assert told(three.ana, "Your timer is up. All good?")

    play_three(tmp_path, journey)


def test_a_call_says_so_until_when_the_timer_runs(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.press(three.ana, "call_me")
        await three.house.advance(timedelta(seconds=10))

        assert "Asked at 20:30. They can ring you now." in read(three.ana)
        assert label("all_good") in three.ana.keys[0]

    play_three(tmp_path, journey)
