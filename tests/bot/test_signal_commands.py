"""`hearthlight signal ...` as a coordinator uses it: real processes, a real server on loopback."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.process import PATIENCE, Running, answer_of, hearthlight, on_signal
from tests.servers.bot_api import BotApi
from tests.servers.loopback import bind
from tests.servers.signal_account import CAPTCHA, LINK
from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_state import NUMBER

ANA = "a0a0a0a0-0000-4000-8000-0000000000a0"
GREETING = "Hi. I'm a check-in timer."


@pytest.fixture
def api() -> Iterator[SignalApi]:
    with SignalApi() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A house that is set up; what it has of Signal comes from the environment."""
    done = hearthlight(tmp_path, "init", "--no-input")
    assert done.returncode == 0, done.stderr
    return tmp_path


# Register


def test_a_number_is_registered_with_the_code_and_hidden(folder: Path, api: SignalApi) -> None:
    api.account.there = False

    done = hearthlight(
        folder, "signal", "register", typed=f"{api.account.code}\n", **on_signal(api.url)
    )

    assert done.returncode == 0, done.stderr
    assert api.account.there
    assert api.account.settings == {"discoverable_by_number": False, "share_number": False}
    assert "hearthlight signal username NAME" in done.stdout
    assert NUMBER not in done.stdout + done.stderr


def test_a_captcha_that_signal_wants_is_asked_for_and_handed_in(
    folder: Path, api: SignalApi
) -> None:
    api.account.there, api.account.asks_captcha = False, True
    typed = f"https://example.org\n{CAPTCHA}\n{api.account.code}\n"

    done = hearthlight(folder, "signal", "register", typed=typed, **on_signal(api.url))

    assert done.returncode == 0, done.stderr
    assert "https://signalcaptchas.org/registration/generate.html" in done.stdout
    assert "That is another one" in done.stdout
    assert api.account.there


def test_the_code_can_be_told_by_a_call(folder: Path, api: SignalApi) -> None:
    api.account.there = False
    typed = f"{api.account.code}\n"

    hearthlight(folder, "signal", "register", "--voice", typed=typed, **on_signal(api.url))

    [call] = [call for _, name, call in api.calls if name == "POST /v1/register/{new}"]
    assert call.body["use_voice"] is True


def test_a_wrong_code_is_said_in_one_sentence(folder: Path, api: SignalApi) -> None:
    api.account.there = False

    done = hearthlight(folder, "signal", "register", typed="111111\n", **on_signal(api.url))

    assert done.returncode == 1
    assert done.stderr == "That was not the code. Try again: hearthlight signal register\n"


def test_a_pin_at_signal_is_asked_for(folder: Path, api: SignalApi) -> None:
    api.account.there, api.account.pin = False, "2468"
    typed = f"{api.account.code}\n2468\n"

    done = hearthlight(folder, "signal", "register", typed=typed, **on_signal(api.url))

    assert done.returncode == 0, done.stderr
    assert "2468" not in done.stdout + done.stderr


@pytest.mark.parametrize("words", [("register",), ("link",), ("username", "evening_timer")])
def test_without_a_server_it_says_what_to_start(folder: Path, words: tuple[str, ...]) -> None:
    with bind(0) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"

        done = hearthlight(folder, "signal", *words, **on_signal(url))

    assert done.returncode == 1
    assert done.stderr == (
        f"{url} doesn't answer. Start signal-cli-rest-api there, then try again.\n"
    )


@pytest.mark.parametrize(
    "words", [("register",), ("link",), ("username", "evening_timer"), ("check",)]
)
def test_without_settings_of_signal_they_are_named(folder: Path, words: tuple[str, ...]) -> None:
    done = hearthlight(folder, "signal", *words)

    assert done.returncode == 2
    assert "HEARTHLIGHT_SIGNAL_URL" in done.stderr
    assert "HEARTHLIGHT_SIGNAL_NUMBER" in done.stderr


# Link


def test_a_phone_that_scans_the_code_links_the_bot(folder: Path, api: SignalApi) -> None:
    api.account.there = False

    def scan() -> None:
        api.wait_for(lambda: api.account.devices, 20)
        api.account.scan()

    phone = threading.Thread(target=scan)
    phone.start()
    done = hearthlight(folder, "signal", "link", **on_signal(api.url))
    phone.join()

    assert done.returncode == 0, done.stderr
    assert LINK in done.stdout
    assert "█" in done.stdout
    assert api.account.devices == ["hearthlight"]


def test_a_number_that_is_there_needs_no_link(folder: Path, api: SignalApi) -> None:
    done = hearthlight(folder, "signal", "link", **on_signal(api.url))

    assert done.returncode == 1
    assert "there is nothing to link" in done.stderr
    assert api.account.devices == []


# Username


