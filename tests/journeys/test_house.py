"""The house itself: whoever writes a journey relies on these."""

from datetime import timedelta
from pathlib import Path

from bot.transports.local import Phone
from handlers.moment import Network
from tests.journeys.house import House, label, play


def read(phone: Phone) -> str:
    return phone.last.text.replace("\u2068", "").replace("\u2069", "")


def test_a_missed_timer_reaches_the_peer_on_the_other_network(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)

        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2))
        asked = read(ana)
        await house.advance(timedelta(minutes=10))

        assert asked.startswith("Your timer is up.")
        assert "Ana hasn't answered since 22:30" in read(bea)

    play(tmp_path, journey)


def test_the_answer_of_a_peer_is_on_their_phone_when_press_returns(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2, minutes=10))

        await house.press(bea, label("got_it"))

        assert "I'll ask you again at 23:00 (in 20 min)" in read(bea)

    play(tmp_path, journey)


def test_a_timer_survives_a_power_cut(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        await house.say(ana, "2h")

        await house.crash()
        await house.start()
        await house.advance(timedelta(hours=2, minutes=10))

        assert "Ana hasn't answered since 22:30" in read(bea)

    play(tmp_path, journey)
