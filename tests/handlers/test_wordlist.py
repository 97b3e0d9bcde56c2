import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.time_words import ENGLISH
from handlers.wordlist import WORDS, tidy, words_of

BANNED = """
emergency danger victim rescue client sex escort booking police alert alarm gun weapon kill abuse
death prison crime knife drug blood hurt fear attack slave
""".split()
COMMANDS = """
ok call status people invite forget help yes no note link stop timer safe cancel more start privacy
settings practice
""".split()


def test_there_are_1024_short_words_in_order_and_each_once() -> None:
    assert len(WORDS) == 1024
    assert list(WORDS) == sorted(set(WORDS))
    assert all(word.isascii() and word.isalpha() and word.islower() for word in WORDS)
    assert all(3 <= len(word) <= 8 for word in WORDS)


def test_no_two_words_begin_with_the_same_four_letters() -> None:
    assert len({word[:4] for word in WORDS}) == len(WORDS)


def test_no_word_is_banned_or_a_command_or_part_of_a_time() -> None:
    times = {*ENGLISH.roles, *ENGLISH.numbers, *ENGLISH.clocks, *ENGLISH.turns}

    assert not {*BANNED, *COMMANDS, *times} & {*WORDS}


def test_the_example_of_the_transcripts_is_of_these_words() -> None:
    assert tidy("maple otter sunny desk") == "maple otter sunny desk"


def test_each_ten_bits_of_the_last_forty_draw_one_word() -> None:
    source = (3 << 30 | 2 << 20 | 1 << 10 | 0).to_bytes(6, "big")

    assert words_of(source).split() == [WORDS[0], WORDS[1], WORDS[2], WORDS[3]]


def test_the_greatest_source_draws_the_last_word() -> None:
    assert words_of(b"\xff" * 8) == " ".join([WORDS[-1]] * 4)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="6 random bytes"):
        words_of(b"12345")


@given(st.binary(min_size=6, max_size=32))
def test_what_was_drawn_is_read_back_however_it_is_typed(source: bytes) -> None:
    words = words_of(source)

    typed = f"  {words.upper().replace(' ', ',  ')}. "

    assert tidy(words) == tidy(typed) == tidy(words.replace(" ", "-")) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maple otter sunny",
        "maple otter sunny desk desk",
        "maple otter sunny emergency",
        "maple otter sunny des",
        "mapleottersunnydesk",
        "maple otter sunny desk " + " " * 100,
    ],
)
def test_anything_but_four_words_of_the_list_is_none(text: str) -> None:
    assert tidy(text) is None


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert tidy(text) is None
