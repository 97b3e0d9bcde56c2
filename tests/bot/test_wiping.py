"""`hearthlight wipe`: everything goes, the key first, beside a running bot or without one."""

import asyncio
import re
import signal
import time
from pathlib import Path

import pytest

from bot import wiping
from bot.settings import load
from tests.bot.process import Running, answer_of, environment, hearthlight
from tests.servers.bot_api import BotApi

WITHIN = 2.0


def installed(folder: Path, **more: str) -> Path:
    """Set a bot up, with a copy, a log of some days, and what a crash leaves."""
    done = hearthlight(folder, "init", "--no-input", **more)
    assert done.returncode == 0, done.stderr
    hearthlight(folder, "backup", **more)
    (folder / "backups" / "hearthlight-2026-03-01.backup.part").write_bytes(b"part")
    (folder / "hearthlight.db-wal").write_bytes(b"")
    (folder / "telegram.token").write_text("42:secret")
    return folder


def left_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def test_nothing_is_left_of_an_installation(tmp_path: Path) -> None:
    folder = installed(tmp_path)

    done = hearthlight(folder, "wipe", "--now")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Wiped. The key was overwritten and removed first")
    assert "The disk may keep old blocks" in done.stdout
    assert left_in(folder) == []


def test_without_a_question_it_takes_less_than_two_seconds(tmp_path: Path) -> None:
    took = []
    for place in range(3):  # the quickest counts: others may be at work on this computer
        folder = installed(tmp_path / str(place))
        began = time.monotonic()
        hearthlight(folder, "wipe", "--now")
        took.append(time.monotonic() - began)

    assert min(took) < WITHIN


def test_it_says_what_goes_and_asks(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    before = left_in(folder)

    done = hearthlight(folder, "wipe", typed="yes\n")

    assert done.returncode == 1
    for what in ("the key", "the database", "its copies", "the log", "nobody is told"):
        assert what in done.stdout
    assert str(folder) in done.stdout
    assert done.stderr == "Nothing was changed.\n"
    assert left_in(folder) == before


def test_after_a_typed_yes_all_is_gone(tmp_path: Path) -> None:
    folder = installed(tmp_path)

    done = hearthlight(folder, "wipe", typed="wipe\n")

    assert done.returncode == 0, done.stderr
    assert left_in(folder) == []


def test_nobody_to_ask_is_no_yes(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    before = left_in(folder)

    done = hearthlight(folder, "wipe")

    assert done.returncode == 1
    assert left_in(folder) == before


def test_where_nothing_is_nothing_is_wiped(tmp_path: Path) -> None:
    (tmp_path / "somebody's.txt").write_text("not ours")

    done = hearthlight(tmp_path, "wipe", "--now")

    assert done.returncode == 2
    assert "nothing of Hearthlight" in done.stderr
    assert left_in(tmp_path) == ["somebody's.txt"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "notes.log"
    log.parent.mkdir()
    folder = installed(tmp_path / "data", HEARTHLIGHT_LOG_FILE=str(log))
    for name in ("notes.log", "notes.2026-03-01_00-00-00_000000.log", "notes.txt"):
        (log.parent / name).write_text("")
    (folder / "somebody's.txt").write_text("not ours")

    done = hearthlight(folder, "wipe", "--now", HEARTHLIGHT_LOG_FILE=str(log))

    assert done.returncode == 0, done.stderr
    assert left_in(folder) == ["somebody's.txt"]
    assert left_in(log.parent) == ["notes.txt"]


def test_a_running_bot_ends_and_leaves_nothing(tmp_path: Path) -> None:
    folder = installed(tmp_path / "data")
    with BotApi() as api, Running(folder, api.url) as bot:
        bot.wait_for("telegram.heard")
        began = time.monotonic()

        done = hearthlight(folder, "wipe", "--now", url=api.url)

        took = time.monotonic() - began
        assert bot.process.wait(WITHIN) == 0
    assert done.returncode == 0, done.stderr
    assert took < 2 * WITHIN  # two processes on a busy computer; alone it takes a third of that
    assert left_in(folder) == ["run.log", "run.out", "token"]  # of the test, not of the bot


def test_a_bot_that_hangs_keeps_no_file_and_is_told_of(tmp_path: Path) -> None:
    folder = installed(tmp_path / "data")
    with BotApi() as api, Running(folder, api.url) as bot:
        bot.wait_for("telegram.heard")
        bot.process.send_signal(signal.SIGSTOP)

        done = hearthlight(folder, "wipe", "--now", url=api.url)

    assert done.returncode == 1
    assert done.stderr.startswith("A bot still runs here and has the key in memory")
    assert left_in(folder) == ["run.log", "run.out", "token"]


def test_the_key_is_overwritten_where_it_lay_and_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installed(tmp_path)
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    (folder / "hearthlight.db").unlink()
    (folder / "hearthlight.db").mkdir()
    (folder / "hearthlight.db" / "in the way").touch()
    with (folder / "root.key").open("rb") as key:
        before = key.read()

        left = wiping.destroy(load({}))

        key.seek(0)
        assert re.fullmatch(rb"[0-9a-f]{64}\n", before)
        assert not any(key.read())
    assert left == [folder / "hearthlight.db"]
    assert left_in(folder) == ["hearthlight.db", "hearthlight.db/in the way"]


def test_what_is_left_is_named(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    (folder / "backups" / "hearthlight-copies-of-mine").mkdir()
    (folder / "backups" / "hearthlight-copies-of-mine" / "one").touch()

    done = hearthlight(folder, "wipe", "--now")

    assert done.returncode == 1
    assert "Not everything is wiped." in done.stderr
    assert str(folder / "backups" / "hearthlight-copies-of-mine") in done.stderr
    assert not (folder / "root.key").exists()
    assert not (folder / "hearthlight.db").exists()


def test_a_key_elsewhere_goes_where_its_link_leads(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = installed(tmp_path / "data")
    (folder / "root.key").rename(stick / "the.key")
    (folder / "root.key").symlink_to(stick / "the.key")

    done = hearthlight(folder, "wipe", "--now")

    assert done.returncode == 0, done.stderr
    assert left_in(stick) == []
    assert left_in(folder) == []


def test_a_key_handed_over_by_systemd_goes_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, handed = installed(tmp_path / "data"), tmp_path / "credentials"
    handed.mkdir()
    (handed / "root.key").write_bytes((folder / "root.key").read_bytes())
    variables = environment(
        folder, CREDENTIALS_DIRECTORY=str(handed), HEARTHLIGHT_KEY_FILE=str(handed / "root.key")
    )
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    left = wiping.destroy(load({}))

    assert left == []
    assert left_in(folder) == []
    assert left_in(handed) == ["root.key"]


def test_the_running_bot_answers_before_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installed(tmp_path)
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)

    async def grant() -> None:
        ended = asyncio.get_running_loop().create_future()

        answer = wiping.and_end(load({}), ended.set_result)

        assert answer == {}
        assert not ended.done()
        assert await asyncio.wait_for(ended, WITHIN) == 0

    asyncio.run(grant())

    assert left_in(folder) == []


def test_a_wiped_installation_can_be_set_up_anew(tmp_path: Path) -> None:
    folder = installed(tmp_path)
    old = (folder / "root.key").read_bytes()
    hearthlight(folder, "wipe", "--now")

    done = hearthlight(folder, "init", "--no-input")

    assert done.returncode == 0, done.stderr
    assert (folder / "root.key").read_bytes() != old
    assert answer_of(folder, "status")["people"] == "fewer than 5"
