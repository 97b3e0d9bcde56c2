"""What goes wrong on Signal's wire in an evening: nobody is alarmed for it, no alert waits for it.

The wire is real, and so are the engine, the courier and the encrypted file. The house's clock is
pushed, so that its grace and its waits are those of life; what the transport itself waits for (its
looks each second, its patience) takes real time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import ManualClock
from bot.transports.local import LIKE_TELEGRAM, LocalTransport
from bot.transports.signal_messenger import SignalOptions, SignalTransport
from bot.transports.signal_state import State
from bot.transports.signal_webhook import WebhookAddress
from handlers.moment import Network
from handlers.people import Address, Consent, Contact, Person, PersonId
from storage import contacts, people
from storage.database import Database, transaction
from storage.opening import create_database, open_database
from tests.journeys.house import EVENING, KEY, SETTINGS, WORDING
from tests.journeys.three import plain
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_phones import Phone
from tests.servers.signal_room import ANA, BEA

SEND = "POST /v2/send"
IDENTITIES = "GET /v1/identities/{number}"
MINUTE = timedelta(minutes=1)
ALERT = "Ana hasn't answered"
DAN = "d0d0d0d0-0000-4000-8000-0000000000d4"


class Wired:
    """Ana on Signal, her peer Bea on both networks, last on Signal, and Cat on Telegram alone."""

    def __init__(self, api: SignalApi, db: Database, clock: ManualClock, webhook: str) -> None:
        self.api = api
        self.clock = clock
        self.telegram = LocalTransport(Network.TELEGRAM, LIKE_TELEGRAM, clock.now)
        options = SignalOptions(
            api.url,
            api.account.number,
            WebhookAddress.read(webhook),
            patience=timedelta(seconds=1),
            probe_every=timedelta(seconds=1),
        )
        self.signal = SignalTransport(options, now=clock.now)
        self.app = App(db, clock, SETTINGS, [self.telegram, self.signal], WORDING)
        self.ana: Phone = api.phone("Ana", ANA)
        self.bea: Phone = api.phone("Bea", BEA)

    def on_telegram(self, who: str) -> list[str]:
        """What the bot wrote to somebody there."""
        chat = self.telegram.phone(who).messages
        return [plain(each.text) for each in chat if not each.mine]

    def alerts(self) -> list[str]:
        """Every alert anybody read."""
        on_signal = [plain(each.text) for each in self.api.sends]
        return [
            each
            for each in (*self.on_telegram("bea"), *self.on_telegram("cat"), *on_signal)
            if ALERT in each
        ]

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds, while the house's clock stands still."""
        async with asyncio.timeout(15):
            while not holds():  # noqa: ASYNC110 - the parts of a house ring no bell for a test
                await asyncio.sleep(0.01)

    async def wait(self, span: timedelta) -> None:
        """Let time pass, minute by minute, each until all is quiet on both networks."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            await self.jump(min(MINUTE, end - self.clock.now()))

    async def jump(self, span: timedelta) -> None:
        """Push the clock, and wait until what is due then has happened."""
        self.clock.advance(span)
        await self.looked()

    async def looked(self) -> None:
        """Wait until both networks were looked at, and everything that follows has happened."""
        await self.telegram.heard_now()
        looks = self.api.count(IDENTITIES)
        if self.signal.status.state is State.OK:
            await self.until(lambda: self.api.count(IDENTITIES) > looks)
            await asyncio.sleep(0.1)
        self.app.alarm.poke()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def living(folder: Path) -> AsyncIterator[Wired]:
    socket = bind(0)
    webhook = f"http://127.0.0.1:{socket.getsockname()[1]}/a-secret"
    socket.close()
    path, clock = folder / "hearthlight.db", ManualClock(EVENING)
    create_database(path, bytearray(KEY))
    db = open_database(path, bytearray(KEY), before_upgrade=lambda _: None)
    known(db)
    with SignalApi(webhook=webhook) as api:
        wired = Wired(api, db, clock, webhook)
        await wired.app.begin()
        try:
            await wired.until(lambda: wired.signal.status.state is State.OK and wired.app.awake)
            await wired.until(lambda: api.sockets == 1)
            yield wired
        finally:
            await wired.app.end()
            db.close()


def known(db: Database) -> None:
    """Let the four be people of the house: Bea and Cat are Ana's, first one, then the other."""
    addresses = {
        "ana": [Address(Network.SIGNAL, ANA)],
        "bea": [Address(Network.TELEGRAM, "bea"), Address(Network.SIGNAL, BEA)],
        "cat": [Address(Network.TELEGRAM, "cat")],
        "dan": [Address(Network.SIGNAL, DAN)],
    }
    with transaction(db):
        for name, theirs in addresses.items():
            person = PersonId(name)
            known_there = Person(person, name.title(), "en", "UTC", finished_one=True)
            people.save(db, known_there, EVENING)
            for place, address in enumerate(theirs):
                people.add_address(db, person, address, EVENING + timedelta(seconds=place))
        told = [
            Contact(
                f"c{place}",
                PersonId("ana"),
                PersonId(name),
                Consent.AGREED,
                EVENING,
                tier=place,
                place=place,
                peer_name=name.title(),
                worker_name="Ana",
                words_match=True,
            )
            for place, name in enumerate(("bea", "cat"), 1)
        ]
        contacts.save(db, (), tuple(told))


