from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.times import (
    Ask,
    By,
    Exact,
    NotUnderstood,
    Reading,
    Reason,
    read,
)

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")

EVENING = datetime(2026, 1, 15, 20, 15, tzinfo=UTC)
"""A quarter past eight in London."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wide(text: str) -> str:
    """Write it fullwidth, as keyboards of East Asia do."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def shown(reading: Reading, zone: ZoneInfo = LONDON) -> list[str]:
    """Each choice as people would see it: the day of the month, the clock, how it was read."""
    match reading:
        case Exact(due_at, by):
            return [f"{due_at.astimezone(zone):%d %H:%M} {by}"]
        case Ask(choices):
            return [each for choice in choices for each in shown(choice, zone)]
        case NotUnderstood(reason):
            return [reason]


DURATIONS = [
    ("2h", 120),
    ("2H", 120),
    ("02h", 120),
    (" 2 h. ", 120),
    ("2h!", 120),
    ("90m", 90),
    ("90 min", 90),
    ("5m", 5),
    ("24h", 1440),
    ("1h30", 90),
    ("1h05", 65),
    ("1h30m", 90),
    ("1h5m", 65),
    ("1 h 30 min", 90),
    ("1 hr. 30 mins.", 90),
    ("1 hour and 30 minutes", 90),
    ("1:30 h", 90),
    ("0:45 h", 45),
    ("1.5h", 90),
    ("1,5 h", 90),
    ("2 hours", 120),
    ("two hours", 120),
    ("two hours thirty", 150),
    ("Forty-five minutes", 45),
    ("an hour", 60),
    ("half an hour", 30),
    ("Half  an\N{NO-BREAK SPACE}hour.", 30),
    ("an hour and a half", 90),
    ("in 2 hours", 120),
    ("in half an hour", 30),
    ("in 14h30", 870),
    ("for 2h", 120),
    ("14h 30m", 870),
    ("\N{DEVANAGARI DIGIT TWO}h", 120),
    ("٩٠ min", 90),
    (wide("90") + "m", 90),
    ("\u20682h\u2069", 120),
]


@pytest.mark.parametrize(("text", "minutes"), DURATIONS)
def test_a_duration_counts_from_now(text: str, minutes: int) -> None:
    reading = read(text, EVENING, LONDON)

    assert reading == Exact(EVENING + timedelta(minutes=minutes), By.DURATION)


CLOCKS = [
    ("23:30", "15 23:30"),
    (wide("23:30"), "15 23:30"),
    ("٢٣:٣٠", "15 23:30"),
    ("until 23:30", "15 23:30"),
    ("UNTIL 23:30.", "15 23:30"),
    ("until 23.30", "15 23:30"),
    ("till 11pm", "15 23:00"),
    ("til 11 pm", "15 23:00"),
    ("'til 11pm", "15 23:00"),
    ("’til 11 p.m.", "15 23:00"),
    ("by 11 p.m. today", "15 23:00"),
    ("eleven pm", "15 23:00"),
    ("7.30am", "16 07:30"),
    ("9am", "16 09:00"),
    ("12:30 am", "16 00:30"),
    ("12:30 pm", "16 12:30"),
    ("00:00", "16 00:00"),
    ("until 0:45", "16 00:45"),
    ("until 13", "16 13:00"),
    ("13 o'clock", "16 13:00"),
    ("noon", "16 12:00"),
    ("until midnight", "16 00:00"),
    ("tomorrow noon", "16 12:00"),
    ("tomorrow 9:00", "16 09:00"),
    ("9:00 tomorrow", "16 09:00"),
    ("until tomorrow 9.00", "16 09:00"),
    ("tomorrow at 9am", "16 09:00"),
    ("tomorrow 19:30", "16 19:30"),
    ("today 22:00", "15 22:00"),
    ("until 20:15", "16 20:15"),
]


@pytest.mark.parametrize(("text", "clock"), CLOCKS)
def test_a_clock_time_is_the_next_one_in_the_persons_zone(text: str, clock: str) -> None:
    reading = read(text, EVENING, LONDON)

    assert isinstance(reading, Exact)
    assert shown(reading) == [f"{clock} clock"]


