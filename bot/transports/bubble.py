"""One message on a pretend phone."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.transports import Button, Message, Span


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message in the chat of a phone, as it stands now."""

    ref: str
    spans: tuple[Span, ...] = field(repr=False)
    sent_at: datetime
    buttons: tuple[Button, ...] = field(default=(), repr=False)
    mine: bool = False
    """Written by the person of this phone; otherwise by the bot."""
    silent: bool = False
    edited: bool = False
    deleted: bool = False
    replies_to: str = ""
    qr: str = field(default="", repr=False)
    """An address shown as a QR code above the text; "" for none."""

    @property
    def text(self) -> str:
        """The whole text without its markings."""
        return Message("", self.spans).text
