"""What each setting may be, and how it is refused without being shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import load
from tests.bot.settings_files import put, refusal

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
pytestmark = pytest.mark.usefixtures("data_folder")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5s", timedelta(seconds=5)),
        ("10m", timedelta(minutes=10)),
        ("1h", timedelta(hours=1)),
        ("1h30", timedelta(minutes=90)),
        ("5 min", timedelta(minutes=5)),
    ],
)
def test_durations_are_written_with_their_unit(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: timedelta
) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TIMING_GRACE", written)

    assert load({}).timings.grace == meant


def test_each_timing_replaces_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["REMINDER", "GRACE", "TIER_GAP", "REPEAT", "HOLD", "MINIMUM"]
    for seconds, name in enumerate(names, start=1):
        monkeypatch.setenv(f"HEARTHLIGHT_TIMING_{name}", f"{seconds}s")

    found = load({}).timings

    kept = (found.reminder, found.grace, found.tier_gap, found.repeat, found.hold, found.minimum)
    assert kept == tuple(timedelta(seconds=each) for each in range(1, 7))


@pytest.mark.parametrize("written", ["10", "0s", "-5s", "until 23:30", "PT5S", "soon"])
def test_any_other_duration_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TIMING_GRACE", written)

    assert refusal() == "HEARTHLIGHT_TIMING_GRACE should be a duration such as 10m or 5s."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zone", "Europe/Nowhere"),
        ("zone", "../etc/passwd"),
        ("language", "English"),
        ("join", "everyone"),
        ("telegram_token", "secret words"),
        ("telegram_api_url", "localhost:8081"),
        ("proxy_url", "localhost:9050"),
        ("run_by", "x" * 101),
    ],
)
def test_a_value_that_cannot_be_is_refused_without_showing_it(
    data_folder: Path, name: str, value: str
) -> None:
    path = put(data_folder, f'{name} = "{value}"')

    said = refusal()

    assert said.startswith(f"{name} in {path} should be a") or name == "join"
    assert value not in said


def test_the_slash_behind_a_server_s_address_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_API_URL", "http://127.0.0.1:8081/")

    assert load({}).telegram_api_url == "http://127.0.0.1:8081"


def test_a_value_of_the_wrong_kind_is_refused(data_folder: Path) -> None:
    put(data_folder, "zone = 5")

    assert refusal().endswith("should be a time zone such as Europe/London.")


def test_an_option_is_named_as_it_is_typed() -> None:
    assert refusal(run_by="") == "--run-by should be a name of at most 100 characters."


def test_what_is_secret_or_somebody_s_is_not_in_the_repr(data_folder: Path) -> None:
    proxy = "socks5://me:hush@127.0.0.1:9050"
    put(data_folder, f'telegram_token = "{TOKEN}"\nproxy_url = "{proxy}"\nrun_by = "Thursday"')

    found = load({})

    assert found.proxy_url == proxy
    for secret in (TOKEN, "hush", "Thursday"):
        assert secret not in repr(found)


def test_settings_do_not_change() -> None:
    found = load({})

    with pytest.raises(ValidationError):
        found.zone = "Asia/Tokyo"
