"""One raw update of the Bot API to what came in, without what we do not need of the person."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.transports import Incoming, Kind
from handlers.moment import Network

WANTED = ("message", "callback_query", "my_chat_member")
"""The kinds of update we ask for. Edits are not among them: an edited message changes nothing."""

_NO_CONTENT = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "connected_website",
    "chat_background_set",
)
"""What the app itself writes into a private chat: nothing a person would want answered."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an update comes to."""

    incoming: Incoming | None = None
    """None: nothing for us (a group, an edit, a kind we did not ask for)."""
    query: str = field(default="", repr=False)
    """The id by which a press is answered, so that the button stops waiting."""


def decode(raw: dict[str, Any], now: datetime) -> Decoded:  # Any: JSON as it came
    """Read one raw update; `now` dates what is undated.

    Of the sender only the chat's id and the language stay. Raises whatever the library raises on
    an update it cannot read: no list of its errors exists.
    """
    update = Update.de_json(raw, None)
    key = str(update.update_id)
    if update.message is not None:
        return Decoded(_written(update.message, key))
    if update.callback_query is not None:
        return _pressed(update.callback_query, key, now)
    if update.my_chat_member is not None:
        return Decoded(_membership(update.my_chat_member, key))
    return Decoded()


def _written(message: Message, key: str) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    if any(getattr(message, name) for name in _NO_CONTENT):
        return None
    quoted = message.reply_to_message
    return Incoming(
        Network.TELEGRAM,
        str(message.chat.id),
        Kind.OTHER if message.text is None else Kind.TEXT,
        key,
        message.date,
        text=message.text or "",
        ref=str(message.message_id),
        replies_to="" if quoted is None else str(quoted.message_id),
        language=_language(message.from_user),
    )


def _pressed(query: CallbackQuery, key: str, now: datetime) -> Decoded:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or query.data is None:
        return Decoded()
    incoming = Incoming(
        Network.TELEGRAM,
        str(message.chat.id),
        Kind.PRESS,
        key,
        now,
        token=query.data,
        replies_to=str(message.message_id),
        language=_language(query.from_user),
    )
    return Decoded(incoming, query.id)


def _membership(change: ChatMemberUpdated, key: str) -> Incoming | None:
    gone = change.new_chat_member.status == ChatMemberStatus.BANNED  # "kicked": the bot, by them
    if not gone or change.chat.type != ChatType.PRIVATE:
        return None
    return Incoming(Network.TELEGRAM, str(change.chat.id), Kind.BLOCKED, key, change.date)


def _language(user: User | None) -> str:
    return (user.language_code if user else None) or ""
