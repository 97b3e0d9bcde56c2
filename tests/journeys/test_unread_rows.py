"""A worker's rows cannot be read: others go on, nobody is silent about it, and nobody is early."""

from pathlib import Path

from storage.database import transaction
from tests.journeys.three import Three, play_three, read, told


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
