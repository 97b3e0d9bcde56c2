from datetime import UTC, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.times import By, Exact, read, read_with_rest

LONDON = ZoneInfo("Europe/London")
EVENING = datetime(2026, 1, 15, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "minutes", "rest"),
    [
        ("2h flat 4", 120, "flat 4"),
        ("  2 hours   Flat 4, bell “K” ", 120, "Flat 4, bell “K”"),
        ("1h30 flat 4", 90, "flat 4"),
        ("1 h 30 min flat 4", 90, "flat 4"),
        ("2h 5 mins flat 4", 125, "flat 4"),
        ("half an hour flat 4", 30, "flat 4"),
        ("2h, 12 Elm Street", 120, "12 Elm Street"),
        ("2h\n12 Elm Street\nbell K", 120, "12 Elm Street\nbell K"),
        ("2h - flat 4", 120, "flat 4"),
        ("2h: flat 4", 120, "flat 4"),
        ("2h at K's", 120, "at K's"),
        ("2h in the old town", 120, "in the old town"),
        ("2h 🙂", 120, "🙂"),
        ("2h " + "flat 4 " * 50, 120, ("flat 4 " * 50).strip()),
    ],
)
def test_a_time_and_the_words_after_it_are_told_apart(text: str, minutes: int, rest: str) -> None:
    found = read_with_rest(text, EVENING, LONDON)

    assert found == (Exact(EVENING + timedelta(minutes=minutes), By.DURATION), rest)


@pytest.mark.parametrize("text", ["until 23:30 flat 4", "11.30 p.m. flat 4", "23:30 today flat 4"])
def test_the_longest_beginning_that_is_a_time_wins(text: str) -> None:
    found = read_with_rest(text, EVENING, LONDON)

    assert found == (Exact(datetime(2026, 1, 15, 23, 30, tzinfo=UTC), By.CLOCK), "flat 4")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2h",
        "1 h 30 min",
        "flat 4",
        "flat 4 2h",
        "2h :",
        "2h ... ",
        "until 9 flat",
        "9 flats",
        "90 flat",
        "2m flat",
        "25h flat",
        "23:30 tomorrow flat",
    ],
)
def test_without_an_exact_time_and_words_there_is_nothing_to_offer(text: str) -> None:
    found = read_with_rest(text, EVENING, LONDON)

    assert found is None


@pytest.mark.parametrize(
    "text",
    [
        "2h 12 Elm Street",
        "2h 45 Elm Street",
        "2h two people",
        "until 23 30 flat",
        "until 23: 30",
        "until 23: 30 flat",
        "2h - 30 flat",
        "2h, 30",
        "2h, 30 min walk",
        "1h 90 min",
        "2h +30 flat",
        "2h and a half",
        "2h tomorrow flat",
        "9am pm flat",
        "2h at 9 flat",
        "2h until 23:30 flat",
        "2h or 3h",
        "2h, not 3h",
        "2h ago",
        "23:30, tonight",
        "23:30 friday",
    ],
)
def test_words_that_may_belong_to_the_time_are_never_a_note(text: str) -> None:
    found = read_with_rest(text, EVENING, LONDON)

    assert found is None


def test_seconds_may_lead_a_note_only_with_a_shortest_under_a_minute() -> None:
    quick = timedelta(seconds=1)

    usual = read_with_rest("600s flat", EVENING, LONDON)
    trial = read_with_rest("20s flat", EVENING, LONDON, shortest=quick)

    assert usual is None
    assert trial == (Exact(EVENING + timedelta(seconds=20), By.DURATION), "flat")


@given(text=st.text() | st.text("0123456789 :hm,.\nflat", max_size=20))
def test_the_rest_is_the_end_of_what_was_typed_and_no_text_raises(text: str) -> None:
    found = read_with_rest(text, EVENING, LONDON)

    if found:
        head = text.strip()[: -len(found[1])]
        assert text.strip().endswith(found[1])
        assert read(head.strip(" ,;:-–—\n"), EVENING, LONDON) == found[0]


def test_a_very_long_note_takes_no_time() -> None:
    started = process_time()

    found = read_with_rest("2h flat" + " 4" * 10**5, EVENING, LONDON)

    assert found is not None
    assert process_time() - started < 0.5
