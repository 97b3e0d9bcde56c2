"""Asking the first person when a timer starts, and telling them when the worker is home."""

from pathlib import Path

from handlers.moment import Network
from tests.journeys.house import House, label, play
from tests.journeys.three import DUE, GRACE_ENDS, Three, choices, play_three, read, told

ASKED = "Ana's timer runs until 22:30. Are you there tonight?"


async def turn_on(three: Three, what: str) -> None:
    await three.say(three.ana, "settings")
    await three.press(three.ana, what)


def test_unless_it_was_chosen_nobody_is_asked_at_the_start(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea)

        await three.start()

        assert told(three.bea) == before

    play_three(tmp_path, journey)


def test_the_first_person_is_asked_at_the_start_and_nobody_else(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "start_on")
        before = told(three.cat)

        await three.start()

        assert ASKED in read(three.bea)
        assert choices(three.bea) == ["I'm here", "Not tonight"]
        assert told(three.cat) == before

    play_three(tmp_path, journey)


def test_the_worker_reads_that_the_first_person_is_there(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "start_on")
        await three.start()

        await three.press(three.bea, "here")

        assert read(three.ana) == "Your first person is there."

    play_three(tmp_path, journey)


def test_not_tonight_is_told_at_once_and_leaves_this_ladder(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "start_on")
        await three.start()

        await three.press(three.bea, "not_tonight")
        said = read(three.ana)
        await three.until(GRACE_ENDS)

        assert said == "Your first person can't tonight. The next one is first now."
        assert len(told(three.cat, "Ana hasn't answered")) == 1
        assert told(three.bea, "Ana hasn't answered") == []

    play_three(tmp_path, journey)


def test_not_tonight_counts_for_this_timer_only(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "start_on")
        await three.start()
        await three.press(three.bea, "not_tonight")
        await three.until(DUE)
        await three.press(three.ana, "all_good")

        await three.start("1h")
        await three.wait(70)

        assert len(told(three.bea, "Ana hasn't answered since 23:30")) == 1

    play_three(tmp_path, journey)


def test_not_tonight_of_the_only_person_leaves_nobody_and_says_so(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await turn_on(Three(house, ana, bea, bea), "start_on")
        await house.say(ana, "2h")

        await house.press(bea, label("not_tonight"))

        assert read(ana).startswith("I can reach nobody for this timer.")

    play(tmp_path, journey)


def test_who_is_home_tells_the_first_person(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "home_on")
        await three.start()
        await three.until(DUE)

        await three.press(three.ana, "all_good")

        assert read(three.bea) == "Ana says: home."
        assert told(three.cat, "home.") == []

    play_three(tmp_path, journey)


def test_what_was_said_of_tonight_leaves_the_chat_with_the_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await turn_on(three, "start_on")
        await turn_on(three, "home_on")
        await three.start()
        await three.press(three.bea, "here")
        await three.until(DUE)
        await three.press(three.ana, "all_good")

        await three.wait(62)

        left = [each.text for each in three.bea.messages if not each.mine]
        assert not [text for text in left if "timer runs until" in text or "home" in text]

    play_three(tmp_path, journey)
