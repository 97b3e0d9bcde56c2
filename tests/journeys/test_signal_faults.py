"""Everything that goes wrong on Signal at once: no alert is lost or silent, Telegram goes on.

The real process, as talkative as it can be, with eight workers on Telegram. The first person of
seven is on Signal, each with a fault of their own; that of the eighth is on Telegram.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.files import opened
from bot.settings import load
from handlers.moment import Network
from handlers.people import Address, Consent, Contact, Person, PersonId
from storage import contacts, people
from storage.database import Database, transaction
from tests.bot.process import PATIENCE, environment, hearthlight, on_signal
from tests.journeys.phrases import words
from tests.journeys.traces import traces
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_state import NUMBER

SEND = "POST /v2/send"
TIMINGS = {"HEARTHLIGHT_TIMING_MINIMUM": "1s", "HEARTHLIGHT_TIMING_GRACE": "3s"}
REFUSED = (Fault.RATE_LIMITED, Fault.CHALLENGED, Fault.FAILED, Fault.OFFLINE, Fault.HANG)
"""What keeps a message from being sent: the next person has to be told."""
DOUBTFUL = (Fault.LOST, Fault.LATE)
"""It arrives, and nobody can know: it is sent again, marked."""
WITHIN = 75.0
"""Seconds until the next person has read of it: 60 s without acceptance, and a slow machine."""
AWAY = 120.0
"""Seconds the server is gone."""
AT_ONCE = 3.0
"""Seconds an alert may be later on Telegram while Signal is in trouble."""
FIRST_CHAT = 7_318_264_950
SECRET_PATH = "k3YpQxWmZ7vR"


@dataclass(frozen=True)
class Pair:
    """A worker on Telegram, and their first person."""

    place: int
    on_signal: bool = True

    @property
    def name(self) -> str:
        """What the worker is called."""
        return f"Quillon{chr(ord('a') + self.place)}"

    @property
    def chat(self) -> int:
        """The worker's."""
        return FIRST_CHAT + 2 * self.place

    @property
    def peer(self) -> Address:
        """Where the first person reads."""
        if self.on_signal:
            uuid = f"{self.place + 1}f0e1d2c-3b4a-4958-8766-554433221100"
            return Address(Network.SIGNAL, uuid)
        return Address(Network.TELEGRAM, str(self.chat + 1))


CAT = Address(Network.TELEGRAM, str(FIRST_CHAT - 1))
"""Everybody's second person."""
MISSED = words("unanswered.while").split("}")[1].split("{")[0]
"""What is only said of a missed timer."""
PAIRS = {fault: Pair(place) for place, fault in enumerate((*REFUSED, *DOUBTFUL, Fault.UNTRUSTED))}
CALM = Pair(len(PAIRS), on_signal=False)


def _join(db: Database, name: str, address: Address) -> PersonId:
    now, person = SystemClock().now(), PersonId(name.lower())
    people.save(db, Person(person, name, "en", "UTC"), now)
    people.add_address(db, person, address, now)
    return person


def furnish(db: Database) -> None:
    """Make everybody known, paired and agreed."""
    with transaction(db):
        cat = _join(db, "Catriona", CAT)
        for pair in (*PAIRS.values(), CALM):
            worker = _join(db, pair.name, Address(Network.TELEGRAM, str(pair.chat)))
            first = _join(db, f"Peregrine{pair.place}", pair.peer)
            agreed = [
                Contact(
                    f"{worker}{tier}",
                    worker,
                    peer,
                    Consent.AGREED,
                    SystemClock().now(),
                    tier=tier,
                    place=tier,
                    worker_name=pair.name,
                    words_match=True,
                )
                for tier, peer in enumerate((first, cat), 1)
            ]
            contacts.save(db, (), agreed)


class Trouble:
    """Both servers, the process between them, and what everybody read."""

    def __init__(self, folder: Path, telegram: BotApi, signal: SignalApi) -> None:
        self.folder = folder
        self.telegram = telegram
        self.signal = signal
        self.workers = {
            pair: telegram.person(pair.name, pair.chat) for pair in (*PAIRS.values(), CALM)
        }
        for each in (CAT, CALM.peer):
            telegram.person("Catriona", int(each.chat)).started = True
        for person in self.workers.values():
            person.started = True
        for pair in PAIRS.values():
            signal.phone(f"Peregrine{pair.place}", pair.peer.chat)

    def told(self, pair: Pair, address: Address) -> list[tuple[float, str]]:
        """When (monotonic seconds) and how somebody was told that a worker did not answer."""
        if address.network is Network.SIGNAL:
            came = [(e.at, e.text) for e in self.signal.sends if e.to == address.chat]
        else:
            came = [(e.at, e.text) for e in self.telegram.sends if str(e.chat) == address.chat]
        return [each for each in came if pair.name in each[1] and MISSED in each[1]]

    def told_twice(self, pair: Pair) -> bool:
        """Whether a first person was told again."""
        return len(self.told(pair, pair.peer)) > 1

    def miss(self, *pairs: Pair) -> float:
        """Let workers, and that of `CALM`, set timers and not answer.

        Return how many seconds later the first person of `CALM` reads of it, on Telegram.
        """
        before, said_at = len(self.told(CALM, CALM.peer)), time.monotonic()
        for pair in (CALM, *pairs):
            self.workers[pair].say("2s")
        self.until(lambda: len(self.told(CALM, CALM.peer)) > before, "an alert on Telegram")
        self.workers[CALM].say("ok")
        return self.told(CALM, CALM.peer)[-1][0] - said_at

    def log(self, words: str) -> bool:
        """Whether the coordinator's log has these words."""
        file = self.folder / "hearthlight.log"
        return file.exists() and words in file.read_text()

    @property
    def secrets(self) -> set[str]:
        """All that may stand in no log."""
        pairs = (*PAIRS.values(), CALM)
        of_people = {each.peer.chat for each in pairs} | {each.name for each in pairs}
        chats = {str(each.chat) for each in pairs} | {CAT.chat}
        texts = {words("alert.status.last"), "Your parcel is waiting", "Peregrine", "Catriona"}
        return {*of_people, *chats, *texts, NUMBER, NUMBER[1:], SECRET_PATH, TOKEN, "challenge-"}

    def until(self, holds: Callable[[], object], what: str, within: float = PATIENCE) -> None:
        """Return once something holds."""
        ends_at = time.monotonic() + within
        while not holds():
            assert time.monotonic() < ends_at, f"{within:.0f} s have passed without {what}"
            time.sleep(0.05)


