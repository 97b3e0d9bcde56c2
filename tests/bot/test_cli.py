"""The command line as a coordinator uses it: real processes, their answers and exit codes."""

import json
import os
import re
import resource
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.control import RefusedError, ask
from handlers.wordlist import tidy
from storage.opening import Lock
from tests.bot.process import PATIENCE, Running, answer_of, environment, hearthlight
from tests.servers.bot_api import TOKEN, BotApi, Fault

ANA = 7_000_000_001
MOMENT = 1.5
"""Seconds a short command may take: longer than a start of Python, shorter than the patience."""
GREETING = "Hi. I'm a check-in timer."


def installed(folder: Path) -> Path:
    done = hearthlight(folder, "init", "--no-input")
    assert done.returncode == 0, done.stderr
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


@contextmanager
def held_for_a_moment(folder: Path) -> Iterator[None]:
    """Have the lock as a short command has it, and let go of it meanwhile."""
    lock = Lock(folder)
    letting_go = threading.Timer(MOMENT, lock.close)
    letting_go.start()
    try:
        yield
    finally:
        letting_go.join()


@contextmanager
def answering(path: Path, after: float) -> Iterator[None]:
    """Be the socket of a bot that begins to listen `after` some seconds, and grants one wish."""

    def answer() -> None:
        listening.listen()
        connection, _ = listening.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b'{"running": true}\n')

    with socket.socket(socket.AF_UNIX) as listening:
        listening.settimeout(PATIENCE)
        listening.bind(str(path))
        bot = threading.Timer(after, answer)
        bot.start()
        yield
        bot.join()


def link_of(folder: Path, api: BotApi) -> str:
    """Give the link of a new invitation, once the bot's name is known."""
    until = time.monotonic() + 10
    while not (link := answer_of(folder, "invite", url=api.url)["link"]):
        assert time.monotonic() < until
    return str(link)


def test_help_answers_at_once(tmp_path: Path) -> None:
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = hearthlight(tmp_path, "--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Its own work only: a busy computer would make it wait for its turn.
        took.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

    assert "Usage:" in done.stdout
    assert min(took) < 0.3


def test_the_version_is_told(tmp_path: Path) -> None:
    assert hearthlight(tmp_path, "--version").stdout == "Hearthlight 0.1.0\n"


@pytest.mark.parametrize("command", ["run", "invite", "status", "backup"])
def test_without_an_installation_init_and_demo_are_named(tmp_path: Path, command: str) -> None:
    done = hearthlight(tmp_path, command)

    assert done.returncode == 2
    assert "hearthlight init" in done.stderr
    assert "hearthlight demo" in done.stderr
    assert done.stdout == ""


def test_run_without_a_network_says_what_is_missing(tmp_path: Path) -> None:
    done = hearthlight(installed(tmp_path), "run")

    assert done.returncode == 2
    assert "HEARTHLIGHT_TELEGRAM_TOKEN_FILE" in done.stderr


def test_init_makes_files_that_only_their_owner_reads(tmp_path: Path) -> None:
    folder = installed(tmp_path / "new")

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}

    assert {"hearthlight.toml", "hearthlight.db", "root.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_init_prints_nothing_secret(tmp_path: Path) -> None:
    done = hearthlight(tmp_path, "init", "--no-input")

    assert (tmp_path / "root.key").read_text().strip() not in done.stdout + done.stderr


def test_init_over_an_installation_changes_nothing(tmp_path: Path) -> None:
    before = contents(installed(tmp_path))

    done = hearthlight(tmp_path, "init", "--no-input")

    assert done.returncode == 0
    assert contents(tmp_path) == before


def test_init_asks_who_runs_it_the_zone_and_the_token(tmp_path: Path) -> None:
    answers = f"The Thursday group\nEurope/Nowhere\nEurope/Paris\ny\nno token\n{TOKEN}\n\n"

    with BotApi() as api:
        done = hearthlight(tmp_path, "init", typed=answers, HEARTHLIGHT_TELEGRAM_API_URL=api.url)

    settings = (tmp_path / "hearthlight.toml").read_text()
    assert done.returncode == 0, done.stderr
    assert "I don't know that one." in done.stdout
    assert 'run_by = "The Thursday group"' in settings
    assert 'zone = "Europe/Paris"' in settings
    assert "ok, this is @evening_timer_bot" in done.stdout
    assert (tmp_path / "telegram.token").read_text() == f"{TOKEN}\n"
    assert TOKEN not in done.stdout + done.stderr + settings


def test_a_token_telegram_does_not_know_is_kept_only_if_wanted(tmp_path: Path) -> None:
    answers = "our group\nUTC\ny\n4242:AAwrong\nn\n\n\n"

    with BotApi() as api:
        done = hearthlight(tmp_path, "init", typed=answers, HEARTHLIGHT_TELEGRAM_API_URL=api.url)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "telegram.token").exists()


