"""What deploy/ promises a coordinator: little power, no port, the names the program knows."""

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from bot.setting_names import PREFIX, Named

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "hearthlight.service"
DATA_DIR = "/var/lib/hearthlight"
EXPOSURE = 15
"""Tenths: THREATS.md asks for 1.5 or less."""


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", read("hearthlight.service"), re.MULTILINE)


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", DEPLOY / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.needs("systemd-analyze")
def test_the_service_has_little_power_over_the_computer() -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", str(UNIT)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert judged.returncode == 0, judged.stdout[-300:]


def test_the_service_gets_key_and_token_as_credentials_only() -> None:
    assert unit("LoadCredential") == [
        "root.key:%S/hearthlight/root.key",
        "telegram.token:%S/hearthlight/telegram.token",
    ]
    assert unit("Environment") == [
        "HEARTHLIGHT_DATA_DIR=%S/hearthlight",
        "HEARTHLIGHT_KEY_FILE=%d/root.key",
        "HEARTHLIGHT_TELEGRAM_TOKEN_FILE=%d/telegram.token",
    ]


def test_the_service_says_when_it_is_ready_and_comes_back() -> None:
    assert unit("Type") == ["notify"]
    assert unit("Restart") == ["always"]
    assert unit("StartLimitIntervalSec") == ["0"]


def test_the_service_does_not_hammer_at_what_only_a_person_can_mend() -> None:
    assert unit("RestartPreventExitStatus") == ["2 65 75"]


def test_the_container_has_no_port_and_no_power() -> None:
    compose = read("compose.yaml")

    assert (
        re.findall(r"^\s*(ports|expose|network_mode|privileged|cap_add):", compose, re.MULTILINE)
        == []
    )
    assert re.search(r"^ +read_only: true$", compose, re.MULTILINE)
    assert re.search(r"^ +cap_drop:\n +- ALL$", compose, re.MULTILINE)
    assert "no-new-privileges:true" in compose
    assert "EXPOSE" not in read("Containerfile")
    assert re.search(r"^USER hearthlight$", read("Containerfile"), re.MULTILINE)


def test_the_container_takes_its_secrets_as_files() -> None:
    named = re.findall(r"^ +(HEARTHLIGHT_\w+): (.*)$", read("compose.yaml"), re.MULTILINE)

    assert dict(named) == {
        "HEARTHLIGHT_DATA_DIR": DATA_DIR,
        "HEARTHLIGHT_KEY_FILE": f"{DATA_DIR}/root.key",
        "HEARTHLIGHT_TELEGRAM_TOKEN_FILE": "/run/secrets/telegram.token",
    }


@pytest.mark.parametrize(
    "path", sorted(filter(Path.is_file, DEPLOY.iterdir())), ids=lambda path: path.name
)
def test_every_setting_named_in_deploy_is_one_the_program_knows(path: Path) -> None:
    known = {PREFIX + name.upper() for name in Named.model_fields} | {PREFIX + "CONFIG"}
    known |= {name + "_FILE" for name in known}

    named = set(re.findall(r"HEARTHLIGHT_[A-Z_]+", path.read_text(encoding="utf-8")))

    assert named <= known


def test_the_image_is_made_of_the_program_only() -> None:
    let_in = [
        line[1:] for line in read("Containerfile.dockerignore").splitlines() if line[:1] == "!"
    ]
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", read("Containerfile"), re.MULTILINE)

    assert sorted(" ".join(copied).split()) == sorted(let_in)
    assert "*" in read("Containerfile.dockerignore").splitlines()


def test_what_is_installed_is_what_the_bot_runs_on_at_locked_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    build = builder()

    taken = build.locked(lock, build.OURSELVES)

    names = set(re.findall(r"^([\w.-]+)==", taken, re.MULTILINE))
    assert {"aiohttp", "sqlcipher3", "httpx", "pycparser", "python-telegram-bot"} <= names
    assert names.isdisjoint({"pytest", "mypy", "playwright", "hatchling", "hypothesis"})
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\w)", taken))


def test_the_page_for_the_coordinator_is_one_page() -> None:
    assert len(read("README.md").splitlines()) <= 100


def test_the_page_names_only_commands_the_program_has() -> None:
    commands = {"init", "status", "invite", "backup", "restore"}

    named = set(re.findall(r"-u hearthlight hearthlight (\w+)", read("README.md")))

    assert named == commands
