"""What waits at the same time shares a commit; nobody goes on before it is saved."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.commits import Commits
from bot.engine import Engine
from bot.hearing import Hearing
from storage import house as memory
from storage.database import Database, maintenance
from storage.errors import DiskError, StorageError
from storage.opening import create_database, open_database
from tests.bot.test_engine import EVENING, HOUSE


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    path, key = tmp_path / "hearthlight.db", bytearray(range(32))
    create_database(path, key)
    with open_database(path, key, before_upgrade=lambda _: None) as opened:
        yield opened


def run(
    db: Database, *acts: Callable[[], object], silent: bool = False
) -> tuple[list[object], list[bool]]:
    """Run all of these at once; return their results, and what listeners saw: is it saved?"""
    seen: list[bool] = []

    async def scenario() -> list[object]:
        commits = Commits(Engine(db, ManualClock(EVENING), Hearing((), EVENING), HOUSE))
        commits.then(lambda: seen.append(not db.in_transaction))
        running = asyncio.create_task(commits.run())
        waiting = (commits.add(act, silent=silent) for act in acts)
        results = await asyncio.gather(*waiting, return_exceptions=True)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return results

    return asyncio.run(scenario()), seen


def write(db: Database, key: str) -> str:
    memory.write(db, key, "there")
    return key


def fail(db: Database) -> None:
    memory.write(db, "lost", "there")
    raise ValueError


def test_waiting_events_share_one_commit(db: Database) -> None:
    results, seen = run(db, *(lambda each=each: write(db, each) for each in "abc"))

    assert results == ["a", "b", "c"]
    assert seen == [True]


def test_one_that_fails_is_undone_and_leaves_the_others(db: Database) -> None:
    results, _ = run(db, lambda: write(db, "kept"), lambda: fail(db))

    assert isinstance(results[1], ValueError)
    assert (memory.read(db, "kept"), memory.read(db, "lost")) == ("there", None)


def test_nobody_is_woken_after_a_silent_commit(db: Database) -> None:
    _, seen = run(db, lambda: write(db, "a"), silent=True)

    assert seen == []


def test_all_hear_of_it_when_nothing_could_be_saved(db: Database) -> None:
    with maintenance(db):
        db.rows("PRAGMA query_only = ON")

    results, seen = run(db, lambda: write(db, "a"), lambda: None)

    assert [isinstance(each, StorageError) for each in results] == [True, True]
    assert seen == []


def test_a_listener_that_fails_keeps_nobody_waiting(db: Database) -> None:
    def listen() -> None:
        raise DiskError

    async def scenario() -> str:
        commits = Commits(Engine(db, ManualClock(EVENING), Hearing((), EVENING), HOUSE))
        commits.then(listen)
        running = asyncio.create_task(commits.run())
        try:
            return await asyncio.wait_for(commits.add(lambda: write(db, "a")), 2)
        finally:
            running.cancel()

    assert asyncio.run(scenario()) == "a"


def test_whatever_ends_a_commit_is_told_to_those_who_wait(db: Database) -> None:
    class OutOfMemory(Engine):
        @contextmanager
        def together(self) -> Iterator[None]:
            yield
            raise MemoryError

    async def scenario() -> None:
        commits = Commits(OutOfMemory(db, ManualClock(EVENING), Hearing((), EVENING), HOUSE))
        running = asyncio.create_task(commits.run())
        try:
            await asyncio.wait_for(commits.add(lambda: None), 2)
        finally:
            running.cancel()

    with pytest.raises(MemoryError):
        asyncio.run(scenario())
