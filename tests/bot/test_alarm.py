"""The alarm rings at the earliest deadline, when poked, and now and then for nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.alarm import Alarm
from bot.clock import ManualClock, SystemClock

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
SOON = timedelta(milliseconds=100)
PATIENCE = 3.0


class Ticking:
    """A house that counts its ticks and has one deadline."""

    def __init__(self) -> None:
        self.ticks = 0
        self.deadline: datetime | None = None
        self.more = 0
        self.ticked = asyncio.Event()

    async def tick(self) -> bool:
        self.ticks += 1
        self.ticked.set()
        self.more -= 1
        return self.more >= 0

    def next_deadline(self) -> datetime | None:
        return self.deadline

    async def next_tick(self) -> None:
        self.ticked.clear()
        await asyncio.wait_for(self.ticked.wait(), PATIENCE)


def ring(
    body: Callable[[Alarm, Ticking], Awaitable[None]], clock: SystemClock | ManualClock
) -> Ticking:
    house = Ticking()

    async def scenario() -> None:
        alarm = Alarm(clock, house.tick, house.next_deadline)
        running = asyncio.create_task(alarm.run())
        await house.next_tick()
        await asyncio.sleep(0)
        await body(alarm, house)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(scenario())
    return house


def test_it_ticks_once_at_the_start() -> None:
    async def wait(_alarm: Alarm, _house: Ticking) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    assert ring(wait, ManualClock(EVENING)).ticks == 1


def test_it_ticks_at_a_deadline_that_was_set_meanwhile() -> None:
    clock = SystemClock()

    async def wait(alarm: Alarm, house: Ticking) -> None:
        house.deadline = clock.now() + SOON
        alarm.look()
        await house.next_tick()

        assert clock.now() >= house.deadline

    ring(wait, clock)


def test_an_earlier_deadline_takes_the_place_of_a_later_one() -> None:
    clock = SystemClock()

    async def wait(alarm: Alarm, house: Ticking) -> None:
        house.deadline = clock.now() + timedelta(hours=1)
        alarm.look()
        house.deadline = clock.now() + SOON
        alarm.look()

        await house.next_tick()

    ring(wait, clock)


def test_a_poke_ticks_at_once() -> None:
    async def poke(alarm: Alarm, house: Ticking) -> None:
        alarm.poke()
        await house.next_tick()

    assert ring(poke, ManualClock(EVENING)).ticks == 2


def test_while_more_is_due_it_ticks_again_without_waiting() -> None:
    async def poke(alarm: Alarm, house: Ticking) -> None:
        house.more = 3
        alarm.poke()
        await house.next_tick()

    assert ring(poke, ManualClock(EVENING)).ticks == 5


def test_a_deadline_that_stays_in_the_past_does_not_make_it_spin() -> None:
    async def wait(alarm: Alarm, house: Ticking) -> None:
        house.deadline = EVENING - timedelta(minutes=1)
        alarm.poke()
        await house.next_tick()
        for _ in range(100):
            await asyncio.sleep(0)

        assert house.ticks == 2

    ring(wait, ManualClock(EVENING))


def test_it_can_be_begun_again_after_it_was_ended() -> None:
    house = Ticking()

    async def scenario() -> None:
        alarm = Alarm(ManualClock(EVENING), house.tick, house.next_deadline)
        for _ in range(2):
            running = asyncio.create_task(alarm.run())
            await house.next_tick()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    asyncio.run(scenario())

    assert house.ticks == 2
