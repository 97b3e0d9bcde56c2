"""Digits of any script, as the ten that the rest of the house reads."""

import unicodedata


def ascii_digits(text: str) -> str:
    """Write every decimal digit as 0 to 9: one character for one, so that places stay the same.

    `١٢`, `१२` and fullwidth digits become `12`. What only looks like a digit stays as it is:
    a superscript, a circled number, a fraction, a Roman or Chinese numeral.
    """
    if text.isascii():
        return text
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
