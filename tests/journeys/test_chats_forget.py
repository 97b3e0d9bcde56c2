"""What is over leaves the chats: a timer after an hour, an alert a day after its end."""

from datetime import timedelta
from pathlib import Path

from bot.transports.local import Phone
from tests.journeys.house import House, label, play

HOUR = timedelta(hours=1)


def refs(phone: Phone) -> set[str]:
    return {each.ref for each in phone.messages}


def test_an_hour_after_its_end_nothing_of_a_timer_is_in_the_workers_chat(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        before = refs(ana)
        await house.say(ana, "2h")
        await house.say(ana, "+30")
        await house.advance(timedelta(hours=2, minutes=31))
        await house.press(ana, label("all_good"))

        await house.advance(HOUR - timedelta(minutes=1))
        shortly_before = [each.text for each in ana.messages if each.ref not in before]
        await house.advance(timedelta(minutes=2))

        assert "2h" in shortly_before
        assert refs(ana) <= before

    play(tmp_path, journey)


def test_an_alert_stays_with_the_peer_for_a_day_after_the_all_clear(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        await house.say(ana, "1h")
        before = refs(bea)
        await house.advance(timedelta(hours=1, minutes=10))
        await house.press(bea, label("got_it"))
        await house.say(ana, "ok")

        await house.advance(23 * HOUR)
        shortly_before = [each.text for each in bea.messages if each.ref not in before]
        await house.advance(2 * HOUR)

        assert any("hasn't answered" in each for each in shortly_before)
        assert refs(bea) <= before

    play(tmp_path, journey)


def test_an_alert_that_goes_on_leaves_the_chat_before_the_network_refuses_to_remove_it(
    tmp_path: Path,
) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=10))
        first = next(each for each in bea.messages if "hasn't answered" in each.text)

        await house.advance(47 * HOUR)

        assert first.ref not in refs(bea)

    play(tmp_path, journey)
