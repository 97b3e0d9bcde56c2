from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.times import Ask, By, Exact, NotUnderstood, Reason, read

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


TWICE_OR_NEVER = [
    (LONDON, "2026-10-24T20:00", "1:30am", ["2026-10-25T00:30", "2026-10-25T01:30"]),
    (NEW_YORK, "2026-11-01T01:00", "1:30am", ["2026-11-01T05:30", "2026-11-01T06:30"]),
    (LORD_HOWE, "2026-04-04T08:00", "1:45am", ["2026-04-04T14:45", "2026-04-04T15:15"]),
    (LONDON, "2026-03-28T20:00", "1:30am", ["2026-03-29T00:30", "2026-03-29T01:30"]),
    (NEW_YORK, "2026-03-08T01:00", "2:30am", ["2026-03-08T06:30", "2026-03-08T07:30"]),
    (LORD_HOWE, "2026-10-03T08:00", "2:15am", ["2026-10-03T15:15", "2026-10-03T15:45"]),
]


@pytest.mark.parametrize(("zone", "now", "text", "dues"), TWICE_OR_NEVER)
def test_a_clock_time_that_comes_twice_or_never_is_asked_back_with_durations(
    zone: ZoneInfo, now: str, text: str, dues: list[str]
) -> None:
    reading = read(text, utc(now), zone)

    assert reading == Ask(tuple(Exact(utc(due), By.DURATION) for due in dues))


@pytest.mark.parametrize("now", ["2026-10-25T00:40", "2026-03-29T00:40"])
def test_one_instant_left_of_a_time_that_comes_twice_or_never_is_not_taken(now: str) -> None:
    reading = read("1:30am", utc(now), LONDON)

    assert reading == NotUnderstood(Reason.CLOCK_CHANGE)


def test_at_most_three_choices_are_offered_and_the_farthest_is_left_out() -> None:
    reading = read("1:30", utc("2026-10-24T20:00"), LONDON)

    dues = ["2026-10-24T21:30", "2026-10-25T00:30", "2026-10-25T01:30"]
    assert isinstance(reading, Ask)
    assert [choice.due_at for choice in reading.choices] == [utc(due) for due in dues]


@pytest.mark.parametrize(
    ("now", "hours"), [("2026-10-24T20:00", 12), ("2026-03-28T20:00", 12), ("2026-10-25T00:30", 2)]
)
def test_durations_are_not_moved_by_the_night_of_a_change(now: str, hours: int) -> None:
    reading = read(f"{hours}h", utc(now), LONDON)

    assert reading == Exact(utc(now) + timedelta(hours=hours), By.DURATION)


def test_on_a_day_of_25_hours_the_same_clock_time_is_too_far() -> None:
    reading = read("until 22:30", utc("2026-10-24T21:31"), LONDON)

    assert reading == NotUnderstood(Reason.TOO_LONG)
