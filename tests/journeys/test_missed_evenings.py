"""Evenings in which the worker does not answer: who is told, and how it ends."""

from datetime import timedelta
from pathlib import Path

from tests.journeys.three import (
    DUE,
    GRACE_ENDS,
    Three,
    choices,
    plain,
    play_three,
    read,
    shown,
    told,
)


def test_the_first_person_is_told_then_the_next(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        first = told(three.bea, "Ana hasn't answered"), told(three.cat, "Ana hasn't answered")

        await three.wait(10)

        assert (len(first[0]), first[1]) == (1, [])
        assert len(told(three.cat, "Ana hasn't answered since 22:30 (20 min)")) == 1

    play_three(tmp_path, journey)


def test_an_alert_tells_what_was_tried_and_who_comes_next(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        said = read(three.bea)
        assert "Last heard 20:30. Asked 22:30, 22:35 and 22:38. All of it was sent." in said
        assert "Otherwise I write to the next person at 22:50." in said
        assert choices(three.bea) == ["I've got it", "I can't now"]

    play_three(tmp_path, journey)


def test_a_missed_timer_has_one_card_and_it_is_the_newest_message(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        cards = [text for text in shown(three.ana) if text.startswith(("Timer until", "No answer"))]
        assert cards == [read(three.ana)]
        assert read(three.ana).startswith("No answer by 22:40.")

    play_three(tmp_path, journey)


def test_a_lock_screen_shows_neither_a_name_nor_what_it_is(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        assert plain(three.bea.last.text).split("\n")[0] == "Your parcel is waiting."

    play_three(tmp_path, journey)


def test_i_ve_got_it_stops_repeats_and_climbing(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await three.press(three.bea, "got_it")
        before = told(three.bea), told(three.cat)
        await three.wait(19)

        assert (told(three.bea), told(three.cat)) == before

    play_three(tmp_path, journey)


def test_nobody_has_it_is_repeated_to_who_has_not_answered(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await three.wait(6)

        assert len(told(three.bea, "No one has this yet.")) == 3

    play_three(tmp_path, journey)


def test_who_cannot_reach_them_hands_on_at_once_and_helps(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")

        await three.press(three.bea, "cannot_reach")
        handed_on = told(three.cat, "Ana hasn't answered")
        await three.press(three.cat, "got_it")

        assert len(handed_on) == 1
        assert "Cat has it now." in read(three.bea)

    play_three(tmp_path, journey)


def test_i_can_t_hands_on_at_once_and_ana_never_reads_of_it(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = told(three.ana)

        await three.press(three.bea, "cant_now")

        assert len(told(three.cat, "Ana hasn't answered")) == 1
        assert told(three.ana) == before

    play_three(tmp_path, journey)


def test_a_holder_who_falls_silent_is_asked_and_then_the_next_is_told(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")

        await three.wait(20)
        asked = read(three.bea)
        await three.wait(5)

        assert "Still on it? Without an answer I ask others at 23:05 (in 5 min)." in asked
        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_still_on_it_keeps_it_until_the_second_renewal_tells_the_next(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")

        await three.wait(20)
        await three.press(three.bea, "still_on")
        once = told(three.cat, "Ana hasn't answered")
        await three.wait(20)
        await three.press(three.bea, "still_on")

        assert once == []
        assert len(told(three.cat, "Someone else has it already.")) == 1

    play_three(tmp_path, journey)


def test_a_late_all_good_tells_all_who_were_told_and_nobody_else(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        before = told(three.cat)

        await three.press(three.ana, "all_good")
        await three.wait(24 * 60)

        assert (
            told(three.bea, "All settled.")[0]
            .split("\n")[1]
            .endswith("Ana answered at 22:40. Nothing more to do. Thank you for being there.")
        )
        assert told(three.cat) == before

    play_three(tmp_path, journey)


def test_with_nobody_left_everyone_is_told_so_and_the_repeats_go_on(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await three.wait(20)
        left_alone = read(three.ana)
        before = len(told(three.bea, "No one has this yet."))
        await three.wait(30)

        assert left_alone == "I've written to everyone. No one has answered yet. I keep trying."
        assert len(told(three.bea, "No one has this yet.")) > before
        assert told(three.cat, "No one has this yet.")

    play_three(tmp_path, journey)


def test_it_ends_when_two_have_spoken_with_her(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")

        await three.press(three.bea, "spoken")
        asked = read(three.ana)
        await three.wait(30)
        await three.press(three.cat, "spoken")

        assert asked.startswith("Someone says you've spoken.\nAre you all right?")
        assert "Two of you say they've spoken with Ana." in read(three.bea)
        assert read(three.ana) == "Your people say it's settled. Your timer is over."

    play_three(tmp_path, journey)


def test_who_does_not_believe_it_reopens_it(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.press(three.bea, "got_it")
        await three.press(three.bea, "spoken")
        await three.wait(30)

        await three.press(three.cat, "not_settled")

        assert "Someone says it isn't settled. No one has it now." in read(three.bea)

    play_three(tmp_path, journey)


def test_still_out_closes_it_and_tells_until_when(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await three.wait(4)
        await three.say(three.ana, "+15")

        assert "Ana answered at 22:44 and stays until 22:59." in read(three.bea)
        assert read(three.ana).startswith("Timer until 22:59 (in 15 min)")

    play_three(tmp_path, journey)


def test_still_out_and_missed_again_tells_the_same_people_without_grace(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.wait(11)
        await three.say(three.ana, "+15")

        await three.until(DUE + timedelta(minutes=36))
        at_once = told(three.bea, "hasn't answered since 23:06")
        both = told(three.cat, "hasn't answered since 23:06")

        assert (len(at_once), len(both)) == (1, 1)

    play_three(tmp_path, journey)


def test_a_peer_who_is_out_too_is_told_and_the_next_with_them(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.house.pair(three.bea, three.cat)
        await three.say(three.bea, "3h")

        await three.miss()

        assert len(told(three.bea, "Ana hasn't answered")) == 1
        assert len(told(three.cat, "Ana hasn't answered")) == 1
        assert read(three.ana) == (
            "No answer by 22:40.\nI've written to your people. You can still answer."
        )

    play_three(tmp_path, journey)


def test_after_three_days_all_are_told_that_it_ends(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await three.until(GRACE_ENDS + timedelta(hours=72, minutes=1))

        assert "It ends here: 3 days are over. I haven't heard from Ana." in read(three.bea)
        assert "It ends here" in read(three.cat)

    play_three(tmp_path, journey)


def test_a_peer_whose_phone_is_off_is_passed_over_in_time(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        three.bea.off = True

        await three.miss()
        await three.wait(10)
        told_next = told(three.cat, "Ana hasn't answered")
        three.bea.off = False

        assert len(told_next) == 1
        assert told(three.bea, "Ana hasn't answered")

    play_three(tmp_path, journey)


def test_a_peer_who_blocked_the_bot_is_passed_over_at_once(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        three.bea.blocked = True

        await three.until(GRACE_ENDS + timedelta(seconds=1))

        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_who_blocks_the_bot_is_still_looked_after(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.ana.block()

        await three.until(GRACE_ENDS + timedelta(seconds=1))

        assert "My questions did not reach them." in read(three.bea)

    play_three(tmp_path, journey)
