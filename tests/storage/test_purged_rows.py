"""Nothing of what was purged can be read back with the key, wherever in the two files it lay.

16,000 rows, of every kind that is purged, are made and deleted as in a house that lives: in many
small transactions and among rows that stay, so that free pages, free room in pages and old pages
of the journal hold them too.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import codec, retention
from storage.database import Database, checkpoint, maintenance, purge_pages, transaction
from tests.storage.cast import ANA, NOON
from tests.storage.sealed_pages import read_files

EACH = 2_000
STAY = 500
KINDS = (
    "checkin", "alert", "inbox", "stranger", "invitation", "sent", "erasure", "number",
)  # fmt: skip
LATER = NOON + timedelta(days=3)
ADD_CHECKIN = """INSERT INTO checkins (id, worker, name, started_at, heard_at, timings, plan, alone,
    tells_home, state, ending, closed_at)
    VALUES (?, ?, '', 0, 0, '{}', '', 0, '[]', 'closed', 'safe', ?)"""
ADD_ALERT = """INSERT INTO alerts (id, number, worker, kind, opened_at, timings, name, plan, facts,
    tier, helpers, state, outcome, settled_at)
    VALUES (?, 1, ?, 'missed', 0, '{}', '', '', '{}', 1, '[]', 'settled', 'safe_worker', ?)"""
ADD_ERASURE = """INSERT INTO outbox (person, kind, urgency, key, parameters, choices, about, slot,
    silent, proof, made_at, not_before, network, chat, ref)
    VALUES (?, 'erase', 3, '', '{}', '[]', '', '', 1, 'none', ?, ?, 'telegram', 'chat', ?)"""
ADD_SENT = """INSERT INTO sent (person, network, chat, ref, slot, about, sent_at)
    VALUES (?, 'telegram', 'chat', ?, '', '', ?)"""
ADD_INVITATION = """INSERT INTO invitations (code, words, kind, made_at, expires_at, place)
    VALUES (?, ?, 'join', 0, ?, 0)"""


def mark(kind: str, number: int) -> bytes:
    """Make what a row is known by: 16 bytes that stand nowhere else."""
    return hashlib.blake2b(f"{kind} {number}".encode(), digest_size=16).digest()


def add(db: Database, number: int, over: datetime) -> None:
    """Add one row of each kind, over since then."""
    at = codec.from_instant(over)
    row = {kind: mark(kind, number) for kind in KINDS}
    word = {kind: key.hex() for kind, key in row.items()}
    db.change(ADD_CHECKIN, word["checkin"], ANA, at)
    db.change(ADD_ALERT, word["alert"], ANA, at)
    db.change("INSERT INTO inbox VALUES ('telegram', ?, ?)", row["inbox"], at)
    db.change("INSERT INTO strangers VALUES ('signal', ?, ?)", row["stranger"], at)
    db.change(ADD_INVITATION, word["invitation"], word["invitation"][::-1], at)
    db.change(ADD_SENT, ANA, word["sent"], at)
    db.change(ADD_ERASURE, ANA, at, at, word["erasure"])
    db.change("INSERT INTO numbers VALUES (?, ?, ?, 'plan', ?)", ANA, number, word["number"], at)


def live(db: Database) -> None:
    """Make 16,000 rows that are over, some of them already in the file, and a few that stay."""
    for some in range(0, EACH, 50):
        with transaction(db):
            for number in range(some, some + 50):
                add(db, number, NOON)
                if number % (EACH // STAY) == 0:
                    add(db, EACH + number, LATER + timedelta(days=1))
        if some % 500 == 0:
            checkpoint(db)


def found(path: Path, key: bytearray) -> dict[str, int]:
    """Count the rows of each kind that can be read with the key."""
    pages = read_files(path, key)
    # A mark has no sign of its own to search by: its own bytes, or its hex digits, are searched.
    return {kind: sum(_is_in(pages, kind, number) for number in range(EACH)) for kind in KINDS}


def _is_in(pages: bytes, kind: str, number: int) -> bool:
    row = mark(kind, number)
    return row in pages if kind in ("inbox", "stranger") else row.hex().encode() in pages


def purged(db: Database) -> int:
    done = retention.purge(db, LATER)
    return sum(getattr(done, name) for name in done.__slots__)


def test_none_of_16000_purged_rows_can_be_read_back_with_the_key(
    db: Database, path: Path, key: bytearray, capsys: pytest.CaptureFixture[str]
) -> None:
    live(db)
    before = found(path, key)

    gone = purged(db)
    purge_pages(db)

    after = found(path, key)
    with capsys.disabled():
        print(f"\npurged {gone}, readable before: {before}, after: {after}")  # noqa: T201 - figures to be read
    assert gone == 16_000
    assert set(before.values()) == {EACH}
    assert set(after.values()) == {0}
    assert mark("inbox", EACH) in read_files(path, key)


@pytest.mark.parametrize("left_out", ["VACUUM", "the checkpoint"])
def test_with_a_step_left_out_the_same_reader_finds_some(
    db: Database, path: Path, key: bytearray, left_out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    live(db)

    gone = purged(db)
    if left_out == "VACUUM":
        checkpoint(db)
    else:
        with maintenance(db):
            db.change("VACUUM")

    after = found(path, key)
    with capsys.disabled():
        print(f"\nwithout {left_out} readable of {gone}: {after}")  # noqa: T201 - figures to be read
    assert gone == 16_000
    assert sum(after.values()) > 0