def play(folder: Path, evening: Callable[[Wired], Awaitable[None]]) -> None:
    async def run() -> None:
        async with living(folder) as wired:
            await evening(wired)

    asyncio.run(run())


async def start(wired: Wired) -> None:
    """Let Ana set a timer of half an hour, with a grace of 5 min."""
    wired.ana.say("30m")
    await wired.until(lambda: any("21:00" in each.text for each in wired.api.sends))


async def miss(wired: Wired) -> None:
    """Let Ana's timer and all but the last minute of its grace pass."""
    await start(wired)
    for minutes in (29, 1, 2, 2):
        await wired.jump(minutes * MINUTE)
    assert wired.alerts() == []


def test_a_server_gone_for_two_minutes_alarms_nobody_who_answered_meanwhile(
    tmp_path: Path,
) -> None:
    async def evening(wired: Wired) -> None:
        await miss(wired)
        wired.api.go_offline()
        await wired.until(lambda: wired.signal.status.state is State.OFFLINE)
        wired.ana.say("ok")
        await wired.wait(2 * MINUTE)
        before = wired.alerts()
        wired.api.go_online()
        await wired.until(lambda: "Done" in plain(wired.ana.last.text or ""))
        await wired.wait(5 * MINUTE)

        assert before == wired.alerts() == []

    play(tmp_path, evening)


def test_an_alert_over_a_gap_that_is_over_states_it(tmp_path: Path) -> None:
    async def evening(wired: Wired) -> None:
        await miss(wired)
        wired.api.go_offline()
        await wired.until(lambda: wired.signal.status.state is State.OFFLINE)
        await wired.wait(2 * MINUTE)
        wired.api.go_online()
        await wired.until(lambda: wired.signal.status.state is State.OK)
        await wired.wait(MINUTE)

        await wired.until(wired.alerts)
        assert "I couldn't hear Signal from 21:0" in wired.alerts()[0]
        assert "What was sent then may be lost." in wired.alerts()[0]

    play(tmp_path, evening)


def test_an_alert_over_a_gap_that_lasts_goes_out_on_the_other_network_and_states_it(
    tmp_path: Path,
) -> None:
    async def evening(wired: Wired) -> None:
        await miss(wired)
        wired.api.go_offline()
        await wired.until(lambda: wired.signal.status.state is State.OFFLINE)
        await wired.wait(2 * MINUTE)
        held_back = wired.alerts()
        await wired.wait(4 * MINUTE)

        await wired.until(wired.alerts)
        assert held_back == []
        assert any("Signal" in line for line in wired.alerts()[0].splitlines()[1:])

    play(tmp_path, evening)


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.CHALLENGED])
def test_an_alert_that_signal_takes_no_more_of_goes_to_the_other_network_at_once(
    fault: Fault, tmp_path: Path
) -> None:
    async def evening(wired: Wired) -> None:
        await miss(wired)
        token = wired.api.fault(fault, route=SEND, who=BEA, times=None)
        await wired.wait(2 * MINUTE)

        await wired.until(lambda: any(ALERT in each for each in wired.on_telegram("bea")))
        assert not any(ALERT in (each.text or "") for each in wired.bea.everything)
        assert wired.signal.challenges == ((token,) if token else ())

    play(tmp_path, evening)


@pytest.mark.parametrize("fault", [Fault.UNTRUSTED, Fault.HANG, Fault.LOST, Fault.PAGE])
def test_an_alert_that_meets_a_fault_is_not_lost(fault: Fault, tmp_path: Path) -> None:
    async def evening(wired: Wired) -> None:
        await miss(wired)
        wired.api.fault(fault, route=SEND, who=BEA)
        await wired.wait(2 * MINUTE)
        await wired.wait(MINUTE)

        await wired.until(
            lambda: any(ALERT in plain(each.text or "") for each in wired.bea.everything)
        )

    play(tmp_path, evening)


def test_telegram_is_as_quick_as_ever_while_every_call_to_signal_hangs(tmp_path: Path) -> None:
    async def evening(wired: Wired) -> None:
        before = [await answered(wired) for _ in range(10)]
        for uuid in (ANA, BEA, DAN):
            wired.api.fault(Fault.HANG, who=uuid, times=None)
        wired.api.fault(Fault.HANG, route=IDENTITIES, times=None)
        dan = wired.api.phone("Dan", DAN)
        for phone in (wired.ana, wired.bea, dan):
            phone.say("status")
        await wired.until(lambda: wired.api.count(SEND) >= 2)
        during = [await answered(wired) for _ in range(10)]

        assert sorted(during)[5] < max(0.2, 3 * sorted(before)[5])
        assert max(during) < 1

    play(tmp_path, evening)


async def answered(wired: Wired) -> float:
    """Say how many seconds an answer on Telegram takes."""
    telegram = wired.telegram.phone("cat")
    count, began = len(wired.on_telegram("cat")), time.monotonic()
    await telegram.say("status")
    await wired.until(lambda: len(wired.on_telegram("cat")) > count)
    return time.monotonic() - began
