"""A whole house with pretend phones: what the demo, the stories and the journeys in tests live in.

Engine, storage, courier and wording are the coordinator's; only the clock and the networks differ.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from bot import catalogue
from bot.app import App
from bot.clock import ManualClock, WarpClock
from bot.engine import draw
from bot.seal import Seal
from bot.transports.local import LIKE_SIGNAL, LIKE_TELEGRAM, LocalTransport, Phone
from bot.warp import Warp
from bot.wording import Wording
from bot.zones import cities
from handlers.desk import House
from handlers.moment import Network
from handlers.wordlist import tidy
from storage.database import Database
from storage.opening import create_database, open_database

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
"""A Friday."""
LANGUAGE = "en"
PLAN = "Call me. If I don't pick up, come by the blue door."
CONDITION = "if hurt"

PretendClock: TypeAlias = ManualClock | WarpClock


class PretendHouse:
    """Everything runs; `say`, `press` and `advance` return when all is quiet again."""

    def __init__(
        self,
        folder: Path,
        settings: House | None = None,
        clock: PretendClock | None = None,
        *,
        entropy: Callable[[], bytes] = draw,
        key: bytes | None = None,
    ) -> None:
        """Make an empty encrypted database in `folder`.

        clock: stands still at `EVENING` unless given. entropy: gives 16 bytes for each event.
        key: 32 bytes; unless given it is drawn, and nowhere but in memory.
        """
        self.clock = clock or ManualClock(EVENING)
        self.telegram = LocalTransport(Network.TELEGRAM, LIKE_TELEGRAM, self.clock.now)
        self.signal = LocalTransport(Network.SIGNAL, LIKE_SIGNAL, self.clock.now)
        self.path = folder / "hearthlight.db"
        self.settings = settings or House("the Thursday group", LANGUAGE, "UTC", cities=cities())
        self.wording = Wording(catalogue.read_all())
        self.db: Database
        self.app: App
        self.warp: Warp
        self._key = key or draw() + draw()
        self._entropy = entropy
        self._seal = Seal(bytearray(draw() + draw()))
        create_database(self.path, bytearray(self._key))

    async def start(self) -> None:
        """Begin the process on the file as it is; the phones and what waits there stay."""
        self.db = open_database(self.path, bytearray(self._key), before_upgrade=lambda _: None)
        transports = (self.telegram, self.signal)
        self.app = App(
            self.db,
            self.clock,
            self.settings,
            transports,
            self.wording,
            entropy=self._entropy,
            seal=self._seal,
        )
        self.warp = Warp(self.app, self.clock, transports)
        await self.app.begin()
        await self.settle()

    async def stop(self) -> None:
        """End the process as SIGTERM does."""
        await self.app.end()
        self.db.close()

    async def crash(self) -> None:
        """End the process as a power cut does: nothing is finished, nothing is written."""
        await self.app.drop()
        self.db.close()

    async def settle(self) -> None:
        """Return once nothing more happens at this instant."""
        await self.warp.settle()

    async def advance(self, span: timedelta) -> None:
        """Let time pass, event by event."""
        await self.warp.advance(span)

    async def advance_to(self, at: datetime) -> None:
        """Let time pass until an instant."""
        await self.advance(at - self.clock.now())

    def phone(self, name: str, network: Network = Network.TELEGRAM) -> Phone:
        """Give the phone of a person; its chat is their name in lower case."""
        transport = self.telegram if network is Network.TELEGRAM else self.signal
        return transport.phone(name.lower())

    def label(self, name: str) -> str:
        """Give the words of a choice, `got_it` for one."""
        return self.wording.find(LANGUAGE, f"choice.{name}") or name

    async def say(self, phone: Phone, text: str) -> None:
        """Let somebody write to the bot."""
        await phone.say(text)
        await self.settle()

    async def press(self, phone: Phone, what: str) -> None:
        """Let somebody press the newest button or key with this label; on Signal, type its number.

        Raises NoSuchButtonError.
        """
        number = number_of(phone, what)
        await (phone.say(number) if number else phone.press(what))
        await self.settle()

    async def join(
        self, name: str, network: Network = Network.TELEGRAM, *, plan: str = ""
    ) -> Phone:
        """Let somebody join through an invitation of the coordinator, and leave their plan."""
        phone = self.phone(name, network)
        invitation = await self.app.commits.add(self.app.engine.invite)
        await self.say(phone, invitation.words)
        await self.press(phone, self.label("set_up"))
        await self.say(phone, name)
        await self.press(phone, self.label("yes"))
        await self.press(phone, self.label("later"))
        await (self.say(phone, plan) if plan else self.press(phone, self.label("later")))
        return phone

    async def wish(self, worker: Phone) -> None:
        """Let a worker say what they would like: police no, an ambulance if hurt."""
        await self.say(worker, "plan")
        for answer in ("police_wish", "wish_no", "ambulance_wish", "wish_only"):
            await self.press(worker, self.label(answer))
        await self.say(worker, CONDITION)

    async def pair(self, worker: Phone, peer: Phone, *, match: bool = True) -> None:
        """Let a worker invite a peer, who agrees; by voice the two words are the same."""
        await self.say(worker, "invite")
        await self.say(peer, self.invited(worker))
        await self.press(peer, self.label("agree"))
        await self.say(peer, peer.chat.title())
        for answer in ("line_parcel", "yes", "later"):
            await self.press(peer, self.label(answer))
        if match:
            await self.press(peer, self.label("same"))
            await self.press(worker, self.label("same"))

    def invited(self, worker: Phone) -> str:
        """Read the four words of the newest invitation on a phone. Raises LookupError."""
        for each in reversed(worker.messages):
            for words in re.findall(r"\b[a-z]+(?: [a-z]+){3}\b", each.text):
                if not each.mine and tidy(words):
                    return str(words)
        raise LookupError


def number_of(phone: Phone, what: str) -> str:
    """Find the number a choice has in the newest list that offers it; "" if there is none."""
    for each in reversed(phone.messages):
        for line in each.text.split("\n"):
            number, _, text = line.partition(" ")
            if number.isdigit() and text == what and not each.mine:
                return number
    return ""
