"""The settings: hearthlight.toml, then the environment, then options; the later one wins."""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from bot.new_file import write_new
from bot.setting_names import LATER, PATHS, PREFIX, Named, whole_path
from handlers.timings import TimingChanges

FILE_NAME = "hearthlight.toml"
WEBHOOK_NAME = "signal.webhook"
SYSTEM_DATA_DIR = Path("/var/lib/hearthlight")


class SettingsError(Exception):
    """A setting that cannot stand, in one plain sentence. The command ends with `exit_code`."""

    exit_code = 2


class Settings(Named):
    """What `load` found. Secrets and what is somebody's stay out of its repr."""

    config_file: Path
    """The settings file, whether it exists or not: where `init` writes one."""
    has_file: bool
    warnings: tuple[str, ...] = ()
    """Plain sentences for the log, names only."""

    @property
    def database_file(self) -> Path:
        """The encrypted database."""
        return self.data_dir / "hearthlight.db"

    @property
    def webhook_file(self) -> Path:
        """Where `init` puts the address the bot hears Signal on; used unless another is named."""
        return self.data_dir / WEBHOOK_NAME

    @property
    def control_socket(self) -> Path:
        """Where a running bot takes the other commands' wishes."""
        return self.data_dir / "control.sock"

    @property
    def timings(self) -> TimingChanges:
        """What the coordinator set instead of the table of timings."""
        return TimingChanges(
            reminder=self.timing_reminder,
            grace=self.timing_grace,
            tier_gap=self.timing_tier_gap,
            repeat=self.timing_repeat,
            hold=self.timing_hold,
            minimum=self.timing_minimum,
        )


_NAMES = frozenset(Named.model_fields)


@dataclass(frozen=True, slots=True)
class _Given:
    value: object
    where: str
    """How the person knows it: `HEARTHLIGHT_ZONE`, `zone in hearthlight.toml`, `--zone`."""


_Layer = dict[str, _Given]


def load(options: Mapping[str, object]) -> Settings:
    """Read all settings. `options` are by name, with `config` for the file; None is not given.

    Raises SettingsError with a sentence for the coordinator.
    """
    chosen = {
        name: _Given(value, f"--{name.replace('_', '-')}")
        for name, value in options.items()
        if value is not None
    }
    above = _resolved(_environment()) | chosen
    config_file = _config_file(above)
    above.pop("config", None)
    given = _resolved(_file(config_file)) | above
    given = _made_webhook(given, config_file) | given
    return _validated(given, config_file, tuple(_warnings(given, config_file)))


def installed(options: Mapping[str, object]) -> Settings:
    """Read all settings of a bot that was set up.

    Raises SettingsError with a sentence for the coordinator, also if none was.
    """
    settings = load(options)
    if not settings.database_file.exists():
        raise SettingsError(
            f"There is no Hearthlight in {settings.data_dir} yet:"
            " make one with `hearthlight init`, or try `hearthlight demo`."
        )
    return settings


def write_toml(path: Path, values: Mapping[str, str]) -> None:
    """Write a new settings file, readable by its owner alone.

    Never over another one: raises FileExistsError then, and any other OSError of the disk.
    """
    lines = ["# Settings of Hearthlight. Variables HEARTHLIGHT_* and options come before these."]
    lines += [f"{name} = {_quoted(value)}" for name, value in values.items()]
    write_new(path, ("\n".join(lines) + "\n").encode())