QUESTIONS = [
    ("9", ["15 21:00 clock", "16 05:15 duration"]),
    ("٩", ["15 21:00 clock", "16 05:15 duration"]),
    ("nine", ["15 21:00 clock", "16 05:15 duration"]),
    ("2", ["15 22:15 duration", "16 02:00 clock"]),
    ("10", ["15 20:25 duration", "15 22:00 clock", "16 06:15 duration"]),
    ("12", ["16 00:00 clock", "16 08:15 duration"]),
    ("20", ["15 20:35 duration", "16 16:15 duration", "16 20:00 clock"]),
    ("24", ["15 20:39 duration", "16 20:15 duration"]),
    ("30", ["15 20:30 clock", "15 20:45 duration"]),
    ("45", ["15 20:45 clock", "15 21:00 duration"]),
    ("until 9", ["15 21:00 clock", "16 09:00 clock"]),
    ("9 o’clock", ["15 21:00 clock", "16 09:00 clock"]),
    ("until 9:30", ["15 21:30 clock", "16 09:30 clock"]),
    ("until 09:30", ["15 21:30 clock", "16 09:30 clock"]),
    ("at nine", ["15 21:00 clock", "16 09:00 clock"]),
    ("12am", ["16 00:00 clock", "16 12:00 clock"]),
    ("12 p.m.", ["16 00:00 clock", "16 12:00 clock"]),
    ("12:00", ["16 00:00 clock", "16 08:15 duration", "16 12:00 clock"]),
    ("1:30", ["15 21:45 duration", "16 01:30 clock", "16 13:30 clock"]),
    ("01:30", ["15 21:45 duration", "16 01:30 clock", "16 13:30 clock"]),
    ("0:45", ["15 21:00 duration", "16 00:45 clock"]),
    ("23h30", ["15 23:30 clock", "16 19:45 duration"]),
    ("13:30 h", ["16 09:45 duration", "16 13:30 clock"]),
    ("tomorrow 12:30", ["16 00:30 clock", "16 12:30 clock"]),
]


@pytest.mark.parametrize(("text", "choices"), QUESTIONS)
def test_what_can_be_read_in_more_than_one_way_is_asked_back(text: str, choices: list[str]) -> None:
    reading = read(text, EVENING, LONDON)

    assert isinstance(reading, Ask)
    assert shown(reading) == choices


UNREADABLE = """
hello|until|tomorrow|at|in|h|2hh|2x|2 mo|2 h x|x 2h|2h 3h|2h 30m 10m|30m 2h|2h?|2h+|-2h|2h-|–2h
²h|½h|②|Ⅱ|二小时|1e3|1e3m|0x10m|+30|10.30|22.30|10/30|9-17|1:5|1:30:15|1:60|1:75 h|24:00|25:00|90:00
1h5|1h90|1h 90m|1.3h|1.30h|1.25 h|.5h|1.500h|1:3 h|007|0030m|9999999m|until 2h|until 24|until 9:5
until 9:60|until 45|13pm|0am|13:30pm|9 am pm|tomorrow 9 tomorrow|tomorrow midnight|tomorrow today
in 9|in 9:30|in 9pm|for|an|half|half nine|quarter to ten|20s|20 seconds|1m20s|1h 30s|2h until 9
2h tomorrow|1: 30|1 :30|1 0m|twenty five m|until 23: 30
"""


@pytest.mark.parametrize("text", [*UNREADABLE.strip().replace("\n", "|").split("|"), "", "1h\n30"])
def test_whatever_is_not_wholly_a_time_is_not_understood(text: str) -> None:
    reading = read(text, EVENING, LONDON)

    assert reading == NotUnderstood(Reason.UNREADABLE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", Reason.NO_UNIT),
        ("60", Reason.NO_UNIT),
        ("90", Reason.NO_UNIT),
        ("999999", Reason.NO_UNIT),
        ("0h", Reason.TOO_SHORT),
        ("2m", Reason.TOO_SHORT),
        ("4m", Reason.TOO_SHORT),
        ("0:03", Reason.TOO_SHORT),
        ("until 20:16", Reason.TOO_SHORT),
        ("until 8:19", Reason.TOO_SHORT),
        ("25h", Reason.TOO_LONG),
        ("24h01", Reason.TOO_LONG),
        ("90:00 h", Reason.TOO_LONG),
        ("999999h", Reason.TOO_LONG),
        ("tomorrow 20:16", Reason.TOO_LONG),
        ("tomorrow at 9 pm", Reason.TOO_LONG),
        ("today 18:00", Reason.PAST),
        ("today 8:00", Reason.PAST),
        ("8 am today", Reason.PAST),
    ],
)
def test_what_is_out_of_range_is_refused_with_its_reason(text: str, reason: Reason) -> None:
    reading = read(text, EVENING, LONDON)

    assert reading == NotUnderstood(reason)


