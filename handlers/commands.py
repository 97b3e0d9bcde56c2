"""What a person says, read into a command. Reading decides nothing and never raises."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers import wordlist
from handlers.desk import Desk, Numbered
from handlers.dialogue import HalfStarted, Idle
from handlers.digits import ascii_digits
from handlers.times import (
    Ask,
    Exact,
    Reading,
    Reason,
    read_extension,
    read_with_rest,
)
from handlers.times import read as read_time
from handlers.timings import LONGEST
from handlers.words import ENGLISH, EVERYWHERE, NO_VERBS, OK_VERBS, YES_VERBS, Verb

_CODE = re.compile(r"/start ([A-Za-z0-9_-]{22})")
_LONGEST_TEXT = 4096
_VERBS = {verb.value: verb for verb in Verb}


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
class Show:
    """Something that is no text: a photo, a sticker, a place."""


Command: TypeAlias = Say | SetTimer | ChooseWhich | UseInvitation | Type | Show


def invitation_named(text: str) -> str:
    """Find the code of a deep link or the four words in a message; "" if it names none."""
    code = _CODE.fullmatch(text.strip())
    if code is not None:
        return code.group(1)
    return wordlist.tidy(text) or ""


def read_token(token: str) -> Command:
    """Read what a button carries: `verb:subject:detail`."""
    verb, _, rest = token.partition(":")
    subject, _, detail = rest.partition(":")
    minutes = re.fullmatch(r"more(\d{1,3})", verb)
    if minutes is not None:
        return Say(Verb.MORE, subject, minutes.group(1))
    known = _VERBS.get(verb)
    return Type("") if known is None else Say(known, subject, detail)


def read_stranger(text: str, token: str) -> Command:
    """Read what somebody says who is not known: an invitation, hello, or nothing we can use."""
    if token:
        return read_token(token)
    if invitation_named(text):
        return UseInvitation()
    verb = ENGLISH.get(_plain(text))
    return Type("") if verb is None else Say(verb)


def read(desk: Desk, text: str, token: str, now: datetime) -> Command:
    """Read what came in from a person who is known.

    text: as typed, "" for none. token: of the button pressed, "" for none.
    """
    if token:
        return read_token(token)
    text = text[:_LONGEST_TEXT]
    if not text.strip():
        return Show()
    if invitation_named(text):
        return UseInvitation()
    said = _known(text, desk) or _number(text, desk) or _extension(text)
    if said is None:
        said = _time(text, desk, now)
    if isinstance(desk.dialogue, Idle | HalfStarted):
        return said or Type(text)
    is_clear = isinstance(said, Say | ChooseWhich) or _is_exact(said)
    return said if said is not None and is_clear else Type(text)


def _is_exact(command: Command | None) -> bool:
    """Whether a text is a time and nothing else, which no name or plan would be."""
    exact = isinstance(command, SetTimer) and isinstance(command.reading, Exact)
    return exact and not (isinstance(command, SetTimer) and command.rest)


def _known(text: str, desk: Desk) -> Command | None:
    """Read a word of the table; while free text is waited for, only those that always work."""
    plain = _plain(text)
    verb = ENGLISH.get(plain)
    if verb is None:
        return None
    always = verb in EVERYWHERE and not (verb is Verb.CALL and desk.case.is_quiet())
    if always or plain.startswith("/") or isinstance(desk.dialogue, Idle | HalfStarted):
        return _word(verb, desk)
    return None


def _plain(text: str) -> str:
    """Fold case, spaces, apostrophes and a final stop, as thumbs write them."""
    folded = " ".join(text.replace("’", "'").lower().split())
    return folded.rstrip(".!").strip()


def _word(verb: Verb, desk: Desk) -> Command:
    """Give a word the question it answers; ask if there is more than one."""
    fits = {Verb.OK: OK_VERBS, Verb.YES: YES_VERBS, Verb.NO: NO_VERBS}.get(verb, frozenset({verb}))
    fitting = [each for each in desk.numbers if _verb(each) in fits]
    if len({each.about for each in fitting}) > 1:
        return ChooseWhich(tuple(fitting))
    if fitting:
        return read_token(fitting[0].token)
    return Say(Verb.SAFE if verb is Verb.OK else verb)


def _verb(numbered: Numbered) -> str:
    return numbered.token.partition(":")[0]


def _number(text: str, desk: Desk) -> Command | None:
    """Read a digit as the choice it numbers, on a network that shows numbers."""
    typed = ascii_digits(text).strip().rstrip(".")
    if desk.address.network not in desk.house.numbered or not typed.isdigit():
        return None
    for each in desk.numbers:
        if str(each.number) == typed:
            return read_token(each.token)
    return None


def _extension(text: str) -> Command | None:
    longer = read_extension(text)
    if longer is None:
        return None
    return Say(Verb.MORE, "", str(longer // timedelta(minutes=1)))


def _time(text: str, desk: Desk, now: datetime) -> Command | None:
    """Read a time; None if the text has nothing of one."""
    shortest = desk.house.timing.shortest
    said = text.strip().removeprefix("/timer ")
    reading = read_time(said, now, desk.zone, shortest=shortest, longest=LONGEST)
    if isinstance(reading, Exact | Ask):
        return SetTimer(reading)
    parted = read_with_rest(said, now, desk.zone, shortest=shortest, longest=LONGEST)
    if parted is not None:
        return SetTimer(*parted)
    return None if reading.reason is Reason.UNREADABLE else SetTimer(reading)
