"""What becomes of a notice for one reader: times, names, lists, choices, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import Catalogue, Entry, read_all
from bot.transports import Abilities, Button, Hidden, Instant, Message, Plain
from bot.wording import Reader, Wording
from handlers.notices import Choice, Keyboard, Notice, Proof, Text, Urgency, Value
from handlers.people import PersonId

NOW = datetime(2025, 11, 22, 20, 30, tzinfo=UTC)
"""A Saturday."""
BUTTONS = Abilities(edits=True, deletes=True, buttons=True, date_times=True)
PLAIN = Abilities(edits=False, deletes=True, buttons=False, date_times=False)
ANA = Reader("ana", "en", UTC, BUTTONS)
BEA = Reader("bea", "en", UTC, PLAIN, first_line="Are you still up?")

ENGLISH = {
    "choice.got": "I've got it",
    "choice.cant": "I can't now",
    "choice.person": "{name}",
    "fallback.alert": "{first_line}\nSomeone may need you.",
    "fallback.text": "I can't show this.",
    "keyboard.half_hour": "30 min",
    "keyboard.hour": "1 h",
    "keyboard.two_hours": "2 h",
    "keyboard.other": "Other",
    "keyboard.all_good": "All good",
    "keyboard.more": "+30 min",
    "keyboard.call_me": "Call me",
    "list.and": "{first} and {second}",
    "list.comma": "{first}, {second}",
    "list.or": "{first} or {second}",
    "name": "{name}",
    "peer.first_line": "Your parcel is waiting.",
    "repeat.mark": "Sent before?",
    "span.day": "{day} {clock}",
    "span.days": "{count} d",
    "span.hours": "{count} h",
    "span.minutes": "{count} min",
    "span.seconds": "{count} s",
    "span.two": "{first} {second}",
}


def catalogue(language: str, texts: Mapping[str, str | tuple[str, ...]]) -> Catalogue:
    entries = {
        key: Entry((text,) if isinstance(text, str) else text, "") for key, text in texts.items()
    }
    return Catalogue(language, entries, lambda count: int(count != 1))


def wording(text: str | tuple[str, ...] = "", **more: str) -> Wording:
    """Know the usual texts, and one more under `t.x`; `__` in a name stands for a dot."""
    texts = {key.replace("__", "."): each for key, each in more.items()}
    return Wording({"en": catalogue("en", {**ENGLISH, "t.x": text, **texts})})


def notice(**values: Value) -> Notice:
    return Notice(PersonId("p"), "t.x", values)


def read(text: str, reader: Reader = ANA, **values: Value) -> str:
    """Render a text and take the isolates out."""
    message = wording(text).render(notice(**values), reader, NOW, {})
    return message.text.replace("\u2068", "").replace("\u2069", "")


def names(*each: str) -> list[Text]:
    return [Text("name", {"name": name}) for name in each]


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(Text(f"choice.{label}"), f"{label}:1") for label in labels)


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


# First lines, variants, repeats


def test_a_message_to_a_peer_begins_as_they_chose() -> None:
    assert read("{first_line}\nNo. 7.", BEA) == "Are you still up?\nNo. 7."


def test_a_peer_who_chose_nothing_reads_the_usual_first_line() -> None:
    assert read("{first_line}\nNo. 7.") == "Your parcel is waiting.\nNo. 7."


def test_a_network_without_buttons_reads_the_plain_variant() -> None:
    texts = wording("Tap it.", t__x__plain="Type it.")

    assert texts.render(notice(), BEA, NOW, {}).text == "Type it."
    assert texts.render(notice(), ANA, NOW, {}).text == "Tap it."


def test_a_repeated_telling_says_so_after_its_first_line() -> None:
    told = replace(notice(), proof=Proof.ALERT)

    message = wording("One\nTwo").render(told, ANA, NOW, {}, repeat=True)

    assert message.text == "One\nSent before?\nTwo"


def test_a_telling_of_one_line_can_be_marked_too() -> None:
    told = replace(notice(), proof=Proof.ALERT)

    assert wording("One").render(told, ANA, NOW, {}, repeat=True).text == "One\nSent before?"


def test_other_repeats_are_not_marked() -> None:
    message = wording("One\nTwo").render(notice(), ANA, NOW, {}, repeat=True)

    assert message.text == "One\nTwo"


# Choices and keyboards


def offer(reader: Reader, *given: Choice, numbers: Mapping[str, int] | None = None) -> Message:
    asked = replace(notice(), choices=given)
    return wording("Can you?").render(asked, reader, NOW, numbers or {})


def test_choices_are_buttons_where_there_are_buttons() -> None:
    message = offer(ANA, *choices("got", "cant"))

    assert message.buttons == (Button("I've got it", "got:1"), Button("I can't now", "cant:1"))
    assert message.text == "Can you?"


def test_choices_are_a_numbered_list_elsewhere() -> None:
    message = offer(BEA, *choices("got", "cant"), numbers={"got:1": 5, "cant:1": 6})

    assert message.buttons == ()
    assert message.text == "Can you?\n\n5 I've got it\n6 I can't now"


def test_a_choice_without_a_number_still_stands_there_by_its_label() -> None:
    assert offer(BEA, *choices("got")).text == "Can you?\n\nI've got it"


def test_a_label_can_hold_a_name() -> None:
    named = Choice(Text("choice.person", {"name": "Robin"}), "for:1")

    assert offer(ANA, named).buttons == (Button("\u2068Robin\u2069", "for:1"),)


def test_what_only_copies_is_left_out_of_lists() -> None:
    copying = replace(choices("got")[0], copies="https://t.me/x")

    assert offer(BEA, copying).text == "Can you?"
    assert offer(ANA, copying).buttons == (Button("I've got it", "got:1", "https://t.me/x"),)


@pytest.mark.parametrize(
    ("keyboard", "rows"),
    [
        (Keyboard.IDLE, (("30 min", "1 h"), ("2 h", "Other"))),
        (Keyboard.RUNNING, (("All good", "+30 min"), ("Call me",))),
    ],
)
def test_the_keyboard_below_the_chat_follows_the_timer(
    keyboard: Keyboard, rows: tuple[tuple[str, ...], ...]
) -> None:
    said = replace(notice(), keyboard=keyboard)

    assert wording("Done").render(said, ANA, NOW, {}).keys == rows
    assert wording("Done").render(said, BEA, NOW, {}).keys == ()


def test_a_message_with_buttons_brings_no_keyboard() -> None:
    said = replace(notice(), keyboard=Keyboard.IDLE, choices=choices("got"))

    assert wording("Done").render(said, ANA, NOW, {}).keys == ()


# What the network is asked to do with it


def test_a_message_goes_to_the_reader_as_silently_as_asked() -> None:
    message = wording("x").render(replace(notice(), silent=True), ANA, NOW, {})

    assert (message.chat, message.silent) == ("ana", True)


@pytest.mark.parametrize(
    ("said", "protected"),
    [
        (notice(), True),
        (replace(notice(), urgency=Urgency.QUESTION, about="checkin:1"), True),
        (replace(notice(), urgency=Urgency.ALERT), False),
        (replace(notice(), about="alert:1"), False),
        (replace(notice(), key="invite.peer"), False),
    ],
)
def test_routine_stays_in_the_chat_and_what_others_need_does_not(
    said: Notice,
    protected: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    message = wording("x", invite__peer="Send it on.").render(said, ANA, NOW, {})

    assert message.protected is protected


# Languages and gaps


def test_a_reader_reads_their_language_and_english_where_it_has_gaps() -> None:
    german = catalogue("de", {"t.x": "Hallo", "t.y": ""})
    texts = Wording({"en": catalogue("en", {"t.x": "Hi", "t.y": "You"}), "de": german})
    reader = replace(ANA, language="de-AT")

    assert texts.render(notice(), reader, NOW, {}).text == "Hallo"
    assert texts.render(replace(notice(), key="t.y"), reader, NOW, {}).text == "You"


def test_an_alert_without_its_text_still_goes_out_with_its_choices() -> None:
    texts = wording("x")
    alert = Notice(
        PersonId("p"), "t.unknown", {}, choices("got"), urgency=Urgency.ALERT, proof=Proof.ALERT
    )

    message = texts.render(alert, BEA, NOW, {"got:1": 3})

    assert message.text == "Are you still up?\nSomeone may need you.\n\n3 I've got it"
    assert texts.gaps == {"t.unknown": 1}


def test_another_message_without_its_text_says_so() -> None:
    assert wording("x").render(replace(notice(), key="t.no"), ANA, NOW, {}).text == (
        "I can't show this."
    )


def test_a_missing_parameter_leaves_a_gap_and_is_counted() -> None:
    texts = wording("No. {number}. {worker} asks.")

    message = texts.render(notice(number=7), ANA, NOW, {})

    assert message.text == "No. 7. … asks."
    assert texts.gaps == {"t.x:worker": 1}


def test_a_missing_text_within_a_text_leaves_a_gap() -> None:
    assert read("Plan: {plan}", plan=Text("t.no")) == "Plan: …"


def test_a_missing_label_becomes_its_verb() -> None:
    assert offer(ANA, *choices("nap")).buttons == (Button("nap", "nap:1"),)


def test_a_fault_in_a_parameter_never_holds_back_an_alert() -> None:
    texts = wording("{first_line}\n{at}")
    alert = replace(notice(at=datetime.min.replace(tzinfo=UTC)), urgency=Urgency.ALERT)
    reader = replace(BEA, zone=ZoneInfo("America/New_York"))

    message = texts.render(alert, reader, NOW, {})

    assert message.text == "Are you still up?\nSomeone may need you."
    assert not message.protected
    assert texts.gaps == {"t.x": 1}


def test_a_single_text_can_be_rendered_alone() -> None:
    assert wording().line(Text("name", {"name": "Robin"}), ANA, NOW) == "\u2068Robin\u2069"


def test_the_shipped_texts_tell_of_a_missed_check_in() -> None:
    lines = [Text("line", {"line": "Call me."}), Text("line", {"line": "Then open the note."})]
    values: dict[str, Value] = {
        "number": 71,
        "worker": "Robin",
        "due": NOW,
        "waited": timedelta(minutes=10),
        "plan": Text("plan.words", {"worker": "Robin", "lines": lines}),
        "police": Text("wish.police.no"),
        "ambulance": Text("wish.ambulance.only", {"words": "if hurt"}),
        "asked": [Text("alert.heard", {"heard": NOW - timedelta(hours=2)})],
        "status": Text("alert.status.next", {"next": NOW + timedelta(minutes=20)}),
        "real": Text("empty"),
    }

    message = Wording(read_all()).render(
        Notice(PersonId("p"), "alert.missed", values), BEA, NOW + timedelta(minutes=10), {}
    )

    assert message.text.replace("\u2068", "").replace("\u2069", "") == (
        "Are you still up?\n"
        "No. 71. Robin hasn't answered since 20:30 (10 min). Robin's words: "
        "«Call me. Then open the note.» Police: no. Ambulance: if hurt.\n"
        "Last heard 18:30.\n"
        "\"I've got it\" means you'll try now, no more. "
        "Otherwise I write to the next person at 20:50."
    )
