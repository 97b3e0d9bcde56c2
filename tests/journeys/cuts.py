"""A house whose power can be cut at any commit and at any message, and what then lies on its disk.

The process never learns of the cut: the files are copied as they are at that instant, the process
is dropped, and another one begins on the copy.
"""

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from bot.app import App
from bot.transports import Abilities, Message
from bot.transports.local import LIKE_SIGNAL, LIKE_TELEGRAM, LocalTransport
from bot.warp import Warp
from handlers.moment import Network
from storage.database import Database, Row, Value
from storage.opening import open_database
from tests.journeys.house import KEY, WORDING, House


class Where(StrEnum):
    """Where the power goes."""

    BEFORE_COMMIT = "before a commit"
    AFTER_COMMIT = "after a commit"
    AFTER_SEND = "after a send"


class PowerCutError(BaseException):
    """The power is gone: nothing of this process happens any more."""


class Meter:
    """Counts the places where the power can be cut, and cuts it at one of them."""

    def __init__(self, where: Where, at: int, keep: Callable[[], None]) -> None:
        """Cut at the `at`-th place of this kind, from 1 on; `keep` keeps what the disk holds."""
        self.where = where
        self.at = at
        self.passed = 0
        self.cut = False
        self.gone = asyncio.Event()
        self._keep = keep

    def passes(self, where: Where) -> None:
        """Note that such a place was reached. Raises PowerCutError if it is the one."""
        if self.cut:
            raise PowerCutError
        if where is not self.where:
            return
        self.passed += 1
        if self.passed == self.at:
            self.cut = True
            self._keep()
            self.gone.set()
            raise PowerCutError


class CutDatabase(Database):
    """An open database that tells a meter of each commit."""

    def __init__(self, inner: Database, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    @property
    def in_transaction(self) -> bool:
        return self._inner.in_transaction

    @property
    def sealed(self) -> bool:
        return self._inner.sealed

    def rows(self, sql: str, *values: Value) -> list[Row]:
        return self._inner.rows(sql, *values)

    def columns_and_rows(self, sql: str, *values: Value) -> tuple[list[str], list[Row]]:
        return self._inner.columns_and_rows(sql, *values)

    def change(self, sql: str, *values: Value) -> int:
        if sql != "COMMIT":
            return self._inner.change(sql, *values)
        self._meter.passes(Where.BEFORE_COMMIT)
        changed = self._inner.change(sql, *values)
        self._meter.passes(Where.AFTER_COMMIT)
        return changed

    def change_each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        self._inner.change_each(sql, many)

    def seal(self, *, sealed: bool = True) -> None:
        self._inner.seal(sealed=sealed)

    def close(self) -> None:
        self._inner.close()


class CutTransport(LocalTransport):
    """A network in memory that tells a meter of each message that has arrived."""

    meter: Meter

    def __init__(self, network: Network, abilities: Abilities, now: Callable[[], datetime]) -> None:
        super().__init__(network, abilities, now)
        self.arrived: list[tuple[str, str]] = []
        """Chat and text of each new message, as it was then."""

    async def send(self, message: Message) -> str:
        ref = await super().send(message)
        self.arrived.append((message.chat, message.text))
        self.meter.passes(Where.AFTER_SEND)
        return ref

    async def edit(self, ref: str, message: Message) -> None:
        await super().edit(ref, message)
        self.meter.passes(Where.AFTER_SEND)

    async def delete(self, chat: str, ref: str) -> None:
        await super().delete(chat, ref)
        self.meter.passes(Where.AFTER_SEND)


@dataclass(frozen=True, slots=True)
class Until:
    """Time passes until an instant; after a cut on the way, the rest of it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Does:
    """Somebody does something, once: it waits in the network while nobody listens."""

    act: Callable[[House], Awaitable[None]]


Step: TypeAlias = Until | Does


class CutHouse(House):
    """A house that goes on after its power was cut, on what the disk held then."""

    def __init__(self, folder: Path, begins_as: Path) -> None:
        """Begin as the database in the file `begins_as` was left; the phones are new."""
        folder.mkdir()
        super().__init__(folder)
        shutil.copy(begins_as, self.path)
        self._networks = (
            CutTransport(Network.TELEGRAM, LIKE_TELEGRAM, self.clock.now),
            CutTransport(Network.SIGNAL, LIKE_SIGNAL, self.clock.now),
        )
        self.telegram, self.signal = self._networks
        self._kept = folder / "kept" / self.path.name
        self._again = False

    async def start(self) -> None:
        opened = open_database(self.path, bytearray(KEY), before_upgrade=lambda _: None)
        self.db = CutDatabase(opened, self._meter)
        self.app = App(self.db, self.clock, self.settings, self._networks, WORDING)
        self.warp = Warp(self.app, self.clock, self._networks)
        await self._or_cut(self._start())

    async def _start(self) -> None:
        await self.app.begin()
        await self.settle()

    async def play(self, steps: Sequence[Step], where: Where, at: int) -> bool:
        """Play an evening with one cut; return whether there was one, or all was over before."""
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # tasks die of the cut
        self._read(Meter(where, at, self._keep))
        await self.start()
        await self._begin_again_if_cut()
        for step in steps:
            await self._or_cut(self._do(step))
            if await self._begin_again_if_cut() and isinstance(step, Until):
                await self._do(step)
        await self.stop()
        return self._again

    def texts(self, chat: str) -> list[str]:
        """List what was sent to a chat, without the marks around names and times."""
        arrived = (each for network in self._networks for each in network.arrived)
        return [re.sub("[\u2068\u2069]", "", text) for to, text in arrived if to == chat]

    async def _do(self, step: Step) -> None:
        if isinstance(step, Until):
            await self.advance_to(step.at)
        else:
            await step.act(self)

    async def _begin_again_if_cut(self) -> bool:
        """After a cut, begin on what was kept; this time nothing is cut."""
        if not self._meter.cut:
            return False
        await self.crash()
        self.path = self._kept
        self._again = True
        self._read(Meter(self._meter.where, 0, self._keep))
        await self.start()
        return True

    def _read(self, meter: Meter) -> None:
        self._meter = meter
        for network in self._networks:
            network.meter = meter

    def _keep(self) -> None:
        """Copy what is on the disk; what SQLite keeps in memory (`-shm`) is gone."""
        self._kept.parent.mkdir()
        for ending in ("", "-wal"):
            shutil.copy(f"{self.path}{ending}", f"{self._kept}{ending}")

    async def _or_cut(self, doing: Coroutine[Any, Any, None]) -> None:
        """Return once it is done, or as soon as the power is gone."""
        done = asyncio.create_task(doing)
        gone = asyncio.create_task(self._meter.gone.wait())
        await asyncio.wait({done, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        done.cancel()
        with suppress(asyncio.CancelledError, PowerCutError):
            await done
