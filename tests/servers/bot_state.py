"""What the Bot API server knows, and its methods: chats, updates that wait, what was sent."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition

from aiohttp.web import FileField

from tests.servers.bot_phones import Json, Person, Shown

MOST_TEXT = 4096
MOST_BUTTON_DATA = 64
TOO_OLD = timedelta(hours=48)
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Timer", "username": "evening_timer_bot"}


class ApiError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body if self.parameters is None else body | {"parameters": self.parameters}


@dataclass(frozen=True)
class Sent:
    """A message the server took, whether or not the bot ever heard so."""

    at: float
    """time.monotonic()"""
    chat: int
    shown: Shown
    text: str
    """As it was then; `shown` may be edited later."""


@dataclass
class BotState:
    """All of it, guarded by `changed`, which is notified at each change."""

    changed: Condition = field(default_factory=Condition)
    on_update: Callable[[], None] = lambda: None
    ahead: timedelta = timedelta(0)
    """How far the server's clock is ahead of the real one."""
    people: dict[int, Person] = field(default_factory=dict)
    waiting: list[Json] = field(default_factory=list)
    """Updates nobody has confirmed."""
    allowed: list[str] = field(default_factory=list)
    sends: list[Sent] = field(default_factory=list)
    queries: dict[str, int] = field(default_factory=dict)
    """Presses that can still be answered: id to chat."""
    answered: list[str] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """By language; "" is the default list."""
    texts: dict[str, str] = field(default_factory=dict)
    webhook: str = ""
    last_update: int = 87_000_000
    last_message: int = 1000

    def person(self, name: str, user_id: int, language: str = "en") -> Person:
        with self.changed:
            self.people[user_id] = Person(self, name, user_id, language)
            return self.people[user_id]

    def update(self, kind: str, content: Json, chat: int) -> None:
        """Queue an update, unless the bot said that it does not want the kind."""
        with self.changed:
            if self.allowed and kind not in self.allowed:
                return
            self.last_update += 1
            self.waiting.append({"update_id": self.last_update, kind: content})
        self.tell()

    def tell(self) -> None:
        """Let everyone look again who waits for a change."""
        with self.changed:
            self.changed.notify_all()
        self.on_update()

    def next_message_id(self) -> int:
        self.last_message += 1
        return self.last_message

    def unix_time(self, at: datetime | None = None) -> int:
        return int(time.time() + self.ahead.total_seconds() if at is None else at.timestamp())

    def new_query(self, chat: int) -> str:
        query = str(9_000_000 + len(self.queries) + len(self.answered))
        self.queries[query] = chat
        return query

    def expire_queries(self) -> None:
        """Make every press too old to be answered."""
        with self.changed:
            self.queries.clear()

    def call(self, method: str, args: Json) -> object:
        """Do what a method does (all but getUpdates)."""
        methods: dict[str, Callable[[Json], object]] = {
            "sendMessage": self._send,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_query,
            "getMe": lambda _: BOT | {"can_join_groups": False},
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda args: self.commands.get(args.get("language_code", ""), []),
            "setMyDescription": lambda args: self._set_text("description", args),
            "setMyShortDescription": lambda args: self._set_text("short_description", args),
            "getMyDescription": lambda args: self._text("description", args),
            "getMyShortDescription": lambda args: self._text("short_description", args),
            "setWebhook": lambda args: self._set_webhook(args["url"]),
            "deleteWebhook": lambda _: self._set_webhook(""),
            "getWebhookInfo": lambda _: {
                "url": self.webhook,
                "has_custom_certificate": False,
                "pending_update_count": len(self.waiting),
            },
        }
        if method not in methods:
            raise ApiError(404, "Not Found")
        with self.changed:
            result = methods[method](args)
        self.tell()
        return result

    def drop_confirmed(self, offset: int) -> None:
        """Forget what the bot has confirmed by asking for `offset`."""
        with self.changed:
            if offset < 0:
                self.waiting = self.waiting[offset:]
            elif offset <= self.last_update + 10:
                self.waiting = [each for each in self.waiting if each["update_id"] >= offset]

    def _reachable(self, args: Json) -> Person:
        person = self.people.get(int(args.get("chat_id") or 0))
        if person is None or not person.started:
            raise ApiError(400, "Bad Request: chat not found")
        if person.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return person

    def _send(self, args: Json) -> Json:
        person = self._reachable(args)
        shown = _read(args, self.next_message_id(), self.unix_time())
        person.everything.append(shown)
        if shown.keys is not None:
            person.keyboard = shown.keys
        self.sends.append(Sent(time.monotonic(), person.id, shown, shown.text))
        return _json(person, shown)

    def _send_photo(self, args: Json) -> Json:
        picture = args["photo"]
        if not isinstance(picture, FileField):
            raise ApiError(400, "Bad Request: there is no photo in the request")
        sent = self._send({**args, "text": args.get("caption", " ")})
        shown = self.sends[-1].shown
        shown.photo = picture.file.read()
        sizes = [{"file_id": "1", "file_unique_id": "1", "width": 90, "height": 90}]
        text, entities = sent.pop("text"), sent.pop("entities")
        return sent | {"photo": sizes, "caption": text, "caption_entities": entities}

    def _edit(self, args: Json) -> Json:
        person = self._reachable(args)
        old = _find(person, args, "Bad Request: message to edit not found")
        new = _read(args, old.message_id, old.date)
        if not old.from_bot or old.keys is not None:
            raise ApiError(400, "Bad Request: message can't be edited")
        if (old.text, old.buttons, old.entities) == (new.text, new.buttons, new.entities):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        old.text, old.buttons, old.entities = new.text, new.buttons, new.entities
        old.rows, old.previews = new.rows, new.previews
        old.edits += 1
        return _json(person, old)

    def _delete(self, args: Json) -> bool:
        person = self._reachable(args)
        shown = _find(person, args, "Bad Request: message to delete not found")
        if self.unix_time() - shown.date > TOO_OLD.total_seconds():
            raise ApiError(400, "Bad Request: message can't be deleted for everyone")
        shown.deleted = True
        return True

    def _answer_query(self, args: Json) -> bool:
        if self.queries.pop(args["callback_query_id"], None) is None:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.answered.append(args["callback_query_id"])
        return True

    def _set_commands(self, args: Json) -> bool:
        self.commands[args.get("language_code", "")] = json.loads(args["commands"])
        return True

    def _set_text(self, name: str, args: Json) -> bool:
        self.texts[f"{name}:{args.get('language_code', '')}"] = args.get(name, "")
        return True

    def _text(self, name: str, args: Json) -> Json:
        return {name: self.texts.get(f"{name}:{args.get('language_code', '')}", "")}

    def _set_webhook(self, url: str) -> bool:
        self.webhook = url
        return True


