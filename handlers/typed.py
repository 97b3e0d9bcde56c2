"""What people type, made fit to be compared and to be kept: names, lines, words, numbers."""

import re
import unicodedata

from handlers.digits import ascii_digits

LONGEST_TEXT = 4096
"""The longest message of any network; what lies beyond is not read."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼʹʻ`´′＇", "'"))  # noqa: RUF001 -- keyboards' own
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff\u061c]")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_AT_BOT = re.compile(r"^(/\w+)@\w+")
_AROUND_NUMBER = "()[]#. \u20e3"


def readable(text: str) -> str:
    """Leave out what no network can send back or no file can hold; at most `LONGEST_TEXT`."""
    return "".join(sign for sign in text[:LONGEST_TEXT] if sign in "\n\t" or not _is_broken(sign))


def _is_broken(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"}


def folded(text: str) -> str:
    """Fold what thumbs write differently: case, spaces, apostrophes, skin tones, a final stop.

    `/ok@some_bot`, as menus write it, is `/ok`.
    """
    plain = _SKIN.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    plain = " ".join(plain.translate(_APOSTROPHES).casefold().split())
    return _AT_BOT.sub(r"\1", plain).rstrip(".!").strip()


def number_in(text: str) -> str:
    """Read the digits of a message that is nothing but a number: "2", "2.", "(2)"; "" if it isn't.

    Digits may be of any script, or keys drawn as emoji.
    """
    digits = ascii_digits(_UNSEEN.sub("", text)).strip().strip(_AROUND_NUMBER)
    return digits if digits.isascii() and digits.isdigit() else ""


def one_line(text: str) -> str:
    """Make one line of somebody's words; "" if nothing in it can be seen."""
    line = " ".join(readable(text).split())
    return line if any(unicodedata.category(sign)[0] in "LNPS" for sign in line) else ""
