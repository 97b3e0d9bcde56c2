"""100,000 plain seeded plays, and 2,000 of Hypothesis, which shrinks what it finds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handlers.play import POOL, Action, openings
from tests.handlers.rules import BrokenRuleError

# Only tests that name their rule cover a line; and traced, these would take three times as long.
pytestmark = pytest.mark.no_cover

CHUNKS, PLAYS = 4, 25_000
LONGEST = 8
FINISHED_EVERY = 40
"""So many plays go on, in silence, until everyone was told."""


def _play(seed: int) -> None:
    dice = random.Random(seed)
    play = dice.choice(openings()).copy()
    done: list[Action] = []
    try:
        for action in dice.choices(POOL, k=dice.randint(1, LONGEST)):
            done.append(action)
            play.act(action)
        if seed % FINISHED_EVERY == 0:
            play.finish()
    except BrokenRuleError as error:
        happened = "; ".join(f"{each.name} {each.detail}" for each in done)
        pytest.fail(f"seed {seed}: {error} after {happened}")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_rules_hold_in_plain_seeded_plays(chunk: int) -> None:
    for seed in range(chunk * PLAYS, (chunk + 1) * PLAYS):
        _play(seed)


@settings(max_examples=2_000, deadline=None)
@given(st.integers(min_value=0), st.lists(st.sampled_from(POOL), max_size=25))
def test_the_rules_hold_in_plays_that_shrink(begin: int, actions: list[Action]) -> None:
    play = openings()[begin % len(openings())].copy()

    for action in actions:
        play.act(action)

    play.finish()
