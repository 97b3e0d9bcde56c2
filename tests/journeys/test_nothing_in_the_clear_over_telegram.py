"""The same search after a missed timer of the real process, over the wire, while it still runs."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.process import PATIENCE, environment, hearthlight
from tests.journeys.traces import traces_in
from tests.journeys.unmistakable import ANA, BEA, FIRST_LINE, OF_A_PEER, PLAN
from tests.servers.bot_api import TOKEN, BotApi, Fault
from tests.servers.bot_phones import Person

ANA_CHAT, BEA_CHAT = 7318264950, 6124509873
QUICK = {
    "HEARTHLIGHT_TIMING_MINIMUM": "1s",
    "HEARTHLIGHT_TIMING_GRACE": "2s",
    "HEARTHLIGHT_TIMING_REPEAT": "5s",
}
ON_THE_WIRE = {
    "Anastasia-Lastname",
    "anastasia_username",
    "Beatrix-Lastname",
    "beatrix_username",
    TOKEN,
    TOKEN.partition(":")[2],
}
"""What Telegram tells of people, and the bot's own secret, which stands in every address."""


@dataclass(frozen=True)
class Left:
    """What was found in the files, and what was looked for."""

    found: dict[str, set[str]]
    secrets: set[str]
    log: str


def _reads(person: Person, words: str) -> str:
    shown = person.wait_for(
        lambda each: words in re.sub("[\u2066-\u2069]", "", each.text), PATIENCE
    )
    return shown.text


def _answer(person: Person, question: str, label: str) -> None:
    _reads(person, question)
    person.press(label)


@contextmanager
def _running(folder: Path, url: str) -> Iterator[None]:
    """Run the talkative bot; what it prints stands in the folder as well."""
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.talkative"],
            cwd=Path(__file__).parents[2],
            env=environment(folder, url, **QUICK),
            stdout=printed,
            stderr=printed,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _until(found: Callable[[], str]) -> str:
    """Return what is found, as soon as something is."""
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        if it := found():
            return it
        time.sleep(0.1)
    raise TimeoutError


def _ready(folder: Path) -> str:
    """Say when the bot is ready: before, another command would take the lock from it."""
    log = folder / "hearthlight.log"
    return log.read_text().partition("app.ready")[1] if log.exists() else ""


def _invite(folder: Path, url: str) -> str:
    """Make an invitation; give its words once the bot knows its own name for the link."""
    made = json.loads(hearthlight(folder, "invite", "--json", url=url).stdout)
    return " ".join(made["words"]) if made["link"] is not None else ""


def _pair(folder: Path, url: str, ana: Person, bea: Person) -> set[str]:
    """Let Ana join and Bea agree to be her peer; return the invitations."""
    _until(lambda: _ready(folder))
    words = _until(lambda: _invite(folder, url))
    ana.say(words)
    _answer(ana, "Hi. I'm a check-in timer.", "Set up, 1 minute")
    _reads(ana, "What should your people call you?")
    ana.say(ANA)
    _answer(ana, "Is that right?", "Yes")
    _answer(ana, "Who should I tell?", "Later")
    _reads(ana, "What would you like them to do?")
    ana.say("\n".join(PLAN))
    _reads(ana, "All set.")
    ana.say("invite")
    code = re.search(r"start=([\w-]{22})", _reads(ana, "Send this to someone"))
    assert code is not None
    bea.say(f"/start {code[1]}")
    _answer(bea, "Can you?", "Yes, I can")
    _reads(bea, "What name may")
    bea.say(BEA)
    _answer(bea, "How should my message begin?", "My own words")
    _reads(bea, "Write your line")
    bea.say(FIRST_LINE)
    _answer(bea, "May the others", "Yes")
    _answer(bea, "Shall I send a practice one now?", "Later")
    _answer(ana, "Are they the same?", "Same")
    return {words, code[1]}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Play a missed timer with faults, make a copy, and search all files of the bot."""
    folder = tmp_path_factory.mktemp("data")
    with BotApi() as api:
        ana, bea = api.person("Anastasia", ANA_CHAT), api.person("Beatrix", BEA_CHAT)
        hearthlight(folder, "init", "--no-input", url=api.url)
        with _running(folder, api.url):
            invitations = _pair(folder, api.url, ana, bea)
            for fault in (Fault.BAD_GATEWAY, Fault.RESET, Fault.SERVER_ERROR):
                api.fault(fault, method="sendMessage")
            ana.say("2s")
            _reads(bea, f"{ANA} hasn't answered")
            bea.say(OF_A_PEER)
            _reads(bea, "Nobody else reads what you write here.")
            hearthlight(folder, "backup", url=api.url)
            secrets = {ANA, BEA, FIRST_LINE, OF_A_PEER, *PLAN, *ON_THE_WIRE, *invitations}
            secrets |= {str(ANA_CHAT), str(BEA_CHAT)}
            found = traces_in(folder, secrets, "token", "root.key")
            return Left(found, secrets, (folder / "everything.log").read_text())


def test_no_file_of_the_running_process_holds_anything_of_it(left: Left) -> None:
    assert left.found == {}


def test_the_libraries_of_the_wire_were_as_talkative_as_they_can_be(left: Left) -> None:
    assert "library.httpx" in left.log
    assert "library.telegram" in left.log
