"""`hearthlight signal check` as a coordinator reads it: a line for each thing, and what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.process import Running, hearthlight, on_signal
from tests.servers.bot_api import BotApi
from tests.servers.loopback import bind
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_state import NUMBER

ANA = "a0a0a0a0-0000-4000-8000-0000000000a0"
NO_USERNAME = "none, so nobody can find the bot: hearthlight signal username NAME"


@pytest.fixture
def api() -> Iterator[SignalApi]:
    with SignalApi() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = hearthlight(tmp_path, "init", "--no-input")
    assert done.returncode == 0, done.stderr
    return tmp_path


def ready(folder: Path, api: SignalApi) -> dict[str, str]:
    """Give the bot a username and an ear on a free port, which the server posts to."""
    hearthlight(folder, "signal", "username", "evening_timer", **on_signal(api.url))
    with bind(0) as taken:
        port = taken.getsockname()[1]
    api.webhook = f"http://127.0.0.1:{port}/a-long-secret"
    file = folder / "ear"
    file.write_text(f"{api.webhook}\n")
    return {**on_signal(api.url), "HEARTHLIGHT_SIGNAL_WEBHOOK_FILE": str(file)}


def checked(folder: Path, settings: dict[str, str]) -> tuple[int, dict[str, str], set[str]]:
    """Give the exit code, what is said under each name, and the names to fix."""
    done = hearthlight(folder, "signal", "check", **settings)
    lines = [line for line in done.stdout.splitlines() if line.startswith(" ")]
    said = {line[7:18].strip(): line[18:] for line in lines}
    assert done.stderr == ""
    assert NUMBER not in done.stdout
    return done.returncode, said, {line[7:18].strip() for line in lines if line[1:4] == "FIX"}


def test_all_is_well_before_the_first_run(folder: Path, api: SignalApi) -> None:
    code, said, wrong = checked(folder, ready(folder, api))

    assert (code, wrong) == (0, set())
    assert set(said) == {"Server", "Mode", "signal-cli", "Account", "Webhook", "Username"}


def test_a_bot_that_was_written_to_is_reached_by_its_webhook(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)
    with Running(folder, "", **settings) as bot:
        bot.wait_for("signal.state now=ok")
        before = checked(folder, settings)
        ana = api.phone("Ana", ANA)
        ana.say("hello")
        ana.wait_for(lambda _: True, 15)
        after = checked(folder, settings)

    assert before[1]["Webhook"].startswith("listens; nothing came yet")
    assert after[1]["Webhook"] == "the server reaches it"
    assert (before[0], after[0]) == (0, 0)


def test_a_server_that_was_not_told_of_the_webhook_is_found_out(
    folder: Path, api: SignalApi
) -> None:
    settings = ready(folder, api)
    api.webhook = ""
    with Running(folder, "", **settings) as bot:
        bot.wait_for("signal.state now=ok")
        ana = api.phone("Ana", ANA)
        ana.say("hello")
        ana.wait_for(lambda _: True, 15)
        code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"Webhook"})
    assert "RECEIVE_WEBHOOK_URL" in said["Webhook"]


def test_a_webhook_whose_port_is_taken_is_found_out(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)
    with bind(int(api.webhook.split(":")[2].split("/")[0])) as taken:
        taken.listen()
        with Running(folder, "", **settings) as bot:
            bot.wait_for("signal.webhook_address_taken")
            code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"Webhook"})
    assert said["Webhook"].startswith("another program has its port")


def test_no_server_is_one_line_to_fix(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)
    api.go_offline()

    code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"Server"})
    assert said["Server"].endswith(
        "doesn't answer. Start signal-cli-rest-api there, then try again."
    )


def test_everything_missing_is_told_at_once(folder: Path, api: SignalApi) -> None:
    api.version, api.mode, api.account.there = "0.100.1", "normal", False

    code, said, wrong = checked(folder, on_signal(api.url))

    assert code == 1
    assert wrong == {"Server", "Mode", "Account", "Webhook", "Username"}
    assert said["Server"] == "too old: install 0.101 or newer"
    assert said["Mode"] == "start signal-cli-rest-api with MODE=json-rpc"
    assert said["Account"].endswith("hearthlight signal register, or hearthlight signal link")
    assert "HEARTHLIGHT_SIGNAL_WEBHOOK_FILE" in said["Webhook"]
    assert said["Username"] == NO_USERNAME


def test_a_build_between_two_releases_is_not_too_old(folder: Path, api: SignalApi) -> None:
    api.version = "unset"

    _, _, wrong = checked(folder, ready(folder, api))

    assert wrong == set()


def test_a_signal_cli_that_is_gone_behind_its_server_is_found_out(
    folder: Path, api: SignalApi
) -> None:
    settings = ready(folder, api)
    api.fault(Fault.RESET, route="GET /v1/accounts", times=None)

    code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"signal-cli"})
    assert said["signal-cli"] == "doesn't answer behind the server: restart it"


def test_a_captcha_that_signal_wants_is_named(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)
    api.fault(Fault.CHALLENGED, times=None)
    with Running(folder, "", **settings) as bot:
        bot.wait_for("signal.state now=ok")
        api.phone("Ana", ANA).say("hello")
        bot.wait_for("signal.challenged")
        code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"Captcha"})
    assert said["Captcha"].endswith("hearthlight signal captcha")


def test_a_bot_that_runs_without_signal_is_to_be_restarted(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)
    with BotApi() as telegram, Running(folder, telegram.url):
        code, said, wrong = checked(folder, settings)

    assert (code, wrong) == (1, {"Bot"})
    assert said["Bot"] == "runs without these settings: restart it"


def test_a_proxy_of_this_environment_is_named(folder: Path, api: SignalApi) -> None:
    settings = ready(folder, api)

    code, said, _ = checked(folder, settings | {"HTTPS_PROXY": "http://127.0.0.1:9"})

    assert code == 0
    assert "NO_PROXY" in said["Proxy"]
