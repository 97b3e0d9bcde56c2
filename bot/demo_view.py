"""What the demo's page shows, and the form in which its script reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.qr import modules
from bot.transports import Hidden, Instant, Plain, Span
from bot.transports.bubble import Bubble


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One phone as the page draws it."""

    id: str
    name: str
    role: str
    """Such as `worker`, `peer`."""
    network: str
    """The network's own name, such as `Telegram`."""
    off: bool
    messages: tuple[Bubble, ...]
    keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, or will, underneath: codes only."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """All the page shows."""

    clock: datetime
    """Now; its time zone is the one every time on the page is shown in."""
    phones: tuple[PhoneView, ...]
    timeline: tuple[Entry, ...]
    """Oldest first."""
    next_event: Entry | None
    can_add: bool
    """Whether one more phone can be added."""


def as_json(view: View) -> dict[str, object]:
    """Turn a view into what `page/demo.js` reads; times are texts in the clock's own zone."""
    upcoming = view.next_event
    return {
        "clock": _time(view, view.clock),
        "day": f"{view.clock:%A}",
        "phones": [_phone(view, phone) for phone in view.phones],
        "timeline": [_entry(view, entry) for entry in view.timeline],
        "next_event": upcoming and _entry(view, upcoming),
        "can_add": view.can_add,
    }


def _phone(view: View, phone: PhoneView) -> dict[str, object]:
    return {
        "id": phone.id,
        "name": phone.name,
        "role": phone.role,
        "network": phone.network,
        "off": phone.off,
        "messages": [_bubble(view, bubble) for bubble in phone.messages],
        "keys": [list(row) for row in phone.keys],
    }


def _bubble(view: View, bubble: Bubble) -> dict[str, object]:
    return {
        "id": bubble.ref,
        "mine": bubble.mine,
        "qr": modules(bubble.qr) if bubble.qr else [],
        "spans": [_span(span) for span in bubble.spans],
        "buttons": [
            {"label": each.label, "token": each.token, "copies": each.passes_on}
            for each in bubble.buttons
        ],
        "at": _time(view, bubble.sent_at),
        "silent": bubble.silent,
        "edited": bubble.edited,
    }


def _span(span: Span) -> dict[str, object]:
    match span:
        case Plain(text):
            return {"text": text}
        case Instant(text, at):
            return {"text": text, "at": at.isoformat()}
        case Hidden(spans):
            return {"hidden": [_span(inner) for inner in spans]}


def _entry(view: View, entry: Entry) -> dict[str, object]:
    return {"at": _time(view, entry.at), "text": entry.text}


def _time(view: View, at: datetime) -> str:
    return f"{at.astimezone(view.clock.tzinfo):%H:%M}"
