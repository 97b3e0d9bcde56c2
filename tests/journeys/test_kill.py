"""200 times kill -9 of the real process while updates are in work: nothing lost, nothing twice.

Another seed than the usual one: KILL_SEED=7 pytest tests/journeys/test_kill.py
"""

import os
import re
import time
from collections.abc import Callable
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

import pytest

from tests.bot.process import PATIENCE
from tests.journeys.evening import Ana, Bea, Dee, Eve
from tests.journeys.phrases import says
from tests.journeys.record import MARK, Record, due_in, number_in
from tests.journeys.town import QUICK, TELEGRAM, Town, copy_of

SEED = int(os.environ.get("KILL_SEED", "20260306"))
KILLS = 50
"""In each of four houses, so that two cores can share them."""
EXPECTED = tuple(
    """
    start.keys timer.card timer.card.done timer.extended timer.done timer.done.early
    timer.reminder timer.due timer.due.again timer.due.away timer.away
    timer.missed timer.done.after_alert code.offer alert.missed alert.thanks alert.over.safe
    """.split()
)
"""All that may be read: a message that came twice, or after one that was lost, gets another."""


class Evening:
    """The four and the record, in a town that is killed and started again."""

    def __init__(self, town: Town, rng: Random) -> None:
        self.town = town
        self.rng = rng
        self.ana, self.dee, self.bea = Ana(town), Dee(town), Bea(town)
        self.eve = Eve(town, self.bea)
        self.record = Record(town)
        self.in_work = 0
        """How many kills found updates that were not confirmed, or a call under way."""

    def live_and_die(self) -> None:
        """Start; kill at a random moment, counted in calls from the first poll on."""
        calls = self.town.api.calls
        self._act(1.0)
        before = len(calls)
        self.record.starts.append(time.monotonic())
        self.town.bot.begin()
        more = self.rng.choice((1, 1, 2, 3, 5, 8, 13, 21, 34))
        ends_at = time.monotonic() + PATIENCE
        while len(calls) < before + more and time.monotonic() < ends_at:
            time.sleep(0.01)
            if len(calls) > before:
                ends_at = min(ends_at, time.monotonic() + 1.2)
                self._act(0.05)
        time.sleep(self.rng.choice((0.0, self.rng.uniform(0, 0.04))))
        assert self.town.bot.runs, self.town.bot.stderr
        self.in_work += bool(self.town.api.state.waiting) or _is_sending(calls)
        self.town.bot.kill()

    def come_home(self) -> None:
        """Let everyone come home, with the bot up for good."""
        town = self.town
        self.record.starts.append(time.monotonic())
        town.bot.start()
        self._hear()
        self.ana.end()
        self.dee.end()
        if self.eve.missed > self.eve.came_back:
            town.bot.until(lambda: self.eve.told and self.bea.is_answered, "the last alert")
            self.eve.come_back()
        self._hear()
        town.settle(60)

    def told(self) -> str:
        """Say in figures what was lived through."""
        sends = [sent for each in self._people for sent in each.phone.sent]
        return (
            f"{KILLS} kills, {self.in_work} of them with updates in work;"
            f" {sum(each.phone.answers for each in self._people)} things said,"
            f" {len(sends)} messages, {sum(map(self.record.was_cut, sends))} cut off;"
            f" {self.eve.missed} alerts, {sum(MARK in each.text for each in sends)} repeated"
        )

    @property
    def _people(self) -> tuple[Ana, Dee, Eve, Bea]:
        return self.ana, self.dee, self.eve, self.bea

    def _hear(self) -> None:
        people = self._people
        self.town.bot.until(lambda: all(each.is_heard for each in people), "all being heard")

    def _act(self, chance: float) -> None:
        for each in (self.ana, self.dee, self.eve):
            if self.rng.random() < chance:
                each.act(self.rng)


def _is_sending(calls: list[tuple[float, str, dict[str, object]]]) -> bool:
    """Whether one of the newest calls was a message of the last few milliseconds."""
    at, method, _ = calls[-1]
    return method != "getUpdates" and time.monotonic() - at < 0.05


@pytest.mark.parametrize("house", range(4))
def test_fifty_kills_lose_nothing_and_apply_nothing_twice(
    house: int, furnished: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    seed = SEED + house
    town = Town(copy_of(furnished, tmp_path / "data"), TELEGRAM, **QUICK)
    evening = Evening(town, Random(seed))

    try:
        with town.api:
            for _ in range(KILLS):
                evening.live_and_die()
            evening.come_home()
            town.bot.stop()
    finally:
        town.bot.kill()

    record_property(f"KILL_SEED={seed}", evening.told())
    assert evening.in_work >= KILLS // 2, seed
    assert town.api.state.waiting == [], seed
    assert evening.record.others(EXPECTED) == set(), seed
    assert re.findall(r"^\S+ ERROR .*", town.bot.stderr, re.MULTILINE) == [], seed
    assert_every_extension_counts_once(evening)
    assert_answers_are_confirmed_once(evening)
    assert_each_missed_timer_told_bea_once(evening)
    assert_nobody_else_was_alarmed(evening)


def assert_every_extension_counts_once(evening: Evening) -> None:
    """Each timer of Ana's ended once, and would have run as long as she had asked for."""
    record, ended = evening.record, evening.ana.ended
    came = evening.ana.phone.got("timer.done.early")
    dues = [due_in(each) for each in came]
    for (first, again), (due, next_due) in zip(pairwise(came), pairwise(dues), strict=True):
        assert due != next_due or record.was_cut(first), again.text
    told = [due for due, _ in groupby(dues)]
    assert len(told) == len(ended)
    assert [each for due, each in zip(told, ended, strict=True) if not each.fits(due)] == []


def assert_answers_are_confirmed_once(evening: Evening) -> None:
    record, dee, eve, bea = evening.record, evening.dee, evening.eve, evening.bea
    assert record.came_once(dee.phone, "timer.done", dee.ended)
    assert record.came_once(eve.phone, "timer.done.after_alert", eve.came_back)
    assert record.came_once(bea.phone, "alert.thanks", len(bea.taken))


def assert_each_missed_timer_told_bea_once(evening: Evening) -> None:
    """Alert and all-clear take turns; more of one only after a cut, an alert marked as that."""
    record, eve = evening.record, evening.eve
    came = [each for each in evening.bea.phone.sent if not says("alert.thanks", each.text)]
    turns = [list(turn) for _, turn in groupby(came, lambda each: is_alert(each.text))]
    assert len(turns) == 2 * eve.missed == 2 * eve.came_back
    for turn in turns:
        assert len({number_in(each.text) for each in turn}) == 1
        for first, again in pairwise(turn):
            assert record.was_cut(first)
            assert MARK in again.text or not is_alert(again.text)
    for alert, clear in zip(turns[::2], turns[1::2], strict=True):
        assert number_in(alert[0].text) == number_in(clear[0].text)


def is_alert(text: str) -> bool:
    return says("alert.missed", text)


def assert_nobody_else_was_alarmed(evening: Evening) -> None:
    town = evening.town
    town.phone("Cat").got_only()
    told = town.phone("Bea").came
    assert [text for text in told if "Ana" in text or "Dee" in text] == []
