"""Evenings in which nobody has to be told, and timers that do not begin."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.moment import Network
from tests.journeys.house import House, label, play
from tests.journeys.three import DUE, Three, choices, play_three, read, told


def test_an_answer_in_grace_tells_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea), told(three.cat)
        await three.start()
        await three.until(DUE + timedelta(minutes=9))

        await three.press(three.ana, "all_good")
        await three.wait(24 * 60)

        assert (told(three.bea), told(three.cat)) == before

    play_three(tmp_path, journey)


@pytest.mark.parametrize("words", ["ok", "All good", "👍", "fine", "/ok", "OK."])
def test_any_word_for_all_good_ends_a_timer(tmp_path: Path, words: str) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE)

        await three.say(three.ana, words)

        assert "Done at 22:30. Take care." in told(three.ana)

    play_three(tmp_path, journey)


def test_a_start_says_until_when_and_who_is_told_and_when(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()

        assert read(three.ana) == (
            "Timer until 22:30 (in 2 h)\n"
            "If I don't hear from you by 22:40, I write to Bea.\n"
            "The next person reads it at 22:50."
        )

    play_three(tmp_path, journey)


def test_a_timer_ended_early_can_be_kept_running(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.wait(30)
        await three.say(three.ana, "ok")

        await three.press(three.ana, "keep_running")
        await three.until(DUE)

        assert read(three.ana) == "Your timer is up. All good?"

    play_three(tmp_path, journey)


def test_an_extension_asks_again_only_after_the_new_time(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE)

        await three.say(three.ana, "+30")
        await three.until(DUE + timedelta(minutes=29))
        quiet = told(three.bea, "Ana hasn't answered")
        await three.until(DUE + timedelta(minutes=30))

        assert quiet == []
        assert read(three.ana) == "Your timer is up. All good?"

    play_three(tmp_path, journey)


def test_nobody_is_told_of_an_extension(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea), told(three.cat)
        await three.start()

        await three.say(three.ana, "+60")

        assert (told(three.bea), told(three.cat)) == before

    play_three(tmp_path, journey)


def test_a_worker_with_numbers_is_asked_like_one_with_buttons(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana", Network.SIGNAL), await house.join("Bea")
        await house.pair(ana, bea)
        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2))

        asked = choices(ana)
        await house.press(ana, label("all_good"))

        assert asked == ["All good", "+30 min", "Call me", "+15 min"]
        assert "Done at 22:30. Take care." in told(ana)

    play(tmp_path, journey)


def test_a_half_started_timer_says_loudly_and_once_that_none_is_set(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "9")
        await three.wait(1.9)
        early = told(three.ana, "No timer is set yet.")

        await three.wait(60)

        late = told(three.ana, "No timer is set yet.")
        assert early == []
        assert len(late) == 1
        assert not three.ana.last.silent

    play_three(tmp_path, journey)


def test_a_half_started_timer_tells_nobody_ever(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea), told(three.cat)

        await three.say(three.ana, "9")
        await three.wait(24 * 60)

        assert (told(three.bea), told(three.cat)) == before

    play_three(tmp_path, journey)


def test_a_choice_starts_a_half_started_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "9")

        await three.house.press(three.ana, choices(three.ana)[0])

        assert read(three.ana).startswith("Timer until 21:00 (in 30 min)")

    play_three(tmp_path, journey)


def test_words_behind_a_time_leave_the_chat_and_are_asked_about(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "2h flat 4")

        assert not [each for each in three.ana.messages if each.mine and "flat" in each.text]
        assert choices(three.ana) == ["Timer only", "Neither"]

    play_three(tmp_path, journey)


def test_a_start_with_nobody_to_tell_is_refused(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")

        await house.say(ana, "2h")
        refused = read(ana)
        await house.advance(timedelta(hours=3))

        assert refused.startswith("No timer is set. You've chosen nobody I could tell.")
        assert not told(ana, "Your timer is up.")

    play(tmp_path, journey)


def test_who_chose_reminders_only_is_asked_and_nobody_else_is(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")
        await house.say(ana, "2h")

        await house.press(ana, label("alone"))
        await house.advance(timedelta(hours=3))

        assert told(ana, "Your timer is up. All good?")
        assert read(ana) == "Your timer ended at 22:40. I've told nobody."

    play(tmp_path, journey)


def test_joining_takes_five_answers_and_a_first_timer_one_message(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        answers = len([each for each in ana.history if each.mine])
        await house.pair(ana, bea)
        before = len([each for each in ana.history if each.mine])

        await house.say(ana, "2h")

        assert answers <= 5
        assert read(ana).startswith("Timer until 22:30 (in 2 h)")
        assert len([each for each in ana.history if each.mine]) == before + 1

    play(tmp_path, journey)
