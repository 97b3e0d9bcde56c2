"""The people of the Signal server: what they write, and what their phones show."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from threading import Condition
from typing import Protocol

from tests.servers import signal_frames as frames
from tests.servers.signal_frames import Group, Json, Party, Shown


class House(Protocol):
    """What a phone needs of the server."""

    changed: Condition
    voice_notes: bool

    @property
    def party(self) -> Party: ...

    def timestamp(self, at: datetime | None = None) -> int: ...

    def from_phone(self, phone: Phone, timestamp: int, content: Json) -> None: ...


class Phone:
    """Somebody with a phone: thread-safe, usable from tests with and without an event loop."""

    def __init__(self, house: House, name: str, uuid: str, number: str | None = None) -> None:
        self._house = house
        self.name = name
        self.uuid = uuid
        self.number = number
        self.hides_number = True
        """The default of the app: the bot is not told the number."""
        self.blocked = False
        self.registered = True
        self.keys = 1
        """Which identity key it has: 2 after the first change, and so on."""
        self.delivery_receipts = True
        """Sent by the app itself, for all that arrives; not by people who blocked the bot."""
        self.read_receipts = False
        """Whether the person reads at once and lets the bot know."""
        self.on = True
        self.timer = 0
        """The disappearing timer of the chat in seconds."""
        self.typing = False
        """Whether the bot is seen typing."""
        self.everything: list[Shown] = []
        """The whole chat, groups, deleted and expired messages included."""
        self._waiting: list[Shown] = []

    @property
    def chat(self) -> list[Shown]:
        """What is on the screen now."""
        with self._house.changed:
            return [each for each in self.everything if not each.deleted and not each.expired]

    @property
    def last(self) -> Shown:
        """The newest message of the bot that is still there."""
        return [each for each in self.chat if each.from_bot][-1]

    @property
    def fingerprint(self) -> str:
        """What the safety number is made of; changes with a new phone."""
        return hashlib.sha256(f"{self.uuid} {self.keys}".encode()).hexdigest()

    @property
    def safety_number(self) -> str:
        """The same as 60 digits, to be compared by voice."""
        return str(int(self.fingerprint, 16))[:60]

    @property
    def party(self) -> Party:
        """What frames tell of them."""
        return Party(self.uuid, None if self.hides_number else self.number, self.name)

    def say(
        self,
        text: str | None,
        *,
        quote: Shown | None = None,
        group: Group | None = None,
        at: datetime | None = None,
    ) -> Shown:
        """Write a message, dated `at` (the server's time unless given)."""
        extra: Json = {"message": text}
        if quote is not None:
            extra["quote"] = frames.quote(self._author(quote), quote)
        return self.share(extra, group=group, at=at)

    def quote(self, shown: Shown, text: str) -> Shown:
        """Reply to a message as the app does after a swipe."""
        return self.say(text, quote=shown)

    def share(
        self, content: Json, *, group: Group | None = None, at: datetime | None = None
    ) -> Shown:
        """Send anything a `dataMessage` can hold, e.g. `{"sticker": {...}}`."""
        with self._house.changed:
            timestamp = self._house.timestamp(at)
            shown = Shown([timestamp], content.get("message"), from_bot=False)
            shown.expires_in = self.timer
            shown.quoted = content.get("quote", {}).get("id")
            if group is not None:
                shown.group = group.internal_id
                content = content | {"groupInfo": group.info("DELIVER")}
            self.everything.append(shown)
            self._data(content, timestamp)
            return shown

    def send_file(self, content_type: str = "audio/aac") -> Shown:
        """Send an attachment."""
        uploaded = self._house.timestamp()
        file = frames.attachment(content_type, uploaded, voice_notes=self._house.voice_notes)
        return self.share({"attachments": [file]})

    def react(self, emoji: str, shown: Shown, *, remove: bool = False) -> None:
        """Put an emoji on a message, or take it back."""
        author = self._author(shown)
        self._data({"reaction": frames.reaction(emoji, author, shown, remove=remove)})

    def edit(self, shown: Shown, text: str) -> None:
        """Change a message of their own."""
        with self._house.changed:
            timestamp = self._house.timestamp()
            data = frames.data(timestamp, self.timer, {"message": text})
            edit = {"targetSentTimestamp": shown.timestamp, "dataMessage": data}
            shown.text, shown.edits = text, shown.edits + 1
            shown.timestamps.append(timestamp)
            self._send(timestamp, {"editMessage": edit})

    def delete(self, shown: Shown) -> None:
        """Remove a message of their own for everyone."""
        with self._house.changed:
            shown.deleted = True
            self._data({"remoteDelete": {"timestamp": shown.timestamp}})

    def type(self, action: str = "STARTED") -> None:
        with self._house.changed:
            timestamp = self._house.timestamp()
            self._send(timestamp, {"typingMessage": {"action": action, "timestamp": timestamp}})

    def read(self, *shown: Shown) -> None:
        """Say that messages of the bot were read, whatever `read_receipts` says."""
        self._receipt("isRead", [each.timestamp for each in shown])

    def set_timer(self, seconds: int) -> None:
        """Let what is written from now on disappear; 0 switches it off."""
        with self._house.changed:
            self.timer = seconds
            self._data({"isExpirationUpdate": True})

    def expire(self) -> None:
        """Let the time pass that everything with a timer had."""
        with self._house.changed:
            for shown in self.everything:
                shown.expired = shown.expires_in > 0

    def update_group(self, group: Group, name: str | None) -> None:
        """Rename a group; None: the server does not know the name."""
        with self._house.changed:
            group.name = name
            group.revision += 1
            self._data({"groupInfo": group.info("UPDATE")})

    def block(self) -> None:
        """Take nothing more of the bot. It cannot know: it is not told, and sends go well."""
        with self._house.changed:
            self.blocked = True

    def unblock(self) -> None:
        with self._house.changed:
            self.blocked = False

    def unregister(self) -> None:
        """Leave Signal."""
        with self._house.changed:
            self.registered = False

    def change_identity(self) -> None:
        """Install Signal anew, on another phone perhaps: the safety number changes."""
        with self._house.changed:
            self.keys += 1

    def turn_off(self) -> None:
        with self._house.changed:
            self.on = False

    def turn_on(self) -> None:
        """What was sent meanwhile arrives."""
        with self._house.changed:
            self.on = True
            waiting, self._waiting = self._waiting, []
            for shown in waiting:
                self.arrive(shown)

    def arrive(self, shown: Shown) -> None:
        """Take a message of the bot (the server calls this)."""
        with self._house.changed:
            if not self.on:
                self._waiting.append(shown)
                return
            if self.blocked:
                return
            self.everything.append(shown)
            self._confirm(shown)

    def revise(self, shown: Shown, text: str, timestamp: int) -> None:
        """Take an edit of a message of the bot (the server calls this)."""
        with self._house.changed:
            if self.blocked:
                return
            shown.text, shown.edits = text, shown.edits + 1
            shown.timestamps.append(timestamp)
            if self.on:
                self._confirm(shown)

    def _confirm(self, shown: Shown) -> None:
        if self.delivery_receipts:
            self._receipt("isDelivery", [shown.timestamp])
        if self.read_receipts:
            self.read(shown)

    def find(self, timestamp: int) -> Shown | None:
        """The message that has, or had before an edit, this id."""
        for shown in [*self.everything, *self._waiting]:
            if timestamp in shown.timestamps:
                return shown
        return None

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

    def _data(self, content: Json, timestamp: int | None = None) -> None:
        with self._house.changed:
            written = self._house.timestamp() if timestamp is None else timestamp
            self._send(written, {"dataMessage": frames.data(written, self.timer, content)})

    def _receipt(self, kind: str, timestamps: list[int]) -> None:
        with self._house.changed:
            when = self._house.timestamp()
            self._send(when, frames.receipt(when, kind, timestamps))

    def _send(self, timestamp: int, content: Json) -> None:
        if not self.registered:
            raise LookupError("whoever left Signal cannot write")
        self._house.from_phone(self, timestamp, content)

    def _author(self, shown: Shown) -> Party:
        return self._house.party if shown.from_bot else self.party
