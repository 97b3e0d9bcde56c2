"""What `hearthlight init` makes for Signal: two settings, and a file with a secret."""

import re
import stat
from pathlib import Path

import pytest

from bot.settings import SettingsError, load
from tests.bot.process import hearthlight, on_signal
from tests.servers.signal_state import NUMBER

ANSWERS = "our group\nUTC\ny\n\n"
"""Who runs it, the zone, its clock; no token."""
ADDRESS = r"http://127\.0\.0\.1:8090/[0-9a-f]{48}\n"
URL = "http://127.0.0.1:8080"


def test_whoever_wants_signal_is_asked_for_server_and_number(tmp_path: Path) -> None:
    typed = f"{ANSWERS}y\nnowhere\n\n12345\n{NUMBER}\n"

    done = hearthlight(tmp_path, "init", typed=typed)

    webhook = tmp_path / "signal.webhook"
    settings = load({"data_dir": tmp_path})
    assert done.returncode == 0, done.stderr
    assert "That is no address" in done.stdout
    assert "That is no number" in done.stdout
    assert settings.signal_url == URL
    assert settings.signal_number is not None
    assert settings.signal_number.get_secret_value() == NUMBER
    assert re.fullmatch(ADDRESS, webhook.read_text())
    assert stat.S_IMODE(webhook.stat().st_mode) == 0o600
    assert webhook.read_text().strip().rsplit("/", 1)[1] not in done.stdout


def test_it_ends_with_what_comes_next_on_signal(tmp_path: Path) -> None:
    done = hearthlight(tmp_path, "init", typed=f"{ANSWERS}y\n\n{NUMBER}\n")

    assert f"RECEIVE_WEBHOOK_URL as in {tmp_path / 'signal.webhook'}" in done.stdout
    assert done.stdout.endswith(
        "Next: hearthlight signal register, hearthlight signal username NAME, hearthlight run\n"
    )


@pytest.mark.parametrize("typed", ["\n", "n\n", "y\n\n\n"])
def test_enter_skips_signal(tmp_path: Path, typed: str) -> None:
    done = hearthlight(tmp_path, "init", typed=ANSWERS + typed)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "signal.webhook").exists()
    assert "signal" not in (tmp_path / "hearthlight.toml").read_text()


def test_without_questions_the_file_is_made_where_signal_is_set(tmp_path: Path) -> None:
    first = hearthlight(tmp_path, "init", "--no-input", **on_signal(URL))
    made = (tmp_path / "signal.webhook").read_text()
    second = hearthlight(tmp_path, "init", "--no-input", **on_signal(URL))

    assert (first.returncode, second.returncode) == (0, 0)
    assert re.fullmatch(ADDRESS, made)
    assert (tmp_path / "signal.webhook").read_text() == made


def test_a_file_that_is_named_is_used_and_no_other_made(tmp_path: Path) -> None:
    named = tmp_path / "ear"
    named.write_text("http://127.0.0.1:9999/of-my-own\n")
    settings = on_signal(URL) | {"HEARTHLIGHT_SIGNAL_WEBHOOK_FILE": str(named)}

    done = hearthlight(tmp_path, "init", "--no-input", **settings)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "signal.webhook").exists()


def test_the_file_that_init_made_is_found_without_being_named(tmp_path: Path) -> None:
    (tmp_path / "signal.webhook").write_text("http://127.0.0.1:8090/secret\n")

    found = load({"data_dir": tmp_path}).signal_webhook

    assert found is not None
    assert found.get_secret_value() == "http://127.0.0.1:8090/secret"


def test_a_file_that_holds_no_address_is_named(tmp_path: Path) -> None:
    (tmp_path / "signal.webhook").write_text("secret\n")

    with pytest.raises(SettingsError, match=r"signal\.webhook should be an address"):
        load({"data_dir": tmp_path})
