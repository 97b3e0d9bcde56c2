"""One person on two networks: what can't wait reaches them on the other one too."""

from datetime import timedelta
from pathlib import Path

from bot.transports.local import Phone
from handlers.moment import Network
from tests.journeys.house import House, play
from tests.journeys.three import told

MINUTE = timedelta(minutes=1)
ALERT = "Ana hasn't answered"


async def linked(house: House, phone: Phone) -> Phone:
    """Let somebody on Telegram link a phone on Signal; they write on Telegram last."""
    other = house.phone(f"{phone.chat} on signal", Network.SIGNAL)
    await house.say(phone, "link")
    await house.say(other, house.invited(phone))
    await house.say(phone, "status")
    return other


async def evening(house: House) -> tuple[Phone, Phone, Phone]:
    """Ana's peer is Bea, who reads on both networks; Ana is on Signal alone."""
    ana, bea = await house.join("Ana", Network.SIGNAL), await house.join("Bea")
    await house.pair(ana, bea)
    return ana, bea, await linked(house, bea)


def test_both_chats_read_that_they_are_one_persons(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        _, bea, other = await evening(house)

        assert told(bea, "Linked.")
        assert told(other, "Linked.")

    play(tmp_path, journey)


def test_an_alert_comes_once_to_who_can_be_reached_where_they_wrote_last(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea, other = await evening(house)

        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=14))

        assert len(told(bea, ALERT)) == 1
        assert told(other, ALERT) == []

    play(tmp_path, journey)


def test_an_alert_reaches_the_second_network_within_90_s_when_the_first_is_dead(
    tmp_path: Path,
) -> None:
    async def journey(house: House) -> None:
        ana, bea, other = await evening(house)
        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=9))
        house.telegram.down = True

        await house.advance(timedelta(minutes=2.5))

        assert told(bea, ALERT) == []
        assert told(other, ALERT)

    play(tmp_path, journey)


def test_who_answers_on_the_second_network_has_the_alert(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, _, other = await evening(house)
        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=9))
        house.telegram.down = True
        await house.advance(timedelta(minutes=3))

        await house.press(other, house.label("got_it"))

        assert told(other, "Thank you.")

    play(tmp_path, journey)


def test_who_blocks_one_chat_is_still_told_in_the_other(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea, other = await evening(house)
        await bea.block()
        await house.settle()

        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=11))

        assert told(ana, "I can reach nobody") == []
        assert told(other, ALERT)

    play(tmp_path, journey)


def test_a_worker_is_asked_once_on_each_network_whether_somebody_spoke_with_them(
    tmp_path: Path,
) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        other = await linked(house, ana)
        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=11))
        await house.press(bea, house.label("got_it"))

        await house.press(bea, house.label("spoken"))

        assert [len(told(each, "Someone says")) for each in (ana, other)] == [1, 1]

    play(tmp_path, journey)


def test_what_signal_lost_while_the_bot_was_away_for_a_moment_is_stated(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana", Network.SIGNAL), await house.join("Bea")
        await house.pair(ana, bea)
        await house.say(ana, "1h")
        await house.advance(timedelta(hours=1, minutes=2))
        await house.crash()
        house.clock.advance(timedelta(seconds=20))
        await house.start()

        await house.advance(timedelta(minutes=12))

        [alert] = told(bea, ALERT)
        assert "What was sent then may be lost." in alert

    play(tmp_path, journey)
