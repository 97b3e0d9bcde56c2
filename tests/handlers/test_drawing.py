"""The drawings of both machines in handlers/README.md are what the code does."""

import os
import random
import re
from pathlib import Path
from typing import get_args

import pytest

from handlers.alert_states import AlertEvent, AlertState
from handlers.case import Case
from handlers.checkin_states import CheckInEvent, CheckInState
from handlers.notices import Effect
from tests.handlers.drawing import WORDS, alert_edges, checkin_edges, draw_alert, draw_checkin
from tests.handlers.play import POOL, openings
from tests.handlers.world import World

README = Path(__file__).parents[2] / "handlers" / "README.md"
DRAWINGS = {"The check-in": draw_checkin, "The alert": draw_alert}
PLAYS = 1_500
REDRAW = "REDRAW"

# It tries thousands of moments; only tests that name their rule cover a line.
pytestmark = pytest.mark.no_cover


def _drawn(text: str, heading: str) -> re.Match[str]:
    begin = text.index(f"\n## {heading}\n")
    found = re.compile(r"```mermaid\n(.*?)\n```", re.DOTALL).search(text, begin)
    assert found is not None, f"handlers/README.md has no drawing under: {heading}"
    return found


@pytest.mark.parametrize("heading", DRAWINGS)
def test_the_drawing_is_what_the_code_does(heading: str) -> None:
    text = README.read_text(encoding="utf-8")
    drawing = DRAWINGS[heading]()
    found = _drawn(text, heading)
    if os.environ.get(REDRAW):
        text = text[: found.start(1)] + drawing + text[found.end(1) :]
        README.write_text(text, encoding="utf-8")
        found = _drawn(text, heading)

    assert found[1] == drawing, (
        "handlers/README.md is stale; draw it anew, and read what has changed: "
        f"{REDRAW}=1 .venv/bin/pytest tests/handlers/test_drawing.py"
    )


def test_every_event_has_its_word() -> None:
    assert set(WORDS) == {*get_args(CheckInEvent), *get_args(AlertEvent)}
    assert len(set(WORDS.values())) == len(WORDS)


def test_every_state_stands_in_its_drawing() -> None:
    for union, drawing in ((CheckInState, draw_checkin()), (AlertState, draw_alert())):
        missing = [s.__name__ for s in get_args(union) if f"--> {s.__name__}" not in drawing]
        assert not missing


def test_no_play_goes_where_the_drawing_has_no_arrow() -> None:
    drawn = {*checkin_edges(), *alert_edges()}
    gone: set[tuple[str, str]] = set()

    def follow(world: World, before: Case, effects: tuple[Effect, ...]) -> None:
        pairs = ((before.checkin, world.case.checkin), (before.alert, world.case.alert))
        for old, new in pairs:
            if old is not None and new is not None and old.id == new.id:
                gone.add((type(old.state).__name__, type(new.state).__name__))

    for seed in range(PLAYS):
        dice = random.Random(seed)
        play = dice.choice(openings()).copy()
        play.world.watch = follow
        for action in dice.choices(POOL, k=8):
            play.act(action)

    stayed = {(state, state) for state, _ in gone}
    assert gone - stayed <= drawn
