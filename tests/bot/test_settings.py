"""Where settings come from, which wins, and what is refused with which sentence."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import settings
from bot.settings import Settings, SettingsError, load, write_toml

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin each test with a data folder, and with no variable of ours but its name."""
    for variable in [each for each in os.environ if each.startswith("HEARTHLIGHT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HEARTHLIGHT_DATA_DIR", str(tmp_path))
    return tmp_path


def put(folder: Path, text: str) -> Path:
    path = folder / "hearthlight.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def refusal(**options: object) -> str:
    with pytest.raises(SettingsError) as refused:
        load(options)
    assert refused.value.exit_code == 2
    return str(refused.value)


def test_nothing_set_gives_the_defaults(folder: Path) -> None:
    found = load({})

    assert (found.language, found.zone, found.join) == ("en", "UTC", "invitation")
    assert found.run_by == "our group"
    assert found.telegram_token is None
    assert found.telegram_api_url == "https://api.telegram.org"
    assert found.warnings == ()


def test_all_files_lie_in_the_data_folder(folder: Path) -> None:
    found = load({})

    assert found.data_dir == folder
    assert found.config_file == folder / "hearthlight.toml"
    assert found.database_file == folder / "hearthlight.db"
    assert found.key_file == folder / "root.key"
    assert found.control_socket == folder / "control.sock"


def test_a_key_file_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_KEY_FILE", "/run/credentials/key")

    assert load({}).key_file == Path("/run/credentials/key")


def test_whether_there_is_a_settings_file_is_told(folder: Path) -> None:
    before = load({}).has_file
    put(folder, "")

    assert (before, load({}).has_file) == (False, True)


def test_a_settings_file_elsewhere_brings_its_own_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    path = put(other, 'zone = "Europe/London"')
    monkeypatch.delenv("HEARTHLIGHT_DATA_DIR")
    monkeypatch.setenv("HEARTHLIGHT_CONFIG", str(path))

    found = load({})

    assert (found.data_dir, found.zone) == (other, "Europe/London")


def test_the_settings_file_and_the_data_folder_can_be_named_apart(folder: Path) -> None:
    other = folder / "etc"
    other.mkdir()
    path = put(other, "")

    found = load({"config": path})

    assert (found.config_file, found.data_dir) == (path, folder)


def test_paths_in_the_file_count_from_its_folder(folder: Path) -> None:
    put(folder, 'log_file = "log/bot.log"')

    assert load({}).log_file == folder / "log" / "bot.log"


def test_without_any_name_the_data_lies_in_a_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEARTHLIGHT_DATA_DIR")

    assert load({}).config_file == settings.default_data_dir() / "hearthlight.toml"


def test_the_usual_place_of_a_person_is_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(settings, "SYSTEM_DATA_DIR", tmp_path / "nowhere")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert settings.default_data_dir() == tmp_path / "hearthlight"


def test_the_environment_wins_over_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, 'zone = "Europe/Berlin"\nlanguage = "de"')
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    found = load({})

    assert (found.zone, found.language) == ("Europe/London", "de")


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    assert load({"zone": "Asia/Tokyo"}).zone == "Asia/Tokyo"


def test_an_option_that_was_not_given_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    assert load({"zone": None}).zone == "Europe/London"


def test_an_empty_variable_is_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, 'zone = "Europe/Berlin"')
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "")
    monkeypatch.setenv("HEARTHLIGHT_ZONE_FILE", "")

    assert load({}).zone == "Europe/Berlin"


def test_each_name_can_be_a_file_that_holds_the_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "token").write_text(TOKEN + "\n")
    put(folder, 'telegram_token = "1:OTHER"')
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN_FILE", str(folder / "token"))

    found = load({})

    assert found.telegram_token is not None
    assert found.telegram_token.get_secret_value() == TOKEN
    assert found.warnings == ()


def test_the_settings_file_can_name_such_a_file_beside_it(folder: Path) -> None:
    (folder / "token").write_text(TOKEN)
    put(folder, 'telegram_token_file = "token"')

    token = load({}).telegram_token

    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_value_and_a_file_of_it_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "UTC")
    monkeypatch.setenv("HEARTHLIGHT_ZONE_FILE", "zone")

    assert refusal() == "HEARTHLIGHT_ZONE and HEARTHLIGHT_ZONE_FILE: please set only one."


def test_a_named_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN_FILE", "/nowhere/token")

    said = "I can't read the file named by HEARTHLIGHT_TELEGRAM_TOKEN_FILE."
    assert refusal() == said


