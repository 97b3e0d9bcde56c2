"""`hearthlight signal ...`: give the bot an account, a name to be found by, and see how it is.

Everything is asked of signal-cli-rest-api; nothing here opens the database.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import click
import segno

from bot.settings import Settings, SettingsError
from bot.transports import DeliveryError
from bot.transports.signal_server import Answer, SignalServer

PATIENCE = timedelta(seconds=60)
"""Registering goes through Signal's own servers, and those take their time."""
LINK_WITHIN = 120
"""Seconds to scan the code that links the bot; it looks once a second."""
OLDEST = (0, 101)
"""The oldest signal-cli-rest-api that signalbot 2.2 works with."""
MODE = "json-rpc"
DEVICE = "hearthlight"
CAPTCHA_PAGE = "https://signalcaptchas.org/registration/generate.html"
CHALLENGE_PAGE = "https://signalcaptchas.org/challenge/generate.html"
_NO_ANSWER = "{url} doesn't answer. Is signal-cli-rest-api running there?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `check`: what was looked at, whether it is fine, and what to do if not."""

    name: str
    fine: bool
    said: str


def server_of(settings: Settings) -> SignalServer:
    """Make the server the settings name. Raises SettingsError."""
    if settings.signal_url is None or settings.signal_number is None:
        raise SettingsError(
            "Signal is not set: put HEARTHLIGHT_SIGNAL_URL (http://host:port of"
            " signal-cli-rest-api) and HEARTHLIGHT_SIGNAL_NUMBER into the settings."
        )
    return SignalServer(settings.signal_url, settings.signal_number.get_secret_value(), PATIENCE)


async def register(settings: Settings, *, captcha: str, voice: bool) -> None:
    """Register the bot's own number, with the code that Signal sends to it.

    Raises SettingsError with what Signal wants first, a solved captcha most of the time.
    """
    async with server_of(settings) as server:
        wanted: dict[str, object] = {"use_voice": voice}
        if captcha:
            wanted["captcha"] = captcha.strip()
        answer = await _ask(server, settings, "POST", "/v1/register/{n}", wanted)
        if "captcha" in answer.error.lower():
            raise SettingsError(
                f"Signal wants a captcha first. Open {CAPTCHA_PAGE} in a browser, solve it, copy"
                " the link behind “Open Signal”, then: hearthlight signal register --captcha LINK"
            )
        _expect(answer, "Signal did not take the number. Is it right, and can it receive texts?")
        code = str(click.prompt("The code Signal sent to that number")).strip()
        path = f"/v1/register/{{n}}/verify/{quote(code, safe='')}"
        _expect(await _ask(server, settings, "POST", path, {}), "That code was not right.")
        await _be_discreet(server, settings)


async def _be_discreet(server: SignalServer, settings: Settings) -> None:
    """Keep the bot's number from people, and it from being found by its number."""
    hidden = {"discoverable_by_number": False, "share_number": False}
    answer = await _ask(server, settings, "PUT", "/v1/accounts/{n}/settings", hidden)
    _expect(answer, "The number could not be hidden. Try again: hearthlight signal username NAME")


async def link(settings: Settings, show: Callable[[str], None]) -> None:
    """Show the code that links the bot to a number somebody has on a phone; wait for the scan.

    Raises SettingsError if nobody scans it.
    """
    async with server_of(settings) as server:
        path = f"/v1/qrcodelink/raw?device_name={DEVICE}"
        answer = await _ask(server, settings, "GET", path)
        address = answer.body.get("device_link_uri") if isinstance(answer.body, dict) else None
        if not isinstance(address, str):
            raise SettingsError("The server gave no code. Does it run with MODE=json-rpc?")
        show(address)
        for _ in range(LINK_WITHIN):
            if await _is_there(server, settings):
                return
            await asyncio.sleep(1)
        raise SettingsError("Nobody scanned the code in time. Try again: hearthlight signal link")


async def name(settings: Settings, wanted: str) -> tuple[str, str]:
    """Give the bot a username; return it as Signal completed it, and the link to it."""
    async with server_of(settings) as server:
        path = "/v1/accounts/{n}/username"
        answer = await _ask(server, settings, "POST", path, {"username": wanted})
        _expect(answer, "Signal did not take that name: 3 to 32 letters, digits and _, please.")
        body: Mapping[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        await _be_discreet(server, settings)
        return str(body.get("username", wanted)), str(body.get("username_link", ""))


async def solve(settings: Settings, token: str, captcha: str) -> None:
    """Hand in a solved captcha, so that Signal takes messages again."""
    async with server_of(settings) as server:
        path = "/v1/accounts/{n}/rate-limit-challenge"
        solved = {"challenge_token": token, "captcha": captcha.strip()}
        answer = await _ask(server, settings, "POST", path, solved)
        _expect(answer, f"Signal did not take that. Solve a new one: {CHALLENGE_PAGE}")


async def check(settings: Settings) -> list[Finding]:
    """Look at everything Signal needs, the first failure last where nothing can be said after."""
    async with server_of(settings) as server:
        try:
            about = await server.ask("GET", "/v1/about")
        except DeliveryError:
            return [Finding("Server", fine=False, said=_NO_ANSWER.format(url=settings.signal_url))]
        found = [_version(about), _mode(about), _ear(settings)]
        there = await _is_there(server, settings)
        said = "" if there else "not on this server: hearthlight signal register, or signal link"
        found.append(Finding("Account", there, said or "the number is on this server"))
        try:
            await server.identities()
        except DeliveryError:
            sad = "signal-cli does not answer behind the server: restart it"
            return [*found, Finding("signal-cli", fine=False, said=sad)]
        return [*found, Finding("signal-cli", fine=True, said="answers")]


def _version(about: Answer) -> Finding:
    body: Mapping[str, Any] = about.body if isinstance(about.body, dict) else {}
    version = str(body.get("version", ""))
    parts = [int(each) for each in version.split(".")[:2] if each.isdecimal()]
    fine = version == "unset" or tuple(parts) >= OLDEST
    said = f"signal-cli-rest-api {version}" if fine else "too old: 0.101 or newer is needed"
    return Finding("Server", fine, said)


def _mode(about: Answer) -> Finding:
    mode = about.body.get("mode") if isinstance(about.body, dict) else None
    fine = mode == MODE
    return Finding("Mode", fine, MODE if fine else "wrong: start the server with MODE=json-rpc")


def _ear(settings: Settings) -> Finding:
    fine = settings.signal_webhook is not None
    missing = "no webhook: some messages will be lost. Set HEARTHLIGHT_SIGNAL_WEBHOOK_FILE"
    return Finding("Webhook", fine, "is set; RECEIVE_WEBHOOK_URL must name it" if fine else missing)


async def _is_there(server: SignalServer, settings: Settings) -> bool:
    answer = await _ask(server, settings, "GET", "/v1/accounts")
    return isinstance(answer.body, list) and server.number in answer.body


async def _ask(
    server: SignalServer,
    settings: Settings,
    method: str,
    path: str,
    json: Mapping[str, object] | None = None,
) -> Answer:
    try:
        return await server.ask(method, path, json)
    except DeliveryError:
        raise SettingsError(_NO_ANSWER.format(url=settings.signal_url)) from None


def _expect(answer: Answer, otherwise: str) -> None:
    if not answer.fine:
        raise SettingsError(otherwise)


def show_code(address: str) -> None:
    """Show a link as a QR code and as text."""
    segno.make(address).terminal(compact=True)
    click.echo(f"\n{address}\n")