def _quoted(value: str) -> str:
    """Quote as TOML does; JSON differs in one sign only."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def default_data_dir(uid: int, system: Path = SYSTEM_DATA_DIR) -> Path:
    """Name the folder used when nobody named one: the system's if it is ours, else one's own."""
    if uid == 0 or os.access(system, os.R_OK | os.X_OK):
        return system
    shared = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(shared).expanduser() / "hearthlight"


def _config_file(given: _Layer) -> Path:
    if "config" in given:
        return whole_path(Path(str(given["config"].value)))
    if "data_dir" in given:
        return whole_path(Path(str(given["data_dir"].value))) / FILE_NAME
    return default_data_dir(os.geteuid()) / FILE_NAME


def _environment() -> _Layer:
    """Read what is set in the environment: the names themselves, and `..._FILE` of each."""
    values: dict[str, object] = EnvSettingsSource(Named)()
    layer = {name: _Given(value, PREFIX + name.upper()) for name, value in values.items()}
    for variable, value in os.environ.items():
        name = variable.upper().removeprefix(PREFIX).lower()
        if (
            variable.upper().startswith(PREFIX)
            and value
            and (name == "config" or _is_reference(name))
        ):
            layer[name] = _Given(value, variable)
    return layer


def _is_reference(name: str) -> bool:
    """Whether it names a file that holds the value (`zone_file`) and is no setting of its own."""
    return name not in _NAMES and name.removesuffix("_file") in _NAMES


def _file(path: Path) -> _Layer:
    """Read the settings file; paths in it count from its own folder."""
    try:
        values = TomlConfigSettingsSource(Named, path).toml_data
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"I can't read {path}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML.") from error
    unknown = [name for name in values if name not in _NAMES and not _is_reference(name)]
    if unknown:
        raise SettingsError(f"{path} has a setting I don't know: {unknown[0]}.")
    return {
        name: _Given(_from_folder(path.parent, name, value), f"{name} in {path}")
        for name, value in values.items()
    }


def _from_folder(folder: Path, name: str, value: object) -> object:
    if isinstance(value, str) and (name in PATHS or _is_reference(name)):
        return folder / Path(value).expanduser()
    return value


def _resolved(layer: _Layer) -> _Layer:
    """Put the content of the files named by `..._file` in place of their names."""
    if "signal_webhook" in layer:
        where = layer["signal_webhook"].where
        raise SettingsError(f"{where} holds a secret: name a file that holds it, with _FILE.")
    resolved = {name: given for name, given in layer.items() if not _is_reference(name)}
    for reference in filter(_is_reference, layer):
        given, name = layer[reference], reference.removesuffix("_file")
        if name in resolved:
            raise SettingsError(f"{resolved[name].where} and {given.where}: please set only one.")
        try:
            content = Path(str(given.value)).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"I can't read the file named by {given.where}.") from error
        if content:
            resolved[name] = _Given(content, given.where)
    return resolved


def _made_webhook(given: _Layer, config_file: Path) -> _Layer:
    """Read the file that `init` made for Signal; nothing if there is none."""
    folder = Path(str(given["data_dir"].value)) if "data_dir" in given else config_file.parent
    file = whole_path(folder) / WEBHOOK_NAME
    if "signal_webhook" in given or not file.exists():
        return {}
    named = {"signal_webhook_file": _Given(file, str(file))}
    return _resolved(named)


def _warnings(given: _Layer, config_file: Path) -> Iterator[str]:
    for variable in sorted(os.environ):
        name = variable.upper().removeprefix(PREFIX).lower()
        known = name in _NAMES or _is_reference(name) or name == "config"
        if variable.upper().startswith(PREFIX) and not known:
            yield f"{variable} is not a setting I know. I don't use it."
    for name in sorted(LATER & given.keys()):
        yield f"{given[name].where} is not in this version. I don't use it."
    token = given.get("telegram_token")
    if token is not None and token.where == f"{PREFIX}TELEGRAM_TOKEN":
        yield f"{token.where} is for trials: other programs can read it. Use {token.where}_FILE."
    in_file = token is not None and token.where == f"telegram_token in {config_file}"
    if in_file and config_file.stat().st_mode & 0o077:
        yield f"{config_file} holds the token and others can read it. Run: chmod 600."


def _validated(given: _Layer, config_file: Path, warnings: tuple[str, ...]) -> Settings:
    values = {name: each.value for name, each in given.items()}
    values.setdefault("data_dir", config_file.parent)
    values.setdefault("key_file", Path(str(values["data_dir"])) / "root.key")
    try:
        return Settings.model_validate(
            values
            | {"config_file": config_file, "has_file": config_file.is_file(), "warnings": warnings}
        )
    except ValidationError as error:
        name = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
        where = given[name].where if name in given else name
        raise SettingsError(f"{where} should be {Named.model_fields[name].description}.") from None
