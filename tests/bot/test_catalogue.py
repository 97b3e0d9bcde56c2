"""Every text people read: that it is there, is used, and keeps the rules of TRANSCRIPTS.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from bot.catalogue import LOCALES, Catalogue, Entry, read, read_all
from bot.scribe import NOTHING, TOKEN
from bot.wording import KEYBOARDS
from handlers.moment import Network
from handlers.notices import Choice, Notice, Text
from handlers.people import TIERS, PersonId, WishKind
from handlers.settings_talk import REMINDERS, TELL_HOME, TELL_START
from handlers.times import Reason
from tests import catalogue_rules as rules

ENGLISH = read_all()["en"]
KEYS = sorted(ENGLISH.entries)
SWITCHES = (REMINDERS, TELL_START, TELL_HOME)
HEAD = """msgid ""
msgstr ""
"Language: xx\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"""


def forms(catalogue: Catalogue = ENGLISH) -> Iterator[tuple[str, Entry, str]]:
    for key, entry in sorted(catalogue.entries.items()):
        for form in entry.forms:
            yield key, entry, form


def po(folder: Path, body: str) -> Catalogue:
    path = folder / "hearthlight.po"
    path.write_text(HEAD + "\n" + body, encoding="utf-8")
    return read(path)


def test_a_text_is_found_under_its_key(tmp_path: Path) -> None:
    catalogue = po(tmp_path, '#. A greeting.\nmsgid "hello.short"\nmsgstr "Hi."\n')

    assert catalogue.language == "xx"
    assert catalogue.text("hello.short") == "Hi."
    assert catalogue.entries["hello.short"].note == "A greeting."


def test_a_text_that_is_missing_or_not_translated_reads_as_none(tmp_path: Path) -> None:
    catalogue = po(tmp_path, 'msgid "hello.short"\nmsgstr ""\n')

    assert catalogue.text("hello.short") is None
    assert catalogue.text("hello.long") is None


def test_a_count_chooses_the_plural_form_of_the_language(tmp_path: Path) -> None:
    body = 'msgid "k"\nmsgid_plural "k"\nmsgstr[0] "one"\nmsgstr[1] "many"\n'
    catalogue = po(tmp_path, body)

    assert [catalogue.text("k", count) for count in (0, 1, 2)] == ["one", "one", "many"]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PoFileError):
        po(tmp_path, 'msgid "k"\nnonsense\n')


def test_each_key_stands_once_and_in_order() -> None:
    source = (LOCALES / "en" / "hearthlight.po").read_text(encoding="utf-8")

    found = re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)

    assert found == sorted(set(found))


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_written_and_has_a_note_for_translators(key: str) -> None:
    entry = ENGLISH.entries[key]

    assert all(entry.forms)
    assert entry.note


