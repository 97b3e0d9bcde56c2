"""What is over is deleted in time and made unreadable in a quiet moment, on the manual clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.engine import Engine
from bot.hearing import Hearing
from bot.quiet import FORGET_EVERY, PURGE_AGAIN, Quiet
from handlers.desk import House
from handlers.notices import Notice, Urgency
from storage import checkins, codec, leaving, outbox
from storage.database import Database, connect, maintenance, transaction
from storage.opening import create_database, open_database
from tests.storage.cast import ANA, BEA, NOON, ON, checkin, join
from tests.storage.sealed_pages import read_files

KEY = bytearray(range(32))
SECOND = timedelta(seconds=1)
CANARY = "Bea who leaves"


class Night:
    """An engine on a real file, with Ana and Bea in it, and its quiet moments."""

    def __init__(self, db: Database, path: Path) -> None:
        self.db = db
        self.path = path
        self.clock = ManualClock(NOON)
        house = House("the Thursday group", "en", "UTC")
        engine = Engine(db, self.clock, Hearing(ON, NOON), house)
        self.quiet = Quiet(db, self.clock, engine)
        with transaction(db):
            join(db, ANA, "Ana")
            join(db, BEA, CANARY)

    def tick(self, after: timedelta = timedelta()) -> None:
        self.clock.advance(after)
        self.quiet.forget()

    def run(self, until: timedelta) -> None:
        """Let a timer of Ana's have its next deadline so long from now."""
        with transaction(self.db):
            self.db.change("DELETE FROM checkins")
            one = replace(checkin(due_at=self.clock.now() + until), ladder=())
            checkins.save(self.db, None, one, NOON)

    def leave(self) -> None:
        with transaction(self.db):
            leaving.erase(self.db, BEA)

    @property
    def readable(self) -> bool:
        """Whether somebody with the key can read of Bea."""
        return CANARY.encode() in read_files(self.path, KEY)

    def fill(self) -> None:
        with transaction(self.db):
            at = codec.from_instant(NOON)
            self.db.change("INSERT INTO inbox VALUES ('telegram', x'00', ?)", at)

    @property
    def seen(self) -> int:
        return len(self.db.rows("SELECT * FROM inbox"))


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    path = tmp_path / "hearthlight.db"
    create_database(path, KEY)
    with open_database(path, KEY, before_upgrade=lambda _: None) as db:
        yield Night(db, path)


def test_who_leaves_is_unreadable_at_the_next_tick(night: Night) -> None:
    night.tick()
    night.leave()
    before = night.readable

    night.tick(PURGE_AGAIN)

    assert before
    assert not night.readable


def test_a_restart_is_no_way_round_a_purge(night: Night) -> None:
    night.leave()
    night.db.owes_purge = False  # what a new process knows

    night.tick()

    assert not night.readable


def test_a_purge_waits_for_deadlines_that_are_near(night: Night) -> None:
    night.tick()
    night.leave()
    night.run(PURGE_AGAIN + timedelta(seconds=29))
    night.tick(PURGE_AGAIN)
    near = night.readable
    night.run(timedelta(seconds=31))

    night.tick()

    assert near
    assert not night.readable


def test_a_purge_waits_for_an_alert_that_is_being_sent(night: Night) -> None:
    night.tick()
    night.leave()
    night.clock.advance(PURGE_AGAIN)
    with transaction(night.db):
        outbox.put_all(night.db, [Notice(ANA, "a", urgency=Urgency.ALERT)], night.clock.now())
    night.tick()
    while_sending = night.readable

    night.tick(timedelta(seconds=30))

    assert while_sending
    assert not night.readable


def test_rows_are_deleted_even_if_no_moment_is_ever_quiet(night: Night) -> None:
    night.tick()
    night.fill()
    for _ in range(49):
        night.clock.advance(FORGET_EVERY)
        night.run(SECOND)
        night.tick()

    assert night.seen == 0
    assert night.db.owes_purge


def test_a_timer_that_cannot_be_decided_holds_no_purge_up(night: Night) -> None:
    night.run(SECOND)
    night.leave()

    night.tick(timedelta(minutes=11))

    assert not night.readable


def test_purges_follow_each_other_at_a_distance(night: Night) -> None:
    night.tick()
    night.leave()
    night.tick(PURGE_AGAIN - SECOND)
    too_soon = night.db.owes_purge

    night.tick(SECOND)

    assert too_soon
    assert not night.db.owes_purge


def test_what_is_over_is_looked_for_once_an_hour(night: Night) -> None:
    night.tick()
    night.fill()
    night.clock.advance(timedelta(hours=48))
    night.tick()
    night.fill()

    night.tick(FORGET_EVERY - SECOND)
    early = night.seen
    night.tick(SECOND)

    assert (early, night.seen) == (1, 0)


def test_a_purge_that_fails_stays_owed(night: Night) -> None:
    night.tick()
    night.leave()
    with maintenance(night.db):
        night.db.rows("PRAGMA busy_timeout = 0")
    with connect(night.path, KEY) as other:
        other.change("BEGIN IMMEDIATE")
        night.tick(PURGE_AGAIN)
    failed = night.readable

    night.tick(PURGE_AGAIN)

    assert failed
    assert not night.readable