def test_an_unknown_name_in_the_file_is_refused(folder: Path) -> None:
    path = put(folder, 'zonne = "UTC"')

    assert refusal() == f"{path} has a setting I don't know: zonne."


@pytest.mark.parametrize("name", ["warnings", "has_file", "config_file", "config"])
def test_what_is_found_out_is_no_setting(folder: Path, name: str) -> None:
    put(folder, f'{name} = "x"')

    assert refusal().endswith(f"has a setting I don't know: {name}.")


def test_a_file_that_is_no_toml_is_refused(folder: Path) -> None:
    path = put(folder, "zone = Europe")

    assert refusal() == f"{path} is not valid TOML."


def test_a_file_that_cannot_be_read_is_refused(folder: Path) -> None:
    path = folder / "hearthlight.toml"
    path.write_bytes(b'zone = "\xff"')

    assert refusal() == f"I can't read {path}."


def test_an_unknown_variable_is_warned_of_by_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_KEY", "very secret")

    assert load({}).warnings == ("HEARTHLIGHT_KEY is not a setting I know. I don't use it.",)


@pytest.mark.parametrize(
    "name", ["SIGNAL_URL", "SIGNAL_NUMBER", "SIGNAL_WEBHOOK_FILE", "PING_URL", "HEALTH"]
)
def test_a_name_of_a_later_version_is_warned_of(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"HEARTHLIGHT_{name}", "x")

    said = f"HEARTHLIGHT_{name} is not in this version. I don't use it."
    assert load({}).warnings == (said,)


def test_a_token_in_the_environment_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN", TOKEN)

    (warning,) = load({}).warnings

    assert warning.startswith("HEARTHLIGHT_TELEGRAM_TOKEN is for trials")
    assert TOKEN not in warning


def test_a_token_in_a_file_others_can_read_is_warned_of(folder: Path) -> None:
    path = put(folder, f'telegram_token = "{TOKEN}"')
    quiet = load({}).warnings
    path.chmod(0o640)

    (warning,) = load({}).warnings

    assert quiet == ()
    assert warning.endswith("others can read it. Run: chmod 600.")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5s", timedelta(seconds=5)),
        ("10m", timedelta(minutes=10)),
        ("1h", timedelta(hours=1)),
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


@pytest.mark.parametrize("written", ["10", "0s", "-5s", "5 min", "PT5S", "1.5h"])
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
    folder: Path, name: str, value: str
) -> None:
    path = put(folder, f'{name} = "{value}"')

    said = refusal()

    assert said.startswith(f"{name} in {path} should be a") or name == "join"
    assert value not in said


def test_the_slash_behind_a_server_s_address_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_API_URL", "http://127.0.0.1:8081/")

    assert load({}).telegram_api_url == "http://127.0.0.1:8081"


def test_a_value_of_the_wrong_kind_is_refused(folder: Path) -> None:
    put(folder, "zone = 5")

    assert refusal().endswith("should be a time zone such as Europe/London.")


def test_an_option_is_named_as_it_is_typed() -> None:
    assert refusal(run_by="") == "--run-by should be a name of at most 100 characters."


def test_what_is_secret_or_somebody_s_is_not_in_the_repr(folder: Path) -> None:
    proxy = "socks5://me:hush@127.0.0.1:9050"
    put(folder, f'telegram_token = "{TOKEN}"\nproxy_url = "{proxy}"\nrun_by = "Thursday"')

    found = load({})

    assert found.proxy_url == proxy
    for secret in (TOKEN, "hush", "Thursday"):
        assert secret not in repr(found)


def test_settings_do_not_change() -> None:
    found = load({})

    with pytest.raises(ValidationError):
        found.zone = "Asia/Tokyo"


@pytest.mark.parametrize("value", ["our «group»", 'quote " and \\', "\x7f\t🌙"])
def test_what_init_writes_is_read_back(folder: Path, value: str) -> None:
    path = folder / "hearthlight.toml"
    write_toml(path, {"run_by": value, "zone": "Europe/London"})

    found = load({})

    assert (found.run_by, found.zone) == (value, "Europe/London")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_settings_file_is_never_overwritten(folder: Path) -> None:
    path = put(folder, "# mine")

    with pytest.raises(FileExistsError):
        write_toml(path, {"zone": "UTC"})

    assert path.read_text() == "# mine"


def test_variables_are_not_read_again_behind_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_WARNINGS", "[1]")

    found: Settings = load({})

    assert found.warnings == ("HEARTHLIGHT_WARNINGS is not a setting I know. I don't use it.",)
