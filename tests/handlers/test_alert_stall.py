"""One peer alone, whatever they press and whenever, cannot keep an alert from the others."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from handlers.alert_states import (
    AlertEvent,
    CannotReach,
    Declined,
    Reopened,
    Settled,
    SpokeWith,
    StillOn,
    Took,
    WantedHelp,
)
from handlers.people import Ladder, PersonId
from handlers.timings import SPOKEN_WAIT, Timings
from tests.handlers.cast import BEA, CAT, DEE, HOUR, LONG_LADDER, MINUTE, SECOND, rung
from tests.handlers.world import World

CHUNKS, PLAYS = 4, 1_000
PRESSES: dict[Callable[[PersonId], AlertEvent], int] = {
    Took: 4,
    StillOn: 8,
    SpokeWith: 2,
    Reopened: 2,
    CannotReach: 1,
    Declined: 1,
    WantedHelp: 1,
}
"""What a peer can press; what wins time is pressed more often."""
EVE = PersonId("eve")
LADDERS: tuple[Ladder, ...] = (
    LONG_LADDER,
    (rung(CAT, 1), rung(BEA, 2), rung(DEE, 3), rung(EVE, 4)),
    (rung(BEA, 1), rung(CAT, 1), rung(DEE, 2), rung(EVE, 3)),
    (rung(BEA, 1), rung(CAT, 2), rung(DEE, 3), rung(EVE, 4)),
)
"""Bea presses; everyone else sleeps."""


def longest_stall(timings: Timings) -> timedelta:
    """Say how long one peer can keep the next tier from being told.

    They take it just before the next tier's time, answer "still on it?" at the last moment once,
    and the second time say they've spoken instead.
    """
    return timings.tier_gap + 2 * (timings.hold + timings.hold_answer) + SPOKEN_WAIT


def _told(world: World) -> dict[int, datetime]:
    """Say when each tier first read of the alert."""
    tiers = {each.peer: each.tier for each in world.alert.ladder}
    first: dict[int, datetime] = {}
    for message in world.read:
        if message.notice.key == "alert.missed":
            first.setdefault(tiers[message.notice.to], message.at)
    return first


def _press(world: World, dice: random.Random) -> None:
    """Let time pass to some moment, often the last one that counts, and let Bea press."""
    due = world.next_deadline() or world.now
    wait = dice.choice((timedelta(), SECOND, MINUTE, 10 * MINUTE, 25 * MINUTE))
    at = due - SECOND if dice.random() < 1 / 2 else world.now + wait
    world.until(max(at, world.now))
    (press,) = dice.choices(list(PRESSES), list(PRESSES.values()))
    world.say(press(BEA))


def _play(seed: int) -> None:
    """Go on until everyone was told; each tier within the bound after the one before."""
    dice = random.Random(seed)
    world = World()
    world.start(dice.choice((30 * MINUTE, 2 * HOUR, 9 * HOUR)), dice.choice(LADDERS))
    while world.case.alert is None:
        world.jump()
    tiers = {each.tier for each in world.alert.ladder}
    bound = longest_stall(world.alert.timings)
    end = world.now + bound * len(tiers)
    while set(_told(world)) != tiers and world.now <= end:
        _press(world, dice)
        assert not isinstance(world.alert.state, Settled), f"seed {seed}: ended by one alone"
    told = _told(world)
    assert set(told) == tiers, f"seed {seed}: only {sorted(told)} told"
    gaps = [told[after] - told[before] for before, after in pairwise(sorted(tiers))]
    assert max(gaps) <= bound, f"seed {seed}: {gaps}"


@pytest.mark.no_cover
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_one_peer_alone_cannot_keep_the_next_tier_from_being_told(chunk: int) -> None:
    for seed in range(chunk * PLAYS, (chunk + 1) * PLAYS):
        _play(seed)
