"""The one line of what both ears of Signal hear."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

from loguru import logger

from bot.transports import Incoming, Kind
from bot.transports.signal_decode import Decoded
from bot.transports.signal_inlet import Inlet
from handlers.moment import Network
from tests.servers.ears import KeepingEars, PausedTime

NOW = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)


def heard(text: str, chat: str = "ana", device: int = 1) -> Decoded:
    said = Incoming(Network.SIGNAL, chat, Kind.TEXT, f"{chat}:{text}", NOW, text=text)
    return Decoded(said, device=device)


def line(test: Callable[[Inlet, KeepingEars], Awaitable[None]]) -> PausedTime:
    """Let an inlet decide while `test` lasts."""
    time = PausedTime()

    async def run() -> None:
        ears = KeepingEars()
        inlet = Inlet(ears, time.pause)
        deciding = asyncio.create_task(inlet.run())
        try:
            async with asyncio.timeout(10):
                await test(inlet, ears)
        finally:
            deciding.cancel()
            with suppress(asyncio.CancelledError):
                await deciding

    asyncio.run(run())
    return time


def test_what_the_webhook_brings_is_decided_before_it_is_answered() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        await inlet.take(heard("2h"))

        assert [each.text for each in ears.incoming] == ["2h"]

    line(test)


def test_a_full_disk_is_waited_out_and_nothing_is_lost_or_out_of_order() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        ears.fail = 3
        for text in ("one", "two"):
            assert inlet.overhear(heard(text))
        await inlet.take(heard("three"))

        assert [each.text for each in ears.incoming] == ["one", "two", "three"]

    assert line(test).pauses == [0.5, 1, 2]


def test_from_a_device_nobody_has_heard_of_the_library_alone_is_not_believed() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        before = inlet.overhear(heard("all good", device=2))
        await inlet.take(heard("hello", device=2))
        after = inlet.overhear(heard("2h", device=2))
        await inlet.drained()

        assert (before, after) == (False, True)
        assert [each.text for each in ears.incoming] == ["hello", "2h"]

    line(test)


def test_nothing_is_not_handed_in() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        await inlet.take(Decoded())

        assert not inlet.overhear(Decoded())
        assert ears.begun == 0

    line(test)


def test_what_the_webhook_never_brings_is_counted_once_from_the_second_look_on() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        inlet.overhear(heard("posted later"))
        inlet.overhear(heard("never posted"))
        looks = [inlet.missed_posts()]
        await inlet.take(heard("posted later"))
        looks += [inlet.missed_posts(), inlet.missed_posts()]

        assert looks == [0, 1, 0]

    line(test)


def test_odd_frames_are_counted_and_not_each_is_told() -> None:
    told: list[str] = []
    sink = logger.add(lambda line: told.append(line.record["message"]), level="DEBUG")

    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        for _ in range(5):
            await inlet.take(Decoded(odd=True))

    line(test)
    logger.remove(sink)

    assert told == [f"signal.odd_frames frames={count}" for count in (1, 2, 4)]


def test_the_devices_of_very_many_people_are_not_kept_for_ever() -> None:
    async def test(inlet: Inlet, ears: KeepingEars) -> None:
        for number in range(10_001):
            await inlet.take(heard("hello", f"chat {number}", device=2))

        assert not inlet.overhear(heard("ok", "chat 1", device=2))
        assert inlet.overhear(heard("ok", "chat 10000", device=2))

    line(test)
