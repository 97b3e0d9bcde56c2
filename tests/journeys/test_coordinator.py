"""What whoever runs the bot reads in its log: that nobody has it, and that something failed."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import logs
from storage.errors import DiskError
from tests.journeys.house import House, play
from tests.journeys.three import plain


async def missed(house: House) -> None:
    """Let Ana miss a timer that only Bea is told of."""
    ana, bea = await house.join("Ana"), await house.join("Bea")
    await house.pair(ana, bea)
    await house.say(ana, "30m")
    await house.advance(timedelta(hours=1))


def test_the_coordinator_hears_that_nobody_has_it_once_and_without_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(None)

    play(tmp_path, missed)

    assert capsys.readouterr().err.count("alert.exhausted") == 1


def test_the_coordinator_hears_of_each_alert_that_nobody_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(["one", "two"])

    async def journey(house: House) -> None:
        engine = house.app.engine
        monkeypatch.setattr(engine, "untaken", lambda: frozenset([next(looks, "two")]))
        await missed(house)

    logs.configure(None)
    play(tmp_path, journey)

    assert capsys.readouterr().err.count("alert.exhausted alerts=1") == 2


def test_a_look_that_fails_after_the_commit_keeps_no_alert_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> frozenset[str]:
        raise DiskError

    async def journey(house: House) -> None:
        monkeypatch.setattr(house.app.engine, "untaken", fail)
        await missed(house)

        told = [each.text for each in house.phone("Bea").messages]
        assert any("Ana hasn't answered since" in plain(text) for text in told)

    logs.configure(None)
    play(tmp_path, journey)

    said = capsys.readouterr().err
    assert "tick.not_looked error=DiskError" in said
    assert "task.failed" not in said
