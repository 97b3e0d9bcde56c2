"""The strict reader of typed times: exact, a question with choices, or "didn't understand".

`time_forms` says what was typed; here it meets the clock of the person who typed it. Nothing is
guessed: where two readings are possible the person chooses, and a reading that is out of range
is never replaced by a later one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TypeAlias, assert_never

from handlers.time_forms import (
    Bare,
    Clock,
    Either,
    Face,
    Form,
    Lasting,
    extension_of,
    form_of,
    length_of,
)
from handlers.time_notes import split
from handlers.time_words import ENGLISH, Role, TimeWords
from handlers.timings import LONGEST, SHORTEST


class By(StrEnum):
    """How a time was read, and so how a label shows it."""

    CLOCK = "clock"
    """`21:00`."""
    DURATION = "duration"
    """`9 hours: 05:15`. Also where the clock alone would not tell two instants apart."""


@dataclass(frozen=True, slots=True)
class Exact:
    """One reading, inside the range that was asked for."""

    due_at: datetime
    """Aware UTC."""
    by: By


@dataclass(frozen=True, slots=True)
class Ask:
    """More than one reading: the person chooses."""

    choices: tuple[Exact, ...]
    """Two or three, at least a minute apart, the sooner first."""


class Reason(StrEnum):
    """Why a text is not understood."""

    UNREADABLE = "unreadable"
    NO_UNIT = "no_unit"
    """A number that says no more: 90 of what?"""
    TOO_SHORT = "too_short"
    """It is, or may be, sooner than the shortest."""
    TOO_LONG = "too_long"
    PAST = "past"
    CLOCK_CHANGE = "clock_change"
    """The clock skips or repeats that time, and no two instants are left to choose from."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing to set a timer by."""

    reason: Reason


Reading: TypeAlias = Exact | Ask | NotUnderstood

_MINUTE = timedelta(minutes=1)
_CHOICES = 3
_NOON = 12
_DAY = 24
_SIXTY = 60
_FIVES = 5


def read(
    text: str,
    now: datetime,
    zone: tzinfo,
    words: TimeWords = ENGLISH,
    *,
    shortest: timedelta = SHORTEST,
    longest: timedelta = LONGEST,
) -> Reading:
    """Read the whole of `text` as the end of a timer, from `shortest` to `longest` after `now`.

    `now` is aware; clock times are those of `zone`. Seconds ("20s") are understood only with a
    `shortest` under a minute. Never raises, whatever the text.
    """
    form = form_of(text, words, seconds=shortest < _MINUTE)
    return _Range(now.astimezone(UTC), zone, shortest, longest).reading(form)


def read_with_rest(
    text: str,
    now: datetime,
    zone: tzinfo,
    words: TimeWords = ENGLISH,
    *,
    shortest: timedelta = SHORTEST,
    longest: timedelta = LONGEST,
) -> tuple[Exact, str] | None:
    """Read a time and the words after it: `2h flat 4` is 2 hours and `flat 4`.

    None unless the longest beginning that is a time at all is exact, and what follows cannot
    belong to it. Arguments as for `read`; never raises.
    """
    parted = split(text, words, seconds=shortest < _MINUTE)
    if parted is None:
        return None
    reading = read(parted[0], now, zone, words, shortest=shortest, longest=longest)
    return (reading, parted[1]) if isinstance(reading, Exact) else None


def read_extension(text: str, words: TimeWords = ENGLISH) -> timedelta | None:
    """Read the whole of `text` as "longer by": `+30`, `more 30`, `+30 min`, `+1h`.

    Whole minutes above 0, of any number: which are offered is for the caller to judge.
    """
    return extension_of(text, words)


def read_duration(text: str, words: TimeWords = ENGLISH) -> timedelta | None:
    """Read the whole of `text` as a duration above 0, for settings: `10m`, `5s`, `1h30`."""
    return length_of(text, words, seconds=True)


