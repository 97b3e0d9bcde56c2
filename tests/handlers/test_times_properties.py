from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.times import (
    Ask,
    Exact,
    NotUnderstood,
    Reading,
    Reason,
    read,
    read_duration,
    read_extension,
)

KATHMANDU = ZoneInfo("Asia/Kathmandu")
ZONES = (
    ZoneInfo("Europe/London"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    KATHMANDU,
)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)

MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis sets the zone
    datetime(2035, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
CHANGES = [
    datetime(2026, month, day, tzinfo=UTC)
    for month, day in ((3, 8), (3, 29), (4, 4), (10, 3), (10, 25), (11, 1))
]
NIGHTS_OF_CHANGE = st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-24 * 3600, 24 * 3600),
)
NOWS = MOMENTS | NIGHTS_OF_CHANGE
HOURS = st.integers(0, 25)
MINUTES = st.integers(0, 61)
TIMES = st.one_of(
    st.text(max_size=8),
    st.text("0123456789٣٩:., hm+aptilu", max_size=10),
    st.builds("{}{}".format, st.integers(0, 2000), st.sampled_from(["", "h", "m", " min", "am"])),
    st.builds("{}:{:02}{}".format, HOURS, MINUTES, st.sampled_from(["", " h", "am", " pm"])),
    st.builds("until {}:{:02}".format, HOURS, MINUTES),
    st.builds("tomorrow {}:{:02}".format, HOURS, MINUTES),
    st.builds("today {}".format, HOURS),
    st.builds("{}h{:02}".format, HOURS, MINUTES),
)


def dues_of(reading: Reading) -> list[datetime]:
    match reading:
        case Exact(due_at):
            return [due_at]
        case Ask(choices):
            return [choice.due_at for choice in choices]
        case NotUnderstood():
            return []


@given(text=TIMES, now=NOWS, zone=st.sampled_from(ZONES))
def test_no_reading_is_ever_past_or_out_of_range(text: str, now: datetime, zone: ZoneInfo) -> None:
    reading = read(text, now, zone)

    assert all(SHORTEST <= due_at - now <= LONGEST for due_at in dues_of(reading))


@given(text=TIMES, now=NOWS, zone=st.sampled_from(ZONES))
def test_a_question_has_two_or_three_choices_a_minute_and_more_apart(
    text: str, now: datetime, zone: ZoneInfo
) -> None:
    reading = read(text, now, zone)

    if isinstance(reading, Ask):
        dues = dues_of(reading)
        gaps = [later - sooner for sooner, later in pairwise(dues)]
        assert len(dues) in {2, 3}
        assert all(gap >= timedelta(minutes=1) for gap in gaps)


@given(number=st.integers(0, 10**7), now=NOWS, zone=st.sampled_from(ZONES))
def test_a_bare_number_is_never_exact(number: int, now: datetime, zone: ZoneInfo) -> None:
    reading = read(str(number), now, zone)

    assert not isinstance(reading, Exact)


# 12 is left out: in the minute before a 12 on the clock, both its readings are the next one.
@given(number=st.integers(1, 11) | st.integers(13, 59), now=NOWS, zone=st.sampled_from(ZONES))
def test_a_bare_number_that_may_be_a_time_always_asks(
    number: int, now: datetime, zone: ZoneInfo
) -> None:
    reading = read(str(number), now, zone)

    assert isinstance(reading, Ask)


@given(hour=st.integers(1, 12), minute=st.integers(0, 59), now=MOMENTS, until=st.booleans())
def test_an_hour_up_to_12_is_never_exact(
    hour: int, minute: int, now: datetime, *, until: bool
) -> None:
    reading = read(f"{'until ' * until}{hour}:{minute:02}", now, KATHMANDU)

    assert not isinstance(reading, Exact)


@given(hour=HOURS, minute=MINUTES, now=NOWS, zone=st.sampled_from(ZONES))
def test_an_exact_clock_time_is_what_the_clock_shows_then(
    hour: int, minute: int, now: datetime, zone: ZoneInfo
) -> None:
    reading = read(f"tomorrow {hour}:{minute:02}", now, zone)

    if isinstance(reading, Exact):
        local = reading.due_at.astimezone(zone)
        assert (local.hour, local.minute, local.second) == (hour, minute, 0)
        assert (local.date() - now.astimezone(zone).date()).days == 1


@given(text=st.text(), now=NOWS, zone=st.sampled_from(ZONES))
def test_no_text_raises(text: str, now: datetime, zone: ZoneInfo) -> None:
    reading = read(text, now, zone)

    assert isinstance(reading, Exact | Ask | NotUnderstood)
    assert read_extension(text) != timedelta(0)
    assert read_duration(text) != timedelta(0)


@pytest.mark.parametrize(
    "text", ["1" * 10**5 + "h", "2h" + " " * 10**5 + "x", ": " * 10**5, "half an " * 10**5]
)
def test_a_very_long_text_is_refused_in_no_time(text: str) -> None:
    started = process_time()

    reading = read(text, CHANGES[0], KATHMANDU)

    assert reading == NotUnderstood(Reason.UNREADABLE)
    assert process_time() - started < 0.5
