"""A worker's rows cannot be read: others go on, nobody is silent about it, and nobody is early."""

from datetime import timedelta
from pathlib import Path

from storage.database import transaction
from tests.journeys.three import GRACE_ENDS, Three, play_three, read, told

SECOND = timedelta(seconds=1)


def spoil(three: Three, name: str) -> None:
    """Let somebody's timer be unreadable from now on."""
    with transaction(three.house.db):
        three.house.db.change("UPDATE checkins SET plan = 'no JSON' WHERE name = ?", name)


def test_a_peer_of_an_unreadable_timer_answers_their_own_in_time(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.house.pair(three.bea, three.cat)
        await three.start()
        await three.say(three.bea, "1h")
        spoil(three, "Ana")

        await three.press(three.bea, "all_good")
        await three.wait(69)

        assert told(three.bea, "Take care.")
        assert told(three.cat, "Bea hasn't answered") == []

    play_three(tmp_path, journey)


def test_an_answer_about_an_unreadable_alert_is_said_to_have_failed(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        spoil(three, "Ana")

        await three.press(three.bea, "got_it")

        assert "Something went wrong on my side." in read(three.bea)

    play_three(tmp_path, journey)


def test_an_unreadable_timer_tells_nobody_early_and_ana_at_once(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        spoil(three, "Ana")

        await three.until(GRACE_ENDS - SECOND)
        early = told(three.bea, "can't be read"), told(three.cat, "can't be read")
        await three.until(GRACE_ENDS + SECOND)

        own = told(three.ana, "I can't read your timer any more.")
        assert len(own) == 1
        assert "At 22:40 (in " in own[0]
        assert early == ([], [])
        assert len(told(three.bea, "Something about the timer of Ana can't be read.")) == 1
        assert len(told(three.cat, "Something about the timer of Ana can't be read.")) == 1

    play_three(tmp_path, journey)


def test_an_unreadable_timer_of_somebody_on_their_own_tells_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.cat, "2h")
        await three.press(three.cat, "alone")
        before = told(three.ana), told(three.bea)
        spoil(three, "Cat")

        await three.wait(180)

        assert (told(three.ana), told(three.bea)) == before

    play_three(tmp_path, journey)
