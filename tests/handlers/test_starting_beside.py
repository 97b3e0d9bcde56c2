"""A start while a timer runs: nothing reads as if there were none."""

import pytest

from tests.handlers.cast import ANA, MINUTE
from tests.handlers.desks import evening


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("90", "start.no_unit.running"),
        ("3 min", "start.too_short.running"),
        ("25h", "start.too_long.running"),
        ("2h flat 4", "start.with_words.again"),
    ],
)
def test_who_has_a_timer_never_reads_that_none_is_set(text: str, key: str) -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, text) == [key]


def test_a_new_timer_that_is_still_a_question_leaves_the_old_one_named() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "3h")
    group.wait(2 * MINUTE)

    assert group.keys(ANA)[-1] == "start.not_yet.running"
    assert group.is_running(ANA)


def test_a_question_with_one_yes_has_a_plain_no() -> None:
    group = evening()
    group.says(ANA, "13h")

    assert group.choices(ANA) == ["yes_start", "no"]
