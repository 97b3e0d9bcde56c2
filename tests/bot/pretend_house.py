"""A small real house for the page: three pretend phones and a bot that repeats what it hears."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.demo_view import Entry, PhoneView, View
from bot.transports import Button, Hidden, Message, Plain
from bot.transports.local import LIKE_SIGNAL, LIKE_TELEGRAM, LocalTransport
from handlers.moment import Network

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
CAST = (
    ("ana", "Ana", "worker", Network.TELEGRAM),
    ("bea", "Bea", "peer", Network.SIGNAL),
    ("cat", "Cat", "backup", Network.TELEGRAM),
    ("dee", "Dee", "another peer", Network.TELEGRAM),
)


class EchoHouse:
    """A `DemoHouse` whose bot answers each text with itself, covered; a link also as a QR code."""

    def __init__(self) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.clock = EVENING
        self._begin()

    def _begin(self) -> None:
        self.clock = EVENING
        self.entries: list[Entry] = []
        self.people = 3
        self.networks = {
            Network.TELEGRAM: LocalTransport(Network.TELEGRAM, LIKE_TELEGRAM, lambda: self.clock),
            Network.SIGNAL: LocalTransport(Network.SIGNAL, LIKE_SIGNAL, lambda: self.clock),
        }

    def note(self, text: str) -> None:
        self.entries.append(Entry(self.clock, text))

    def view(self) -> View:
        phones = []
        for key, name, role, network in CAST[: self.people]:
            phone = self.networks[network].phone(key)
            shown = phone.messages, phone.keys
            phones.append(PhoneView(key, name, role, network.value.title(), phone.off, *shown))
        upcoming = Entry(self.clock + timedelta(minutes=10), "reminder")
        return View(
            self.clock, tuple(phones), tuple(self.entries), upcoming, can_add=self.people < 4
        )

    async def say(self, phone: str, text: str) -> None:
        await self._network(phone).phone(phone).say(text)
        await self._answer(phone, text)

    async def press(self, phone: str, message: str, token: str) -> None:
        await self._network(phone).phone(phone).press(token, on=message)
        await self._answer(phone, f"pressed {token}")

    async def switch(self, phone: str, *, on: bool) -> None:
        self._network(phone).phone(phone).off = not on
        self.on_change()

    async def advance(self, by: timedelta) -> None:
        self.clock += by
        self.on_change()

    async def jump(self) -> None:
        await self.advance(timedelta(minutes=10))

    async def restart(self) -> None:
        self._begin()
        self.on_change()

    async def add_phone(self) -> None:
        self.people = min(4, self.people + 1)
        self.on_change()

    def _network(self, phone: str) -> LocalTransport:
        return self.networks[{key: network for key, _, _, network in CAST}[phone]]

    async def _answer(self, phone: str, text: str) -> None:
        transport = self._network(phone)
        spans = Plain("You said: "), Hidden((Plain(text),))
        buttons = (Button("All good", "safe:1"),) if transport.abilities.buttons else ()
        drawn = text if text.startswith("https://") else ""
        await transport.send(Message(phone, spans, buttons, qr=drawn))
        self.note("outbox: 1 sent")
        self.on_change()