@contextmanager
def _running(folder: Path, **more: str) -> Iterator[None]:
    """Run the talkative bot; what it prints stands in the folder as well."""
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.talkative"],
            cwd=Path(__file__).parents[2],
            env=environment(folder, **more),
            stdout=printed,
            stderr=printed,
        )
    try:
        yield
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    """Both networks and the bot between them, which has heard both."""
    folder = tmp_path_factory.mktemp("data")
    socket = bind(0)
    webhook = f"http://127.0.0.1:{socket.getsockname()[1]}/{SECRET_PATH}"
    socket.close()
    (folder / "webhook").write_text(webhook)
    (folder / "webhook").chmod(0o600)
    with BotApi() as telegram, SignalApi(webhook=webhook) as signal:
        more = {
            **on_signal(signal.url),
            **TIMINGS,
            "HEARTHLIGHT_SIGNAL_WEBHOOK_FILE": str(folder / "webhook"),
        }
        hearthlight(folder, "init", "--no-input", url=telegram.url, **more)
        with opened(load({"data_dir": folder}), SystemClock().now()) as files:
            furnish(files.db)
        made = Trouble(folder, telegram, signal)
        with _running(folder, url=telegram.url, **more):
            made.until(lambda: signal.sockets and made.log("signal.state now=ok"), "Signal")
            yield made


def test_whatever_goes_wrong_on_signal_somebody_is_told_and_telegram_goes_on(
    trouble: Trouble,
) -> None:
    usual = trouble.miss()
    for fault, pair in PAIRS.items():
        times = None if fault in REFUSED else 1
        trouble.signal.fault(fault, route=SEND, who=pair.peer.chat, times=times)

    late = trouble.miss(*PAIRS.values()) - usual

    opened_at = time.monotonic()
    print(f"alert on Telegram beside seven faults on Signal: {late:+.2f} s")  # noqa: T201 - a figure
    assert late < AT_ONCE
    for fault in REFUSED:
        pair = PAIRS[fault]
        trouble.until(partial(trouble.told, pair, CAT), f"news of {fault}", WITHIN)
        assert trouble.told(pair, CAT)[0][0] - opened_at < WITHIN
        assert trouble.told(pair, pair.peer) == []
    for fault in DOUBTFUL:
        pair = PAIRS[fault]
        trouble.until(partial(trouble.told_twice, pair), f"a repeat after {fault}")
        marks = [words("repeat.mark") in text for _, text in trouble.told(pair, pair.peer)]
        assert marks[:2] == [False, True]
    assert trouble.told(PAIRS[Fault.UNTRUSTED], PAIRS[Fault.UNTRUSTED].peer)
    assert trouble.log("signal.challenged")


def test_a_server_that_was_gone_for_two_minutes_gets_every_alert(trouble: Trouble) -> None:
    usual = trouble.miss()
    trouble.signal.go_offline()
    gone_at = time.monotonic()

    late = trouble.miss() - usual
    trouble.until(lambda: time.monotonic() > gone_at + AWAY, "two minutes", AWAY + 1)
    trouble.signal.heal()
    trouble.signal.go_online()

    print(f"alert on Telegram while Signal is gone: {late:+.2f} s")  # noqa: T201 - a figure
    assert late < AT_ONCE
    for fault in REFUSED:
        pair = PAIRS[fault]
        trouble.until(partial(trouble.told, pair, pair.peer), f"news of {fault}", WITHIN)


def test_no_log_of_all_of_it_names_anybody_at_any_level(trouble: Trouble) -> None:
    logs = ("hearthlight.log", "everything.log", "printed")

    found = {name: traces((trouble.folder / name).read_bytes(), trouble.secrets) for name in logs}

    assert not any(found.values()), found
    talked = (trouble.folder / "everything.log").read_text()
    assert all(f"library.{name}" in talked for name in ("httpx", "telegram", "websockets"))
