"""What the labels of choices say when they are typed, and what short words choose among them.

A word chooses an open choice by its token (`handlers.words`); the first part of a token is its
verb. One table per language; English here.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from handlers.words import Verb


def _of(*verbs: Verb) -> str:
    return f"(?:{'|'.join(verbs)})(?::.*)?"


_SETTLED = r"start:\d+"
"""A start that only needs a word: where "remind only me" (`a`) is offered, yes means the other."""

_AGREED = (
    Verb.AGREE,
    Verb.CLOCK_YES,
    Verb.SHARE,
    Verb.PRACTISE,
    Verb.BOTH,
    Verb.HERE,
    Verb.SETUP,
)
_CONFIRMED = (
    Verb.UNDO_YES,
    Verb.FORGET_YES,
    Verb.STAY,
    Verb.REMOVE_YES,
    Verb.LEAVE_YES,
    Verb.SAME,
    Verb.INVITE,
    Verb.LINK,
)
"""What a mere "ok" is not enough for."""
_REFUSED = (
    Verb.REFUSE,
    Verb.CLOCK_NO,
    Verb.SHARE_NOT,
    Verb.PRACTISE_NOT,
    Verb.DIFFERENT,
    Verb.BOTH_NOT,
    Verb.NOT_TONIGHT,
    Verb.START_NOT,
    Verb.PLAN_LATER,
    Verb.LATER,
    Verb.FORGET_NOT,
    Verb.CODE_LATER,
)
_LEFT_OPEN = (
    Verb.LATER,
    Verb.PLAN_LATER,
    Verb.AGREE_LATER,
    Verb.PRACTISE_NOT,
    Verb.COMPARE_LATER,
    Verb.BOTH_NOT,
    Verb.START_NOT,
    Verb.FORGET_NOT,
    Verb.CODE_LATER,
)

URGENT = re.compile(_of(Verb.SAFE, Verb.GOT, Verb.STILL))
"""What "ok" means before all else once a timer is up or people were told: an old question left open
must never come between an answer and a timer that is up."""

CHOOSES: Mapping[Verb, re.Pattern[str]] = MappingProxyType(
    {
        Verb.OK: re.compile(_of(Verb.SAFE, Verb.GOT, Verb.STILL, *_AGREED)),
        Verb.YES: re.compile(
            rf"{_of(*_AGREED, *_CONFIRMED)}|wish:\w+:yes|{_SETTLED}(?::(?!\w*a)\w+)?"
        ),
        Verb.NO: re.compile(rf"{_of(*_REFUSED)}|wish:\w+:no"),
        Verb.LATER: re.compile(_of(*_LEFT_OPEN)),
        Verb.CANCEL: re.compile(_of(*_REFUSED, *_LEFT_OPEN)),
    }
)
"""Words that mean something else with each question: the tokens they choose."""

ENGLISH_LABELS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        label: re.compile(pattern)
        for label, pattern in {
            "set up, 1 minute": _of(Verb.SETUP),
            "how it works": _of(Verb.HOW),
            "no, change it": _of(Verb.CLOCK_NO),
            "yes, i can": _of(Verb.AGREE),
            "no, thanks": _of(Verb.REFUSE),
            "your parcel is waiting": r"line:\w+:parcel",
            "are you still up?": r"line:\w+:up",
            "my own words": _of(Verb.OWN_LINE),
            "same": _of(Verb.SAME),
            "different": _of(Verb.DIFFERENT),
            "neither": _of(Verb.START_NOT),
            "timer only": rf"{_SETTLED}:\w*b\w*",
            "remind only me": rf"{_SETTLED}:\w*a\w*",
            "yes, start it": rf"{_SETTLED}:\w*l\w*",
            "start anyway": rf"{_SETTLED}:\w*r\w*",
            "yes, start the new one": rf"{_SETTLED}:\w*[wx]\w*",
            "yes, take it back": _of(Verb.UNDO_YES),
            "yes, erase it all": _of(Verb.FORGET_YES),
            "yes, link it": _of(Verb.LINK),
            "show qr": _of(Verb.SHOW_QR),
            "yes, remove": _of(Verb.REMOVE_YES),
            "remove": _of(Verb.REMOVE),
            "first": r"tier:\w+:1",
            "second": r"tier:\w+:2",
            "third": r"tier:\w+:3",
            "fourth": r"tier:\w+:4",
            "change it": r"plan:mine:write",
            "officials": r"wish:police",
            "ambulance": r"wish:ambulance",
            "only if": r"wish:\w+:only",
            "unsaid": r"wish:\w+:unset",
            "clock": _of(Verb.CITY),
            "reminder: turn on": r"switch:reminders:on",
            "reminder: turn off": r"switch:reminders:off",
            "start: ask them": r"switch:start:on",
            "start: ask nobody": r"switch:start:off",
            "home: tell them": r"switch:home:on",
            "teas": r"theme:teas",
            "flowers": r"theme:flowers",
            "colours": r"theme:colours",
            "without words": _of(Verb.CODE_OFF),
            "home: tell nobody": r"switch:home:off",
        }.items()
    }
)
"""Exact labels, folded as typed text is, that are no command by themselves."""
