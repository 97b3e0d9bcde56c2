"""`hearthlight demo`: a pretend evening behind a page in the browser, or a story as text."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot import logs, stories
from bot.clock import SystemClock, WarpClock
from bot.demo_page import open_page
from bot.demo_view import PhoneView, View
from bot.pretend import EVENING, PLAN, PretendClock, PretendHouse
from bot.transports.local import Phone
from bot.underneath import Underneath
from bot.zones import zone_of
from handlers.moment import Network
from handlers.people import Address

ARRIVAL = timedelta(minutes=15)
"""How long before the evening begins all of them have joined and paired."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the cast, and what their phone shows when the evening begins."""

    name: str
    role: str
    network: Network
    welcome: str
    """The key of the one message that is left of joining and pairing."""


CAST = {
    "ana": Part("Ana", "worker", Network.TELEGRAM, "join.ready"),
    "bea": Part("Bea", "peer", Network.SIGNAL, "pair.same"),
    "cat": Part("Cat", "backup", Network.TELEGRAM, "pair.same"),
    "dee": Part("Dee", "another worker", Network.TELEGRAM, "join.ready"),
}
AT_FIRST = 3
"""How many phones are shown at the beginning."""


@dataclass(slots=True)
class Evening:
    """One evening from its beginning on."""

    folder: Path
    house: PretendHouse
    phones: dict[str, Phone]
    underneath: Underneath
    before: dict[str, frozenset[str]] = field(default_factory=dict)
    """The messages of joining and pairing, for each phone: they are not shown."""
    shown: int = AT_FIRST


class Demo:
    """The `DemoHouse` of the page. `begin` it before anything else, `end` it at last."""

    def __init__(self, folder: Path, new_clock: Callable[[], PretendClock]) -> None:
        """Keep each evening in a folder of its own inside `folder`.

        new_clock: makes a clock that shows the time at which they join.
        """
        self.on_change: Callable[[], None] = lambda: None
        self._folder = folder
        self._new_clock = new_clock
        self._evenings = count(1)
        self._one_at_a_time = asyncio.Lock()
        self._evening: Evening
        self._minutes: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Let the evening begin: joined, paired, nothing running."""
        folder = self._folder / str(next(self._evenings))
        folder.mkdir()
        house = PretendHouse(folder, clock=self._new_clock())
        await house.start()
        self._evening = await _prepared(folder, house)
        self._follow(house)
        self.on_change()

    async def end(self) -> None:
        """Stop the house and remove its files."""
        if self._minutes is not None:
            self._minutes.cancel()
        await _left(self._evening)

    def view(self) -> View:
        """Say what the page shows now."""
        evening, house = self._evening, self._evening.house
        phones = [_seen(evening, key) for key in list(CAST)[: evening.shown]]
        return View(
            clock=house.clock.now().astimezone(zone_of(house.settings.zone)),
            phones=tuple(phones),
            timeline=evening.underneath.entries,
            next_event=evening.underneath.next_event(house.app.next_event()),
            can_add=evening.shown < len(CAST),
        )

    async def say(self, phone: str, text: str) -> None:
        """Write on a phone. Raises KeyError for no such phone, PhoneOffError."""
        async with self._one_at_a_time:
            await self._evening.phones[phone].say(text)
            await self._evening.house.settle()

    async def press(self, phone: str, message: str, token: str) -> None:
        """Press a button of a message. Raises KeyError, PhoneOffError, NoSuchButtonError."""
        async with self._one_at_a_time:
            await self._evening.phones[phone].press(token, on=message)
            await self._evening.house.settle()

    async def switch(self, phone: str, *, on: bool) -> None:
        """Switch a phone on or off. Raises KeyError."""
        self._evening.phones[phone].off = not on
        self.on_change()

    async def advance(self, by: timedelta) -> None:
        """Let time pass, every event on the way in its order."""
        async with self._one_at_a_time:
            await self._evening.house.advance(by)
        self.on_change()

    async def jump(self) -> None:
        """Let time pass up to the next event; nothing if there is none."""
        async with self._one_at_a_time:
            await self._evening.house.warp.jump()
        self.on_change()

    async def restart(self) -> None:
        """Forget everything and begin the evening anew."""
        async with self._one_at_a_time:
            over = self._evening
            await self.begin()
            await _left(over)

    async def add_phone(self) -> None:
        """Add one more person's phone, if there is one more."""
        self._evening.shown = min(self._evening.shown + 1, len(CAST))
        self.on_change()

    def _follow(self, house: PretendHouse) -> None:
        """Tell the page of whatever changes: on the phones, underneath, on the clock."""
        house.telegram.on_change = house.signal.on_change = self._changed
        house.app.commits.then(self._evening.underneath.look)
        house.app.commits.then(self._changed)
        if self._minutes is not None:
            self._minutes.cancel()
        self._minutes = asyncio.create_task(self._each_minute(house))

    def _changed(self) -> None:
        self.on_change()

    async def _each_minute(self, house: PretendHouse) -> None:
        while True:
            minute = house.clock.now().replace(second=0, microsecond=0)
            await house.clock.sleep_until(minute + MINUTE)
            self.on_change()


