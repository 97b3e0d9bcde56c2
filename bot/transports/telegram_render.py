"""Our messages in Telegram's form: text, entities counted in UTF-16 units, buttons, keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
)

from bot.transports import Button, Hidden, Instant, Message, Span

MOST_TEXT = 4096
"""Code points of a text (Bot API)."""
_SHARE = "https://t.me/share/url?url="
"""Opens Telegram's own choice of chats to send an address to."""
_TAIL = 200
"""How far back from there a cut looks for the end of a line or word."""
_SHORT_LABEL = 14
"""Characters of a label that leave room for a second button beside it on a small phone."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""For every message: previews make Telegram's servers open the links."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to be sent."""

    text: str = field(repr=False)
    entities: tuple[MessageEntity, ...] = field(default=(), repr=False)
    buttons: InlineKeyboardMarkup | None = field(default=None, repr=False)
    keys: ReplyKeyboardMarkup | None = None

    @property
    def markup(self) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
        """Inline buttons win: a message cannot have both."""
        return self.buttons or self.keys

    def plain(self, *, buttons: bool) -> "Draft":
        """Return the same without markings and, unless `buttons`, without anything to press."""
        bare = replace(self, entities=())
        return bare if buttons else replace(bare, buttons=None, keys=None)


def draft(message: Message) -> Draft:
    """Put the message in Telegram's form, cut to its longest length."""
    text = cut(message.text)
    return Draft(text, tuple(_entities(message.spans, text)), _buttons(message), _keys(message))


def cut(text: str) -> str:
    """Return the text or, if it is too long, its beginning up to the end of a line or word."""
    if len(text) <= MOST_TEXT:
        return text
    kept = text[: MOST_TEXT - 1]
    for mark in ("\n", " "):
        at = kept.rfind(mark, MOST_TEXT - _TAIL)
        if at > 0:
            return f"{kept[:at]}…"
    return f"{kept}…"


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts entities."""
    return len(text.encode("utf-16-le")) // 2


def _entities(spans: Sequence[Span], text: str) -> list[MessageEntity]:
    found: list[MessageEntity] = []
    end = units(text)
    at = 0
    for span in spans:
        inner = span.spans if isinstance(span, Hidden) else (span,)
        start = at
        for each in inner:
            length = units(each.text)
            if isinstance(each, Instant):
                found += _date_time(each, at, min(length, end - at))
            at += length
        if isinstance(span, Hidden) and min(at, end) > start:
            found.append(MessageEntity(MessageEntity.SPOILER, start, min(at, end) - start))
    return found


def _date_time(instant: Instant, offset: int, length: int) -> list[MessageEntity]:
    """Shown in the reader's own zone ("t" is the short time), wherever a part of it is left."""
    if length <= 0:
        return []
    kind = MessageEntity.DATE_TIME
    return [MessageEntity(kind, offset, length, unix_time=instant.at, date_time_format="t")]


def _buttons(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    room = False  # for a second one in the last row
    for button in message.buttons:
        short = len(button.label) <= _SHORT_LABEL
        if short and room:
            rows[-1].append(_button(button))
            room = False
        else:
            rows.append([_button(button)])
            room = short
    return InlineKeyboardMarkup(rows)


def _button(button: Button) -> InlineKeyboardButton:
    if button.copies:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copies))
    if button.shares:
        return InlineKeyboardButton(button.label, url=_SHARE + quote(button.shares, safe=""))
    return InlineKeyboardButton(button.label, callback_data=button.token)


def _keys(message: Message) -> ReplyKeyboardMarkup | None:
    if not message.keys:
        return None
    return ReplyKeyboardMarkup(message.keys, resize_keyboard=True, is_persistent=True)
