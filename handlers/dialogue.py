"""What the bot is waiting for from one person, where a plain text or a choice is the answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from handlers.notices import Choice, Value


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing: any text is read as a command or a time."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The question is: what should your people call you."""


@dataclass(frozen=True, slots=True)
class ChoosingCity:
    """Which city's clock is yours? `joining` goes on with joining afterwards."""

    joining: bool


@dataclass(frozen=True, slots=True)
class WritingPlan:
    """The question is: what would you like them to do."""

    joining: bool = False


@dataclass(frozen=True, slots=True)
class WritingWish:
    """Only if ...: the condition for police or an ambulance."""

    which: str
    """`police` or `ambulance`."""


@dataclass(frozen=True, slots=True)
class NamingForPeer:
    """What name may the worker see? Asked of a peer who said yes."""

    contact: str


@dataclass(frozen=True, slots=True)
class WritingFirstLine:
    """The question is: how should my message begin."""

    contact: str


@dataclass(frozen=True, slots=True)
class HalfStarted:
    """A start that is still a question: after 2 min it is asked once more, loudly."""

    key: str
    """The text of the question, and below it its parameters and choices, to ask it again."""
    values: tuple[tuple[str, Value], ...] = field(repr=False)
    choices: tuple[Choice, ...]
    nudge_at: datetime | None
    """None once it was asked again."""


@dataclass(frozen=True, slots=True)
class ChangingCode:
    """Other words are wanted, and the old ones were given; which, nobody knows yet."""

    given: bytes = field(repr=False)
    """Their tag."""


@dataclass(frozen=True, slots=True)
class TryingCode:
    """The new words are tried once."""

    tag: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WritingQuiet:
    """The question is: what should your people do if the words were others."""


Dialogue: TypeAlias = (
    Idle
    | Naming
    | ChoosingCity
    | WritingPlan
    | WritingWish
    | NamingForPeer
    | WritingFirstLine
    | HalfStarted
    | ChangingCode
    | TryingCode
    | WritingQuiet
)

OPEN = (Idle, HalfStarted, ChangingCode, TryingCode)
"""While it is one of these, any text is read as a command; else it may be what is asked for."""
