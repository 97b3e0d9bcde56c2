"""What a typed time says, before anyone looks at a clock: strictly, the whole text or nothing.

The row of signs of the pieces must be one of the shapes at the end of this file: `until 23:30` is
`uK`, `1 h 30 min` is `NhNm` (`time_pieces` lists the signs).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import TypeAlias

from handlers.time_pieces import Piece, pieces_of
from handlers.time_words import Role, TimeWords


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration that can be read in one way only; may be zero or beyond any limit."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time of the whole day: `23:30`, `9 pm`, `tomorrow 9:00`."""

    at: time
    day: Role | None = None
    """TODAY or TOMORROW; None for the next time the clock shows it."""


@dataclass(frozen=True, slots=True)
class Face:
    """A place on a clock face, before or after noon: `until 9`, `until 9:30`, `12 am`."""

    at: time
    """Before noon."""
    day: Role | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """A clock time or a duration of as many hours and minutes: `1:30`, `0:45`, `23h30`."""

    hours: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Bare:
    """A number and nothing else."""

    number: int


Form: TypeAlias = Lasting | Clock | Face | Either | Bare


_UNITS = {
    Role.HOUR: timedelta(hours=1),
    Role.MINUTE: timedelta(minutes=1),
    Role.SECOND: timedelta(seconds=1),
}
_DAY = 24
_NOON = 12
_SIXTY = 60
_TWO_DIGITS = 2


def form_of(text: str, words: TimeWords, *, seconds: bool) -> Form | None:
    """Read the whole of `text` as a time; None if it is none, or says anything besides.

    Space around, capitals and a full stop or exclamation mark at the end do not matter; digits
    may be of any script. Without `seconds`, the units of seconds are unknown words.
    """
    pieces = pieces_of(text, words, seconds=seconds)
    if pieces and pieces[0].sign == Role.LASTING:
        return _length(pieces[1:])
    return _shaped(pieces, _LENGTHS) or _shaped(pieces, _OTHERS)


def length_of(text: str, words: TimeWords, *, seconds: bool) -> timedelta | None:
    """Read the whole of `text` as a duration with its units; None if it is none, or zero."""
    form = _length(pieces_of(text, words, seconds=seconds))
    return form.length or None if form else None


def extension_of(text: str, words: TimeWords) -> timedelta | None:
    """Read the whole of `text` as "longer by": `+30`, `more 30`, `+1 h`; a bare number is minutes.

    None if it is none, or zero.
    """
    pieces = pieces_of(text, words, seconds=False)
    if not pieces or pieces[0].sign != Role.MORE:
        return None
    form = _shaped(pieces[1:], _OTHERS)
    if isinstance(form, Bare):
        return timedelta(minutes=form.number) or None
    length = _length(pieces[1:])
    return length.length or None if length else None


def _whole_length(pieces: list[Piece]) -> Form | None:
    """L: half an hour."""
    return Lasting(timedelta(minutes=pieces[0].first))


def _with_units(pieces: list[Piece]) -> Form | None:
    """NhNm, Nh&Nm: 2 h, 1 h 30 min. Each unit once, the greater first, below 60 after another."""
    parts = [piece for piece in pieces if piece.sign != Role.AND]
    numbers, units = parts[::2], [Role(unit.sign) for unit in parts[1::2]]
    sizes = [_UNITS[unit] for unit in units]
    if any(small >= great for great, small in pairwise(sizes)):
        return None
    if any(number.first >= _SIXTY for number in numbers[1:]):
        return None
    lengths = (number.first * size for number, size in zip(numbers, sizes, strict=True))
    return Lasting(sum(lengths, timedelta()))


def _hours_then_minutes(pieces: list[Piece]) -> Form | None:
    """NhN: 1h30. Not 1h5, which may be a slip for 1.5 h."""
    hours, _, minutes = pieces
    if minutes.sign == "N" and len(minutes.text) != _TWO_DIGITS:
        return None
    return _hours_and_minutes(hours.first, minutes.first)


def _colon_hours(pieces: list[Piece]) -> Form | None:
    """Kh: 1:30 h."""
    if len(pieces[0].text) != _TWO_DIGITS:
        return None
    return _hours_and_minutes(pieces[0].first, pieces[0].second)


