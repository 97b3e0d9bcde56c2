"""A ladder of one, and two workers who look after each other."""

from datetime import timedelta
from pathlib import Path

from handlers.moment import Network
from tests.journeys.house import House, label, play
from tests.journeys.three import read, told


def test_a_single_peer_confirming_twice_closes_it_as_one_voice(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2, minutes=10))
        await house.press(bea, label("got_it"))

        await house.press(bea, label("spoken"))
        once = told(bea, "One voice says")
        await house.advance(timedelta(minutes=30))
        await house.press(bea, label("spoken"))

        assert once == []
        assert "One voice says they've spoken with Ana." in read(bea)
        assert read(ana) == "Your people say it's settled. Your timer is over."

    play(tmp_path, journey)


def test_a_single_peer_is_told_that_nobody_comes_after(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.say(ana, "2h")

        await house.advance(timedelta(hours=2, minutes=10))

        assert "There's no one after you." in read(bea)

    play(tmp_path, journey)


def test_two_workers_who_miss_both_are_each_told_of_the_other(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.pair(bea, ana)
        await house.say(ana, "2h")
        await house.say(bea, "2h")

        await house.advance(timedelta(hours=2, minutes=10))

        assert len(told(bea, "Ana hasn't answered since 22:30")) == 1
        assert len(told(ana, "Bea hasn't answered since 22:30")) == 1

    play(tmp_path, journey)


def test_an_ok_while_both_are_missed_is_asked_for_whom(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.pair(bea, ana)
        await house.say(ana, "2h")
        await house.say(bea, "2h")
        await house.advance(timedelta(hours=2, minutes=10))

        await house.say(bea, "ok")
        asked = read(bea)
        await house.press(bea, label("for_own_timer"))

        assert asked.startswith("For whom?")
        assert "All settled." in read(ana)
        assert told(ana, "Bea answered at 22:40")

    play(tmp_path, journey)