async def _prepared(folder: Path, house: PretendHouse) -> Evening:
    """Let the cast join and pair through the real conversation, and clear their screens."""
    workers = "ana", "dee"
    phones = {
        key: await house.join(part.name, part.network, plan=PLAN if key in workers else "")
        for key, part in CAST.items()
    }
    for worker in workers:
        await house.wish(phones[worker])
    for worker, peer in (("ana", "bea"), ("ana", "cat"), ("dee", "ana"), ("dee", "bea")):
        await house.pair(phones[worker], phones[peer])
        await house.press(phones[peer], house.label("not_now"))
    await house.advance_to(EVENING)
    addresses = {
        place: Address(part.network, phones[key].chat)
        for place, (key, part) in enumerate(CAST.items(), start=1)
    }
    evening = Evening(folder, house, phones, Underneath(house.db, house.clock.now, addresses))
    evening.before = {key: _but_the_welcome(house, key, phones[key]) for key in CAST}
    return evening


def _but_the_welcome(house: PretendHouse, key: str, phone: Phone) -> frozenset[str]:
    text = house.wording.find(house.settings.language, CAST[key].welcome) or ""
    start = text.partition("[[")[0]
    welcomes = [each.ref for each in phone.history if each.text.startswith(start)]
    return frozenset(each.ref for each in phone.history) - frozenset(welcomes[:1])


def _seen(evening: Evening, key: str) -> PhoneView:
    part, phone = CAST[key], evening.phones[key]
    messages = tuple(each for each in phone.messages if each.ref not in evening.before[key])
    network = part.network.value.title()
    return PhoneView(key, part.name, part.role, network, phone.off, messages, phone.keys)


async def _left(evening: Evening) -> None:
    await evening.house.stop()
    shutil.rmtree(evening.folder)


def new_clock() -> WarpClock:
    """Make a clock that shows the time of arrival, and goes on as real clocks do."""
    return WarpClock(SystemClock(wall=(EVENING - ARRIVAL).timestamp))


def main(story: str | None) -> None:
    """Show the demo until Ctrl-C, or play a story. Raises SettingsError for no such story."""
    if story is not None:
        stories.find(story)
    with TemporaryDirectory(prefix="hearthlight-") as folder:
        logs.configure(Path(folder) / "hearthlight.log")
        if story is None:
            asyncio.run(live(Path(folder), browse))
        else:
            asyncio.run(stories.play(story, Path(folder), click.echo))


async def live(folder: Path, show: Callable[[str], None]) -> None:
    """Serve the page until SIGINT or SIGTERM; `show` is given its address."""
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    demo = Demo(folder, new_clock)
    await demo.begin()
    try:
        page = await open_page(demo, secrets.token_urlsafe(16))
        show(page.address)
        await stop.wait()
        await page.close()
    finally:
        await demo.end()


def browse(address: str) -> None:
    """Print the address, and open it in the browser where there is one."""
    click.echo(f"The demo is at {address}\nNothing leaves this computer. Ctrl-C ends it.")
    if sys.platform != "linux" or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}:
        # Some browsers return only when they are closed, and Ctrl-C must not wait for that.
        threading.Thread(target=partial(_open, address), daemon=True).start()


def _open(address: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(address)
