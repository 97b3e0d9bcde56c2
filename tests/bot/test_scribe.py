"""What becomes of one text for one reader: own words, times, durations, lists, spoilers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.transports import Hidden, Instant, Plain
from bot.wording import Wording
from handlers.notices import Text
from tests.bot.made_up_texts import ANA, ENGLISH, NOW, catalogue, notice, read, wording


def names(*each: str) -> list[Text]:
    return [Text("name", {"name": name}) for name in each]


# Own words


def test_own_words_stand_in_isolates() -> None:
    message = wording("For {name}.").render(notice(name="Robin"), ANA, NOW, {})

    assert message.spans == (Plain("For \u2068Robin\u2069."),)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ro\u202ebin\u2069", "Robin"),
        ("one\ntwo\r\n\tthree\u2028four", "one two three four"),
        ("a\x00b\x1bc\ufeff", "abc"),
        ("a\ud800b", "ab"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("  Robin ", "Robin"),
    ],
)
def test_own_words_cannot_turn_or_break_the_text(said: str, kept: str) -> None:
    message = wording("{name}").render(notice(name=said), ANA, NOW, {})

    assert message.text == f"\u2068{kept}\u2069"


def test_own_words_are_never_read_as_a_text_of_the_catalogue() -> None:
    assert read("For {name}.", name="[[{due}]]") == "For [[{due}]]."


def test_a_web_address_is_not_wrapped() -> None:
    message = wording("{link:bare}").render(notice(link="https://t.me/x"), ANA, NOW, {})

    assert message.text == "https://t.me/x"


def test_numbers_are_western_digits() -> None:
    assert read("No. {number}.", number=71) == "No. 71."


# Times


def test_an_instant_is_shown_in_the_reader_s_zone_and_handed_on() -> None:
    reader = replace(ANA, zone=ZoneInfo("Europe/Berlin"))
    due = NOW + timedelta(hours=2)

    message = wording("until {due}").render(notice(due=due), reader, NOW, {})

    assert message.spans == (Plain("until \u2068"), Instant("23:30", due), Plain("\u2069"))


def test_an_instant_can_be_kept_from_the_network_s_own_zone() -> None:
    message = wording("{at:fixed}").render(notice(at=NOW), ANA, NOW, {})

    assert message.spans == (Plain("\u206820:30\u2069"),)


@pytest.mark.parametrize(
    ("away", "shown"),
    [
        (timedelta(hours=12, minutes=30), "09:00"),
        (timedelta(hours=20), "Sun 16:30"),
        (timedelta(hours=-20, minutes=-30), "00:00"),
        (timedelta(hours=-21), "Fri 23:30"),
        (timedelta(hours=-19), "01:30"),
        (timedelta(days=2), "Mon 20:30"),
        (timedelta(days=-5), "Mon 20:30"),
        (timedelta(days=7), "29 Nov 20:30"),
    ],
)
def test_a_day_is_named_where_the_clock_time_alone_would_mislead(
    away: timedelta, shown: str
) -> None:
    assert read("{at}", at=NOW + away) == shown


def test_days_are_named_in_the_reader_s_language() -> None:
    texts = Wording({"en": catalogue("en", {**ENGLISH, "t.x": "{at}"})})
    reader = replace(ANA, language="de")

    message = texts.render(notice(at=NOW + timedelta(days=2)), reader, NOW, {})

    assert "Mo 20:30" in message.text.replace("Mo.", "Mo")


def test_an_unknown_language_reads_english_days() -> None:
    message = wording("{at}").render(
        notice(at=NOW + timedelta(days=2)), replace(ANA, language="xx"), NOW, {}
    )

    assert "Mon 20:30" in message.text


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(seconds=20), "20 s"),
        (timedelta(seconds=19.98), "20 s"),
        (timedelta(seconds=59.9), "1 min"),
        (timedelta(minutes=45), "45 min"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(hours=1, minutes=30), "1 h 30 min"),
        (timedelta(hours=2, seconds=-1), "2 h"),
        (timedelta(hours=24), "24 h"),
        (timedelta(days=2, hours=4), "2 d 4 h"),
        (timedelta(days=3), "3 d"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_a_duration_shows_at_most_two_units(span: timedelta, shown: str) -> None:
    assert read("{left}", left=span) == shown


def test_a_text_that_counts_takes_its_plural_form() -> None:
    several = wording(("{count} day", "{count} days"))

    texts = [several.render(notice(count=count), ANA, NOW, {}).text for count in (1, 2)]

    assert texts == ["1 day", "2 days"]


# Texts within texts


def test_a_text_within_a_text_brings_its_own_parameters() -> None:
    inner = Text("name", {"name": "Robin"})

    assert read("Plan: {plan}", plan=inner) == "Plan: Robin"


@pytest.mark.parametrize(
    ("given", "shown"),
    [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C", "D"), "A, B, C and D")],
)
def test_a_list_is_joined_as_the_language_does(given: Sequence[str], shown: str) -> None:
    assert read("To {names}", names=names(*given)) == f"To {shown}"


@pytest.mark.parametrize(
    ("how", "shown"), [("or", "A, B or C"), ("space", "A B C"), ("lines", "A\nB\nC")]
)
def test_a_list_can_be_joined_otherwise(how: str, shown: str) -> None:
    assert read(f"{{names:{how}}}", names=names("A", "B", "C")) == shown


def test_a_line_of_which_nothing_is_left_is_left_out() -> None:
    assert read("One\n{real}\n{asked}\nTwo", real=Text("empty"), asked=[]) == "One\nTwo"


def test_nothing_within_a_sentence_leaves_no_double_space() -> None:
    assert read("No. 7. {real} Robin", real=Text("empty")) == "No. 7. Robin"


# Spoilers


def test_brackets_cover_what_they_hold() -> None:
    message = wording("To [[{name} at {at}]] now").render(notice(name="Bea", at=NOW), ANA, NOW, {})

    covered = Hidden((Plain("\u2068Bea\u2069 at \u2068"), Instant("20:30", NOW), Plain("\u2069")))
    assert message.spans == (Plain("To "), covered, Plain(" now"))


def test_a_text_within_a_spoiler_stays_covered() -> None:
    message = wording("[[{plan}]]", plan__words="[[{a}]] b").render(
        notice(plan=Text("plan.words", {"a": "A"})), ANA, NOW, {}
    )

    assert message.spans == (Hidden((Plain("\u2068A\u2069 b"),)),)
