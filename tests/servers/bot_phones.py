"""The people of the Bot API server: what they write and press, and what their phones show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition
from typing import Any, Protocol, TypeAlias

Json: TypeAlias = dict[str, Any]  # what the protocol itself is made of


@dataclass
class Shown:
    """One message in a chat, as the phone shows it."""

    message_id: int
    text: str
    from_bot: bool
    date: int
    """Unix seconds."""
    buttons: list[Json] = field(default_factory=list)
    """Inline buttons in reading order, as the Bot API has them."""
    rows: list[int] = field(default_factory=list)
    """How many inline buttons each row has."""
    keys: list[list[str]] | None = None
    entities: list[Json] = field(default_factory=list)
    photo: bytes = b""
    """The picture above the text."""
    silent: bool = False
    protected: bool = False
    previews: bool = True
    edits: int = 0
    deleted: bool = False

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    def covered(self, kind: str) -> list[str]:
        """The stretches of text under an entity of this kind (offsets count UTF-16 units)."""
        raw = self.text.encode("utf-16-le")
        stretches = [
            raw[2 * each["offset"] : 2 * (each["offset"] + each["length"])]
            for each in self.entities
            if each["type"] == kind
        ]
        return [stretch.decode("utf-16-le") for stretch in stretches]


class House(Protocol):
    """What a phone needs of the server."""

    changed: Condition

    def update(self, kind: str, content: Json, chat: int) -> None: ...

    def next_message_id(self) -> int: ...

    def unix_time(self, at: datetime | None) -> int: ...

    def new_query(self, chat: int) -> str: ...


class Person:
    """Somebody with a phone: thread-safe, usable from tests with and without an event loop."""

    def __init__(self, house: House, name: str, user_id: int, language: str = "en") -> None:
        self._house = house
        self.name = name
        self.id = user_id
        self.language = language
        self.started = False
        """Whether they ever wrote to the bot: it cannot begin a chat."""
        self.blocked = False
        self.deactivated = False
        self.everything: list[Shown] = []
        """The whole chat, deleted messages included."""
        self.keyboard: list[list[str]] = []
        """The keys below the chat."""

    @property
    def chat(self) -> list[Shown]:
        """What is on the screen now."""
        with self._house.changed:
            return [message for message in self.everything if not message.deleted]

    @property
    def last(self) -> Shown:
        """The newest message of the bot that is still there."""
        return [message for message in self.chat if message.from_bot][-1]

    def say(self, text: str, *, at: datetime | None = None, reply_to: Shown | None = None) -> Shown:
        """Write a message, dated `at` (the server's time unless given)."""
        extra: Json = {"text": text}
        if reply_to is not None:
            extra["reply_to_message"] = self._json(reply_to) | {"text": reply_to.text}
        return self.share(extra, at=at)

    def share(self, content: Json, *, at: datetime | None = None) -> Shown:
        """Send anything a message can hold, e.g. `{"photo": [...]}`."""
        with self._house.changed:
            if self.blocked or self.deactivated:
                raise LookupError("whoever blocked the bot cannot write to it")
            self.started = True
            shown = Shown(
                self._house.next_message_id(),
                content.get("text", ""),
                from_bot=False,
                date=self._house.unix_time(at),
            )
            self.everything.append(shown)
            self._house.update("message", self._json(shown) | content, self.id)
            return shown

    def edit(self, shown: Shown, text: str) -> None:
        """Change a message of their own."""
        with self._house.changed:
            shown.text = text
            content = self._json(shown) | {"text": text, "edit_date": self._house.unix_time(None)}
            self._house.update("edited_message", content, self.id)

    def press(self, label: str) -> None:
        """Press the newest inline button of that label, else the key below the chat."""
        with self._house.changed:
            for shown in reversed(self.chat):
                for button in shown.buttons:
                    if button["text"] == label and "callback_data" in button:
                        self.press_data(shown, button["callback_data"])
                        return
            if not any(label in row for row in self.keyboard):
                raise LookupError(f"no button {label!r} on this phone")
            self.say(label)

    def press_data(self, shown: Shown, data: str) -> None:
        """Send a press as the app does, for a button that may be gone by now."""
        query = {
            "id": self._house.new_query(self.id),
            "from": self.user,
            "message": self._json(shown) | {"text": shown.text, "from": _THE_BOT},
            "chat_instance": "1",
            "data": data,
        }
        self._house.update("callback_query", query, self.id)

    def block(self) -> None:
        with self._house.changed:
            self.blocked = True
            self._membership("kicked")

    def unblock(self) -> None:
        with self._house.changed:
            self.blocked = False
            self._membership("member")

    def wait_for(self, predicate: Callable[[Shown], bool], timeout: float = 5) -> Shown:
        """Block until a visible message of the bot fits; TimeoutError otherwise."""

        def found() -> Shown | None:
            fitting = [each for each in self.chat if each.from_bot and predicate(each)]
            return fitting[-1] if fitting else None

        with self._house.changed:
            shown = self._house.changed.wait_for(found, timeout)
        if shown is None:
            raise TimeoutError("no such message on this phone")
        return shown

    async def await_message(self, predicate: Callable[[Shown], bool], timeout: float = 5) -> Shown:  # noqa: ASYNC109 - a test says how long
        """Wait like `wait_for` while the event loop goes on."""
        return await asyncio.to_thread(self.wait_for, predicate, timeout)

    @property
    def user(self) -> Json:
        """All that the network tells of a person, needed or not."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "last_name": f"{self.name}-Lastname",
            "username": f"{self.name.lower()}_username",
            "language_code": self.language,
            "is_premium": True,
        }

    def _json(self, shown: Shown) -> Json:
        chat = {key: self.user[key] for key in ("id", "first_name", "last_name", "username")}
        return {
            "message_id": shown.message_id,
            "from": self.user,
            "chat": chat | {"type": "private"},
            "date": shown.date,
        }

    def _membership(self, status: str) -> None:
        member: Json = {"user": _THE_BOT, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        content: Json = {
            "chat": {"id": self.id, "first_name": self.name, "type": "private"},
            "from": self.user,
            "date": self._house.unix_time(None),
            "old_chat_member": {"user": _THE_BOT, "status": "member"},
            "new_chat_member": member,
        }
        self._house.update("my_chat_member", content, self.id)


_THE_BOT: Json = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Timer",
    "username": "evening_timer_bot",
}