def test_a_token_that_is_there_is_used_and_never_written_over(tmp_path: Path) -> None:
    token = tmp_path / "telegram.token"
    token.write_text(f"{TOKEN}\n")

    done = hearthlight(tmp_path, "init", typed="our group\nUTC\ny\n\n")

    assert done.returncode == 0, done.stderr
    assert "Telegram token" not in done.stdout
    assert token.read_text() == f"{TOKEN}\n"
    assert str(token) in (tmp_path / "hearthlight.toml").read_text()


def test_a_token_is_never_written_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "telegram.token").symlink_to(tmp_path / "elsewhere")
    answers = f"our group\nUTC\ny\n{TOKEN}\n\n"

    with BotApi() as api:
        done = hearthlight(tmp_path, "init", typed=answers, HEARTHLIGHT_TELEGRAM_API_URL=api.url)

    assert done.returncode == 2
    assert not (tmp_path / "elsewhere").exists()
    assert not (tmp_path / "hearthlight.db").exists()


def test_what_init_writes_is_for_its_owner_only_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with BotApi() as api:
            answers = f"our group\nUTC\ny\n{TOKEN}\n\n"
            hearthlight(tmp_path, "init", typed=answers, HEARTHLIGHT_TELEGRAM_API_URL=api.url)
    finally:
        os.umask(before)

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert {"telegram.token", "hearthlight.toml", "root.key", "hearthlight.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_settings_that_are_there_answer_every_question_of_init(tmp_path: Path) -> None:
    settings = tmp_path / "hearthlight.toml"
    settings.write_text('run_by = "The Thursday group"\n')

    done = hearthlight(tmp_path, "init", typed="")

    assert done.returncode == 0, done.stderr
    assert settings.read_text() == 'run_by = "The Thursday group"\n'
    assert (tmp_path / "hearthlight.db").exists()


def test_an_invitation_without_a_running_bot_has_four_words_and_no_link(tmp_path: Path) -> None:
    invited = answer_of(installed(tmp_path), "invite")

    assert set(invited) == {"link", "words", "expires_at"}
    assert invited["link"] is None
    assert tidy(" ".join(invited["words"])) == " ".join(invited["words"])
    assert invited["expires_at"].endswith("Z")


def test_an_invitation_says_until_when_by_the_clock_here(tmp_path: Path) -> None:
    done = hearthlight(installed(tmp_path), "invite", TZ="Europe/Berlin")

    assert re.search(r"They work once, until \w+day \d\d:\d\d \(CES?T\)\.$", done.stdout.strip())


def test_invite_prints_one_line_of_json(tmp_path: Path) -> None:
    done = hearthlight(installed(tmp_path), "invite", "--json")

    assert done.stdout.count("\n") == 1
    assert json.loads(done.stdout)


def test_status_counts_out_no_small_number(tmp_path: Path) -> None:
    found = answer_of(installed(tmp_path), "status")

    assert found["running"] is False
    assert found["people"] == "fewer than 5"


def test_a_wrong_key_ends_with_65_and_changes_nothing(tmp_path: Path) -> None:
    installed(tmp_path)
    (tmp_path / "root.key").write_text("00" * 31 + "01\n")
    before = contents(tmp_path)

    done = hearthlight(tmp_path, "status")

    assert done.returncode == 65
    assert contents(tmp_path) == before


def test_an_unknown_setting_ends_with_2(tmp_path: Path) -> None:
    installed(tmp_path)
    with (tmp_path / "hearthlight.toml").open("a") as settings:
        settings.write('colour = "red"\n')

    done = hearthlight(tmp_path, "status")

    assert done.returncode == 2
    assert "colour" in done.stderr


def test_someone_invited_joins_a_running_bot(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url):
        ana = api.person("Ana", ANA)

        ana.say(" ".join(answer_of(tmp_path, "invite", url=api.url)["words"]).upper())

        ana.wait_for(lambda shown: shown.text.startswith(GREETING), 10)


def test_the_link_of_an_invitation_lets_somebody_in(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url):
        ana = api.person("Ana", ANA)
        start, code = link_of(tmp_path, api).split("=")

        ana.say(f"/start {code}")

        assert start == "https://t.me/evening_timer_bot?start"
        ana.wait_for(lambda shown: shown.text.startswith(GREETING), 10)


def test_the_link_is_still_known_when_the_bot_is_stopped(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        link_of(tmp_path, api)
        bot.stop()

        assert answer_of(tmp_path, "invite", url=api.url)["link"] is not None


def test_a_second_bot_ends_with_75_and_one_sentence(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url):
        done = hearthlight(tmp_path, "run", url=api.url)

    assert done.returncode == 75
    assert done.stderr.splitlines()[-1].startswith("Hearthlight is already running here")


def test_a_start_waits_for_a_command_that_is_done_in_a_moment(tmp_path: Path) -> None:
    with BotApi() as api, held_for_a_moment(installed(tmp_path)):
        bot = Running(tmp_path, api.url)
        try:
            bot.wait_for("app.ready")
        finally:
            bot.kill()


@pytest.mark.parametrize("command", ["invite", "status", "backup"])
def test_commands_wait_for_each_other(tmp_path: Path, command: str) -> None:
    with held_for_a_moment(installed(tmp_path)):
        done = hearthlight(tmp_path, command)

    assert done.returncode == 0, done.stderr


def test_a_command_reaches_a_bot_that_was_only_starting(tmp_path: Path) -> None:
    lock = Lock(installed(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "status", "--json"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        try:
            with answering(tmp_path / "control.sock", after=MOMENT):
                shown = command.stdout.read()
        finally:
            lock.close()

    assert json.loads(shown) == {"running": True}


def test_a_running_bot_says_how_it_is(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        bot.wait_for("telegram.heard")
        found = answer_of(tmp_path, "status", url=api.url)
        shown = hearthlight(tmp_path, "status", url=api.url).stdout

    assert found["running"] is True
    assert found["networks"] == {"telegram": "ok"}
    assert "Telegram" in shown


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_bot_ends_with_0(tmp_path: Path, how: signal.Signals) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        assert bot.stop(how) == 0

    assert bot.out.read_bytes() == b""
    assert not (tmp_path / "control.sock").exists()


def test_a_bot_ends_within_10_seconds_even_with_a_call_hanging(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        api.fault(Fault.HANG, method="sendMessage", times=None)
        ana = api.person("Ana", ANA)
        ana.say(" ".join(answer_of(tmp_path, "invite", url=api.url)["words"]))
        until = time.monotonic() + 10
        while not api.count("sendMessage"):
            assert time.monotonic() < until
            time.sleep(0.02)

        began = time.monotonic()
        code = bot.stop()

    assert code == 0
    assert time.monotonic() - began < 10


def test_the_control_socket_is_its_owners_alone(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        bot.wait_for("telegram.heard")
        mode = stat.S_IMODE((tmp_path / "control.sock").stat().st_mode)

    assert mode == 0o600


def test_a_wish_the_bot_does_not_know_is_refused(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        bot.wait_for("telegram.heard")
        with pytest.raises(RefusedError):
            ask(tmp_path / "control.sock", "list everybody")


def test_a_socket_left_behind_keeps_nobody_from_the_file(tmp_path: Path) -> None:
    with BotApi() as api, Running(installed(tmp_path), api.url) as bot:
        bot.wait_for("telegram.heard")
        bot.kill()

    assert answer_of(tmp_path, "invite")["words"]


def test_a_copy_is_restored_under_the_same_key_and_everyone_reads_it(tmp_path: Path) -> None:
    new = tmp_path / "new"
    with BotApi() as api:
        ana = api.person("Ana", ANA)
        with Running(installed(tmp_path / "old"), api.url) as bot:
            ana.say(" ".join(answer_of(tmp_path / "old", "invite", url=api.url)["words"]))
            ana.wait_for(lambda shown: shown.text.startswith(GREETING), 10)
            copy = hearthlight(tmp_path / "old", "backup", url=api.url).stdout.strip()
            bot.stop()
        new.mkdir()
        (new / "root.key").write_bytes((tmp_path / "old" / "root.key").read_bytes())
        (new / "root.key").chmod(0o600)

        done = hearthlight(new, "restore", copy)
        with Running(new, api.url):
            told = ana.wait_for(lambda shown: shown.text.startswith("I was restored"), 10)

    assert done.returncode == 0, done.stderr
    assert "No timer is running." in told.text


def test_a_copy_never_replaces_a_database(tmp_path: Path) -> None:
    copy = hearthlight(installed(tmp_path), "backup").stdout.strip()
    before = contents(tmp_path)

    done = hearthlight(tmp_path, "restore", copy)

    assert done.returncode == 2
    assert contents(tmp_path) == before


def test_a_copy_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = hearthlight(tmp_path, "restore", str(tmp_path / "nowhere.backup"))

    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_without_the_key_of_a_copy_nobody_is_sent_to_make_another(tmp_path: Path) -> None:
    copy = hearthlight(installed(tmp_path / "old"), "backup").stdout.strip()

    done = hearthlight(tmp_path / "new", "restore", copy)

    assert done.returncode == 65
    assert done.stderr.startswith("There is no key file: put the one you kept in its place")


def test_an_answer_after_a_kill_is_not_lost(tmp_path: Path) -> None:
    with BotApi() as api:
        ana = api.person("Ana", ANA)
        with Running(installed(tmp_path), api.url) as bot:
            api.fault(Fault.HANG, method="sendMessage", times=1)
            ana.say(" ".join(answer_of(tmp_path, "invite", url=api.url)["words"]))
            until = time.monotonic() + 10
            while not api.count("sendMessage"):
                assert time.monotonic() < until
                time.sleep(0.02)
            bot.kill()

        with Running(tmp_path, api.url):
            ana.wait_for(lambda shown: shown.text.startswith(GREETING), 10)
