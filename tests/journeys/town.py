"""A town: the servers of the networks, the real process, and people with phones.

with Town(tmp_path, **QUICK) as town:
    ana, bea = town.join("Ana"), town.join("Bea", Network.SIGNAL)
    town.pair(ana, bea)
    ana.say("3s")
    bea.reads("alert.missed")
"""

import json
import re
import shutil
import time
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from handlers.moment import Network
from tests.bot.process import PATIENCE
from tests.journeys.phones import Phone, SignalScreen, TelegramScreen
from tests.journeys.process import RunningBot
from tests.journeys.three import plain
from tests.servers.bot_api import BotApi
from tests.servers.signal_api import SignalApi

__all__ = ["NAMES", "QUICK", "Phone", "Three", "Town", "copy_of", "let_miss"]

NAMES = ("Ana", "Bea", "Cat", "Dee", "Eve")
FIRST_CHAT = 7_000_000_001
QUICK = {"MINIMUM": "1s", "GRACE": "3s"}
"""A missed timer of a few seconds is told within ten."""
TELEGRAM = frozenset({Network.TELEGRAM})
SIGNAL = frozenset({Network.SIGNAL})
BOTH = frozenset(Network)
_LEFT_BEHIND = "town.json"
_CALM = 2.0
"""Seconds of silence after which nothing more comes; the pace in one chat is 1 s."""
_LOOKS = {"getUpdates", "GET /v1/identities/{number}", "GET /v1/receive/{any}"}
"""Calls by which the bot only listens."""


class Town:
    """The servers and the process, running; people join as the journey goes."""

    def __init__(
        self, folder: Path, networks: Collection[Network] = TELEGRAM, **timings: str
    ) -> None:
        self.networks = networks
        self.api = BotApi()
        self.signal = SignalApi(trust="always")
        url = self.api.url if Network.TELEGRAM in networks else ""
        signal = self.signal if Network.SIGNAL in networks else None
        self.bot = RunningBot(folder, url, signal, **timings)
        self._running = ExitStack()
        self._furnish(folder / _LEFT_BEHIND)

    def __enter__(self) -> Self:
        self._running.enter_context(self.api)
        self._running.enter_context(self.signal)
        self.bot.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.bot.__exit__(kind, error, trace)
        finally:
            self._running.close()

    def phone(self, name: str, network: Network = Network.TELEGRAM, house: int = 0) -> Phone:
        """Give somebody's phone, a new one where they have none; each house has another Ana."""
        number = FIRST_CHAT + 100 * house + NAMES.index(name)
        if network is Network.TELEGRAM:
            person = self.api.state.people.get(number) or self.api.person(name, number)
            return Phone(TelegramScreen(self.api, person))
        uuid = f"516a4a1b-0000-4000-8000-{number:012x}"
        known = (each for each in self.signal.state.phones if each.uuid == uuid)
        held = next(known, None) or self.signal.phone(name, uuid, f"+4915{number}")
        return Phone(SignalScreen(self.signal, held))

    def stranger(self, number: int, network: Network = Network.TELEGRAM) -> Phone:
        """Give the phone of somebody who was never invited."""
        chat = FIRST_CHAT + 10_000 + number
        if network is Network.TELEGRAM:
            return Phone(TelegramScreen(self.api, self.api.person(f"Gil{number}", chat)))
        uuid = f"57a46e00-0000-4000-8000-{chat:012x}"
        return Phone(SignalScreen(self.signal, self.signal.phone(f"Gil{number}", uuid)))

    def join(self, name: str, network: Network = Network.TELEGRAM, house: int = 0) -> Phone:
        """Let somebody join by an invitation of the coordinator: its link, or its four words."""
        phone = self.phone(name, network, house)
        invited = self.bot.invite()
        phone.say(f"/start {invited.code}" if network is Network.TELEGRAM else invited.words)
        phone.reads(f"hello.{network}")
        phone.press("choice.set_up")
        phone.reads("join.name")
        phone.say(name)
        phone.reads("join.clock")
        phone.press("choice.yes")
        phone.reads("join.who")
        phone.press("choice.later")
        phone.reads("join.plan")
        phone.press("choice.later")
        phone.reads("join.ready")
        return phone

    def pair(self, worker: Phone, peer: Phone) -> None:
        """Let a worker invite a peer, who agrees; by voice the two words are the same."""
        worker.say("invite")
        peer.say(self._handed(worker, peer))
        peer.reads("pair.ask")
        peer.press("choice.agree")
        peer.reads("pair.name")
        peer.say(peer.name)
        peer.reads("pair.line")
        peer.press("choice.line_parcel")
        peer.reads("pair.share")
        peer.press("choice.no")
        peer.reads("pair.practise")
        peer.press("choice.later")
        for each in (worker, peer):
            each.reads("pair.compare")
            each.press("choice.same")
            each.reads("pair.same")

    def wait(self, seconds: float) -> None:
        """Let time pass while the process lives, so that what must not happen could."""
        ends_at = time.monotonic() + seconds
        self.bot.until(lambda: time.monotonic() >= ends_at, "time passing", seconds + PATIENCE)

    def settle(self, within: float = PATIENCE) -> None:
        """Return once everything said is heard, and the bot has had nothing to say for a while."""
        self.bot.until(self._is_quiet, "a quiet moment", within)

    def leave(self) -> None:
        """Stop the process, and note what another server must know to take its place."""
        self.settle()
        self.bot.stop()
        state = self.api.state
        left = {
            "keyboards": {each.id: [each.name, each.keyboard] for each in state.people.values()},
            "update": state.last_update,
            "message": state.last_message,
        }
        (self.bot.folder / _LEFT_BEHIND).write_text(json.dumps(left))

    def _handed(self, worker: Phone, peer: Phone) -> str:
        """Read the invitation a worker hands over: a link to open, or four words to write."""
        if Network.TELEGRAM not in self.networks:
            text = worker.reads("pair.invite.words").text
        else:
            text = worker.reads("pair.invite").text
        if isinstance(peer.screen, TelegramScreen):
            code = re.search(r"start=([\w-]+)", text)
            assert code is not None
            return f"/start {code[1]}"
        words = re.search(r"send me[^:]*: (\w+ \w+ \w+ \w+)", plain(text))
        assert words is not None
        return words[1]

    def _is_quiet(self) -> bool:
        calls = [*self.api.calls, *self.signal.calls]
        last = max((at for at, name, _ in calls if name not in _LOOKS), default=0.0)
        return not self.api.state.waiting and time.monotonic() > last + _CALM

    def _furnish(self, note: Path) -> None:
        if not note.exists():
            return
        left = json.loads(note.read_text())
        self.api.state.last_update = left["update"]
        self.api.state.last_message = left["message"]
        for number, (name, keyboard) in left["keyboards"].items():
            person = self.api.person(name, int(number))
            person.started = True
            person.keyboard = keyboard


Three = tuple[Phone, Phone, Phone]


def let_miss(ana: Phone, bea: Phone) -> None:
    """Let Ana set a timer and not answer; return once Bea reads of it."""
    ana.say("2s")
    bea.reads("alert.missed")


def copy_of(town: Path, folder: Path) -> Path:
    """Copy the folder of a town that was left, for a journey of its own."""
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("run.*", "*.sock"))
    return folder
