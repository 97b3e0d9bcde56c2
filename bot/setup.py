"""`hearthlight init`: the settings, the key and an empty database, with as few questions as can be.

Over an existing installation it changes nothing; it never makes a key or a database beside one.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import click

from bot import files
from bot.catalogue import read_all
from bot.clock import SystemClock
from bot.networks import bot_name
from bot.new_file import write_new
from bot.settings import Settings, SettingsError, load, write_toml
from bot.signal_init import ask_signal, make_webhook
from bot.zones import zone_of

THERE_ALREADY = "Hearthlight is set up in {folder} already. Nothing was changed."
DONE = "Ready in {folder}. Next: hearthlight run"
DONE_SO_FAR = (
    "Ready in {folder}. Next: put the token from @BotFather into a file, name that file in"
    " HEARTHLIGHT_TELEGRAM_TOKEN_FILE, then: hearthlight run"
)
DONE_FOR_SIGNAL = (
    "Ready in {folder}. Start signal-cli-rest-api with RECEIVE_WEBHOOK_URL as in {webhook}"
    " (deploy/README.md shows how).\n"
    "Next: hearthlight signal register, hearthlight signal username NAME, hearthlight run"
)
TOKEN_FILE = "telegram.token"  # noqa: S105 - the name of a file
_LOCALTIME = Path("/etc/localtime")


def set_up(options: Mapping[str, object], *, asks: bool) -> str:
    """Set a bot up; return what to tell the coordinator. Without `asks`, no question.

    Raises SettingsError, KeyFileError, StorageError.
    """
    settings = load(options)
    if settings.database_file.exists():
        return THERE_ALREADY.format(folder=settings.data_dir)
    token, signal = "", dict[str, str]()
    if asks and not settings.has_file:
        given = _asked(options, settings)
        settings = load(given)
        if settings.database_file.exists():
            return THERE_ALREADY.format(folder=settings.data_dir)
        token = _ask_token(settings)
        signal = ask_signal(settings)
        settings = load({**given, **signal})
    try:
        _write(settings, token, signal)
    except OSError as error:
        raise SettingsError(f"I can't write to {settings.data_dir}.") from error
    files.create(settings)
    return _done(load(options))


def _done(settings: Settings) -> str:
    """Say that it is done, and what comes next."""
    if settings.signal_url is not None:
        webhook = settings.webhook_file
        return DONE_FOR_SIGNAL.format(folder=settings.data_dir, webhook=webhook)
    done = DONE if settings.telegram_token else DONE_SO_FAR
    return done.format(folder=settings.data_dir)


def _asked(options: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """Ask what people will read and see; what is given already is the answer offered."""
    run_by = click.prompt("Who runs this? People read it at hello", default=settings.run_by)
    given: dict[str, object] = {**options, "run_by": run_by}
    if options.get("data_dir") is None and "HEARTHLIGHT_DATA_DIR" not in os.environ:
        folder = click.prompt("Where should I keep data?", default=str(settings.data_dir))
        # The settings stay where `run` looks for them; only they know of another folder.
        given |= {"data_dir": Path(folder), "config": settings.config_file}
    languages = sorted(read_all())
    if len(languages) > 1:
        kind = click.Choice(languages)
        given["language"] = click.prompt("Everyday language", settings.language, type=kind)
    given["zone"] = _ask_zone(settings.zone if "zone" in settings.model_fields_set else _own_zone())
    return given


def _ask_zone(offered: str) -> str:
    """Ask for the time zone until the clock there is right."""
    while True:
        zone = str(click.prompt("Time zone", default=offered))
        try:
            load({"zone": zone})
        except SettingsError:
            click.echo("I don't know that one. It looks like Europe/London.")
            continue
        clock = SystemClock().now().astimezone(zone_of(zone))
        if click.confirm(f"Your clock there says {clock:%H:%M}. Right?", default=True):
            return zone


def _own_zone() -> str:
    """Read the zone of this computer from the link Debian sets; UTC if there is none."""
    _, _, key = str(_LOCALTIME.resolve()).partition("/zoneinfo/")
    return key or "UTC"


def _ask_token(settings: Settings) -> str:
    """Ask for the bot's token until it looks like one; "" if there is one, or for later."""
    if settings.telegram_token is not None or _token_file(settings).exists():
        return ""
    while True:
        question = "Telegram token (from @BotFather; hidden, Enter to skip)"
        token = str(click.prompt(question, default="", hide_input=True, show_default=False)).strip()
        if not token:
            return ""
        try:
            tried = load({"telegram_token": token})
        except SettingsError:
            click.echo("That is no token: it is digits, a colon and letters.")
        else:
            if _is_wanted(tried):
                return token


def _is_wanted(tried: Settings) -> bool:
    """Show whose token it is; where Telegram does not say, the coordinator decides."""
    name = asyncio.run(bot_name(tried, SystemClock()))
    if name:
        click.echo(f"ok, this is @{name}")
        return True
    return click.confirm("Telegram doesn't know it, or I can't reach Telegram. Keep it?")


def _token_file(settings: Settings) -> Path:
    """Name the file of the token, beside the database."""
    return settings.data_dir / TOKEN_FILE


def _write(settings: Settings, token: str, signal: Mapping[str, str]) -> None:
    """Write the settings, unless there are some, and secrets to files of their own."""
    for folder in (settings.config_file.parent, settings.data_dir):
        folder.mkdir(mode=files.OWNER_ONLY, parents=True, exist_ok=True)
    token_file = _token_file(settings)
    if token:
        write_new(token_file, f"{token}\n".encode())
    make_webhook(settings)
    if settings.has_file:
        return
    values = {"run_by": settings.run_by, "language": settings.language, "zone": settings.zone}
    if settings.data_dir != settings.config_file.parent:
        values["data_dir"] = str(settings.data_dir)
    if token_file.exists():
        values["telegram_token_file"] = str(token_file)
    write_toml(settings.config_file, {**values, **signal})
