"""What becomes of a notice: first lines, variants, choices, keyboards, and what is missing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue import read_all
from bot.transports import Button, Message
from bot.wording import Reader, Wording
from handlers.notices import Choice, Keyboard, Notice, Proof, Text, Urgency, Value
from handlers.people import PersonId
from tests.bot.made_up_texts import ANA, BEA, NOW, catalogue, notice, read, wording


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(Text(f"choice.{label}"), f"{label}:1") for label in labels)


# First lines, variants, repeats


def test_a_message_to_a_peer_begins_as_they_chose() -> None:
    assert read("{first_line}\nNo. 7.", BEA) == "Are you still up?\nNo. 7."


def test_a_peer_who_chose_nothing_reads_the_usual_first_line() -> None:
    assert read("{first_line}\nNo. 7.") == "Your parcel is waiting.\nNo. 7."


def test_a_first_line_of_the_catalogue_follows_the_language() -> None:
    texts = wording("{first_line}\nNo. 7.", peer__line__up="Are you awake?")

    message = texts.render(notice(), replace(ANA, first_line="up"), NOW, {})

    assert message.text == "Are you awake?\nNo. 7."


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
        (replace(notice(), key="pair.invite"), False),
    ],
)
def test_routine_stays_in_the_chat_and_what_others_need_does_not(
    said: Notice,
    protected: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    message = wording("x", pair__invite="Send it on.").render(said, ANA, NOW, {})

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
        "unanswered": Text(
            "unanswered.while",
            {"worker": "Robin", "due": NOW, "waited": timedelta(minutes=10)},
        ),
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
