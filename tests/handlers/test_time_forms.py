from datetime import timedelta

import pytest

from handlers.times import read_duration, read_extension


def wide(text: str) -> str:
    """Write it fullwidth, as keyboards of East Asia do."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("+30", 30),
        ("+15", 15),
        ("+ 60", 60),
        ("+30 min", 30),
        ("+1h", 60),
        ("+1h30", 90),
        ("+half an hour", 30),
        ("More 30", 30),
        ("more thirty minutes", 30),
        (wide("+30"), 30),
        ("+7", 7),
        ("+14h30", 870),
    ],
)
def test_an_extension_is_read_in_minutes_unless_it_says_hours(text: str, minutes: int) -> None:
    extension = read_extension(text)

    assert extension == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    ["", "30", "+", "more", "+0", "+0h", "++30", "+-3", "+1:30", "+30s", "+30 flat", "+until 9"],
)
def test_what_is_no_extension_is_none(text: str) -> None:
    extension = read_extension(text)

    assert extension is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("10m", 600), ("5s", 5), ("1h30", 5400), ("1m 30s", 90), ("23h30", 84600)]
)
def test_a_setting_is_a_duration_down_to_seconds(text: str, seconds: int) -> None:
    duration = read_duration(text)

    assert duration == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "10", "0s", "-5s", "1:30", "until 9", "in 5m", "5 s x"])
def test_what_is_no_duration_is_none(text: str) -> None:
    duration = read_duration(text)

    assert duration is None
