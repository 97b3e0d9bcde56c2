"""The clocks: what a step of the wall clock does, and who wakes at a jump."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import Clock, ManualClock, SystemClock, WarpClock

EVENING = datetime(2025, 11, 22, 20, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Computer:
    """A computer whose two clocks are moved by hand."""

    def __init__(self) -> None:
        self.wall = EVENING.timestamp()
        self.boot = 1000.0

    def clock(self) -> SystemClock:
        return SystemClock(wall=lambda: self.wall, boot=lambda: self.boot)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def is_done(task: asyncio.Task[None]) -> bool:
    await settle()
    return task.done()


async def jumps(sleep: Coroutine[None, None, None], clock: ManualClock) -> list[bool]:
    """Jump twice by a minute; say after each jump whether the sleeper is awake."""
    task = asyncio.ensure_future(sleep)
    awake = []
    for _ in range(2):
        await settle()
        clock.advance(MINUTE)
        awake.append(await is_done(task))
    return awake


def test_the_system_clock_speaks_aware_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize("step", [-3600, 3600])
def test_a_step_of_the_wall_clock_moves_nothing(step: int) -> None:
    computer = Computer()
    clock = computer.clock()

    computer.wall += step
    computer.boot += 60

    assert clock.now() == EVENING + MINUTE


def test_time_spent_suspended_counts() -> None:
    computer = Computer()
    clock = computer.clock()

    computer.boot += 8 * 3600

    assert clock.now() == EVENING + timedelta(hours=8)
    assert clock.monotonic() == 1000 + 8 * 3600


def test_the_system_clock_does_not_wake_a_sleeper_early() -> None:
    clock = SystemClock()
    asked = clock.now() + timedelta(milliseconds=20)

    asyncio.run(clock.sleep_until(asked))

    assert clock.now() >= asked


def test_a_past_instant_still_lets_the_others_run() -> None:
    async def scene(clock: Clock) -> bool:
        task = asyncio.create_task(settle_nothing())
        await clock.sleep_until(EVENING - MINUTE)
        return task.done()

    async def settle_nothing() -> None:
        return None

    for clock in (SystemClock(), ManualClock(EVENING), WarpClock(ManualClock(EVENING))):
        assert asyncio.run(scene(clock))


def test_a_manual_clock_stands_still() -> None:
    clock = ManualClock(EVENING)

    assert clock.now() == clock.now() == EVENING
    assert clock.monotonic() == 0


def test_a_jump_wakes_only_those_whose_time_has_come() -> None:
    clock = ManualClock(EVENING)

    awake = asyncio.run(jumps(clock.sleep_until(EVENING + 2 * MINUTE), clock))

    assert awake == [False, True]


def test_a_span_is_counted_from_when_the_sleep_began() -> None:
    clock = ManualClock(EVENING)
    clock.advance(MINUTE)

    awake = asyncio.run(jumps(clock.sleep(2 * MINUTE), clock))

    assert awake == [False, True]


def test_a_manual_clock_serves_one_event_loop_after_the_other() -> None:
    clock = ManualClock(EVENING)

    first = asyncio.run(jumps(clock.sleep_until(EVENING + MINUTE), clock))
    second = asyncio.run(jumps(clock.sleep_until(EVENING + 3 * MINUTE), clock))

    assert (first, second) == ([True, True], [True, True])


def test_a_manual_clock_counts_its_jumps_as_seconds() -> None:
    clock = ManualClock(EVENING)

    clock.set(EVENING + MINUTE)

    assert clock.monotonic() == 60


def test_no_clock_goes_back() -> None:
    warp = WarpClock(ManualClock(EVENING))

    with pytest.raises(ValueError, match="go back"):
        ManualClock(EVENING).set(EVENING - MINUTE)
    with pytest.raises(ValueError, match="go back"):
        warp.set(EVENING - MINUTE)


def test_a_warp_runs_on_from_where_it_jumped_to() -> None:
    real = ManualClock(EVENING)
    clock = WarpClock(real)

    clock.advance(timedelta(hours=2))
    real.advance(MINUTE)

    assert clock.now() == EVENING + timedelta(hours=2) + MINUTE
    assert clock.monotonic() == 2 * 3600 + 60


def test_a_warp_can_jump_to_an_instant() -> None:
    clock = WarpClock(ManualClock(EVENING))

    clock.set(EVENING + MINUTE)

    assert clock.now() == EVENING + MINUTE


def test_a_warp_jump_wakes_sleepers() -> None:
    clock = WarpClock(ManualClock(EVENING))

    async def scene() -> tuple[bool, bool]:
        task = asyncio.create_task(clock.sleep(2 * MINUTE))
        before = await is_done(task)
        clock.advance(2 * MINUTE)
        return before, await is_done(task)

    assert asyncio.run(scene()) == (False, True)


def test_a_warp_also_wakes_by_waiting() -> None:
    clock = WarpClock(SystemClock())
    clock.advance(MINUTE)
    asked = clock.now() + timedelta(milliseconds=20)

    asyncio.run(clock.sleep_until(asked))

    assert clock.now() >= asked
