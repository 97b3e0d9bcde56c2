"""The part of `hearthlight init` that is about Signal: two answers, and a file with a secret."""

import os

import click

from bot.new_file import write_new
from bot.settings import Settings, SettingsError, load

SERVER = "http://127.0.0.1:8080"
"""Where signal-cli-rest-api listens unless told otherwise."""
WEBHOOK = "http://127.0.0.1:8090/{secret}"
SECRET_BYTES = 24


def ask_signal(settings: Settings) -> dict[str, str]:
    """Ask for the server and the bot's number on it; nothing if both are set, or for later."""
    if settings.signal_url is not None or not click.confirm("Signal too?", default=False):
        return {}
    url = _asked(
        "signal_url",
        "Where signal-cli-rest-api listens",
        "That is no address: it looks like http://127.0.0.1:8080.",
        default=SERVER,
    )
    number = _asked(
        "signal_number",
        "The bot's own number there (Enter to skip Signal)",
        "That is no number: it begins with + and the country, as +4915550123456.",
        default="",
    )
    return {"signal_url": url, "signal_number": number} if number else {}


def _asked(name: str, question: str, otherwise: str, *, default: str) -> str:
    """Ask until it can be that setting; the default always can."""
    while True:
        answer = str(click.prompt(question, default=default, show_default=bool(default))).strip()
        if answer == default:
            return answer
        try:
            load({name: answer})
        except SettingsError:
            click.echo(otherwise)
        else:
            return answer


def make_webhook(settings: Settings) -> None:
    """Write the address the bot hears Signal on, with a new secret; never over another one.

    Raises OSError.
    """
    if settings.signal_url is not None and settings.signal_webhook is None:
        address = WEBHOOK.format(secret=os.urandom(SECRET_BYTES).hex())
        write_new(settings.webhook_file, f"{address}\n".encode())
