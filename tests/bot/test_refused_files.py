"""What cannot be opened is refused in one sentence, with 65, and left as it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.files import opened
from bot.settings import load
from storage.database import maintenance
from tests.bot.process import Running, answer_of, hearthlight
from tests.servers.bot_api import BotApi

UNREADABLE = "The database cannot be read: the key is not its own, or the file is damaged"
NEWER = "The database was written by a newer Hearthlight"
Spoil = Callable[[Path], None]


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file; SQLite's index of the journal holds no content."""
    return {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if each.is_file() and each.suffix != ".db-shm"
    }


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a bot that was killed leaves, many transactions in its journal."""
    folder = tmp_path_factory.mktemp("killed")
    hearthlight(folder, "init", "--no-input")
    with BotApi() as api, Running(folder, api.url) as bot:
        bot.wait_for("telegram.heard")
        for _ in range(3):
            answer_of(folder, "invite", url=api.url)
        bot.kill()
    return contents(folder)


@pytest.fixture
def folder(tmp_path: Path, killed: dict[str, bytes]) -> Path:
    """A copy of it to be spoilt."""
    for name, content in killed.items():
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    return tmp_path


def refusal(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command on it; return code and sentence, and see that no byte has changed."""
    before = contents(folder)
    with BotApi() as api:
        done = hearthlight(folder, *words, url=api.url)
    after = contents(folder)
    assert {name: after.get(name) for name in before} == before
    assert after.keys() - before.keys() <= {"token"}
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.returncode, done.stderr


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 4
    file.write_bytes(content)


def in_database(place: int) -> Spoil:
    return lambda folder: flip(folder / "hearthlight.db", place)


def in_journal(place: int) -> Spoil:
    return lambda folder: flip(folder / "hearthlight.db-wal", place)


def with_another_key(folder: Path) -> None:
    (folder / "root.key").write_text("00" * 31 + "01\n")


def with_a_foreign_file(folder: Path) -> None:
    (folder / "hearthlight.db").write_bytes(b"SQLite format 3\0" + bytes(8176))
    (folder / "hearthlight.db-wal").unlink()


def with_no_byte_left(folder: Path) -> None:
    (folder / "hearthlight.db").write_bytes(b"")
    (folder / "hearthlight.db-wal").unlink()


SPOILT = {
    "another key": with_another_key,
    "foreign": with_a_foreign_file,
    "empty": with_no_byte_left,
    "salt": in_database(3),
    "first page": in_database(1_000),
    "seal of a page": in_database(4_090),
    "journal, head": in_journal(20),
    "journal, salt of a frame": in_journal(32 + 9),
    "journal, checksum of a frame": in_journal(32 + 20),
    "journal, page": in_journal(32 + 24 + 1_000),
    "journal, later page": in_journal(32 + 5 * (24 + 4096) + 2_000),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_spoilt_database_is_refused_and_left_as_it_is(folder: Path, spoil: Spoil) -> None:
    spoil(folder)

    code, said = refusal(folder, "run")

    assert code == 65
    assert said.startswith(UNREADABLE)


@pytest.mark.parametrize("command", ["status", "invite", "backup"])
@pytest.mark.parametrize("name", ["another key", "first page", "journal, page", "foreign"])
def test_no_command_opens_what_is_spoilt(folder: Path, command: str, name: str) -> None:
    SPOILT[name](folder)

    code, said = refusal(folder, command)

    assert code == 65
    assert said.startswith(UNREADABLE)


@pytest.mark.parametrize("command", ["run", "status"])
def test_a_newer_database_is_refused_and_left_as_it_is(folder: Path, command: str) -> None:
    with (
        opened(load({"data_dir": folder}), datetime.now(UTC)) as files,
        maintenance(files.db),
    ):
        files.db.rows("PRAGMA user_version = 999")

    code, said = refusal(folder, command)

    assert code == 65
    assert said.startswith(NEWER)


def test_a_spoilt_copy_is_refused_and_makes_no_database(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "spoilt.backup"
    with BotApi() as api:
        made = Path(hearthlight(folder, "backup", url=api.url).stdout.strip())
    copy.write_bytes(made.read_bytes())
    flip(copy, 5_000)
    for name in ("hearthlight.db", "hearthlight.db-wal", "token"):
        (folder / name).unlink(missing_ok=True)
    (folder / "hearthlight.db-shm").unlink(missing_ok=True)

    code, said = refusal(folder, "restore", str(copy))

    assert code == 65
    assert said.startswith(UNREADABLE)
    assert not (folder / "hearthlight.db").exists()


def test_what_is_not_spoilt_is_opened(folder: Path) -> None:
    assert answer_of(folder, "status")["running"] is False
