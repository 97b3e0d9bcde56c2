"""`hearthlight signal check`: everything Signal needs, each with what to do where it is missing."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from bot.printing import Finding
from bot.settings import Settings
from bot.signal_setup import no_answer, server_of
from bot.transports import DeliveryError
from bot.transports.signal_server import Answer, SignalServer

PATIENCE = timedelta(seconds=15)
OLDEST = (0, 101)
"""The oldest signal-cli-rest-api that signalbot 2.2 works with."""
PREVIEW = "unset"
"""What builds between two releases call their version."""
MODE = "json-rpc"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


async def look(
    settings: Settings, running: Mapping[str, Any] | None, *, named: bool
) -> list[Finding]:
    """Look at everything. running: what a running bot tells of Signal. named: it has a link.

    Raises SettingsError where Signal is not set.
    """
    async with server_of(settings, PATIENCE) as server:
        found = [*await _server(server, settings), _webhook(settings, running)]
    said = (
        "is set" if named else "none, so nobody can find the bot: hearthlight signal username NAME"
    )
    found.append(Finding("Username", named, said))
    if running is not None and running["challenges"]:
        said = "Signal wants one before it takes more messages: hearthlight signal captcha"
        found.append(Finding("Captcha", fine=False, said=said))
    return [*found, *_proxy()]


async def _server(server: SignalServer, settings: Settings) -> list[Finding]:
    try:
        about = await server.ask("GET", "/v1/about")
    except DeliveryError:
        return [Finding("Server", fine=False, said=no_answer(settings))]
    body = about.body if isinstance(about.body, dict) else {}
    found = [_version(str(body.get("version", ""))), _mode(body.get("mode"))]
    try:
        accounts = await server.ask("GET", "/v1/accounts")
    except DeliveryError:
        return [*found, _unanswered()]
    return [*found, *_accounts(accounts, server.number)]


def _version(version: str) -> Finding:
    parts = tuple(int(each) for each in version.split(".")[:2] if each.isdecimal())
    fine = version == PREVIEW or parts >= OLDEST
    said = "signal-cli-rest-api answers" if fine else "too old: install 0.101 or newer"
    return Finding("Server", fine, said)


def _mode(mode: object) -> Finding:
    fine = mode == MODE
    return Finding("Mode", fine, MODE if fine else f"start signal-cli-rest-api with MODE={MODE}")


def _accounts(answer: Answer, number: str) -> Iterator[Finding]:
    if not answer.fine or not isinstance(answer.body, list):
        yield _unanswered()
        return
    yield Finding("signal-cli", fine=True, said="answers behind the server")
    there = number in answer.body
    missing = "the number is not there: hearthlight signal register, or hearthlight signal link"
    yield Finding("Account", there, "the number is on this server" if there else missing)


def _unanswered() -> Finding:
    return Finding("signal-cli", fine=False, said="doesn't answer behind the server: restart it")


def _webhook(settings: Settings, running: Mapping[str, Any] | None) -> Finding:
    """Say whether what the server hears reaches the bot whatever the frames look like."""
    fine, said = True, "is set; whether the server reaches it shows when the bot runs"
    if settings.signal_webhook is None:
        fine = False
        said = (
            "none, so some messages will be lost: put http://127.0.0.1:8090/A-LONG-SECRET into a"
            " file and name it in HEARTHLIGHT_SIGNAL_WEBHOOK_FILE"
        )
    elif running is None:
        pass
    elif not running["listens"]:
        fine, said = False, "another program has its port: put another one into its file"
    elif running["posts"]:
        said = "the server reaches it"
    elif running["overheard"]:
        fine = False
        said = "the server doesn't use it: start it with RECEIVE_WEBHOOK_URL as in the webhook file"
    else:
        said = "listens; nothing came yet: write to the bot on Signal, then check again"
    return Finding("Webhook", fine, said)


def _proxy() -> Iterator[Finding]:
    """Name a proxy of this environment: the bot goes past it, but its own server may not."""
    there = [name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
    if there:
        said = (
            f"{there[0]} is set; the bot goes past it to this server. If signal-cli-rest-api has it"
            " too, set NO_PROXY there to the webhook's host"
        )
        yield Finding("Proxy", fine=True, said=said)
