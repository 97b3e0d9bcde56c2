"""Pretend phones in memory: the network of the demo, the stories and the journeys in tests."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.transports import (
    Abilities,
    Button,
    DeliveryError,
    Ears,
    Incoming,
    Kind,
    Message,
    Plain,
    TargetGoneError,
)
from bot.transports.bubble import Bubble
from handlers.moment import Network

LIKE_TELEGRAM = Abilities(edits=True, deletes=True, buttons=True, date_times=True)
LIKE_SIGNAL = Abilities(edits=True, deletes=True, buttons=False, date_times=False)

DELETABLE_FOR = timedelta(hours=48)
"""Telegram removes no message older than this (Bot API, deleteMessage)."""

BEAT = 1.0
"""Real seconds between two times the network says that it was heard."""


class PhoneOffError(Exception):
    """A phone that is off can neither write nor press."""


class NoSuchButtonError(LookupError):
    """Nothing on the phone has this label or token."""


class Phone:
    """One person's phone: what it shows, and what its owner does with it."""

    def __init__(self, chat: str, network: LocalTransport) -> None:
        """Only `LocalTransport.phone` makes phones."""
        self.chat = chat
        self.blocked = False
        """The person has blocked the bot: every message to them fails for good."""
        self.language = ""
        """What the network says of the person's language."""
        self.copied = ""
        """What a copying button last put on the clipboard."""
        self._network = network
        self._chat: dict[str, Bubble] = {}
        self._keys: tuple[tuple[str, ...], ...] = ()
        self._frozen: tuple[tuple[Bubble, ...], tuple[tuple[str, ...], ...]] | None = None

    @property
    def history(self) -> tuple[Bubble, ...]:
        """Everything that ever came to the screen, oldest first, deleted messages included."""
        return self._frozen[0] if self._frozen else tuple(self._chat.values())

    @property
    def messages(self) -> tuple[Bubble, ...]:
        """What the screen shows, oldest first."""
        return tuple(each for each in self.history if not each.deleted)

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Rows of the keyboard that stays below the chat; () where there is none."""
        return self._frozen[1] if self._frozen else self._keys

    @property
    def last(self) -> Bubble:
        """The newest message of the bot on the screen; LookupError if there is none."""
        for each in reversed(self.messages):
            if not each.mine:
                return each
        raise LookupError

    @property
    def off(self) -> bool:
        """While off, the network takes messages and keeps them; they show when it is on again."""
        return self._frozen is not None

    @off.setter
    def off(self, off: bool) -> None:
        if off != self.off:
            self._frozen = (self.history, self.keys) if off else None
            self._network.on_change()

    async def say(self, text: str, *, on: str = "") -> None:
        """Write to the bot, quoting the message `on` if given; returns once it is committed.

        While nobody listens it waits in the network, and this returns at once.
        Raises PhoneOffError.
        """
        bubble = self._write(text, on)
        event = replace(self._event(Kind.TEXT), text=text, ref=bubble.ref, replies_to=on)
        await self._network.hand_in(event)

    async def press(self, what: str, *, on: str = "") -> None:
        """Press the newest button with this label or token, else the key with this label.

        With `on`, the button of that message with the token `what` is pressed even if it is not
        there any more: a finger that was late. Returns once it is committed.
        Raises PhoneOffError, NoSuchButtonError.
        """
        self._must_be_on()
        if on:
            await self._press(what, on)
        elif (found := self._find(what)) is not None:
            await self._tap(*found)
        elif any(what in row for row in self.keys):
            await self.say(what)
        else:
            raise NoSuchButtonError

    async def send_other(self) -> None:
        """Send something that is not text, such as a photo. Raises PhoneOffError."""
        bubble = self._write("", "")
        await self._network.hand_in(replace(self._event(Kind.OTHER), ref=bubble.ref))

    async def block(self) -> None:
        """Block the bot; the network tells it so (`blocked = True` alone tells nothing)."""
        self.blocked = True
        self._network.on_change()
        await self._network.hand_in(self._event(Kind.BLOCKED))

    def show(self, bubble: Bubble, keys: tuple[tuple[str, ...], ...] = ()) -> None:
        """For the network: put a message into the chat, or a newer version in its place."""
        self._chat[bubble.ref] = bubble
        self._keys = keys or self._keys

    def find(self, ref: str) -> Bubble:
        """For the network: the message as it stands there. Raises TargetGoneError."""
        bubble = self._chat.get(ref)
        if bubble is None or bubble.deleted:
            raise TargetGoneError
        return bubble

    def _find(self, what: str) -> tuple[Bubble, Button] | None:
        for bubble in reversed(self.messages):
            for button in bubble.buttons:
                if what in (button.label, button.token):
                    return bubble, button
        return None

    async def _tap(self, bubble: Bubble, button: Button) -> None:
        if button.passes_on:
            self.copied = button.passes_on
            self._network.on_change()
        else:
            await self._press(button.token, bubble.ref)

    async def _press(self, token: str, ref: str) -> None:
        event = replace(self._event(Kind.PRESS), token=token, replies_to=ref)
        await self._network.hand_in(event)

    def _write(self, text: str, on: str) -> Bubble:
        self._must_be_on()
        ref, at = self._network.draw(), self._network.now()
        bubble = Bubble(ref, (Plain(text),), at, mine=True, replies_to=on)
        self.show(bubble)
        self._network.on_change()
        return bubble

    def _must_be_on(self) -> None:
        if self.off:
            raise PhoneOffError

    def _event(self, kind: Kind) -> Incoming:
        network = self._network
        return Incoming(
            network=network.network,
            chat=self.chat,
            kind=kind,
            key=network.draw(),
            sent_at=network.now(),
            language=self.language,
        )


class LocalTransport:
    """A `Transport` whose network is in memory and whose faults are switches."""

    def __init__(self, network: Network, abilities: Abilities, now: Callable[[], datetime]) -> None:
        """Stand in for `network`; `now` gives the instant (aware UTC) things are sent at."""
        self.network = network
        self.abilities = abilities
        self.now = now
        self.on_change: Callable[[], None] = lambda: None
        """Called after anything on any phone changed."""
        self.down = False
        """Nothing gets through in either direction; what people say waits in the network."""
        self.lose_next = False
        """The next message never arrives, and nobody can know (then the switch is off again)."""
        self.cut_next = False
        """The next message arrives, but nobody can know (then the switch is off again)."""
        self._phones: dict[str, Phone] = {}
        self._waiting: list[Incoming] = []
        self._keyed: set[str] = set()
        self._ears: Ears | None = None
        self._turn = asyncio.Lock()
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)

    def phone(self, chat: str) -> Phone:
        """Return the phone of this chat; a new one the first time."""
        if chat not in self._phones:
            self._phones[chat] = Phone(chat, self)
        return self._phones[chat]

    async def run(self, ears: Ears) -> None:
        """Hand in what waited, then listen until cancelled."""
        self._ears, self._turn = ears, asyncio.Lock()
        try:
            while True:
                await self.heard_now()
                await asyncio.sleep(BEAT)
        finally:
            self._ears = None

    async def heard_now(self) -> None:
        """Hand in what waits and say that the network was heard; nothing while down or deaf."""
        await self._drain()
        if self._ears is not None:
            tell = self._ears.unheard if self.down else self._ears.heard
            tell(self.network)

    async def hand_in(self, incoming: Incoming) -> None:
        """For phones: bring this to the ears; it waits while nobody listens."""
        self._waiting.append(incoming)
        await self._drain()

    async def send(self, message: Message) -> str:
        """Put a message on the phone of its chat; with buttons it cannot bring keys as well."""
        phone = self._reach(message.chat)
        if self.lose_next:
            self.lose_next = False
            raise DeliveryError(unknown=True)
        ref = self.draw()
        bubble = Bubble(
            ref,
            message.spans,
            self.now(),
            message.buttons,
            silent=message.silent,
            qr=message.qr,
        )
        keys = message.keys if self.abilities.buttons and not message.buttons else ()
        phone.show(bubble, keys)
        if keys:
            self._keyed.add(ref)
        self.on_change()
        if self.cut_next:
            self.cut_next = False
            raise DeliveryError(unknown=True)
        return bubble.ref

    async def edit(self, ref: str, message: Message) -> None:
        """Replace a message of the bot, unless it brought keys (Telegram edits no such message)."""
        phone = self._reach(message.chat)
        old = phone.find(ref)
        if ref in self._keyed:
            raise TargetGoneError
        phone.show(replace(old, spans=message.spans, buttons=message.buttons, edited=True))
        self.on_change()

    async def delete(self, chat: str, ref: str) -> None:
        """Remove a message: of the bot, and on Telegram of the person too, for 48 h."""
        phone = self._reach(chat)
        bubble = phone.find(ref)
        on_telegram = self.network is Network.TELEGRAM
        too_old = on_telegram and self.now() - bubble.sent_at >= DELETABLE_FOR
        if too_old or (bubble.mine and not on_telegram):
            raise TargetGoneError
        phone.show(replace(bubble, deleted=True))
        self.on_change()

    async def close(self) -> None:
        """Nothing to let go of: the phones stay as they are."""

    def draw(self) -> str:
        """For phones: a fresh id, never used by another network in memory either."""
        return f"{self._prefix}-{next(self._numbers)}"

    def _reach(self, chat: str) -> Phone:
        if self.down:
            raise DeliveryError(cut_off=True)
        phone = self.phone(chat)
        if phone.blocked:
            raise DeliveryError(permanent=True)
        return phone

    async def _drain(self) -> None:
        """Hand in what waits, in order; the network keeps each until it is committed."""
        async with self._turn:
            ears, batch = self._ears, list(self._waiting)
            if ears is None or self.down or not batch:
                return
            await ears.receive(batch)
            del self._waiting[: len(batch)]