def test_brackets_and_braces_close_within_their_line() -> None:
    for key, _, form in forms():
        for line in form.split("\n"):
            marks = re.findall(r"\[\[|\]\]", line)
            assert marks == ["[[", "]]"] * (len(marks) // 2), key
            bare = TOKEN.sub("", line)
            assert not re.search(r"[{}]|\[|\]", bare), key


def test_joinings_are_those_the_scribe_knows() -> None:
    known = {"fixed", "bare", "space", "lines", "and", "or"}

    used = {how for _, _, form in forms() for how in re.findall(r"\{\w+:(\w+)\}", form)}

    assert used <= known


def test_plural_forms_and_plain_variants_bring_no_parameter_of_their_own() -> None:
    for key, entry, form in forms():
        usual = ENGLISH.entries.get(key.removesuffix(".plain"), entry)
        known = set().union(*map(rules.placeholders, usual.forms))
        assert rules.placeholders(form) <= known | {"first_line"}, key


def test_no_text_holds_a_word_that_is_banned_everywhere() -> None:
    assert {key: found for key, _, form in forms() if (found := _banned(form))} == {}


def _banned(form: str) -> list[str]:
    return rules.banned_words(form, rules.BANNED)


def test_nothing_in_sight_tells_a_stranger_what_this_is() -> None:
    for key, entry in ENGLISH.entries.items():
        if not key.startswith(("wish.", "network.")):
            for line in rules.in_sight(entry):
                assert rules.banned_words(line, rules.BANNED_IN_SIGHT) == [], key


def test_first_lines_on_a_lock_screen_are_short() -> None:
    for key, entry in ENGLISH.entries.items():
        if entry.note.startswith("Notification:"):
            for line in rules.in_sight(entry):
                assert len(rules.sample(line)) <= rules.FIRST_LINE, key


def test_first_lines_on_a_lock_screen_name_nobody() -> None:
    for key, entry in ENGLISH.entries.items():
        if entry.note.startswith("Notification:"):
            named = set().union(*map(rules.placeholders, rules.in_sight(entry)))
            assert named <= {"first_line", "left", "due", "at"}, key


def test_names_of_workers_are_covered() -> None:
    for key, _, form in forms():
        if key.startswith(("alert.", "pair.", "tonight.")):
            uncovered = re.sub(r"\[\[.*?\]\]", "", form)
            assert not rules.placeholders(uncovered) & {"worker", "name", "plan"}, key


def test_sentences_are_short() -> None:
    long = {key for key, _, form in forms() if rules.average_words(form) > rules.WORDS}

    assert long == set()


def test_texts_have_three_paragraphs_or_a_reason() -> None:
    for key, entry, form in forms():
        if "Longer:" not in entry.note:
            assert rules.paragraphs(form) <= rules.PARAGRAPHS, key


def test_at_most_one_emoji_and_at_the_end() -> None:
    assert [key for key, _, form in forms() if rules.misplaced_emoji(form)] == []


def test_labels_are_marked_as_buttons() -> None:
    for key, entry in ENGLISH.entries.items():
        button = key.startswith(("choice.", "keyboard."))
        assert button == entry.note.startswith("Button:"), key


@pytest.mark.parametrize("rows", KEYBOARDS.values())
def test_keys_below_the_chat_differ_in_their_first_word(rows: tuple[tuple[str, ...], ...]) -> None:
    labels = [ENGLISH.text(key) or "" for row in rows for key in row]

    assert rules.shared_first_words(labels) == []


def test_every_key_the_code_names_is_in_the_catalogue() -> None:
    keys, beginnings = rules.keys_under("handlers")

    assert keys - set(KEYS) - {NOTHING} == set()
    assert [each for each in beginnings if not any(key.startswith(each) for key in KEYS)] == []


def test_every_text_of_the_catalogue_is_used() -> None:
    keys, beginnings = rules.keys_under("handlers", "bot")
    words = rules.literals()

    unused = {key for key in KEYS if key.removesuffix(".plain") not in keys | words}
    composed = tuple(beginnings - {"choice."})
    assert {key for key in unused if not key.startswith(composed) and not _offered(key, words)} == (
        set()
    )


def _offered(key: str, words: set[str]) -> bool:
    """Whether it is the label of a choice, or of a switch (`reminders_on`)."""
    chapter, _, label = key.partition(".")
    return chapter == "choice" and bool({label, label.rpartition("_")[0]} & words)


@pytest.mark.parametrize(
    "key",
    [
        *[f"start.{reason}" for reason in Reason],
        *[f"{chapter}.{net}" for chapter in ("hello", "privacy", "network") for net in Network],
        *[f"wish.{which}.{kind}" for which in ("police", "ambulance") for kind in WishKind],
        *[f"wish.{which}.{step}" for which in ("police", "ambulance") for step in ("ask", "write")],
        *[f"choice.tier_{tier}" for tier in range(1, TIERS + 1)],
        *["alert.missed", "alert.missed.ring", "alert.call", "alert.call.ring", "alert.drill"],
        *[f"choice.{switch}_{on}" for switch in SWITCHES for on in ("on", "off")],
    ],
)
def test_every_composed_key_is_in_the_catalogue(key: str) -> None:
    assert key in ENGLISH.entries


def test_the_faults_of_a_notice_are_found() -> None:
    choices = (
        Choice(Text("choice.yes"), "a"),
        Choice(Text("choice.yes_start"), "b"),
        Choice(Text("choice.later"), "c"),
    )

    notice = Notice(PersonId("p"), "pair.both", {}, choices)

    assert rules.faults_of(notice) == ["pair.both:worker", "first word yes twice"]


def test_the_first_lines_offered_read_as_on_their_buttons() -> None:
    for key in [each for each in KEYS if each.startswith("peer.line.")]:
        label = key.replace("peer.line.", "choice.line_")

        assert ENGLISH.text(label) == ENGLISH.text(key)


def test_first_words_are_compared_without_case_and_punctuation() -> None:
    assert rules.shared_first_words(["Yes, those", "yes", "No"]) == ["yes"]
    assert rules.shared_first_words(["I've got it", "I can't now"]) == []


def test_average_words_count_sentences_not_lines() -> None:
    assert rules.average_words("One two three. One.\nOne two") == 2


def test_a_banned_word_is_found_in_any_case_and_as_a_beginning() -> None:
    assert rules.banned_words("Your Bookings", rules.BANNED) == ["booking"]
    assert rules.banned_words("An anticlient", rules.BANNED) == []


def test_emoji_may_only_stand_at_the_end() -> None:
    assert not rules.misplaced_emoji("Take care 🌙")
    assert rules.misplaced_emoji("🌙 Take care")
    assert rules.misplaced_emoji("Take care 🌙🌙")


def test_keys_are_found_in_calls_and_compositions_but_not_in_docstrings() -> None:
    source = (
        '''def f(kind):\n    """timer.never"""\n    return Text("time"), "ab.c", f"wish.{kind}"'''
    )

    assert rules.keys_in(source) == ({"time", "ab.c"}, {"wish."})


def test_keys_are_found_where_a_call_gives_them_without_a_dot() -> None:
    source = 'say(desk, "saved"); choice("later", V); _choice(alert, "got", "got_it")'

    assert rules.keys_in(source)[0] == {"saved", "choice.later", "choice.got_it"}