@dataclass(frozen=True, slots=True)
class _Range:
    now: datetime
    zone: tzinfo
    shortest: timedelta
    longest: timedelta

    def reading(self, form: Form | None) -> Reading:
        match form:
            case None:
                return NotUnderstood(Reason.UNREADABLE)
            case Bare(number):
                return self._asked(self._bare(number))
            case Lasting(length):
                return self._decided([self._after(length)])
            case Clock(at, day):
                return self._shown(self._clock(at, day))
            case Face(at, day):
                return self._faced(at, day)
            case Either(hours, minutes):
                return self._decided(self._either(hours, minutes))
            case _:
                assert_never(form)

    def _decided(self, readings: Iterable[Exact]) -> Reading:
        """Ask between what fits; take a lone reading unless another would have been sooner."""
        every = list(readings)
        fitting = self._fitting(every)
        if len(fitting) > 1:
            return Ask(fitting[:_CHOICES])
        if any(self.now <= each.due_at < self.now + self.shortest for each in every):
            return NotUnderstood(Reason.TOO_SHORT)
        if fitting:
            return fitting[0]
        past = all(each.due_at < self.now for each in every)
        return NotUnderstood(Reason.PAST if past else Reason.TOO_LONG)

    def _shown(self, readings: Iterable[Exact]) -> Reading:
        """Decide between what a clock shows: a lone one of a night of a change is not taken."""
        reading = self._decided(readings)
        if isinstance(reading, Exact) and reading.by is By.DURATION:
            return NotUnderstood(Reason.CLOCK_CHANGE)
        return reading

    def _faced(self, at: time, day: Role | None) -> Reading:
        """Decide between before and after noon; 12 is never midnight because noon is too far."""
        morning, evening = self._face(at, day)
        reading = self._shown(morning + evening)
        if at.hour == 0 and reading in morning:
            return NotUnderstood(Reason.TOO_LONG)
        return reading

    def _asked(self, readings: Iterable[Exact]) -> Reading:
        """Ask between what fits, or not at all: a bare number is never taken at its word."""
        fitting = self._fitting(readings)
        return Ask(fitting[:_CHOICES]) if len(fitting) > 1 else NotUnderstood(Reason.NO_UNIT)

    def _fitting(self, readings: Iterable[Exact]) -> tuple[Exact, ...]:
        """Sort what is in range; readings less than a minute apart are one, the sooner."""
        found: list[Exact] = []
        for each in sorted(filter(self._fits, readings), key=lambda each: each.due_at):
            if not found or each.due_at - found[-1].due_at >= _MINUTE:
                found.append(each)
        return tuple(found)

    def _fits(self, reading: Exact) -> bool:
        return self.shortest <= reading.due_at - self.now <= self.longest

    def _after(self, length: timedelta) -> Exact:
        return Exact(self.now + length, By.DURATION)

    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def _instants(self, day: date, at: time) -> tuple[Exact, ...]:
        """Find when the clock shows this, the sooner first: once, but for the nights of a change.

        Put back, it shows it twice. Put forward, it never does: as if before, and as if after.
        """
        shown = datetime.combine(day, at, tzinfo=self.zone)
        found = {each.astimezone(UTC) for each in (shown, shown.replace(fold=1))}
        by = By.CLOCK if len(found) == 1 else By.DURATION
        return tuple(Exact(due_at, by) for due_at in sorted(found))

    def _clock(self, at: time, day: Role | None = None) -> tuple[Exact, ...]:
        """Find a clock time on a day, or the next time the clock shows it."""
        today = self._today()
        if day is not None:
            return self._instants(today + timedelta(days=day is Role.TOMORROW), at)
        coming = (self._instants(today + timedelta(days=days), at) for days in range(3))
        return next((each for each in coming if each[-1].due_at > self.now), ())

    def _face(
        self, at: time, day: Role | None = None
    ) -> tuple[tuple[Exact, ...], tuple[Exact, ...]]:
        return self._clock(at, day), self._clock(at.replace(hour=at.hour + _NOON), day)

    def _either(self, hours: int, minutes: int) -> tuple[Exact, ...]:
        length = self._after(timedelta(hours=hours, minutes=minutes))
        if 0 < hours <= _NOON:
            morning, evening = self._face(time(hours % _NOON, minutes))
            return (*morning, *evening, length)
        return (*self._clock(time(hours, minutes)), length)

    def _bare(self, number: int) -> Iterator[Exact]:
        """Offer hours, minutes (from 13 on and the fives), and the next clock time it may mean."""
        lengths = []
        if number <= _DAY:
            lengths.append(self._after(timedelta(hours=number)))
        if number > _NOON or number % _FIVES == 0:
            lengths.append(self._after(timedelta(minutes=number)))
        yield from lengths
        for clock in self._clocks_of(number):
            if len(self._fitting([*lengths, *clock])) > len(self._fitting(lengths)):
                yield from clock
                return

    def _clocks_of(self, number: int) -> list[tuple[Exact, ...]]:
        """List the clock times it may mean, the sooner first: 9 is 21:00 or 9:00; 45, :45."""
        found: Iterable[tuple[Exact, ...]] = ()
        if 0 < number <= _NOON:
            found = self._face(time(number % _NOON))
        elif _NOON < number < _DAY:
            found = [self._clock(time(number))]
        elif _DAY < number < _SIXTY:
            found = [self._minute_of_hour(number, hours) for hours in range(4)]
        return sorted(found, key=lambda instants: instants[0].due_at)

    def _minute_of_hour(self, minute: int, hours: int) -> tuple[Exact, ...]:
        local = self.now.astimezone(self.zone) + timedelta(hours=hours)
        return self._instants(local.date(), time(local.hour, minute))
