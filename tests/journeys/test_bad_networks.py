"""Networks that are deaf, down, or do not say whether a message has arrived."""

from datetime import timedelta
from pathlib import Path

from bot.transports import DeliveryError
from handlers.moment import Network
from tests.bot.test_courier import Moody, moody
from tests.journeys.house import House, label, play
from tests.journeys.three import DUE, GRACE_ENDS, Three, play_three, read, told

MINUTE = timedelta(minutes=1)
ALERT = "Ana hasn't answered"


def test_a_deaf_network_holds_an_alert_back_by_half_the_grace_and_it_says_so(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE + 6 * MINUTE)
        three.house.telegram.down = True

        await three.until(GRACE_ENDS + 4.9 * MINUTE)
        held_back = told(three.bea, ALERT)
        await three.until(GRACE_ENDS + 5 * MINUTE)

        assert held_back == []
        [alert] = told(three.bea, ALERT)
        assert (
            "I haven't been able to hear Telegram since 22:36. An answer may be waiting there."
            in alert
        )

    play_three(tmp_path, journey)


def test_an_answer_from_a_network_that_was_deaf_in_time_alarms_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE + 6 * MINUTE)
        three.house.telegram.down = True
        await three.say(three.ana, "ok")

        await three.until(GRACE_ENDS + 4 * MINUTE)
        three.house.telegram.down = False
        await three.wait(60)

        assert told(three.bea, ALERT) == []
        assert told(three.ana, "Take care.")

    play_three(tmp_path, journey)


def test_an_answer_sent_in_time_and_heard_late_says_so_to_who_was_told(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE + 6 * MINUTE)
        three.house.telegram.down = True
        await three.say(three.ana, "ok")

        await three.until(GRACE_ENDS + 7 * MINUTE)
        three.house.telegram.down = False
        await three.wait(1)

        assert "Ana had answered in time, at 22:36. I heard it late." in read(three.bea)

    play_three(tmp_path, journey)


def test_a_tier_whose_network_is_down_lets_the_next_one_be_told_after_a_minute(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        three.house.signal.down = True

        await three.until(GRACE_ENDS + 0.9 * MINUTE)
        early = told(three.cat, ALERT)
        await three.until(GRACE_ENDS + 1 * MINUTE)

        assert early == []
        assert len(told(three.cat, ALERT)) == 1

    play_three(tmp_path, journey)


def test_who_could_not_be_reached_is_told_once_the_network_is_back(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        three.house.signal.down = True
        await three.until(GRACE_ENDS + 3 * MINUTE)

        three.house.signal.down = False
        await three.wait(0.6)

        assert len(told(three.bea, ALERT)) == 1

    play_three(tmp_path, journey)


def test_what_waited_for_a_network_comes_in_its_order(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        before = len(told(three.bea))
        three.house.signal.down = True
        await three.until(GRACE_ENDS + 3 * MINUTE)
        await three.press(three.ana, "all_good")

        three.house.signal.down = False
        await three.wait(1)

        news = told(three.bea)[before:]
        assert news
        assert "All settled." in news[-1]
        assert not any(ALERT in text for text in news[1:])

    play_three(tmp_path, journey)


def test_no_further_tier_opens_while_no_network_takes_anything(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        house = three.house
        dee, eve = await house.join("Dee", Network.SIGNAL), await house.join("Eve")
        await house.pair(dee, eve)
        await three.say(dee, "2h")
        await three.start()
        await three.until(DUE - MINUTE)
        house.telegram.down = house.signal.down = True

        await three.wait(40)

        tiers = house.db.rows("SELECT tier FROM alerts WHERE name = 'Ana'")
        assert tiers == [(1,)]

    play_three(tmp_path, journey)


def test_one_alert_that_finds_no_way_out_keeps_every_further_tier_closed_until_the_return(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        house = three.house
        await three.start()
        await three.until(GRACE_ENDS - MINUTE)
        house.telegram.down = house.signal.down = True
        await three.wait(20)
        tiers = house.db.rows("SELECT tier FROM alerts")

        house.telegram.down = house.signal.down = False
        await three.wait(1)

        at_once = told(three.bea, ALERT), told(three.cat, ALERT)
        await three.wait(10)

        assert tiers == [(1,)]
        assert [len(texts) for texts in at_once] == [1, 0]
        assert len(told(three.cat, ALERT)) == 1
        assert told(three.ana, "I've written to everyone.") == []

    play_three(tmp_path, journey)


def test_two_chats_that_always_fail_let_the_tier_after_them_be_told(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")
        for name in ("Bea", "Cat", "Dee"):
            await house.pair(ana, await house.join(name))
        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2))
        assert isinstance(house.telegram, Moody)
        house.signal.down = True
        for chat in ("bea", "cat"):
            house.telegram.faults[chat] = [DeliveryError(unknown=True) for _ in range(999)]

        await house.advance(timedelta(minutes=12.5))

        assert told(house.phone("Dee"), ALERT)

    play(tmp_path, journey, moody)


def test_an_alert_nobody_knows_of_whether_it_arrived_comes_again_and_says_so(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(GRACE_ENDS - MINUTE)
        three.house.signal.cut_next = True

        await three.until(GRACE_ENDS + 0.5 * MINUTE)

        first, second = told(three.bea, ALERT)
        assert "I may have sent this before." not in first
        assert second.split("\n")[1] == "I may have sent this before."

    play_three(tmp_path, journey)


def test_a_question_that_got_lost_is_asked_again(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE - MINUTE)
        three.house.telegram.lose_next = True

        await three.until(DUE + 0.1 * MINUTE)

        assert told(three.ana, "Your timer is up. All good?")

    play_three(tmp_path, journey)


def test_a_start_in_a_network_that_is_down_is_answered_once_it_is_back(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        await house.pair(ana, bea)
        house.telegram.down = True
        await house.say(ana, "2h")
        nothing_yet = told(ana, "Timer until")

        await house.advance(timedelta(minutes=10))
        house.telegram.down = False
        await house.advance(timedelta(minutes=1))

        assert nothing_yet == []
        assert told(ana, "Timer until 22:40") or told(ana, "Timer until 22:41")
        assert label("all_good") in [button.label for button in ana.last.buttons]

    play(tmp_path, journey)
