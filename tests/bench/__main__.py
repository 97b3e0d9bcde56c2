"""`make bench`: what durability costs, as ratios of the disk's own rate; README.md reads them."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

from bot.clock import ManualClock
from bot.engine import Engine
from bot.hearing import Hearing
from bot.transports import Incoming, Kind
from bot.zones import cities
from handlers.desk import House
from handlers.moment import Network
from storage.database import Database
from storage.opening import create_database, open_database

PAGE = b"\0" * 4096
PROBES = 300
PEOPLE = 64
ROUNDS = 8
START = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
_KEYS = count()


def disk_rate(folder: Path) -> float:
    """Append 4 KiB and fdatasync, again and again: how many a second."""
    with (folder / "probe").open("wb", buffering=0) as file:
        began = perf_counter()
        for _ in range(PROBES):
            file.write(PAGE)
            os.fdatasync(file.fileno())
        return PROBES / (perf_counter() - began)


class Bench:
    """An engine on a fresh encrypted file, with people who say things."""

    def __init__(self, db: Database) -> None:
        self.clock = ManualClock(START)
        self.hearing = Hearing([Network.TELEGRAM], START)
        house = House("the bench", "en", "UTC", open_door=True, cities=cities())
        self.engine = Engine(db, self.clock, self.hearing, house, lambda: os.urandom(16))

    def say(self, people: range, text: str, token: str = "") -> None:
        """Let these people say something, all in one commit."""
        with self.engine.together():
            self.engine.receive([self._message(person, text, token) for person in people])

    def _message(self, person: int, text: str, token: str) -> Incoming:
        kind = Kind.PRESS if token else Kind.TEXT
        key = str(next(_KEYS))
        return Incoming(
            Network.TELEGRAM, str(person), kind, key, self.clock.now(), text=text, token=token
        )

    def join(self, people: range) -> None:
        """Let people in, each with a timer of two hours that reminds only them."""
        self.say(people, "hello")
        self.say(people, "", "setup")
        self.say(people, "Ana")
        due = int((START + timedelta(hours=2)).timestamp())
        self.say(people, "", f"start:{due}:a")

    def tick(self) -> None:
        """Do all that is due, one commit after the other."""
        more = True
        while more:
            with self.engine.together():
                more = self.engine.tick()


@contextmanager
def bench(folder: Path, name: str) -> Iterator[Bench]:
    """Open a fresh file, and close it again."""
    path, key = folder / name / "hearthlight.db", bytes(range(32))
    path.parent.mkdir()
    create_database(path, bytearray(key))
    with open_database(path, bytearray(key), before_upgrade=lambda _: None) as db:
        yield Bench(db)


def commands(folder: Path, waiting: int) -> float:
    """Extend timers, `waiting` people in a commit: how many commands a second."""
    with bench(folder, f"commands-{waiting}") as house:
        house.join(range(PEOPLE))
        began = perf_counter()
        for _ in range(ROUNDS):
            for first in range(0, PEOPLE, waiting):
                house.say(range(first, first + waiting), "+15")
        return PEOPLE * ROUNDS / (perf_counter() - began)


def due_at_once(folder: Path, pending: int) -> float:
    """Let this many timers fall due at one instant: how many a second are asked and on disk."""
    with bench(folder, f"due-{pending}") as house:
        for first in range(0, pending, 500):
            house.join(range(first, min(first + 500, pending)))
        house.clock.advance(timedelta(hours=2))
        began = perf_counter()
        house.tick()
        return pending / (perf_counter() - began)


def say(line: str) -> None:
    """Print a row at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print all rows."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        disk = disk_rate(folder)
        say(f"disk: {disk:,.0f} fdatasync a second (4 KiB appends)")
        rows = (
            ("commands, one at a time", commands(folder, 1)),
            ("commands, 64 waiting", commands(folder, PEOPLE)),
            ("2,000 due at one instant", due_at_once(folder, 2_000)),
        )
        for what, rate in rows:
            say(f"{what:28} {rate / disk:8.2f} of the disk's rate ({rate:,.0f} a second)")


if __name__ == "__main__":
    main()