def _hours_and_minutes(hours: int, minutes: int) -> Form | None:
    """Read 23h30 and 23:30 h as either: half of Europe writes the clock so."""
    if minutes >= _SIXTY:
        return None
    if _NOON < hours < _DAY:
        return Either(hours, minutes)
    return Lasting(timedelta(hours=hours, minutes=minutes))


def _half_hours(pieces: list[Piece]) -> Form | None:
    """Ph: 1.5 h. No other fraction: 1.3 h and 1.30 h are 1 h 18 to some and 1 h 30 to others."""
    if pieces[0].text != "5":
        return None
    return Lasting(timedelta(hours=pieces[0].first, minutes=30))


def _bare(pieces: list[Piece]) -> Form | None:
    return Bare(pieces[0].first)


def _colon(pieces: list[Piece]) -> Form | None:
    """K: 1:30 is a clock time or a duration; nobody means 13 hours or none by 13:30 or 00:00."""
    hour, minute = pieces[0].first, pieces[0].second
    if not _is_clock(pieces[0]):
        return None
    if hour > _NOON or (hour, minute) == (0, 0):
        return Clock(time(hour, minute))
    return Either(hour, minute)


def _marked_clock(pieces: list[Piece]) -> Form | None:
    """Read a clock time with a word that says it is one: until, tomorrow, pm, o'clock."""
    [what] = (piece for piece in pieces if piece.sign in "NSKPC")
    signs = {piece.sign for piece in pieces}
    day = next((day for day in (Role.TODAY, Role.TOMORROW) if day in signs), None)
    if not _is_clock(what):
        return None
    if what.sign == "C":
        # The midnight of a day is its first moment to some and its last to others.
        return Clock(time(what.first, what.second), day) if what.first or not day else None
    if signs & {Role.MORNING, Role.EVENING}:
        return _half_day(what, day, evening=Role.EVENING in signs)
    return _clock_or_face(what, day)


def _half_day(what: Piece, day: Role | None, *, evening: bool) -> Form | None:
    """9 pm. Of 12 am and 12 pm nobody is sure which is midnight."""
    if not 1 <= what.first <= _NOON:
        return None
    morning = time(what.first % _NOON, what.second)
    if morning == time(0, 0):
        return Face(morning, day)
    return Clock(morning.replace(hour=morning.hour + _NOON * evening), day)


def _clock_or_face(what: Piece, day: Role | None) -> Form:
    """Read `tomorrow 9:00` as written: 21:00 would be later, and 12 h and more away.

    Not so 12:30, whose other reading is the earlier.
    """
    hour, minute = what.first, what.second
    as_written = day is Role.TOMORROW and what.sign in "KP" and hour != _NOON
    if hour == 0 or hour > _NOON or as_written:
        return Clock(time(hour, minute), day)
    return Face(time(hour % _NOON, minute), day)


def _is_clock(what: Piece) -> bool:
    written_out = what.sign not in "KP" or len(what.text) == _TWO_DIGITS
    return written_out and what.first < _DAY and what.second < _SIXTY


_Shapes: TypeAlias = tuple[tuple[re.Pattern[str], Callable[[list[Piece]], Form | None]], ...]
_LENGTHS: _Shapes = (
    (re.compile(r"L"), _whole_length),
    (re.compile(r"[NS][hms](?:&?[NS][hms])*"), _with_units),
    (re.compile(r"[NS]h[NS]"), _hours_then_minutes),
    (re.compile(r"Kh"), _colon_hours),
    (re.compile(r"Ph"), _half_hours),
)
_OTHERS: _Shapes = (
    (re.compile(r"[NS]"), _bare),
    (re.compile(r"K"), _colon),
    (re.compile(r"(?!P$)(?!.*[tT].*[tT])u?[tT]?u?(?:[NSKP][apo]?|C)[tT]?"), _marked_clock),
)


def _shaped(pieces: list[Piece], shapes: _Shapes) -> Form | None:
    signs = "".join(piece.sign for piece in pieces)
    build = next((build for shape, build in shapes if shape.fullmatch(signs)), None)
    return build(pieces) if build else None


def _length(pieces: list[Piece]) -> Lasting | None:
    """Read pieces that can only be a duration."""
    match _shaped(pieces, _LENGTHS):
        case Lasting() as form:
            return form
        case Either(hours, minutes):
            return Lasting(timedelta(hours=hours, minutes=minutes))
        case _:
            return None
