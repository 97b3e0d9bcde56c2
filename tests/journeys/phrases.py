"""What the catalogue says under a key, found in what people read, so that texts may be mended."""

import re
from functools import cache

from tests.journeys.house import WORDING
from tests.journeys.three import plain

_HOLE = re.compile(r"(\{[^{}]*\})")
_PARTS = {
    "{unanswered}": ("unanswered.now", "unanswered.while"),
    "{status}": tuple(f"alert.status.{each}" for each in ("held", "last", "next", "spoken")),
}
"""Holes that a sentence of the catalogue stands in: they tell one alert from another."""


@cache
def phrase(key: str) -> "re.Pattern[str]":
    """Compile a text of the catalogue; whatever stands in its holes fits, nothing as well."""
    parts = _HOLE.split(words(key).replace("[[", "").replace("]]", ""))
    return re.compile("".join(map(_part, parts)))


def _part(part: str) -> str:
    """Give the pattern of a hole, or of the words between two."""
    if part in _PARTS:
        return f"(?:{'|'.join(phrase(key).pattern for key in _PARTS[part])})"
    return r"[\s\S]*" if _HOLE.fullmatch(part) else re.escape(part.strip())


def words(key: str) -> str:
    """Give the English text under a key as it stands in the catalogue."""
    text = WORDING.find("en", key)
    assert text is not None, f"the catalogue has no {key}"
    return text


def says(key: str, text: str) -> bool:
    """Whether a message, taken whole, is this one of the catalogue."""
    return phrase(key).fullmatch(plain(text)) is not None
