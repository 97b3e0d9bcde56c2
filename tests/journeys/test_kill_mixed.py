"""Kill -9 in the middle of missed timers, in every mix of networks: each told once, none lost.

What is written on Signal while the bot is dead is gone: whoever gets no answer writes it again.
Another seed than the usual one: KILL_SEED=7 pytest tests/journeys/test_kill_mixed.py
"""

import os
import time
from collections.abc import Callable
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

from tests.bot.process import PATIENCE
from tests.journeys.mixes import Each, trios
from tests.journeys.phones import Letter, Phone, SignalScreen, wording
from tests.journeys.phrases import says
from tests.journeys.record import MARK, Record, number_in
from tests.journeys.town import BOTH, QUICK, Town, copy_of

SEED = int(os.environ.get("KILL_SEED", "20260307"))
EVENINGS = 3
"""With five kills each, and four mixes at the same time."""
A_SECOND = 1.0
"""Telegram dates messages by whole seconds: sooner, "all good" would have come in time."""
SOON = 6.0
"""Seconds after which somebody who got no answer writes again."""


class Storm:
    """A town in which the power goes at random moments, and what people do in it."""

    def __init__(self, town: Town, rng: Random) -> None:
        self.town = town
        self.record = Record(town)
        self.kills = 0
        self.again = 0
        """How often somebody on Signal had to write again."""
        self._rng = rng

    def strike(self) -> None:
        """Let the power go after some more calls, or a second at most, and come back."""
        calls = self._calls() + self._rng.choice((1, 2, 3, 5, 8, 13))
        ends_at = time.monotonic() + 1.2
        while self._calls() < calls and time.monotonic() < ends_at:
            time.sleep(0.01)
        time.sleep(self._rng.uniform(0, 0.04))
        self.town.bot.kill()
        self.kills += 1
        self.record.starts.append(time.monotonic())
        self.town.bot.start()

    def insist(self, phones: Each, text: str, key: str) -> None:
        """Let the power go while all write this; whoever is not answered soon writes it again."""
        phones.say(text)
        self.strike()
        for each in phones:
            on_signal = isinstance(each.screen, SignalScreen)
            try:
                each.reads(key, SOON if on_signal else PATIENCE)
            except AssertionError:
                assert on_signal, "Telegram keeps what was written"
                self.again += 1
                each.say(text)
                each.reads(key)

    def _calls(self) -> int:
        return len(self.town.api.calls) + len(self.town.signal.calls)


def test_fifteen_kills_lose_no_alert_in_any_mix_and_repeat_only_what_is_marked(
    mixed: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with Town(copy_of(mixed, tmp_path / "data"), BOTH, **QUICK) as town:
        storm = Storm(town, Random(SEED))
        ana, bea, cat = trios(town)

        for _ in range(EVENINGS):
            ana.say("5s")  # no sooner, or the card gives way to a newer one before it is sent
            ana.reads("timer.card")
            for _ in range(3):
                storm.strike()
            bea.reads("alert.missed", 2 * PATIENCE)
            storm.insist(bea, "I've got it", "alert.thanks")
            town.wait(A_SECOND)
            storm.insist(ana, "all good", "timer.done.after_alert")
            bea.reads("alert.over.safe", 2 * PATIENCE)
        town.settle()

    record_property(f"KILL_SEED={SEED}", f"{storm.kills} kills, {storm.again} said again")
    for each in bea:
        assert_told_once(storm.record, each)
    cat.got_only()


def assert_told_once(record: Record, bea: Phone) -> None:
    """One alert an evening, and one all-clear of it; more of one only after a cut, and marked."""
    came = [each for each in bea.sent if is_alert(each) or says("alert.over.safe", each.text)]
    turns = [list(turn) for _, turn in groupby(came, is_alert)]
    assert len(turns) == 2 * EVENINGS, bea.came
    for turn in turns:
        assert len({number_in(each.text) for each in turn}) == 1
        for first, again in pairwise(turn):
            assert record.was_cut(first), first.text
            assert MARK in again.text or not is_alert(again)


def is_alert(letter: Letter) -> bool:
    return says("alert.missed", wording(letter.text))
