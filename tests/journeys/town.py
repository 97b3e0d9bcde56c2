"""A town on Telegram: a Bot API server, the real process, and people with phones.

with Town(tmp_path, **QUICK) as town:
    ana, bea = town.join("Ana"), town.join("Bea")
    town.pair(ana, bea)
    ana.say("3s")
    bea.reads("alert.missed")
"""

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bot.process import PATIENCE
from tests.journeys.phrases import says, words
from tests.journeys.process import RunningBot
from tests.journeys.three import plain
from tests.servers.bot_api import BotApi
from tests.servers.bot_phones import Person, Shown
from tests.servers.bot_state import Sent

NAMES = ("Ana", "Bea", "Cat", "Dee", "Eve")
FIRST_CHAT = 7_000_000_001
QUICK = {"MINIMUM": "1s", "GRACE": "3s"}
"""A missed timer of a few seconds is told within ten."""
_LEFT_BEHIND = "town.json"
_CALM = 2.0
"""Seconds of silence after which nothing more comes; the pace in one chat is 1 s."""


class Phone:
    """Somebody's phone, read from top to bottom."""

    def __init__(self, api: BotApi, person: Person) -> None:
        self.person = person
        self.answers = 0
        """How often they wrote or pressed something."""
        self._api = api
        self._read = 0

    def say(self, text: str) -> Shown:
        """Write to the bot."""
        self.answers += 1
        return self.person.say(text)

    def press(self, key: str) -> None:
        """Press the newest button with a label of the catalogue, or the key below the chat."""
        self.answers += 1
        self.person.press(words(key))

    def reads(self, key: str, within: float = PATIENCE) -> Shown:
        """Wait for a message of the catalogue that is newer than the last one read."""

        def fits(shown: Shown) -> bool:
            return shown.message_id > self._read and says(key, shown.text)

        shown = self._wait(fits, key, within)
        self._read = shown.message_id
        return shown

    @property
    def sent(self) -> list[Sent]:
        """All that came, in its order, each as it was when it came."""
        return [each for each in self._api.sends if each.chat == self.person.id]

    @property
    def came(self) -> list[str]:
        """The texts of all that came."""
        return [plain(each.text) for each in self.sent]

    def got(self, key: str) -> list[Sent]:
        """All that came and is this message of the catalogue."""
        return [each for each in self.sent if says(key, each.text)]

    def got_only(self, *keys: str) -> None:
        """Hold that these messages of the catalogue came, in this order, and nothing else."""
        came = self.came
        fits = len(came) == len(keys) and all(map(says, keys, came))
        assert fits, f"{self.person.name} was to read {keys}, and read:\n{_listed(came)}"

    def _wait(self, fits: Callable[[Shown], bool], what: str, within: float) -> Shown:
        try:
            return self.person.wait_for(fits, within)
        except TimeoutError:
            chat = _listed([plain(each.text) for each in self.person.chat])
            raise AssertionError(f"{self.person.name} never read {what!r}:\n{chat}") from None


def _listed(texts: list[str]) -> str:
    return "\n".join(f"  {each!r}" for each in texts)


class Town:
    """The server and the process, running; people join as the journey goes."""

    def __init__(self, folder: Path, **timings: str) -> None:
        self.api = BotApi()
        self.bot = RunningBot(folder, self.api.url, **timings)
        self._furnish(folder / _LEFT_BEHIND)

    def __enter__(self) -> Self:
        self.api.__enter__()
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
            self.api.__exit__()

    def phone(self, name: str) -> Phone:
        """Give somebody's phone, a new one where they have none."""
        number = FIRST_CHAT + NAMES.index(name)
        person = self.api.state.people.get(number) or self.api.person(name, number)
        return Phone(self.api, person)

    def stranger(self, number: int) -> Phone:
        """Give the phone of somebody who was never invited."""
        chat = FIRST_CHAT + 1_000 + number
        return Phone(self.api, self.api.person(f"Gil{number}", chat))

    def join(self, name: str) -> Phone:
        """Let somebody join by a link of the coordinator."""
        phone = self.phone(name)
        phone.say(f"/start {self.bot.invite().code}")
        phone.reads("hello.telegram")
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
        """Let a worker invite a peer by link, who agrees; by voice the two words are the same."""
        worker.say("invite")
        code = re.search(r"start=([\w-]+)", worker.reads("pair.invite").text)
        assert code is not None
        peer.say(f"/start {code[1]}")
        peer.reads("pair.ask")
        peer.press("choice.agree")
        peer.reads("pair.name")
        peer.say(peer.person.name)
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
            "keyboards": {each.name: each.keyboard for each in state.people.values()},
            "update": state.last_update,
            "message": state.last_message,
        }
        (self.bot.folder / _LEFT_BEHIND).write_text(json.dumps(left))

    def _is_quiet(self) -> bool:
        calls = [at for at, method, _ in list(self.api.calls) if method != "getUpdates"]
        last = max(calls, default=0.0)
        return not self.api.state.waiting and time.monotonic() > last + _CALM

    def _furnish(self, note: Path) -> None:
        if not note.exists():
            return
        left = json.loads(note.read_text())
        self.api.state.last_update = left["update"]
        self.api.state.last_message = left["message"]
        for name, keyboard in left["keyboards"].items():
            person = self.phone(name).person
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
