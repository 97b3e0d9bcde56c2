"""The table of times of DESIGN section 4, and what a coordinator may set instead."""

from datetime import timedelta

import pytest

from handlers.timings import SHORTEST, TimingChanges, Timings, timings_for
from tests.handlers.cast import HOUR, MINUTE, NO_CHANGES, SECOND


@pytest.mark.parametrize(
    ("duration", "reminder", "questions", "grace", "gap", "hold"),
    [
        (5 * MINUTE, 5, (0, 2, 4), 5, 5, 10),
        (45 * MINUTE - SECOND, 5, (0, 2, 4), 5, 5, 10),
        (45 * MINUTE, 10, (0, 5, 8), 10, 10, 20),
        (8 * HOUR - SECOND, 10, (0, 5, 8), 10, 10, 20),
        (8 * HOUR, 30, (0, 15, 25), 30, 20, 45),
        (24 * HOUR, 30, (0, 15, 25), 30, 20, 45),
    ],
)
def test_the_column_follows_the_duration(
    duration: timedelta, reminder: int, questions: tuple[int, ...], grace: int, gap: int, hold: int
) -> None:
    column = timings_for(duration, NO_CHANGES)

    expected = Timings(
        reminder=reminder * MINUTE,
        questions=tuple(each * MINUTE for each in questions),
        grace=grace * MINUTE,
        tier_gap=gap * MINUTE,
        hold=hold * MINUTE,
        hold_answer=5 * MINUTE,
    )
    assert column == expected


@pytest.mark.parametrize(
    ("duration", "question", "longest"),
    [(30 * MINUTE, 100 * SECOND, 150 * SECOND), (2 * HOUR, 180 * SECOND, 300 * SECOND)],
)
def test_the_waits_at_the_end_of_grace(
    duration: timedelta, question: timedelta, longest: timedelta
) -> None:
    column = timings_for(duration, NO_CHANGES)

    assert (column.question_wait, column.longest_wait) == (question, longest)


def test_the_waits_of_a_long_timer_are_three_and_five_minutes() -> None:
    column = timings_for(9 * HOUR, NO_CHANGES)

    assert (column.question_wait, column.longest_wait) == (3 * MINUTE, 5 * MINUTE)


def _repeats(column: Timings, until: timedelta) -> list[timedelta]:
    found = [timedelta()]
    while found[-1] <= until:
        found.append(column.next_repeat(found[-1]))
    return found[1:]


def test_the_row_of_repeats() -> None:
    column = timings_for(2 * HOUR, NO_CHANGES)

    minutes = [each // MINUTE for each in _repeats(column, 31 * HOUR)]

    first_hour = [1, 2, *range(5, 61, 5)]
    six_hours = list(range(75, 361, 15))
    one_day = list(range(420, 1441, 60))
    later = [27 * 60, 30 * 60, 33 * 60]
    assert minutes == first_hour + six_hours + one_day + later


def test_a_repeat_that_was_missed_is_not_sent_twice() -> None:
    column = timings_for(2 * HOUR, NO_CHANGES)

    assert column.next_repeat(17 * MINUTE) == 20 * MINUTE


def test_no_change_keeps_the_table() -> None:
    assert timings_for(2 * HOUR, TimingChanges()) == timings_for(2 * HOUR, NO_CHANGES)


def test_a_set_grace_scales_its_questions_and_waits() -> None:
    column = timings_for(2 * HOUR, TimingChanges(grace=timedelta(seconds=20)))

    assert column.grace == 20 * SECOND
    assert column.questions == (0 * SECOND, 10 * SECOND, 16 * SECOND)
    assert column.longest_wait == 10 * SECOND
    assert column.question_wait == timedelta(seconds=20) / 3


def test_a_set_repeat_scales_its_row() -> None:
    column = timings_for(2 * HOUR, TimingChanges(repeat=5 * SECOND))

    seconds = [each // SECOND for each in _repeats(column, 75 * SECOND)]

    assert seconds == [1, 2, *range(5, 61, 5), 75, 90]


def test_a_set_hold_scales_the_time_to_answer() -> None:
    column = timings_for(2 * HOUR, TimingChanges(hold=4 * SECOND))

    assert (column.hold, column.hold_answer) == (4 * SECOND, SECOND)


@pytest.mark.parametrize("duration", [MINUTE, 2 * HOUR, 9 * HOUR])
def test_a_set_reminder_and_gap_replace_all_columns(duration: timedelta) -> None:
    changes = TimingChanges(reminder=SECOND, tier_gap=3 * SECOND)

    column = timings_for(duration, changes)

    assert (column.reminder, column.tier_gap) == (SECOND, 3 * SECOND)


def test_nothing_else_changes() -> None:
    plain = timings_for(2 * HOUR, NO_CHANGES)
    column = timings_for(2 * HOUR, TimingChanges(reminder=SECOND, minimum=SECOND))

    assert column.questions == plain.questions
    assert (column.grace, column.hold, column.repeat) == (plain.grace, plain.hold, plain.repeat)


def test_the_shortest_check_in_is_five_minutes_unless_set() -> None:
    assert TimingChanges().shortest == SHORTEST == 5 * MINUTE
    assert TimingChanges(minimum=SECOND).shortest == SECOND