def test_of_two_readings_one_of_which_is_past_the_other_is_exact() -> None:
    reading = read("today 9", EVENING, LONDON)

    assert shown(reading) == ["15 21:00 clock"]


def test_of_two_readings_one_of_which_is_beyond_a_day_the_sooner_is_exact() -> None:
    reading = read("tomorrow 9", EVENING, LONDON)

    assert shown(reading) == ["16 09:00 clock"]


def test_tomorrow_with_a_bare_hour_asks_late_in_the_evening() -> None:
    reading = read("tomorrow 9", EVENING + timedelta(hours=2), LONDON)

    assert shown(reading) == ["16 09:00 clock", "16 21:00 clock"]


def test_tomorrow_with_hours_and_minutes_is_as_written() -> None:
    reading = read("tomorrow 9:00", EVENING + timedelta(hours=2), LONDON)

    assert shown(reading) == ["16 09:00 clock"]


def test_12_is_not_taken_for_midnight_because_noon_is_too_far() -> None:
    reading = read("tomorrow 12", utc("2026-01-15T00:10"), LONDON)

    assert reading == NotUnderstood(Reason.TOO_LONG)


def test_a_reading_too_near_is_not_replaced_by_one_twelve_hours_later() -> None:
    reading = read("until 9:30", utc("2026-01-15T21:28"), LONDON)

    assert reading == NotUnderstood(Reason.TOO_SHORT)


def test_a_clock_time_just_past_is_tomorrows() -> None:
    reading = read("until 22:30", utc("2026-01-15T22:31"), LONDON)

    assert reading == Exact(utc("2026-01-16T22:30"), By.CLOCK)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("9", ["15 21:00 clock", "16 09:00 clock"]),
        ("30", ["15 12:30 clock", "15 13:30 clock"]),
        ("1:30", ["15 13:30 clock", "16 01:30 clock"]),
    ],
)
def test_readings_that_agree_to_the_minute_are_offered_once(text: str, choices: list[str]) -> None:
    reading = read(text, utc("2026-01-15T12:00"), LONDON)

    assert isinstance(reading, Ask)
    assert [choice.split()[1] for choice in shown(reading)] == [
        choice.split()[1] for choice in choices
    ]


def test_an_ambiguous_form_whose_readings_all_agree_is_exact() -> None:
    reading = read("0:45", utc("2026-01-15T00:00"), LONDON)

    assert shown(reading) == ["15 00:45 clock"]


def test_seconds_are_understood_only_with_a_shortest_under_a_minute() -> None:
    quick = timedelta(seconds=1)

    readings = [
        read(text, EVENING, LONDON, shortest=quick)
        for text in ("20s", "20 seconds", "1 min 20 sec", "1h 2m 3s")
    ]

    lengths = [reading.due_at - EVENING for reading in readings if isinstance(reading, Exact)]
    assert [length.total_seconds() for length in lengths] == [20, 20, 80, 3723]


def test_the_range_is_the_callers() -> None:
    hour = timedelta(hours=1)

    below = read("59m", EVENING, LONDON, shortest=hour, longest=2 * hour)
    lowest = read("1h", EVENING, LONDON, shortest=hour, longest=2 * hour)
    highest = read("2h", EVENING, LONDON, shortest=hour, longest=2 * hour)
    above = read("121m", EVENING, LONDON, shortest=hour, longest=2 * hour)

    assert (below, above) == (NotUnderstood(Reason.TOO_SHORT), NotUnderstood(Reason.TOO_LONG))
    assert isinstance(lowest, Exact)
    assert isinstance(highest, Exact)


def test_the_present_may_be_given_in_any_zone() -> None:
    reading = read("until 23:30", EVENING.astimezone(NEW_YORK), LONDON)

    assert reading == Exact(utc("2026-01-15T23:30"), By.CLOCK)
    assert isinstance(reading, Exact)
    assert reading.due_at.tzinfo is UTC


def test_a_zone_with_odd_minutes_is_reckoned_to_the_minute() -> None:
    reading = read("23:30", utc("2026-01-15T12:00"), KATHMANDU)

    assert reading == Exact(utc("2026-01-15T17:45"), By.CLOCK)