def test_the_link_of_a_username_is_shown_and_remembered(folder: Path, api: SignalApi) -> None:
    done = hearthlight(folder, "signal", "username", "evening_timer", **on_signal(api.url))

    link = answer_of(folder, "invite", **on_signal(api.url))["signal"]
    assert done.returncode == 0, done.stderr
    assert link.startswith("https://signal.me/#eu/")
    assert f"evening_timer.42: {link}" in done.stdout
    assert "█" in done.stdout
    assert api.account.settings["share_number"] is False


def test_an_invitation_shows_the_way_on_each_network(folder: Path, api: SignalApi) -> None:
    settings = on_signal(api.url)
    hearthlight(folder, "signal", "username", "evening_timer", **settings)

    on_signal_alone = hearthlight(folder, "invite", **settings).stdout
    with BotApi() as telegram, Running(folder, telegram.url, **settings):
        until = time.monotonic() + PATIENCE
        while not answer_of(folder, "invite", url=telegram.url)["link"]:
            assert time.monotonic() < until
        on_both = hearthlight(folder, "invite", url=telegram.url, **settings).stdout

    assert "https://signal.me/#eu/" in on_signal_alone
    assert "No link yet" not in on_signal_alone
    assert "Signal: https://signal.me/#eu/" in on_both
    assert "Telegram: https://t.me/evening_timer_bot?start=" in on_both
    assert "Four words, to send to the bot on Signal: " in on_both


def test_without_a_username_an_invitation_says_how_to_make_one(
    folder: Path, api: SignalApi
) -> None:
    shown = hearthlight(folder, "invite", **on_signal(api.url)).stdout

    assert "No link on Signal yet: hearthlight signal username NAME" in shown
    assert "once it has run" not in shown


def test_a_signal_that_is_not_used_any_more_is_named_to_nobody(
    folder: Path, api: SignalApi
) -> None:
    hearthlight(folder, "signal", "username", "evening_timer", **on_signal(api.url))

    assert "signal" not in answer_of(folder, "invite")


def test_a_running_bot_learns_its_username_at_once(folder: Path, api: SignalApi) -> None:
    with Running(folder, "", **on_signal(api.url)):
        hearthlight(folder, "signal", "username", "evening_timer", **on_signal(api.url))

        assert answer_of(folder, "invite", **on_signal(api.url))["signal"].startswith(
            "https://signal.me/#eu/"
        )


def test_a_username_signal_does_not_take_is_said(folder: Path, api: SignalApi) -> None:
    done = hearthlight(folder, "signal", "username", "ab", **on_signal(api.url))

    assert done.returncode == 1
    assert done.stderr.startswith("Signal did not take that name: 3 to 32 letters")
    assert "signal" not in answer_of(folder, "invite", **on_signal(api.url))


def test_a_username_needs_an_account_first(folder: Path, api: SignalApi) -> None:
    api.account.there = False

    done = hearthlight(folder, "signal", "username", "evening_timer", **on_signal(api.url))

    assert done.returncode == 1
    assert "First: hearthlight signal register" in done.stderr


# Captcha


def test_a_solved_captcha_lets_a_chat_that_waited_go_on_at_once(
    folder: Path, api: SignalApi
) -> None:
    settings = on_signal(api.url)
    ana = api.phone("Ana", ANA)
    token = api.fault(Fault.CHALLENGED, times=None)
    with Running(folder, "", **settings) as bot:
        bot.wait_for("signal.state now=ok")
        ana.say(" ".join(answer_of(folder, "invite")["words"]))
        bot.wait_for("courier.refused")

        done = hearthlight(folder, "signal", "captcha", typed=f"{CAPTCHA}\n", **settings)
        ana.wait_for(lambda shown: GREETING in str(shown.text), 15)
        again = hearthlight(folder, "signal", "captcha", **settings)

    assert done.returncode == 0, done.stderr
    assert "https://signalcaptchas.org/challenge/generate.html" in done.stdout
    assert api.account.solved == [token]
    assert again.stdout == "Signal wants no captcha.\n"
    assert token not in bot.log.read_text() + done.stdout + done.stderr


def test_a_captcha_signal_does_not_take_can_be_solved_again(folder: Path, api: SignalApi) -> None:
    settings = on_signal(api.url)
    ana = api.phone("Ana", ANA)
    api.fault(Fault.CHALLENGED, times=None)
    with Running(folder, "", **settings) as bot:
        bot.wait_for("signal.state now=ok")
        ana.say(" ".join(answer_of(folder, "invite")["words"]))
        bot.wait_for("courier.refused")

        wrong = hearthlight(
            folder, "signal", "captcha", typed="signalcaptcha://nonsense\n", **settings
        )
        right = hearthlight(folder, "signal", "captcha", typed=f"{CAPTCHA}\n", **settings)

    assert (wrong.returncode, right.returncode) == (1, 0)
    assert wrong.stderr == "Signal did not take that. Try again: hearthlight signal captcha\n"


def test_without_a_running_bot_no_captcha_is_known(folder: Path, api: SignalApi) -> None:
    done = hearthlight(folder, "signal", "captcha", **on_signal(api.url))

    assert done.returncode == 1
    assert "hearthlight run" in done.stderr
