"""The same search after a missed timer of the real process on Signal, while it still runs."""

import re
from dataclasses import dataclass

import pytest

from tests.bot.process import hearthlight
from tests.journeys.phones import Phone, SignalScreen
from tests.journeys.three import plain
from tests.journeys.town import QUICK, SIGNAL, Town
from tests.journeys.traces import traces_in
from tests.journeys.unmistakable import ANA, BEA, FIRST_LINE, NOTE, OF_A_PEER, PLAN
from tests.servers.signal_faults import SEND, Fault

ANA_UUID, ANA_NUMBER = "3f6c9a17-5d2e-4b80-9c41-7e8d0a2b6f55", "+4915736482917"
BEA_UUID, BEA_NUMBER = "c84e1b70-29fa-4d63-8a5b-016f7d93e2c4", "+4915298170346"
ON_THE_WIRE = {"Anastasia of the profile", "Beatrix of the profile"}
"""What Signal tells of people beside their account and number."""
FAULTS = (Fault.PAGE, Fault.RESET, Fault.UNTRUSTED, Fault.RATE_LIMITED, Fault.GARBAGE)


@dataclass(frozen=True)
class Left:
    """What was found in the files, and what was looked for."""

    found: dict[str, set[str]]
    secrets: set[str]
    log: str
    files: set[str]


def _phone(town: Town, name: str, uuid: str, number: str) -> Phone:
    phone = town.signal.phone(name, uuid, number)
    phone.hides_number = False
    return Phone(SignalScreen(town.signal, phone))


def _pair(town: Town, ana: Phone, bea: Phone) -> set[str]:
    """Let Ana join and Bea agree to be her peer; return the invitations."""
    joining = town.bot.invite().words
    ana.say(joining)
    ana.reads("hello.signal")
    ana.press("choice.set_up")
    ana.reads("join.name")
    ana.say(ANA)
    ana.reads("join.clock")
    ana.press("choice.yes")
    ana.reads("join.who")
    ana.press("choice.later")
    ana.reads("join.plan")
    ana.say("\n".join(PLAN))
    ana.reads("join.ready")
    ana.say("invite")
    handed = re.search(r": (\w+ \w+ \w+ \w+)", plain(ana.reads("pair.invite.words").text))
    assert handed is not None
    bea.say(handed[1])
    bea.reads("pair.ask")
    bea.press("choice.agree")
    bea.reads("pair.name")
    bea.say(BEA)
    bea.reads("pair.line")
    bea.press("choice.line_own")
    bea.reads("pair.line.own")
    bea.say(FIRST_LINE)
    bea.reads("pair.share")
    bea.press("choice.yes")
    bea.reads("pair.practise")
    bea.press("choice.later")
    ana.reads("pair.compare")
    ana.press("choice.same")
    return {joining, handed[1]}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Play a missed timer with faults, make a copy, and search all files of the bot."""
    folder = tmp_path_factory.mktemp("data")
    town = Town(folder, SIGNAL, **QUICK)
    town.bot.program = ("-m", "tests.journeys.talkative")
    with town:
        ana = _phone(town, "Anastasia of the profile", ANA_UUID, ANA_NUMBER)
        bea = _phone(town, "Beatrix of the profile", BEA_UUID, BEA_NUMBER)
        invitations = _pair(town, ana, bea)
        ana.on_signal.phone.edit(ana.on_signal.phone.say("what"), NOTE)
        town.signal.hear({"error": OF_A_PEER})
        for fault in FAULTS:
            town.signal.fault(fault, route=SEND)
        ana.say("2s")
        bea.reads("alert.missed", 60)
        bea.say(OF_A_PEER)
        bea.reads("alert.press_one")
        assert hearthlight(folder, "backup").returncode == 0
        secrets = {ANA, BEA, FIRST_LINE, NOTE, OF_A_PEER, *PLAN, *ON_THE_WIRE, *invitations}
        secrets |= {ANA_UUID, ANA_NUMBER[1:], BEA_UUID, BEA_NUMBER[1:]}
        secrets |= {town.signal.account.number[1:], town.signal.webhook.rpartition("/")[2]}
        found = traces_in(folder, secrets, "webhook", "root.key")
        files = {each.name for each in folder.rglob("*") if each.is_file()}
        return Left(found, secrets, (folder / "everything.log").read_text(), files)


def test_no_file_of_the_running_process_holds_anything_of_it(left: Left) -> None:
    assert left.found == {}


def test_the_search_covers_database_journal_copy_and_all_logs(left: Left) -> None:
    logs = {"run.log", "run.out", "hearthlight.log", "everything.log"}

    assert left.files >= {"hearthlight.db", "hearthlight.db-wal", "hearthlight.db-shm", *logs}


def test_the_libraries_of_the_wire_were_as_talkative_as_they_can_be(left: Left) -> None:
    assert "library.asyncio" in left.log
    assert "signal.refused" in left.log
