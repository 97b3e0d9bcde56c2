"""What deploy/ promises a coordinator: little power, no port, the names the program knows."""

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # PyYAML brings none

from bot.setting_names import PREFIX, Named

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = ("hearthlight", "signal-cli", "signal-cli-rest-api")
FLAGS = (
    "--trust-new-identities=on-first-use daemon --receive-mode=on-connection --no-receive-stdout"
    " --ignore-attachments --ignore-stories --ignore-avatars --ignore-stickers"
    " --tcp 127.0.0.1:6001"
)
"""What NETWORKS.md asks of signal-cli; the image's variables JSON_RPC_* would become the same."""
DATA_DIR = "/var/lib/hearthlight"
EXPOSURE = 15
"""Tenths: THREATS.md asks for 1.5 or less."""


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def unit(key: str, name: str = "hearthlight") -> list[str]:
    text = read(f"{name}.service").replace("\\\n", "")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def service(name: str) -> Any:  # noqa: ANN401 - YAML as written
    return yaml.safe_load(read("compose.yaml"))["services"][name]


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", DEPLOY / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("name", UNITS)
def test_a_service_has_little_power_over_the_computer(name: str) -> None:
    file = str(DEPLOY / f"{name}.service")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", file],
        check=False,
        capture_output=True,
        text=True,
    )

    assert judged.returncode == 0, judged.stdout[-300:]


@pytest.mark.needs("systemd-analyze")
def test_systemd_understands_the_services(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.service" for name in UNITS]
    for file in files:
        # Nothing is installed where the tests run.
        file.write_text(re.sub(r"/opt/hearthlight/(venv|signal)/\S+", "/bin/true", read(file.name)))

    judged = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files)],
        check=False,
        capture_output=True,
        text=True,
    )

    ours = [line for line in judged.stderr.splitlines() if any(name in line for name in UNITS)]
    assert ours == []


def test_signal_starts_after_the_bot_and_stops_before_it() -> None:
    behind = {"signal-cli": ["hearthlight"], "signal-cli-rest-api": ["signal-cli", "hearthlight"]}
    for name, before in behind.items():
        listed = " ".join(f"{each}.service" for each in before)
        assert unit("BindsTo", name) == [listed]
        assert unit("After", name) == [listed]
        assert unit("WantedBy", name) == [f"{before[0]}.service"]


def test_signal_in_containers_starts_after_the_bot_and_stops_before_it() -> None:
    assert service("signal-cli")["depends_on"] == {"hearthlight": {"condition": "service_healthy"}}
    assert service("signal-cli-rest-api")["depends_on"]["signal-cli"]["restart"] is True
    assert service("signal-cli-rest-api")["network_mode"] == "service:signal-cli"
    assert '"running": true' in service("hearthlight")["healthcheck"]["test"][1]


def test_signal_cli_receives_only_while_somebody_listens_and_keeps_nothing_more() -> None:
    [run] = unit("ExecStart", "signal-cli")

    assert FLAGS in re.sub(r" +", " ", run)
    assert FLAGS in " ".join(service("signal-cli")["entrypoint"])


def test_the_way_to_signal_cli_is_the_one_it_listens_on() -> None:
    [way] = yaml.safe_load(read("jsonrpc2.yml"))["config"].values()

    assert way == {"tcp_port": 6001}


def test_the_webhooks_secret_comes_from_its_file_and_stands_in_no_command_line() -> None:
    [run] = unit("ExecStart", "signal-cli-rest-api")
    container = service("signal-cli-rest-api")
    *_, script = container["entrypoint"]

    assert unit("LoadCredential", "signal-cli-rest-api") == [
        "signal.webhook:%S/hearthlight/signal.webhook"
    ]
    assert "$$CREDENTIALS_DIRECTORY/signal.webhook" in run
    assert container["secrets"] == ["signal.webhook"]
    assert "$$(cat /run/secrets/signal.webhook)" in script
    assert all("export RECEIVE_WEBHOOK_URL" in each for each in (run, script))
    assert "RECEIVE_WEBHOOK_URL" not in container["environment"]


def test_the_services_of_signal_log_nothing_and_are_reached_from_here_only() -> None:
    for name in UNITS[1:]:
        assert unit("StandardOutput", name) == unit("StandardError", name) == ["null"]
        assert service(name)["logging"] == {"driver": "none"}
        assert service(name)["profiles"] == ["signal"]
    assert unit("IPAddressDeny", "signal-cli-rest-api") == ["any"]
    assert unit("IPAddressAllow", "signal-cli-rest-api") == ["localhost"]
    assert "MODE=json-rpc" in unit("Environment", "signal-cli-rest-api")
    assert service("signal-cli-rest-api")["environment"]["MODE"] == "json-rpc"


def test_both_services_of_signal_are_of_one_pinned_image() -> None:
    images = {service(name)["image"] for name in UNITS[1:]}

    assert images == {"docker.io/bbernhard/signal-cli-rest-api:0.101"}
    assert images.pop() in read("README.md")


def test_the_installer_brings_every_service() -> None:
    assert f"for unit in {' '.join(UNITS)}; do" in read("install")
    assert "jsonrpc2.yml" in read("install")


def test_the_service_starts_without_a_token_on_signal_alone() -> None:
    assert unit("SetCredential") == [r"telegram.token:\n"]


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

    assert re.findall(r"^\s*(ports|expose|privileged|cap_add):", compose, re.MULTILINE) == []
    assert "network_mode" not in service("hearthlight")
    for name in UNITS:
        assert service(name)["read_only"] is True
        assert service(name)["cap_drop"] == ["ALL"]
        assert service(name)["security_opt"] == ["no-new-privileges:true"]
    assert "EXPOSE" not in read("Containerfile")
    assert re.search(r"^USER hearthlight$", read("Containerfile"), re.MULTILINE)


def test_the_container_takes_its_secrets_as_files() -> None:
    named = re.findall(r"^ +(HEARTHLIGHT_\w+): (.*)$", read("compose.yaml"), re.MULTILINE)

    assert dict(named) == {
        "HEARTHLIGHT_DATA_DIR": DATA_DIR,
        "HEARTHLIGHT_KEY_FILE": f"{DATA_DIR}/root.key",
        "HEARTHLIGHT_TELEGRAM_TOKEN_FILE": "/run/secrets/telegram.token",
        "HEARTHLIGHT_SIGNAL_WEBHOOK_FILE": "/run/secrets/signal.webhook",
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

    names = set(re.findall(r"^([\w.-]+)(?:\[\w+\])?==", taken, re.MULTILINE))
    assert {"aiohttp", "sqlcipher3", "httpx", "pycparser", "python-telegram-bot"} <= names
    assert names.isdisjoint({"pytest", "mypy", "playwright", "hatchling", "hypothesis"})
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\w)", taken))


def test_the_page_for_the_coordinator_is_one_page() -> None:
    assert len(read("README.md").splitlines()) <= 100


def test_the_page_names_only_commands_the_program_has() -> None:
    commands = {"init", "status", "invite", "backup", "restore", "signal"}

    named = set(re.findall(r"-u hearthlight hearthlight (\w+)", read("README.md")))

    assert named == commands
