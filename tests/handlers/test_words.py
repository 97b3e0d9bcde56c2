import re

import pytest

from bot.catalogue import read_all
from handlers.labels import ENGLISH_LABELS
from handlers.typed import LONGEST_TEXT, folded, number_in, one_line, readable
from handlers.words import ENGLISH, EVERYWHERE, LEAVES_QUESTION, MINE, Verb
from tests.handlers.cast import ANA, BEA
from tests.handlers.desks import evening

APOSTROPHES = "'’‘\u201b\u02bc\u02b9\u02bb`\u00b4\u2032\uff07"
ALWAYS = {
    "ok": Verb.OK,
    "call": Verb.CALL,
    "status": Verb.STATUS,
    "people": Verb.PEOPLE,
    "invite": Verb.INVITE,
    "forget": Verb.FORGET,
    "help": Verb.HELP,
    "yes": Verb.YES,
    "no": Verb.NO,
    "i've got it": Verb.GOT,
    "i can't": Verb.CANT,
    "i can't reach them": Verb.UNREACHED,
    "we've spoken": Verb.SPOKEN,
    "still on it": Verb.STILL,
    "note": Verb.NOTE,
    "link": Verb.LINK,
    "stop": Verb.STOP,
}
CATALOGUE = read_all()["en"]
OWN_WORDS = {
    "choice.person",
    "choice.person_asked",
    "choice.stop_for",
    "choice.copy_invite",
    "choice.share_invite",
}
TIMES = {"choice.at", "choice.for", "choice.more"}
WHOM = {key for key in CATALOGUE.entries if key.startswith("choice.for_")}


@pytest.mark.parametrize(("word", "verb"), ALWAYS.items())
def test_the_words_that_always_work_are_known(word: str, verb: Verb) -> None:
    assert ENGLISH[word] is verb


def test_every_word_of_the_table_is_written_as_typed_words_are_folded() -> None:
    assert [word for word in (*ENGLISH, *ENGLISH_LABELS) if folded(word) != word] == []


def test_every_label_of_the_catalogue_can_be_typed() -> None:
    labels = {
        key: folded(CATALOGUE.text(key) or "")
        for key in CATALOGUE.entries
        if key.startswith(("choice.", "keyboard.")) and key not in OWN_WORDS | TIMES | WHOM
    }

    timed = re.compile(r"30 min|1 h|2 h|\+30 min")
    unknown = {
        label
        for label in labels.values()
        if label not in ENGLISH and label not in ENGLISH_LABELS and not timed.fullmatch(label)
    }

    assert unknown == set()


def test_a_verb_leaves_room_for_its_subject_in_a_token() -> None:
    assert max(len(verb) for verb in Verb) <= 10


def test_what_is_about_everything_of_a_worker_is_no_answer_to_one_question() -> None:
    assert not MINE & LEAVES_QUESTION


def test_call_me_can_be_a_plan_so_it_is_checked_for() -> None:
    assert Verb.CALL in EVERYWHERE


@pytest.mark.parametrize("sign", APOSTROPHES)
def test_apostrophes_of_any_keyboard_are_one(sign: str) -> None:
    assert folded(f"I{sign}ve got it") == "i've got it"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  OK! ", "ok"),
        ("I can't now.", "i can't now"),
        ("ALL\n GOOD", "all good"),
        ("👍🏿", "👍"),
        ("👍\ufe0f", "👍"),
        ("\u2068OK\u2069", "ok"),
        ("/ok@evening_timer_bot", "/ok"),
        ("STRASSE", "strasse"),
        ("e\u0301", "é"),
    ],
)
def test_what_thumbs_write_differently_is_folded(typed: str, plain: str) -> None:
    assert folded(typed) == plain


@pytest.mark.parametrize(
    "typed", ["2", " 2. ", "(2)", "2)", "#2", "٢", "\uff12", "2\ufe0f\u20e3", "[2]"]
)
def test_a_number_is_read_in_any_script_and_dress(typed: str) -> None:
    assert number_in(typed) == "2"


@pytest.mark.parametrize("typed", ["", "²", "①", "2 3", "two", "-2", "2h", "½", "+2", "2.5"])
def test_what_is_more_or_less_than_a_number_is_none(typed: str) -> None:
    assert number_in(typed) == ""


def test_what_no_file_can_hold_is_left_out() -> None:
    assert readable("a\ud800b\x00c\x1bd\ne\tf") == "abcd\ne\tf"


def test_a_text_is_read_only_as_far_as_networks_carry_it() -> None:
    assert len(readable("x" * 10_000)) == LONGEST_TEXT


@pytest.mark.parametrize("name", ["Robin", "רובין", "👩‍🚒", "罗宾", "R2", "¿", "a\u0301"])
def test_a_name_may_be_written_in_anything_that_shows(name: str) -> None:
    assert one_line(f" {name}\n") == name


@pytest.mark.parametrize("name", ["", " \n ", "\u200b\u200d", "\u2068\u2069", "\x00", "\ufe0f"])
def test_what_does_not_show_is_no_name(name: str) -> None:
    assert one_line(name) == ""


def test_the_label_of_an_open_choice_says_what_its_button_says() -> None:
    group = evening()
    group.says(ANA, "people")
    group.presses(ANA, "person")

    keys = group.says(ANA, "Remove")

    assert keys == ["people.remove"]


def test_the_label_of_a_choice_that_is_not_open_is_mere_text() -> None:
    group = evening()

    assert group.says(BEA, "Remove") == ["talk.unclear"]
