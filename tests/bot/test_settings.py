"""Where settings come from, which wins, and which files are refused."""

import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, default_data_dir, load, write_toml
from tests.bot.settings_files import put, refusal

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
pytestmark = pytest.mark.usefixtures("data_folder")


def test_nothing_set_gives_the_defaults(data_folder: Path) -> None:
    found = load({})

    assert (found.language, found.zone, found.join) == ("en", "UTC", "invitation")
    assert found.run_by == "our group"
    assert found.telegram_token is None
    assert found.telegram_api_url == "https://api.telegram.org"
    assert found.warnings == ()


def test_all_files_lie_in_the_data_folder(data_folder: Path) -> None:
    found = load({})

    assert found.data_dir == data_folder
    assert found.config_file == data_folder / "hearthlight.toml"
    assert found.database_file == data_folder / "hearthlight.db"
    assert found.key_file == data_folder / "root.key"
    assert found.control_socket == data_folder / "control.sock"


def test_a_key_file_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_KEY_FILE", "/run/credentials/key")

    assert load({}).key_file == Path("/run/credentials/key")


def test_whether_there_is_a_settings_file_is_told(data_folder: Path) -> None:
    before = load({}).has_file
    put(data_folder, "")

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


def test_the_settings_file_and_the_data_folder_can_be_named_apart(data_folder: Path) -> None:
    other = data_folder / "etc"
    other.mkdir()
    path = put(other, "")

    found = load({"config": path})

    assert (found.config_file, found.data_dir) == (path, data_folder)


def test_paths_in_the_file_count_from_its_folder(data_folder: Path) -> None:
    put(data_folder, 'log_file = "log/bot.log"')

    assert load({}).log_file == data_folder / "log" / "bot.log"


def test_without_any_name_the_data_lies_in_a_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEARTHLIGHT_DATA_DIR")

    assert load({}).config_file == default_data_dir(os.geteuid()) / "hearthlight.toml"


def test_the_usual_place_of_a_person_is_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert default_data_dir(1000, tmp_path / "nowhere") == tmp_path / "hearthlight"


def test_the_usual_place_of_the_system_is_shared(tmp_path: Path) -> None:
    assert default_data_dir(0, tmp_path / "lib") == tmp_path / "lib"
    assert default_data_dir(1000, tmp_path) == tmp_path


def test_the_environment_wins_over_the_file(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(data_folder, 'zone = "Europe/Berlin"\nlanguage = "de"')
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    found = load({})

    assert (found.zone, found.language) == ("Europe/London", "de")


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    assert load({"zone": "Asia/Tokyo"}).zone == "Asia/Tokyo"


def test_an_option_that_was_not_given_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "Europe/London")

    assert load({"zone": None}).zone == "Europe/London"


def test_an_empty_variable_is_not_set(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(data_folder, 'zone = "Europe/Berlin"')
    monkeypatch.setenv("HEARTHLIGHT_ZONE", "")
    monkeypatch.setenv("HEARTHLIGHT_ZONE_FILE", "")

    assert load({}).zone == "Europe/Berlin"


def test_an_empty_file_sets_nothing(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_folder / "token").write_text("\n")
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN_FILE", str(data_folder / "token"))

    assert load({}).telegram_token is None


def test_each_name_can_be_a_file_that_holds_the_value(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_folder / "token").write_text(TOKEN + "\n")
    put(data_folder, 'telegram_token = "1:OTHER"')
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN_FILE", str(data_folder / "token"))

    found = load({})

    assert found.telegram_token is not None
    assert found.telegram_token.get_secret_value() == TOKEN
    assert found.warnings == ()


def test_the_settings_file_can_name_such_a_file_beside_it(data_folder: Path) -> None:
    (data_folder / "token").write_text(TOKEN)
    put(data_folder, 'telegram_token_file = "token"')

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


def test_an_unknown_name_in_the_file_is_refused(data_folder: Path) -> None:
    path = put(data_folder, 'zonne = "UTC"')

    assert refusal() == f"{path} has a setting I don't know: zonne."


@pytest.mark.parametrize("name", ["warnings", "has_file", "config_file", "config"])
def test_what_is_found_out_is_no_setting(data_folder: Path, name: str) -> None:
    put(data_folder, f'{name} = "x"')

    assert refusal().endswith(f"has a setting I don't know: {name}.")


def test_a_file_that_is_no_toml_is_refused(data_folder: Path) -> None:
    path = put(data_folder, "zone = Europe")

    assert refusal() == f"{path} is not valid TOML."


def test_a_file_that_cannot_be_read_is_refused(data_folder: Path) -> None:
    path = data_folder / "hearthlight.toml"
    path.write_bytes(b'zone = "\xff"')

    assert refusal() == f"I can't read {path}."


def test_an_unknown_variable_is_warned_of_by_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_KEY", "very secret")

    assert load({}).warnings == ("HEARTHLIGHT_KEY is not a setting I know. I don't use it.",)


@pytest.mark.parametrize("name", ["PING_URL", "HEALTH"])
def test_a_name_of_a_later_version_is_warned_of(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"HEARTHLIGHT_{name}", "x")

    said = f"HEARTHLIGHT_{name} is not in this version. I don't use it."
    assert load({}).warnings == (said,)


def test_the_webhooks_secret_never_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEARTHLIGHT_SIGNAL_WEBHOOK", "http://127.0.0.1:8090/secret")

    with pytest.raises(SettingsError, match="name a file that holds it") as refused:
        load({})

    assert "8090" not in str(refused.value)


def test_the_webhooks_address_is_read_from_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "webhook"
    file.write_text("http://127.0.0.1:8090/secret\n")
    monkeypatch.setenv("HEARTHLIGHT_SIGNAL_WEBHOOK_FILE", str(file))

    address = load({}).signal_webhook

    assert address is not None
    assert address.get_secret_value() == "http://127.0.0.1:8090/secret"


def test_a_token_in_the_environment_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_TELEGRAM_TOKEN", TOKEN)

    (warning,) = load({}).warnings

    assert warning.startswith("HEARTHLIGHT_TELEGRAM_TOKEN is for trials")
    assert TOKEN not in warning


def test_a_token_in_a_file_others_can_read_is_warned_of(data_folder: Path) -> None:
    path = put(data_folder, f'telegram_token = "{TOKEN}"')
    quiet = load({}).warnings
    path.chmod(0o640)

    (warning,) = load({}).warnings

    assert quiet == ()
    assert warning.endswith("others can read it. Run: chmod 600.")


@pytest.mark.parametrize("value", ["our «group»", 'quote " and \\', "\x7f\t🌙"])
def test_what_init_writes_is_read_back(data_folder: Path, value: str) -> None:
    path = data_folder / "hearthlight.toml"
    write_toml(path, {"run_by": value, "zone": "Europe/London"})

    found = load({})

    assert (found.run_by, found.zone) == (value, "Europe/London")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_settings_file_is_never_overwritten(data_folder: Path) -> None:
    path = put(data_folder, "# mine")

    with pytest.raises(FileExistsError):
        write_toml(path, {"zone": "UTC"})

    assert path.read_text() == "# mine"


def test_variables_are_not_read_again_behind_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHLIGHT_WARNINGS", "[1]")

    found: Settings = load({})

    assert found.warnings == ("HEARTHLIGHT_WARNINGS is not a setting I know. I don't use it.",)
