import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.digits import ascii_digits

ZEROS = ["DIGIT ZERO", "ARABIC-INDIC DIGIT ZERO", "DEVANAGARI DIGIT ZERO", "FULLWIDTH DIGIT ZERO"]


@pytest.mark.parametrize("zero", ZEROS)
def test_decimal_digits_of_any_script_become_ours(zero: str) -> None:
    first = ord(unicodedata.lookup(zero))

    assert ascii_digits("".join(map(chr, range(first, first + 10)))) == "0123456789"


@pytest.mark.parametrize("text", ["²", "①", "½", "Ⅱ", "二", "h: é"])
def test_what_only_looks_like_a_digit_stays(text: str) -> None:
    assert ascii_digits(text) == text


@given(st.text())
def test_places_in_the_text_stay_the_same(text: str) -> None:
    assert len(ascii_digits(text)) == len(text)
