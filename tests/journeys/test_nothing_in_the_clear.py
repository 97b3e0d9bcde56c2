"""A search of every file of a whole evening for a name, a text, a chat or an invitation.

What is searched for, and where it was said, is in `tests/journeys/unmistakable.py`.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.house import KEY
from tests.journeys.traces import traces, traces_in
from tests.journeys.unmistakable import ANA, ANA_CHAT, BEA_CHAT, CAT_CHAT, KEPT, PLAN
from tests.storage.sealed_pages import read_pages

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Left:
    """What the process left behind."""

    folder: Path
    printed: bytes

    @property
    def secrets(self) -> set[str]:
        return set(json.loads((self.folder / "secrets.json").read_text()))


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Play the evening in a process of its own."""
    folder = tmp_path_factory.mktemp("evening")
    command = [sys.executable, "-m", "tests.journeys.unmistakable", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    return Left(folder, done.stdout + done.stderr)


@pytest.mark.parametrize("when", ["missed", "over"])
def test_no_file_holds_anything_of_the_evening(left: Left, when: str) -> None:
    assert traces_in(left.folder / when, left.secrets) == {}


def test_the_search_covers_database_journal_index_copy_and_log(left: Left) -> None:
    missed = left.folder / "missed"
    names = ("hearthlight.db", "hearthlight.db-wal", "hearthlight.db-shm", "everything.log")
    copies = list((missed / "backups").iterdir())

    assert all((missed / name).stat().st_size > 0 for name in names)
    assert [copy.stat().st_size > 0 for copy in copies] == [True]


def test_nothing_of_the_evening_is_printed(left: Left) -> None:
    assert traces(left.printed, left.secrets) == set()


def test_the_libraries_were_as_talkative_as_they_can_be(left: Left) -> None:
    logged = (left.folder / "over" / "everything.log").read_text()

    assert "library.apscheduler.scheduler Looking for jobs to run" in logged
    assert "library.asyncio Executing" in logged


def test_the_same_search_finds_all_of_it_in_a_plain_file_of_the_same_rows(left: Left) -> None:
    found = traces((left.folder / "plain.db").read_bytes(), left.secrets)

    assert found >= KEPT
    assert any(len(secret.split()) == 4 and secret.islower() for secret in found - KEPT)


def test_the_same_search_finds_it_in_the_same_file_read_with_its_key(left: Left) -> None:
    file = (left.folder / "over" / "hearthlight.db").read_bytes()

    found = traces(read_pages(file, bytearray(KEY)), left.secrets)

    assert found >= {ANA, *PLAN, ANA_CHAT, BEA_CHAT, CAT_CHAT}


@pytest.mark.parametrize(
    "content",
    [
        ANA.upper().encode(),
        ANA.encode("utf-16-le"),
        ANA.encode("utf-16-be"),
        ANA.encode().hex().upper().encode(),
        ANA.replace(" ", "+").encode(),
        base64.b64encode(ANA.encode()),
        base64.b64encode(b"I" + ANA.encode() + b"?"),
        base64.b64encode(b"Hi" + ANA.encode()),
    ],
)
def test_the_search_finds_a_name_in_every_form(content: bytes) -> None:
    assert traces(b"\x00\x01" + content + b"\x02", [ANA, "Somebody Else"]) == {ANA}


@pytest.mark.parametrize(
    "content",
    [
        ANA_CHAT.encode(),
        int(ANA_CHAT).to_bytes(8, "little"),
        int(ANA_CHAT).to_bytes(8, "big"),
        ANA_CHAT.encode().hex().encode(),
    ],
)
def test_the_search_finds_a_chat_in_every_form(content: bytes) -> None:
    assert traces(b"\xff" + content + b"\xff", [ANA_CHAT, CAT_CHAT]) == {ANA_CHAT}


def test_the_search_finds_letters_that_json_escapes() -> None:
    assert traces(json.dumps(PLAN[1]).encode(), PLAN) == {PLAN[1]}
