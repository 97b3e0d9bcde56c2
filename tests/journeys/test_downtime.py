"""The bot was away: what waited is heard first, everybody learns of it, and nobody is alarmed."""

from datetime import timedelta
from pathlib import Path

from bot.transports.local import Phone
from tests.journeys.three import DUE, GRACE_ENDS, Three, play_three, read, told

MINUTE = timedelta(minutes=1)
ALERT = "Ana hasn't answered"


async def away_until(three: Three, minutes_after_due: float) -> None:
    """Let the power come back; the process begins."""
    three.house.clock.set(DUE + minutes_after_due * MINUTE)
    await three.house.start()


async def says_while_away(three: Three, who: Phone, text: str, minutes_after_due: float) -> None:
    three.house.clock.set(DUE + minutes_after_due * MINUTE)
    await who.say(text)


def test_an_ok_sent_in_time_while_the_bot_was_away_alarms_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        before = told(three.bea), told(three.cat)
        await three.house.crash()

        await says_while_away(three, three.ana, "ok", 2)
        await away_until(three, 20)
        await three.wait(60)

        assert (told(three.bea), told(three.cat)) == before
        assert told(three.ana, "Take care.")

    play_three(tmp_path, journey)


def test_more_time_asked_for_while_the_bot_was_away_counts(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        before = told(three.bea), told(three.cat)
        await three.house.crash()

        await says_while_away(three, three.ana, "+30", -5)
        await away_until(three, 25)
        await three.wait(4)

        assert (told(three.bea), told(three.cat)) == before
        assert told(three.ana, "Your timer is up.") == []

    play_three(tmp_path, journey)


def test_more_time_that_was_over_on_the_return_is_asked_about_before_anybody_is_told(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.house.crash()

        await says_while_away(three, three.ana, "+30", -5)
        await away_until(three, 40)
        await three.wait(2.9)
        before = told(three.bea, ALERT)
        await three.wait(0.2)

        assert told(three.ana, "I read your message of 22:25 late. It gave you until 23:00")
        assert told(three.ana, "Your timer ended at 23:00. All good?")
        assert before == []
        assert len(told(three.bea, f"{ALERT} since 23:00 (13 min)")) == 1

    play_three(tmp_path, journey)


def test_a_start_more_time_and_an_ok_that_all_waited_alarm_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea), told(three.cat)
        await three.house.crash()

        await says_while_away(three, three.ana, "2h", -120)
        await says_while_away(three, three.ana, "+30", -30)
        await says_while_away(three, three.ana, "ok", 2)
        await away_until(three, 60)
        await three.wait(300)

        assert (told(three.bea), told(three.cat)) == before
        assert told(three.ana, "Take care.")

    play_three(tmp_path, journey)


def test_whose_timer_ended_meanwhile_is_asked_first(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.house.crash()

        await away_until(three, 30)
        asked = read(three.ana)
        await three.wait(2.9)

        assert asked.split("\n")[1] == (
            "I was offline from 20:30 to 23:00. Your timer ended at 22:30. All good?"
        )
        assert told(three.bea, ALERT) == []

    play_three(tmp_path, journey)


def test_who_does_not_answer_on_the_return_is_missed_three_minutes_later(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.house.crash()
        await away_until(three, 30)

        await three.wait(3)

        [alert] = told(three.bea, f"{ALERT} since 22:30 (33 min)")
        assert "I couldn't hear Telegram from 20:30 to 23:00." in alert

    play_three(tmp_path, journey)


def test_everybody_with_a_running_timer_is_told_quietly(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.house.pair(three.cat, three.bea)
        await three.start()
        await three.say(three.cat, "3h")
        await three.house.crash()

        await away_until(three, -60)

        said = "I was offline from 20:30 to 21:30. Your timer still runs until"
        assert read(three.ana) == f"{said} 22:30."
        assert read(three.cat) == f"{said} 23:30."
        assert three.ana.last.silent

    play_three(tmp_path, journey)


def test_who_has_no_timer_is_told_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        before = told(three.bea), told(three.cat)
        await three.house.crash()

        await away_until(three, -60)

        assert (told(three.bea), told(three.cat)) == before

    play_three(tmp_path, journey)


def test_a_restart_within_a_minute_is_told_to_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        before = told(three.ana)

        await three.lose_power(0.9)

        assert told(three.ana) == before

    play_three(tmp_path, journey)


def test_an_open_alert_goes_on_with_one_message_to_who_was_told(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = len(told(three.bea))
        await three.house.crash()

        await away_until(three, 60)
        again = told(three.bea)[before:]
        await three.wait(9)

        assert len(again) == 1
        assert "No one has this yet." in again[0]
        assert told(three.cat, ALERT) == []

    play_three(tmp_path, journey)


def test_the_next_tier_is_told_when_its_time_counted_from_the_return_is_over(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.house.crash()
        await away_until(three, 60)

        await three.wait(10)

        assert len(told(three.cat, ALERT)) == 1

    play_three(tmp_path, journey)


def test_an_answer_that_waited_comes_before_any_repeat(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = len(told(three.bea, "No one has this yet."))
        await three.house.crash()

        await says_while_away(three, three.bea, "I've got it", 15)
        await away_until(three, 20)

        assert "Thank you. I'll ask you again at" in read(three.bea)
        assert len(told(three.bea, "No one has this yet.")) == before

    play_three(tmp_path, journey)


def test_a_hold_that_ran_out_meanwhile_is_asked_about(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")
        await three.house.crash()

        await away_until(three, 120)

        assert "Still on it? Without an answer I ask others at 00:35 (in 5 min)." in read(three.bea)
        assert told(three.cat, ALERT) == []

    play_three(tmp_path, journey)


def test_a_half_started_timer_is_asked_about_on_the_return(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "9")

        await three.lose_power(30)

        assert read(three.ana).startswith("No timer is set yet.")

    play_three(tmp_path, journey)


def test_an_orderly_stop_and_start_loses_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.house.stop()
        await three.house.start()

        await three.until(GRACE_ENDS)

        assert len(told(three.bea, ALERT)) == 1

    play_three(tmp_path, journey)
