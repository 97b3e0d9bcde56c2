"""Every setting by its name, as hearthlight.toml and the variables HEARTHLIGHT_* know it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from handlers.times import read_duration

PREFIX = "HEARTHLIGHT_"
PATHS = frozenset({"data_dir", "key_file", "log_file", "passphrase_file", "signal_webhook_file"})
LATER = frozenset(
    {
        "health",
        "passphrase_file",
        "ping_url",
    }
)
"""Names that others rely on already, and that this version does not use yet."""


def _to_duration(value: object) -> timedelta:
    found = read_duration(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError
    return found


def _known_zone(key: str) -> str:
    try:
        ZoneInfo(key)
    except (KeyError, OSError) as error:
        raise ValueError from error
    return key


def _token(token: SecretStr) -> SecretStr:
    if re.fullmatch(r"\d+:[\w-]+", token.get_secret_value()) is None:
        raise ValueError
    return token


def _server(address: str) -> str:
    if re.fullmatch(r"https?://[^\s/]+/?", address) is None:
        raise ValueError
    return address.removesuffix("/")


def _number(number: SecretStr) -> SecretStr:
    if re.fullmatch(r"\+[1-9]\d{5,14}", number.get_secret_value()) is None:
        raise ValueError
    return number


def _webhook(address: SecretStr) -> SecretStr:
    if re.fullmatch(r"http://[^\s/:]+:\d{1,5}/\S+", address.get_secret_value()) is None:
        raise ValueError
    return address


def whole_path(path: Path) -> Path:
    """Make a path absolute, `~` included; it need not exist."""
    return path.expanduser().absolute()


_Path = Annotated[Path, AfterValidator(whole_path)]
_Duration = Annotated[timedelta, BeforeValidator(_to_duration)]
_TEXT = Field(default=None, description="a text", repr=False)
_DURATION = Field(default=None, description="a duration such as 10m or 5s")


class Named(BaseSettings):
    """Every setting by its name; `description` completes "... should be"."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- the signature of pydantic-settings
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the same
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the same
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load` has read: it must know where each value came from."""
        return (init_settings,)

    data_dir: _Path = Field(description="a folder")
    run_by: str = Field(
        default="our group",
        description="a name of at most 100 characters",
        min_length=1,
        max_length=100,
        repr=False,
    )
    """Who runs the bot, said at hello."""
    language: str = Field(
        default="en", description="a language such as en", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$"
    )
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="UTC", description="a time zone such as Europe/London"
    )
    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="a token from @BotFather"
    )
    telegram_api_url: Annotated[str, AfterValidator(_server)] = Field(
        default="https://api.telegram.org", description="an address such as http://host:port"
    )
    """Without a slash at its end."""
    proxy_url: str | None = Field(
        default=None,
        description="an address such as socks5://host:port",
        pattern=r"^(socks5h?|https?)://\S+$",
        repr=False,
    )
    key_file: _Path = Field(description="a file")
    log_file: _Path | None = Field(default=None, description="a file")
    join: Literal["invitation", "open"] = Field(
        default="invitation", description="invitation or open"
    )
    timing_reminder: _Duration | None = _DURATION
    timing_grace: _Duration | None = _DURATION
    timing_tier_gap: _Duration | None = _DURATION
    timing_repeat: _Duration | None = _DURATION
    timing_hold: _Duration | None = _DURATION
    timing_minimum: _Duration | None = _DURATION

    signal_url: Annotated[str, AfterValidator(_server)] | None = Field(
        default=None, description="an address such as http://host:port"
    )
    signal_number: Annotated[SecretStr, AfterValidator(_number)] | None = Field(
        default=None, description="a phone number such as +4915550123456"
    )
    signal_webhook: Annotated[SecretStr, AfterValidator(_webhook)] | None = Field(
        default=None, description="an address such as http://127.0.0.1:8090/SECRET"
    )
    """Only ever from the file that `signal_webhook_file` names."""
    passphrase_file: _Path | None = Field(default=None, description="a file")
    ping_url: str | None = _TEXT
    health: str | None = _TEXT
