"""One flipped bit in the journal takes nothing back silently; a power cut is no damage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database, checkpoint, maintenance
from storage.errors import StorageError, UnreadableError
from storage.journal import FRAME_HEAD, HEAD, is_damaged
from storage.migrations import Step
from storage.opening import create_database, inspect, open_database
from tests.storage.conftest import ADD_PERSON, people, unexpected

STEP = FRAME_HEAD + 4096
PEOPLE = 30


@pytest.fixture
def hot(tmp_path: Path, key: bytearray, steps: tuple[Step, ...]) -> Path:
    """A database as a kill leaves it: 30 people in the file, 30 more in the journal only."""
    living, left = tmp_path / "living" / "hearthlight.db", tmp_path / "left" / "hearthlight.db"
    living.parent.mkdir()
    left.parent.mkdir()
    create_database(living, key, steps)
    with open_database(living, key, before_upgrade=unexpected, steps=steps) as db:
        for number in range(PEOPLE):
            db.change(ADD_PERSON, f"old {number}", "Ana")
        checkpoint(db)
        for number in range(PEOPLE):
            db.change(ADD_PERSON, f"new {number}", "Bea" * 500)
        for ending in ("", "-wal"):
            shutil.copyfile(f"{living}{ending}", f"{left}{ending}")
    return left


def journal(path: Path) -> Path:
    return path.with_name("hearthlight.db-wal")


def flip(path: Path, place: int, bit: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= bit
    path.write_bytes(content)


def commits(path: Path) -> list[int]:
    """Give the places of the frames that end a transaction."""
    content = path.read_bytes()
    places = range(HEAD, len(content), STEP)
    return [at for at in places if content[at + 4 : at + 8] != bytes(4)]


def test_a_journal_that_a_kill_leaves_is_sound(
    hot: Path, key: bytearray, steps: tuple[Step, ...]
) -> None:
    assert not is_damaged(hot)
    with open_database(hot, key, before_upgrade=unexpected, steps=steps) as db:
        assert len(people(db)) == 2 * PEOPLE


def places() -> Iterator[tuple[str, int]]:
    yield from ((f"head {at}", at) for at in range(HEAD))
    for frame in (0, 1, 7):
        start = HEAD + frame * STEP
        yield from ((f"frame {frame}, {at}", start + at) for at in range(FRAME_HEAD))
        for at in (0, 1234, 4095):
            yield f"frame {frame}, page {at}", start + FRAME_HEAD + at


@pytest.mark.parametrize("place", [pytest.param(at, id=name) for name, at in places()])
def test_a_flipped_bit_in_the_journal_is_refused_and_left_as_it_is(
    hot: Path, key: bytearray, place: int
) -> None:
    flip(journal(hot), place, 1 << place % 8)
    before = hot.read_bytes(), journal(hot).read_bytes()

    with pytest.raises(UnreadableError):
        inspect(hot, key, newest=2)

    assert (hot.read_bytes(), journal(hot).read_bytes()) == before


def test_many_flipped_bits_are_refused(hot: Path, key: bytearray) -> None:
    for place in range(5_000, 60_000, 9_999):
        flip(journal(hot), place)

    with pytest.raises(UnreadableError):
        inspect(hot, key, newest=2)


@pytest.mark.parametrize("cut", [1, 31, 32, 33, 32 + 24, 32 + 4000, 32 + 4120])
def test_a_journal_that_was_cut_off_early_is_no_damage(hot: Path, cut: int) -> None:
    journal(hot).write_bytes(journal(hot).read_bytes()[:cut])

    assert not is_damaged(hot)


def test_wherever_a_power_cut_ends_the_journal_what_was_whole_before_is_read(
    hot: Path, key: bytearray, steps: tuple[Step, ...]
) -> None:
    content, last = journal(hot).read_bytes(), commits(journal(hot))[-1]

    for cut in range(last, last + STEP, 500):
        journal(hot).write_bytes(content[:cut])
        assert inspect(hot, key, newest=2) == 2
    with open_database(hot, key, before_upgrade=unexpected, steps=steps) as db:
        assert len(people(db)) == 2 * PEOPLE - 1


def test_a_sector_of_the_last_transaction_that_never_came_is_no_damage(hot: Path) -> None:
    content = bytearray(journal(hot).read_bytes())
    first = commits(journal(hot))[-2] + STEP
    content[first + 512 : first + 1024] = bytes(512)
    journal(hot).write_bytes(content)

    assert not is_damaged(hot)


def test_what_an_earlier_crash_left_behind_is_no_damage(hot: Path) -> None:
    content = journal(hot).read_bytes()
    ends = commits(journal(hot))
    tail = content[ends[-2] + STEP :]
    assert len(tail) > STEP
    journal(hot).write_bytes(content[: ends[-4] + STEP] + tail)

    assert not is_damaged(hot)


def test_an_older_journal_that_is_written_over_is_no_damage(sample: Database, path: Path) -> None:
    for number in range(PEOPLE):
        sample.change(ADD_PERSON, f"old {number}", "Ana" * 2_000)
    with maintenance(sample):
        sample.rows("PRAGMA wal_checkpoint(RESTART)")
    before = journal(path).stat().st_size

    for number in range(3):
        sample.change(ADD_PERSON, f"new {number}", "Bea")

    assert journal(path).stat().st_size == before
    assert not is_damaged(path)


def test_a_journal_that_may_not_be_read_is_said(hot: Path) -> None:
    journal(hot).unlink()
    journal(hot).mkdir()

    with pytest.raises(StorageError):
        is_damaged(hot)


def test_without_a_journal_nothing_is_damaged(tmp_path: Path) -> None:
    assert not is_damaged(tmp_path / "hearthlight.db")
