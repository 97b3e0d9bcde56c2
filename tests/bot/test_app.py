"""The whole house: its start, its end, being away, a full disk."""

import asyncio
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import DRAIN
from bot.notify import notify
from bot.transports import Ears
from bot.transports.local import LocalTransport, Phone
from handlers.moment import Network
from storage.database import maintenance
from storage.errors import StorageError
from tests.journeys.house import House, play

GRACE = timedelta(minutes=10)


def read(phone: Phone) -> str:
    return phone.last.text.replace("\u2068", "").replace("\u2069", "")


def texts(phone: Phone) -> str:
    return "\n".join(each.text for each in phone.messages if not each.mine).replace("\u2068", "")


def fail_disk(house: House, *, fails: bool = True) -> None:
    """Let no change through any more, as a full disk would."""
    with maintenance(house.db):
        house.db.rows("PRAGMA query_only = ON" if fails else "PRAGMA query_only = OFF")


async def until(holds: Callable[[], bool]) -> None:
    """Return once something holds; a house that cannot settle is looked at again and again."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - such a house rings no bell
            await asyncio.sleep(0.01)


async def paired(house: House) -> tuple[Phone, Phone]:
    ana, bea = await house.join("Ana"), await house.join("Bea")
    await house.pair(ana, bea)
    return ana, bea


def test_after_an_absence_everyone_with_a_timer_is_told(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, _ = await paired(house)
        await house.say(ana, "2h")
        await house.stop()

        house.clock.advance(timedelta(minutes=30))
        await house.start()

        assert "offline from 20:30" in read(ana)

    play(tmp_path, journey)


def test_a_short_absence_is_not_worth_a_message(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, _ = await paired(house)
        await house.say(ana, "2h")
        await house.stop()

        house.clock.advance(timedelta(seconds=59))
        await house.start()

        assert "offline" not in texts(ana)

    play(tmp_path, journey)


def test_after_an_absence_the_worker_is_asked_before_anyone_is_told(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        await house.stop()
        told_before = len(bea.messages)

        house.clock.advance(timedelta(hours=1))
        await house.start()

        assert "All good?" in read(ana)
        assert len(bea.messages) == told_before

    play(tmp_path, journey)


def test_an_answer_that_waited_in_the_network_counts_from_when_it_was_sent(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        await house.stop()
        house.clock.advance(timedelta(minutes=29))
        await ana.say("All good")

        house.clock.advance(timedelta(hours=1))
        await house.start()
        await house.advance(timedelta(minutes=30))

        assert "Done" in texts(ana)
        assert "hasn't answered" not in texts(bea)

    play(tmp_path, journey)


def test_nothing_is_decided_by_time_before_a_silent_network_had_its_20_seconds(
    tmp_path: Path,
) -> None:
    async def journey(house: House) -> None:
        ana, _ = await paired(house)
        await house.say(ana, "30m")
        await house.stop()
        house.clock.advance(timedelta(hours=1))
        house.signal.down = True

        await house.start()
        await house.advance(DRAIN - timedelta(seconds=1))
        before = texts(ana)
        await house.advance(timedelta(seconds=1))

        assert "offline" not in before
        assert "offline" in texts(ana)

    play(tmp_path, journey)


def test_a_start_that_could_not_be_saved_says_so(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, _ = await paired(house)
        fail_disk(house)

        with pytest.raises(StorageError):
            await ana.say("2h")
        await house.settle()

        assert read(ana).startswith("No timer is set: I can't write to my disk.")

    play(tmp_path, journey)


def test_alerts_go_out_from_memory_while_the_disk_is_full(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        fail_disk(house)

        await house.advance(timedelta(hours=1))

        assert "please ring them now" in read(bea)

    play(tmp_path, journey)


def test_an_alert_from_memory_is_not_repeated_within_5_minutes(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        fail_disk(house)

        await house.advance(timedelta(minutes=37, seconds=30))  # grace, and half of it to wait
        told = []
        for span in (timedelta(), timedelta(minutes=4, seconds=59), timedelta(seconds=1)):
            await house.advance(span)
            told.append(texts(bea).count("please ring them now"))

        assert told == [1, 1, 2]

    play(tmp_path, journey)


def test_what_was_not_saved_is_handed_in_again_when_the_disk_is_well(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, _ = await paired(house)
        fail_disk(house)
        with pytest.raises(StorageError):
            await ana.say("2h")

        fail_disk(house, fails=False)
        await house.telegram.heard_now()
        await house.settle()

        assert "Timer until" in read(ana)

    play(tmp_path, journey)


class Full(House):
    """A house whose disk is full when it starts again."""

    full = False

    async def settle(self) -> None:
        if self.full:
            fail_disk(self)
        else:
            await super().settle()


def test_a_start_on_a_full_disk_still_sends_the_alerts_from_memory(tmp_path: Path) -> None:
    async def journey() -> None:
        house = Full(tmp_path)
        await house.start()
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        await house.crash()
        house.full = True

        await house.start()
        house.clock.advance(timedelta(hours=1))
        await until(lambda: "please ring them now" in read(bea))
        await house.crash()

    asyncio.run(journey())


def test_a_start_on_a_full_disk_goes_on_as_ever_once_there_is_room(tmp_path: Path) -> None:
    async def journey() -> None:
        house = Full(tmp_path)
        await house.start()
        ana, bea = await paired(house)
        await house.say(ana, "30m")
        await house.crash()
        house.full = True
        await house.start()
        await until(lambda: house.app.awake)

        house.full = False
        fail_disk(house, fails=False)
        await house.advance(timedelta(hours=1))
        told = texts(bea)
        await house.stop()

        assert "hasn't answered" in told

    asyncio.run(journey())


class Fragile(LocalTransport):
    """A network whose loop ends with an error now and then."""

    fails = 1
    error: type[BaseException] = ConnectionError

    async def run(self, ears: Ears) -> None:
        self.fails -= 1
        if self.fails >= 0:
            raise self.error
        await super().run(ears)


@pytest.mark.parametrize("error", [ConnectionError, asyncio.CancelledError])
def test_a_part_that_fails_is_begun_again(tmp_path: Path, error: type[BaseException]) -> None:
    def fragile(house: House) -> None:
        now = house.clock.now
        house.signal = signal = Fragile(Network.SIGNAL, house.signal.abilities, now)
        signal.error = error

    async def journey(house: House) -> None:
        await asyncio.wait_for(house.app.ears.all_heard.wait(), 5)

    play(tmp_path, journey, fragile)


def test_systemd_is_told_where_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(os.fspath(path))
        systemd.settimeout(1)
        monkeypatch.setenv("NOTIFY_SOCKET", os.fspath(path))

        notify("READY=1")

        assert systemd.recv(100) == b"READY=1"


def test_without_systemd_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/at/all")

    notify("READY=1")
