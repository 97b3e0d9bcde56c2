"""One raw frame of signal-cli to what came in: tolerant, and without what we do not need.

Frames reach us in shapes no library foresees (NETWORKS.md, the table of warts), so each field is
looked at by itself, and what cannot be read is nothing for us instead of an error.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeGuard

from bot.transports import Incoming, Kind
from handlers.moment import Network

Json: TypeAlias = dict[str, Any]  # Any: JSON as it came

_OF_NO_USE = frozenset(
    {"editMessage", "typingMessage", "syncMessage", "callMessage", "storyMessage"}
)
"""What signal-cli tells that changes nothing here."""
_UNTRUSTED = "UntrustedIdentityException"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A phone's word that it has these messages, or that they were read."""

    chat: str = field(repr=False)
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a frame comes to; nothing of it for us (a group, an edit, typing) is the default."""

    incoming: Incoming | None = None
    receipt: Receipt | None = None
    device: int = 0
    """Which of the sender's devices it came from: 1 is their phone, 0 unknown."""
    stays: bool = False
    """Whether no timer makes the messages of this chat disappear."""
    odd: bool = False
    """Whether it has a shape nobody foresaw: perhaps something that cannot be read any more."""
    new_key: str = field(default="", repr=False)
    """Who wrote under a key that the server does not trust yet, so that it opened nothing."""


def decode(frame: object, now: datetime) -> Decoded:
    """Read one frame: a websocket's, or the `params` of a webhook's post.

    `now` dates what is undated. Never raises.
    """
    envelope = _dict(_dict(frame).get("envelope"))
    sender = _uuid(envelope.get("sourceUuid")) or _uuid(envelope.get("source"))
    if not sender:
        return Decoded(odd=True)
    if receipt := _dict(envelope.get("receiptMessage")):
        stamps = receipt.get("timestamps")
        listed = stamps if isinstance(stamps, list) else []
        return Decoded(receipt=Receipt(sender, tuple(str(each) for each in listed)))
    message = _dict(envelope.get("dataMessage"))
    if not message and _dict(_dict(frame).get("exception")).get("type") == _UNTRUSTED:
        return Decoded(_unopened(envelope, sender, now), odd=True, new_key=sender)
    if not message:
        return Decoded(odd=_OF_NO_USE.isdisjoint(envelope))
    if message.get("groupInfo") is not None:
        return Decoded()
    device = envelope.get("sourceDevice")
    said = _reacted(message, envelope, sender, now) or _written(message, envelope, sender, now)
    return Decoded(
        said,
        device=device if isinstance(device, int) else 0,
        stays=said is not None and message.get("expiresInSeconds") == 0,
    )


def incoming(
    sender: str,
    stamp: int,
    received: int | None,
    now: datetime,
    *,
    text: str | None,
    quoted: int | None = None,
) -> Incoming:
    """Make what a written message comes to, the same for both ears.

    stamp: its id, the milliseconds of the sender's own clock. received: those of Signal's server,
    which date it: a phone's clock may be hours off.
    """
    return Incoming(
        Network.SIGNAL,
        sender,
        Kind.OTHER if text is None else Kind.TEXT,
        f"{sender}:{stamp}:message",
        _instant(received or stamp, now),
        text=text or "",
        replies_to="" if quoted is None else str(quoted),
    )


def reaction(sender: str, target: int, received: int, now: datetime, *, emoji: str) -> Incoming:
    """Make what a reaction comes to, the same for both ears. target: the message's id."""
    return Incoming(
        Network.SIGNAL,
        sender,
        Kind.REACTION,
        f"{sender}:{received}:reaction",
        _instant(received, now),
        text=emoji,
        replies_to=str(target),
    )


def _written(message: Json, envelope: Json, sender: str, now: datetime) -> Incoming | None:
    text, stamp = message.get("message"), message.get("timestamp") or envelope.get("timestamp")
    shows = bool(message.get("attachments") or message.get("sticker") or message.get("contacts"))
    if not _whole(stamp) or not (isinstance(text, str) or shows):
        return None
    received, quoted = envelope.get("serverReceivedTimestamp"), _dict(message.get("quote"))
    return incoming(
        sender,
        stamp,
        received if _whole(received) else None,
        now,
        text=text if isinstance(text, str) else None,
        quoted=quoted["id"] if _whole(quoted.get("id")) else None,
    )


def _unopened(envelope: Json, sender: str, now: datetime) -> Incoming | None:
    """Make what cannot be opened into something that cannot be read: its sender is told so."""
    stamp, received = envelope.get("timestamp"), envelope.get("serverReceivedTimestamp")
    if not _whole(stamp):
        return None
    return incoming(sender, stamp, received if _whole(received) else None, now, text=None)


def _reacted(message: Json, envelope: Json, sender: str, now: datetime) -> Incoming | None:
    said = _dict(message.get("reaction"))
    emoji, target = said.get("emoji"), said.get("targetSentTimestamp")
    received = envelope.get("serverReceivedTimestamp") or envelope.get("timestamp")
    if said.get("isRemove") is True or not isinstance(emoji, str):
        return None
    if not (_whole(target) and _whole(received)):
        return None
    return reaction(sender, target, received, now, emoji=emoji)


def _instant(stamp: int, now: datetime) -> datetime:
    """Turn milliseconds since the epoch into an instant; one that lies ahead is now."""
    try:
        return min(_EPOCH + timedelta(milliseconds=stamp), now)
    except OverflowError:
        return now


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _uuid(value: object) -> str:
    """Return an account's id in its one spelling; "" if it is none, as a phone number."""
    return value.lower() if isinstance(value, str) and _UUID.fullmatch(value) else ""
