"""What counts as an answer: numbers that stay, words that are asked back, text that is none."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot.transports.local import Phone
from handlers.moment import Network
from tests.journeys.house import House, label, play
from tests.journeys.three import DUE, Three, choices, named, plain, play_three, read, told


def numbers(text: str) -> dict[str, str]:
    """Read a numbered list: the number of each choice."""
    return {words: number for number, words in re.findall(r"(?m)^(\d+) (.+)$", plain(text))}


async def both_ways(house: House) -> tuple[Phone, Phone]:
    """Let Ana and Bea, on Signal, be each other's peer, and both timers be missed."""
    ana, bea = await house.join("Ana", Network.SIGNAL), await house.join("Bea", Network.SIGNAL)
    await house.pair(ana, bea)
    await house.pair(bea, ana)
    await house.say(ana, "2h")
    await house.say(bea, "2h")
    await house.advance(timedelta(hours=2, minutes=10))
    return ana, bea


def test_two_open_questions_share_no_number(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        _, bea = await both_ways(house)

        mine = numbers(told(bea, "I've written to your people.")[-1])
        others = numbers(told(bea, "Ana hasn't answered")[-1])

        assert mine
        assert others
        assert set(mine.values()).isdisjoint(others.values())

    play(tmp_path, journey)


def test_a_number_stays_with_its_question_when_it_is_asked_again(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        first = numbers(read(three.bea))

        await three.wait(2)

        assert numbers(read(three.bea)) == first
        assert choices(three.bea) == ["I've got it", "I can't now"]

    play_three(tmp_path, journey)


def test_a_number_answers_its_own_question_though_a_newer_one_is_open(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await both_ways(house)
        older = numbers(told(bea, "I've written to your people.")[-1])

        await house.say(bea, older["All good"])

        assert "Bea answered at 22:40." in read(ana)
        assert told(bea, "Thank you. I'll ask you again") == []

    play(tmp_path, journey)


def test_a_number_nobody_gave_out_changes_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = told(three.cat), told(three.ana)

        await three.say(three.bea, "99")

        assert (told(three.cat), told(three.ana)) == before

    play_three(tmp_path, journey)


def test_a_word_that_fits_two_alerts_is_asked_for_whom(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        house = three.house
        dee = await house.join("Dee")
        await house.pair(dee, three.bea)
        await three.say(dee, "2h")
        await three.miss()

        await three.say(three.bea, "I've got it")
        asked = choices(three.bea)
        await three.house.say(three.bea, numbers(read(three.bea))[asked[0]])

        assert len(asked) == 2
        assert {each.partition(",")[0] for each in asked} == {"Ana", "Dee"}
        assert len(told(three.bea, "Thank you. I'll ask you again at")) == 1

    play_three(tmp_path, journey)


def test_typed_text_of_a_peer_never_counts_and_reaches_nobody(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = told(three.ana), told(three.cat)

        await three.say(three.bea, "yes sure, I've got it covered")
        said = read(three.bea)
        await three.wait(10)

        assert said.startswith("Nobody else reads what you write here. Please press one:")
        assert told(three.ana) == before[0]
        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_a_picture_counts_for_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.until(DUE)

        await three.ana.send_other()
        await three.house.settle()
        await three.wait(10)

        assert "I can only read text. Nothing has changed." in told(three.ana)
        assert told(three.bea, "Ana hasn't answered")

    play_three(tmp_path, journey)


def test_a_late_finger_on_an_old_button_changes_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        card = three.ana.last
        token = next(each.token for each in card.buttons if each.label == label("all_good"))
        await three.until(DUE)
        await three.press(three.ana, "all_good")
        await three.start()

        await three.ana.press(token, on=card.ref)
        await three.house.settle()
        answered = read(three.ana)
        await three.wait(130)

        assert answered == "That one is already finished."
        assert told(three.bea, "Ana hasn't answered")

    play_three(tmp_path, journey)


def test_a_second_tap_on_a_peers_button_changes_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.wait(10)
        await three.press(three.cat, "got_it")
        before = told(three.bea)

        await three.press(three.cat, "got_it")

        assert told(three.bea) == before

    play_three(tmp_path, journey)


def test_a_stranger_reads_one_neutral_line_a_day(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        stranger = house.telegram.phone("stranger")
        await house.say(stranger, "hello?")
        await house.say(stranger, "who is there?")
        first_day = told(stranger)

        await house.advance(timedelta(hours=25))
        await house.say(stranger, "and now?")

        assert first_day == ["Hello. I'm here for people who were invited."]
        assert told(stranger) == first_day * 2

    play(tmp_path, journey)


def test_a_stranger_leaves_no_row_that_names_the_chat(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        stranger = house.telegram.phone("unmistakable-stranger")

        await house.say(stranger, "2h")

        assert house.db.rows("SELECT * FROM people") == []
        assert house.db.rows("SELECT * FROM addresses") == []
        assert house.db.rows("SELECT * FROM outbox") == []

    play(tmp_path, journey)


def test_a_used_an_old_and_a_made_up_invitation_are_answered_alike(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        used = await house.app.commits.add(house.app.engine.invite)
        old = await house.app.commits.add(house.app.engine.invite)
        await house.say(house.telegram.phone("first"), used.words)
        await house.advance(timedelta(hours=24))

        answers = Counter[str]()
        for number, words in enumerate((used.words, old.words, "maple otter sunny desk")):
            late = house.telegram.phone(f"late-{number}")
            await house.say(late, words)
            answers[read(late)] += 1

        assert answers == {"Hello. I'm here for people who were invited.": 3}

    play(tmp_path, journey)


def test_nobody_learns_from_an_invitation_of_their_own_who_others_are(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.cat, "people")

        assert "Bea" not in read(three.cat)
        assert named("Ana") not in [button.label for button in three.cat.last.buttons]

    play_three(tmp_path, journey)


def test_a_quoted_reply_answers_what_it_quotes_though_more_is_open(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        _, bea = await both_ways(house)
        alert = next(each for each in bea.messages if "Ana hasn't answered" in plain(each.text))

        await bea.say("ok", on=alert.ref)
        await house.settle()

        assert "Thank you. I'll ask you again" in read(bea)
        assert not told(bea, "Good to hear from you.")
        assert not told(bea, "For whom?")

    play(tmp_path, journey)


def test_a_quote_of_what_is_over_changes_nothing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        old = next(each for each in three.ana.messages if "Timer until 22:30" in plain(each.text))
        await three.say(three.ana, "ok")
        await three.start("3h")

        await three.ana.say("ok", on=old.ref)
        await three.house.settle()

        assert read(three.ana) == "That one is already finished."
        assert not told(three.ana, "Done at 20:30. Take care.")[1:]

    play_three(tmp_path, journey)
