"""What people write on Signal reaches the inbox, each once, whatever its tools do: in our file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from bot.app import App
from bot.clock import SystemClock
from bot.transports.signal_messenger import SignalOptions, SignalTransport
from bot.transports.signal_state import State
from bot.transports.signal_webhook import WebhookAddress
from handlers.moment import Network
from handlers.people import Address, Person, PersonId
from storage import people
from storage.database import Database, transaction
from storage.opening import create_database, open_database
from tests.journeys.house import KEY, SETTINGS, WORDING
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_phones import Phone
from tests.servers.signal_room import CRASHES

PEOPLE = {
    name: f"{digit * 8}-0000-4000-8000-0000000000{digit * 2}"
    for name, digit in (("Ana", "a"), ("Bea", "b"), ("Cat", "c"))
}
MESSAGES = 21
CRASHES_BEFORE = {
    4: "an unknown typing action",
    11: "an exception without an envelope",
    17: "a group nobody lists",
}
"""Which crash of signalbot's parser comes before which message."""
FAULTS = {
    2: Fault.UNPOSTED,
    5: Fault.SWALLOWED,
    6: Fault.TWICE,
    9: Fault.SWALLOWED,
    12: Fault.TWICE,
    15: Fault.SWALLOWED,
    18: Fault.TWICE,
    20: Fault.SWALLOWED,
}
"""What becomes of which message on its way to the ears."""


def digest_of(phone: Phone, stamp: int) -> bytes:
    key = f"{phone.uuid}:{stamp}:message"
    return blake2b(key.encode(), digest_size=16, person=b"inbox").digest()


def known(folder: Path) -> Database:
    """Make a file in which three people on Signal are known."""
    path = folder / "hearthlight.db"
    create_database(path, bytearray(KEY))
    db = open_database(path, bytearray(KEY), before_upgrade=lambda _: None)
    now = SystemClock().now()
    with transaction(db):
        for name, uuid in PEOPLE.items():
            person = PersonId(name.lower())
            people.save(db, Person(person, name, "en", "UTC"), now)
            people.add_address(db, person, Address(Network.SIGNAL, uuid), now)
    return db


async def write_all(
    api: SignalApi, transport: SignalTransport, db: Database
) -> list[tuple[Phone, bytes]]:
    """Let the three write in turn, through all that goes wrong; return who wrote what, in order."""
    phones = [api.phone(name, uuid) for name, uuid in PEOPLE.items()]
    await api.until(lambda: transport.status.state is State.OK and api.sockets == 1)
    said: list[tuple[Phone, bytes]] = []
    for place in range(1, MESSAGES + 1):
        phone = phones[place % len(phones)]
        if place in CRASHES_BEFORE:
            await api.until(lambda: api.sockets == 1)
            CRASHES[CRASHES_BEFORE[place]](api, phone)
            await api.until(lambda: api.sockets == 0)
        if place in FAULTS:
            api.fault(FAULTS[place])
        shown = phone.say("status")
        said.append((phone, digest_of(phone, shown.timestamp)))
        await until(lambda: len(_inbox(db)) >= place)  # noqa: B023 - asked before the next one
    return said


async def until(holds: Callable[[], bool]) -> None:
    """Look at the file, which rings no bell, again and again."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


def test_21_messages_through_three_crashes_swallowed_frames_and_duplicates_are_21(
    tmp_path: Path,
) -> None:
    socket = bind(0)
    address = f"http://127.0.0.1:{socket.getsockname()[1]}/a-secret"
    socket.close()
    db, clock = known(tmp_path), SystemClock()
    inbox: list[bytes] = []

    async def journey(api: SignalApi) -> list[tuple[Phone, bytes]]:
        options = SignalOptions(
            api.url,
            api.account.number,
            WebhookAddress.read(address),
            probe_every=timedelta(seconds=1),
        )
        transport = SignalTransport(options, now=clock.now)
        app = App(db, clock, SETTINGS, [transport], WORDING)
        await app.begin()
        try:
            said = await write_all(api, transport, db)
            await until(lambda: app.idle)
            inbox.extend(_inbox(db))
        finally:
            await app.end()
        return said

    with SignalApi(webhook=address) as api:
        said = asyncio.run(journey(api))

    assert sorted(inbox) == sorted(digest for _, digest in said)
    for uuid in PEOPLE.values():
        theirs = [digest for phone, digest in said if phone.uuid == uuid]
        assert [digest for digest in inbox if digest in theirs] == theirs


def _inbox(db: Database) -> list[bytes]:
    """The identities of all that is in the inbox, in the order it came in."""
    return [digest for (digest,) in db.rows("SELECT digest FROM inbox ORDER BY seen_at")]
