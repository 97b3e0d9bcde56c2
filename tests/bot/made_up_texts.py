"""Texts made up for the tests of rendering, and two readers: Ana with buttons, Bea without."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.catalogue import Catalogue, Entry
from bot.transports import Abilities
from bot.wording import Reader, Wording
from handlers.notices import Notice, Value
from handlers.people import PersonId

NOW = datetime(2025, 11, 22, 20, 30, tzinfo=UTC)
"""A Saturday."""
BUTTONS = Abilities(edits=True, deletes=True, buttons=True, date_times=True)
PLAIN = Abilities(edits=False, deletes=True, buttons=False, date_times=False)
ANA = Reader("ana", "en", UTC, BUTTONS)
BEA = Reader("bea", "en", UTC, PLAIN, first_line="Are you still up?")

ENGLISH = {
    "choice.got": "I've got it",
    "choice.cant": "I can't now",
    "choice.person": "{name}",
    "fallback.alert": "{first_line}\nSomeone may need you.",
    "fallback.text": "I can't show this.",
    "keyboard.half_hour": "30 min",
    "keyboard.hour": "1 h",
    "keyboard.two_hours": "2 h",
    "keyboard.other": "Other",
    "keyboard.all_good": "All good",
    "keyboard.more": "+30 min",
    "keyboard.call_me": "Call me",
    "list.and": "{first} and {second}",
    "list.comma": "{first}, {second}",
    "list.or": "{first} or {second}",
    "name": "{name}",
    "peer.first_line": "Your parcel is waiting.",
    "repeat.mark": "Sent before?",
    "span.day": "{day} {clock}",
    "span.days": "{count} d",
    "span.hours": "{count} h",
    "span.minutes": "{count} min",
    "span.seconds": "{count} s",
    "span.two": "{first} {second}",
}


def catalogue(language: str, texts: Mapping[str, str | tuple[str, ...]]) -> Catalogue:
    entries = {
        key: Entry((text,) if isinstance(text, str) else text, "") for key, text in texts.items()
    }
    return Catalogue(language, entries, lambda count: int(count != 1))


def wording(text: str | tuple[str, ...] = "", **more: str) -> Wording:
    """Know the usual texts, and one more under `t.x`; `__` in a name stands for a dot."""
    texts = {key.replace("__", "."): each for key, each in more.items()}
    return Wording({"en": catalogue("en", {**ENGLISH, "t.x": text, **texts})})


def notice(**values: Value) -> Notice:
    return Notice(PersonId("p"), "t.x", values)


def read(text: str, reader: Reader = ANA, **values: Value) -> str:
    """Render a text and take the isolates out."""
    message = wording(text).render(notice(**values), reader, NOW, {})
    return message.text.replace("\u2068", "").replace("\u2069", "")
