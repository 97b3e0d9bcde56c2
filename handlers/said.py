"""What somebody said, as the bot understood it: a command. `handlers/commands.py` reads it."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from handlers.desk import Numbered
from handlers.times import Reading
from handlers.words import Verb

_VERBS = {verb.value: verb for verb in Verb}
_TAPPED = re.compile(r"([0-8]{1,2})\.([a-z]+\d*[a-z]*)")


@dataclass(frozen=True, slots=True)
class Say:
    """A choice, pressed or typed. With `subject` "" it is meant for whatever it fits."""

    verb: Verb
    subject: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """A time, typed: perhaps ambiguous, perhaps with other words behind it."""

    reading: Reading
    rest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tap:
    """One or two words of a grid of nine."""

    deed: str
    """What they are for: `safe`, `more60`, `start1732400000w` ..."""
    subject: str
    taps: str = field(repr=False)
    """The places of the words in their theme, 0 to 8: one digit each."""
    tag: bytes = field(default=b"", repr=False)
    """Of two words: what the shell makes of them, before anybody decides about it."""


@dataclass(frozen=True, slots=True)
class ChooseWhich:
    """A word that fits more than one open question."""

    fitting: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class UseInvitation:
    """The code or the four words of an invitation."""


@dataclass(frozen=True, slots=True)
class Type:
    """Any other text."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Miss:
    """A text that quotes a question and is none of its answers, or comes when that is over."""


@dataclass(frozen=True, slots=True)
class Show:
    """Something that is no text: a photo, a sticker, a place."""


Command: TypeAlias = Say | Tap | SetTimer | ChooseWhich | UseInvitation | Type | Miss | Show


def read_token(token: str) -> Command:
    """Read what a button carries: `verb:subject:detail`."""
    verb, _, rest = token.removesuffix(":").partition(":")
    subject, _, detail = rest.partition(":")
    minutes = re.fullmatch(r"more(\d{1,3})", verb)
    if minutes is not None:
        return Say(Verb.MORE, subject, minutes.group(1))
    tapped = _TAPPED.fullmatch(detail)
    if verb == Verb.TAP and tapped is not None:
        return Tap(tapped.group(2), subject, tapped.group(1))
    known = _VERBS.get(verb)
    return Type("") if known is None else Say(known, subject, detail)