def _find(person: Person, args: Json, otherwise: str) -> Shown:
    for shown in person.everything:
        if shown.message_id == int(args["message_id"]) and not shown.deleted:
            return shown
    raise ApiError(400, otherwise)


def _json(person: Person, shown: Shown) -> Json:
    return {
        "message_id": shown.message_id,
        "from": BOT,
        "chat": {"id": person.id, "first_name": person.name, "type": "private"},
        "date": shown.date,
        "text": shown.text,
        "entities": shown.entities,
    }


def _read(args: Json, message_id: int, date: int) -> Shown:
    text = args.get("text", "")
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text) > MOST_TEXT:
        raise ApiError(400, "Bad Request: message is too long")
    markup = json.loads(args.get("reply_markup", "{}"))
    shown = Shown(message_id, text, from_bot=True, date=date)
    shown.entities = _entities(args, text)
    rows = markup.get("inline_keyboard", [])
    shown.rows = [len(row) for row in rows]
    shown.buttons = [_button(button) for row in rows for button in row]
    if "keyboard" in markup:
        shown.keys = [[_label(key) for key in row] for row in markup["keyboard"]]
    shown.silent = args.get("disable_notification") == "true"
    shown.protected = args.get("protect_content") == "true"
    preview = json.loads(args.get("link_preview_options", "{}"))
    shown.previews = not preview.get("is_disabled", False)
    return shown


def _label(key: str | Json) -> str:
    return key if isinstance(key, str) else str(key["text"])


def _button(button: Json) -> Json:
    data = button.get("callback_data")
    if data is not None and not 0 < len(data.encode()) <= MOST_BUTTON_DATA:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if "url" in button:
        if not button["url"].startswith("https://"):
            raise ApiError(400, "Bad Request: BUTTON_URL_INVALID")
    elif data is None and not 0 < len(button.get("copy_text", {}).get("text", "")) <= 256:
        raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    return button


def _entities(args: Json, text: str) -> list[Json]:
    raw = text.encode("utf-16-le")
    found: list[Json] = json.loads(args.get("entities", "[]"))
    for entity in found:
        start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
        if not 0 <= start < end <= len(raw):
            raise ApiError(400, "Bad Request: can't parse entities: out of the text")
        try:
            raw[start:end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise ApiError(400, "Bad Request: can't parse entities: inside a character") from None
        if entity["type"] == "date_time" and not isinstance(entity.get("unix_time"), int):
            raise ApiError(400, "Bad Request: can't parse entities: no unix_time")
    return found
