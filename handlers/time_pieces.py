"""Typed text cut into the pieces a time is made of, each with one sign.

A sign is a `Role` of the word table or one of:

    N  a number in digits      S  a number in words        ?  anything else
    K  two with a colon        P  two with a dot or comma
    L  a whole duration        C  a whole clock time
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from handlers.digits import ascii_digits
from handlers.time_words import Role, TimeWords

LONGEST_TEXT = 64
"""Nobody types a longer time; keeps the work small whatever comes in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sign, what stood there, and its numbers (hours and minutes of a clock time)."""

    sign: str
    text: str
    first: int = 0
    second: int = 0


_CUTS = re.compile(r"[0-9]+(?:[:.,][0-9]+)?|\+|[^\s0-9:,+]+|[:,]")
_NUMBER = re.compile(r"0?[0-9]|[1-9][0-9]{1,5}")
"""At most six digits and no row of zeros in front: neither is a time anyone means."""
_PAIR = re.compile(r"([0-9]{1,2})(?:(:)|[.,])([0-9]{1,2})")

# One character for one, as people's keyboards have them.
_SIGNS = {ord(sign): plain for sign, plain in zip("：﹕∶．，٫＋’‘", ":::.,,+''", strict=True)}  # noqa: RUF001 -- keyboards
# Marks of direction and isolation, invisible; the bot's own messages wrap times in them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"))


def pieces_of(text: str, words: TimeWords, *, seconds: bool) -> list[Piece]:
    """Cut `text` into pieces with their signs; none for a text too long, or of several lines."""
    if len(text.strip()) > LONGEST_TEXT or len(text.strip().splitlines()) > 1:
        return []
    line = _plain(text).rstrip(".!")
    cuts = [cut.span() for cut in _CUTS.finditer(line)]
    return list(_pieces(line, cuts, words, seconds=seconds))


def _plain(text: str) -> str:
    """Write `text` in small letters, plain digits and signs, single spaces, nothing invisible."""
    seen = ascii_digits(text).translate(_SIGNS).translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", seen.casefold()).split())


def _pieces(
    line: str, cuts: list[tuple[int, int]], words: TimeWords, *, seconds: bool
) -> Iterator[Piece]:
    """Take at each place the longest phrase that the table knows."""
    at = 0
    while at < len(cuts):
        ends = range(min(at + words.longest_phrase, len(cuts)), at, -1)
        phrases = ((end, line[cuts[at][0] : cuts[end - 1][1]]) for end in ends)
        pieces = ((end, _piece(phrase, words, seconds=seconds)) for end, phrase in phrases)
        known = (each for each in pieces if each[1].sign != "?")
        at, piece = next(known, (at + 1, Piece("?", "")))
        yield piece


def _piece(phrase: str, words: TimeWords, *, seconds: bool) -> Piece:
    if _NUMBER.fullmatch(phrase):
        return Piece("N", phrase, int(phrase))
    if pair := _PAIR.fullmatch(phrase):
        return Piece("K" if pair[2] else "P", pair[3], int(pair[1]), int(pair[3]))
    word = phrase.rstrip(".")
    if word in words.numbers:
        return Piece("S", word, words.numbers[word])
    if word in words.lengths:
        return Piece("L", word, words.lengths[word] // timedelta(minutes=1))
    if word in words.clocks:
        return Piece("C", word, words.clocks[word].hour, words.clocks[word].minute)
    role = Role.MORE if word == "+" else words.roles.get(word)
    if role is None or (role is Role.SECOND and not seconds):
        return Piece("?", word)
    return Piece(role, word)
