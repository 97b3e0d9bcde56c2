"""What a decision wants said, taken back or forgotten: text keys and parameters, no sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TypeAlias

from handlers.people import PersonId


@dataclass(frozen=True, slots=True)
class Text:
    """A key of the catalogue with its parameters, as a parameter of another text."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


QR = "qr"
"""The parameter that is not written but shown as a picture: an address, as a QR code."""

Value: TypeAlias = str | int | datetime | timedelta | Text | Sequence[Text]
"""A parameter: own words of a person, a number, an instant (UTC), a duration, a text or a list."""


class Urgency(IntEnum):
    """The courier's order: the lower goes first."""

    ALERT = 0
    QUESTION = 1
    ANSWER = 2
    REST = 3


class Proof(StrEnum):
    """What a machine wants to learn of a notice: that a network took it, or never will."""

    NONE = "none"
    QUESTION = "question"
    """A question in grace: acceptance starts the third of the grace that must pass."""
    ALERT = "alert"
    """A telling of an alert: an attempt earns the all-clear, acceptance stops the 60 s rule."""


class Keyboard(StrEnum):
    """The keys that stay below the chat where a network has such keys."""

    IDLE = "idle"
    """[30 min] [1 h] [2 h] [Other]: no timer runs."""
    RUNNING = "running"
    """[All good] [+30 min] [Call me]: a timer runs, or its alert is open."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered: a button, or a numbered line."""

    label: Text
    token: str
    """`verb:subject`, at most 64 bytes: what pressing it says (`handlers.commands` reads it)."""
    copies: str = ""
    """Not an answer: where a network can, the button copies this text; elsewhere it is left out."""
    shares: str = ""
    """Not an answer either: the button lets the person send this address to whom they choose."""

    @property
    def passes_on(self) -> str:
        """The text that is copied or shared; "" for an answer."""
        return self.copies or self.shares


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person, rendered by `bot/wording.py` when it is sent."""

    to: PersonId
    key: str
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    choices: tuple[Choice, ...] = ()
    about: str = ""
    """What it is about (`checkin:<id>`, `alert:<id>`, ...): numbers are kept until that is over."""
    slot: str = ""
    """Names the message so that it can be edited or erased later (`card:<id>`); "" for never."""
    edits: bool = False
    """Replace what stands in the slot; a person with nothing there gets it anew."""
    urgency: Urgency = Urgency.ANSWER
    silent: bool = False
    proof: Proof = Proof.NONE
    keyboard: Keyboard | None = None
    everywhere: bool = False
    """Goes to every address of the person, not only to the one they wrote from last."""


UNCLEAR = "unclear"
"""The slot of the line that a text was no answer, where it is said once."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take back what has not been sent yet about something (to one person, or to everyone)."""

    about: str
    to: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """Something is over: its numbers are free, its messages leave the chats at `forget_at`."""

    about: str
    forget_at: datetime
    to: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove the message that stands in a slot from the person's chat, now."""

    to: PersonId
    slot: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the conversation was answered or left: its numbers are free."""

    about: str
    to: PersonId


Effect: TypeAlias = Notice | Withdraw | Over | Erase | Answered
