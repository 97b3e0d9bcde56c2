"""The networks, behind one protocol: what comes in, what goes out, what can go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from handlers.moment import Network


@dataclass(frozen=True, slots=True)
class Plain:
    """A stretch of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch a network should cover until it is tapped (a spoiler), where it can."""

    spans: tuple["Plain | Instant", ...]


@dataclass(frozen=True, slots=True)
class Instant:
    """A time of day: `text` in the reader's own zone, and the instant itself."""

    text: str
    at: datetime


Span: TypeAlias = Plain | Hidden | Instant


@dataclass(frozen=True, slots=True)
class Button:
    """One answer offered under a message. With `copies`, the button copies that text instead.

    With `shares`, it lets the person send that address to somebody they choose.
    """

    label: str
    token: str
    copies: str = ""
    shares: str = ""

    @property
    def passes_on(self) -> str:
        """The text that is copied or shared; "" for an answer."""
        return self.copies or self.shares


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message: all a transport needs, in the reader's language."""

    chat: str = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    buttons: tuple[Button, ...] = field(default=(), repr=False)
    """Inline buttons; on a network without buttons the wording has written a numbered list."""
    keys: tuple[tuple[str, ...], ...] = ()
    """Rows of labels of the keyboard that stays below the chat; () leaves it as it is."""
    silent: bool = False
    protected: bool = False
    """Forbid copying and forwarding where the network can: routine texts, never alerts."""
    qr: str = field(default="", repr=False)
    """An address to show above the text as a QR code; "" for none."""

    @property
    def text(self) -> str:
        """The whole text without its markings."""
        parts: list[str] = []
        for span in self.spans:
            inner = span.spans if isinstance(span, Hidden) else (span,)
            parts += [each.text for each in inner]
        return "".join(parts)


class Kind(StrEnum):
    """What came in."""

    TEXT = "text"
    """A typed message, a command, or a key of the keyboard below the chat."""
    PRESS = "press"
    """An inline button: `token` is set."""
    BLOCKED = "blocked"
    """The person can no longer be written to (blocked the bot, deleted the account)."""
    REACTION = "reaction"
    """An emoji put on one of our messages: `text` is the emoji, `replies_to` the message."""
    OTHER = "other"
    """Something that is not text (a photo, a sticker): answered, changes nothing."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that came in from a private chat."""

    network: Network
    chat: str = field(repr=False)
    kind: Kind
    key: str = field(repr=False)
    """Unique per network: an update id, or sender, timestamp and kind. Seen twice, handled once."""
    sent_at: datetime
    """When the person sent it, as the network says; a press is undated and counts as now."""
    text: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ref: str = field(default="", repr=False)
    """The network's id of this message, so that it can be removed from the chat; "" if unknown."""
    replies_to: str = field(default="", repr=False)
    """The network's id of the quoted or pressed message; "" if none."""
    language: str = ""
    """The network's guess of the person's language, used once for the first greeting."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a network can do for a message that is on the phone already, and below the chat."""

    edits: bool
    deletes: bool
    buttons: bool
    date_times: bool
    """Shows instants in the reader's own zone by itself."""


class DeliveryError(Exception):
    """A message was not taken, or nobody can know. Carries no text of the network's library."""

    def __init__(
        self,
        *,
        permanent: bool = False,
        unknown: bool = False,
        cut_off: bool = False,
        ours: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        """Say what a caller does differently.

        permanent: asking again is useless, the person cannot be reached there.
        unknown: it may have arrived (timed out, dropped after sending, 5xx): send again, marked.
        cut_off: no way to the network was found, or it knows us no more: nobody can be reached.
        ours: what we made of the message was at fault, not the network or the chat.
        retry_after: the network's own wait for this chat.
        """
        super().__init__(f"permanent={permanent} unknown={unknown}")
        self.permanent = permanent
        self.unknown = unknown
        self.cut_off = cut_off
        self.ours = ours
        self.retry_after = retry_after


class TargetGoneError(Exception):
    """The message to edit or delete is not there any more, or can no longer be changed."""


class Ears(Protocol):
    """Where a transport hands in what it heard."""

    async def receive(self, incoming: list[Incoming]) -> None:
        """Take these in. Returns once all of them are decided and on disk."""

    async def arrived(self, network: Network, chat: str, refs: Sequence[str]) -> None:
        """A phone has these messages of ours; not every network tells."""

    async def identified(self, network: Network, keys: Mapping[str, str]) -> None:
        """The fingerprint of each person's key by their chat; a new one may be a new person."""

    def heard(self, network: Network) -> None:
        """Everything sent on `network` until now has been handed in."""

    def unheard(self, network: Network) -> None:
        """A look at the network failed: what is sent until it is heard again is late or lost."""

    def answered(self, network: Network) -> None:
        """The network answered, whether or not it handed anything in."""

    def poll_limit(self) -> timedelta:
        """How long a poll may wait at most before the next end of grace (0 s when it is over)."""


class Transport(Protocol):
    """One network."""

    network: Network
    abilities: Abilities

    async def run(self, ears: Ears) -> None:
        """Hear until cancelled; faults of the network are waited out here, never raised."""

    async def send(self, message: Message) -> str:
        """Send anew; return the network's own id of it. Raises DeliveryError."""

    async def edit(self, ref: str, message: Message) -> None:
        """Replace a sent message. Raises DeliveryError, TargetGoneError."""

    async def delete(self, chat: str, ref: str) -> None:
        """Remove a message from the chat. Raises DeliveryError, TargetGoneError."""

    async def close(self) -> None:
        """Let go of connections."""
