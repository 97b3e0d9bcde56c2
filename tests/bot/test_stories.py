"""The stories of the demo, held word for word.

When a text or a rule has changed on purpose: `.venv/bin/python -m tests.bot.test_stories` writes
the files anew. Read each of them with the eyes of a worker and of a peer before you commit it.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.settings import SettingsError
from bot.stories import STORIES, find, play
from bot.transcript import WIDTH

EXPECTED = Path(__file__).parent / "stories"
PROMISED = {
    "safe",
    "missed",
    "handover",
    "call",
    "blocked",
    "downtime",
    "still-out",
    "both-out",
    "one-peer",
    "half-started",
    "quiet",
    "quiet-late",
    "removed-peer",
}


def told(name: str, folder: Path) -> str:
    lines: list[str] = []
    asyncio.run(play(name, folder, lines.append))
    return "\n".join(lines) + "\n"


def expected(name: str) -> str:
    return (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def hearthlight(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"TMPDIR": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_told_word_for_word(name: str, tmp_path: Path) -> None:
    assert told(name, tmp_path) == expected(name)


def test_there_are_the_stories_that_are_promised() -> None:
    assert set(STORIES) == PROMISED
    assert {file.stem for file in EXPECTED.iterdir()} == PROMISED


@pytest.mark.parametrize("name", STORIES)
def test_a_story_fits_a_terminal_and_holds_no_invisible_sign(name: str) -> None:
    lines = expected(name).splitlines()

    assert max(map(len, lines)) <= WIDTH
    assert not set("\u2068\u2069\u00a0") & set(expected(name))


def test_a_story_without_an_alert_shows_nobody_but_the_worker() -> None:
    for name in ("safe", "half-started", "downtime"):
        assert "Bea reads" not in expected(name)
        assert "Cat reads" not in expected(name)


def test_an_unknown_story_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(SettingsError) as refused:
        find("fable")

    assert all(name in str(refused.value) for name in PROMISED)


def test_the_command_prints_the_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = hearthlight(tmp_path, "demo", "--story", "blocked")

    assert (done.returncode, done.stdout, done.stderr) == (0, expected("blocked"), "")
    assert list(tmp_path.iterdir()) == []


def test_the_command_turns_an_unknown_story_down_with_code_2(tmp_path: Path) -> None:
    done = hearthlight(tmp_path, "demo", "--story", "fable")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no story of that name. There are: safe, missed,")


def write_anew() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for name in STORIES:
        with TemporaryDirectory() as folder:
            text = told(name, Path(folder))
        (EXPECTED / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_anew()
