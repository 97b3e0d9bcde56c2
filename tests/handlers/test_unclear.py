"""What nobody understood: said each time where there are buttons, and once where there are none."""

import pytest

from handlers.notices import UNCLEAR
from tests.handlers.cast import ANA, BEA, HOUR, MINUTE
from tests.handlers.desks import alerted, evening


def test_without_buttons_it_is_said_once_with_the_numbers_that_answer() -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")

    first, second = group.says(ANA, "hm"), group.says(ANA, "what?")

    assert (first, second) == (["talk.answer_with"], [])
    numbers = group.last(ANA).values["numbers"]
    assert isinstance(numbers, list)
    assert [each.values["number"] for each in numbers] == [1, 2, 3, 4]


def test_after_something_was_understood_it_is_said_again() -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")
    group.says(ANA, "hm")

    assert group.says(ANA, "status") == ["status.running"]
    assert group.says(ANA, "hm") == ["talk.answer_with"]


def test_once_something_is_understood_the_line_leaves_the_chat() -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")
    group.says(ANA, "hm")

    group.says(ANA, "ok")

    assert group.unclear == set()


def test_after_another_question_it_is_said_again() -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")
    group.says(ANA, "hm")
    group.wait(2 * HOUR)

    assert group.says(ANA, "hm") == ["talk.answer_with"]


@pytest.mark.parametrize("text", ["2h", "ok", "1", "help", "90", "no"])
def test_what_is_understood_is_always_answered(text: str) -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "3h")
    group.says(ANA, "hm")

    assert group.says(ANA, text) != []


def test_with_buttons_it_is_said_each_time() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "hm") == group.says(ANA, "hm") == ["talk.unclear.running"]


def test_with_no_open_question_it_is_said_each_time() -> None:
    group = evening(signal=[ANA])

    assert group.says(ANA, "hm") == group.says(ANA, "hm") == ["talk.unclear"]


def test_a_peer_without_buttons_reads_the_choices_of_an_alert_once() -> None:
    group = alerted(signal=[BEA])

    assert group.says(BEA, "is she ok?") == ["alert.press_one"]
    assert group.says(BEA, "hello??") == []
    assert group.says(BEA, "1") == ["alert.thanks"]


def test_a_repeat_of_the_alert_lets_the_choices_be_read_again() -> None:
    group = alerted(signal=[BEA])
    group.says(BEA, "is she ok?")
    group.wait(6 * MINUTE)

    assert group.says(BEA, "hello??") == ["alert.press_one"]


@pytest.mark.parametrize("on_signal", [True, False])
@pytest.mark.parametrize("number", ["9", "90", "3."])
def test_a_wrong_number_while_an_alert_waits_is_never_a_time(number: str, on_signal: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    group = alerted(signal=[BEA] if on_signal else [])

    assert group.says(BEA, number) == ["alert.press_one"]


def test_a_number_is_a_time_again_once_nobody_waits() -> None:
    group = alerted()
    group.says(BEA, "I've got it")

    assert group.says(BEA, "9") == ["start.which"]


def test_the_unclear_line_stands_in_a_slot_of_its_own() -> None:
    group = evening(signal=[ANA])
    group.says(ANA, "2h")
    group.says(ANA, "hm")

    assert group.last(ANA).slot == UNCLEAR
