"""The words in which people type times, one table per language; the rules are in `time_forms`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a word does in a typed time; the value is its sign in the shapes of `time_forms`."""

    HOUR = "h"
    MINUTE = "m"
    SECOND = "s"
    AND = "&"
    LASTING = "i"
    """Before a duration: "in 2 hours"."""
    UNTIL = "u"
    """Before a clock time: "until 9"."""
    TODAY = "t"
    TOMORROW = "T"
    MORNING = "a"
    """Makes an hour up to 12 one before noon."""
    EVENING = "p"
    """Makes an hour up to 12 one after noon."""
    OCLOCK = "o"
    MORE = "+"


@dataclass(frozen=True, slots=True)
class TimeWords:
    """One language's words. Every key is in small letters, single spaces, no dot at its end.

    A word belongs here only if it cannot mean another time to anyone who speaks the language
    ("half nine" is 8:30 to some and 9:30 to others: left out). Dots after an abbreviation need no
    entry of their own.
    """

    roles: Mapping[str, Role]
    numbers: Mapping[str, int]
    lengths: Mapping[str, timedelta]
    """Whole durations: "half an hour"."""
    clocks: Mapping[str, time]
    """Whole clock times: "noon"."""
    turns: frozenset[str]
    """Words after a time that could turn its meaning ("2h ago"): what follows is no mere note."""

    @property
    def longest_phrase(self) -> int:
        """How many words the longest entry has."""
        tables = (self.roles, self.numbers, self.lengths, self.clocks)
        return max(len(phrase.split()) for table in tables for phrase in table)


ENGLISH = TimeWords(
    roles={
        "h": Role.HOUR,
        "hr": Role.HOUR,
        "hrs": Role.HOUR,
        "hour": Role.HOUR,
        "hours": Role.HOUR,
        "m": Role.MINUTE,
        "min": Role.MINUTE,
        "mins": Role.MINUTE,
        "minute": Role.MINUTE,
        "minutes": Role.MINUTE,
        "s": Role.SECOND,
        "sec": Role.SECOND,
        "secs": Role.SECOND,
        "second": Role.SECOND,
        "seconds": Role.SECOND,
        "and": Role.AND,
        "in": Role.LASTING,
        "for": Role.LASTING,
        "until": Role.UNTIL,
        "till": Role.UNTIL,
        "til": Role.UNTIL,
        "'til": Role.UNTIL,
        "at": Role.UNTIL,
        "by": Role.UNTIL,
        "today": Role.TODAY,
        "tomorrow": Role.TOMORROW,
        "am": Role.MORNING,
        "a.m": Role.MORNING,
        "pm": Role.EVENING,
        "p.m": Role.EVENING,
        "o'clock": Role.OCLOCK,
        "more": Role.MORE,
    },
    numbers={
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "fifteen": 15,
        "twenty": 20,
        "thirty": 30,
        "forty": 40,
        "forty five": 45,
        "forty-five": 45,
        "fifty": 50,
        "sixty": 60,
        "ninety": 90,
    },
    lengths={
        "half hour": timedelta(minutes=30),
        "half an hour": timedelta(minutes=30),
        "half-hour": timedelta(minutes=30),
        "a half hour": timedelta(minutes=30),
        "quarter of an hour": timedelta(minutes=15),
        "a quarter of an hour": timedelta(minutes=15),
        "three quarters of an hour": timedelta(minutes=45),
        "an hour": timedelta(hours=1),
        "an hour and a half": timedelta(hours=1, minutes=30),
        "one hour and a half": timedelta(hours=1, minutes=30),
        "one and a half hours": timedelta(hours=1, minutes=30),
    },
    clocks={
        "noon": time(12, 0),
        "midnight": time(0, 0),
    },
    turns=frozenset(
        "or to not ago late later before after past plus minus less ish on tonight night morning "
        "afternoon evening yesterday next monday tuesday wednesday thursday friday saturday "
        "sunday".split()
    ),
)
