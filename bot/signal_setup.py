"""`hearthlight signal ...`: give the bot an account on Signal, and a name to be found by.

Everything is asked of signal-cli-rest-api; nothing here opens the database.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import IO, Any
from urllib.parse import quote

import click

from bot.clock import SystemClock
from bot.settings import Settings, SettingsError
from bot.transports import DeliveryError
from bot.transports.signal_server import Answer, SignalServer

PATIENCE = timedelta(seconds=60)
"""Registering goes through Signal's own servers, and those take their time."""
SCAN_WITHIN = timedelta(minutes=2)
LOOK = timedelta(seconds=1)
DEVICE = "hearthlight"
CAPTCHA = "signalcaptcha://"
CAPTCHA_PAGE = "https://signalcaptchas.org/registration/generate.html"
CHALLENGE_PAGE = "https://signalcaptchas.org/challenge/generate.html"
_WAIT = 429


class NotDoneError(click.ClickException):
    """What was wanted of Signal did not come to be; one sentence says what to do."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is."""
        click.echo(self.message, file=file, err=file is None)


def server_of(settings: Settings, patience: timedelta = PATIENCE) -> SignalServer:
    """Make the server the settings name. Raises SettingsError."""
    if settings.signal_url is None or settings.signal_number is None:
        raise SettingsError(
            "Signal is not set: put HEARTHLIGHT_SIGNAL_URL (http://host:port of"
            " signal-cli-rest-api) and HEARTHLIGHT_SIGNAL_NUMBER into the settings."
        )
    return SignalServer(settings.signal_url, settings.signal_number.get_secret_value(), patience)


def no_answer(settings: Settings) -> str:
    """Say that the server is not there."""
    return f"{settings.signal_url} doesn't answer. Start signal-cli-rest-api there, then try again."


async def register(settings: Settings, *, voice: bool) -> None:
    """Register the number, with the code that Signal sends to it. Raises NotDoneError."""
    async with server_of(settings) as server:
        answer = await _ask_for_code(server, settings, {"use_voice": voice})
        if "captcha" in answer.error.lower():
            solved = {"use_voice": voice, "captcha": _solved(CAPTCHA_PAGE)}
            answer = await _ask_for_code(server, settings, solved)
        if voice:
            refused = (
                "Signal did not take the number. It calls only after a text was tried: do it"
                " without --voice, wait a minute, then do it with --voice."
            )
        else:
            refused = "Signal did not take the number. Is it right, and can it get texts?"
        _expect(answer, refused)
        await _verify(server, settings)


async def _ask_for_code(
    server: SignalServer, settings: Settings, wanted: Mapping[str, object]
) -> Answer:
    answer = await _ask(server, settings, "POST", "/v1/register/{n}", wanted)
    if answer.status == _WAIT or "rate limit" in answer.error.lower():
        raise NotDoneError("Signal had too many tries for this number. Try again tomorrow.")
    return answer


async def _verify(server: SignalServer, settings: Settings) -> None:
    code = click.prompt("The code that Signal sent to the number", type=str).strip()
    path = f"/v1/register/{{n}}/verify/{quote(code, safe='')}"
    answer = await _ask(server, settings, "POST", path, {})
    if "pin" in answer.error.lower():
        pin = click.prompt("The number has a PIN at Signal (hidden)", hide_input=True, type=str)
        answer = await _ask(server, settings, "POST", path, {"pin": pin.strip()})
        _expect(answer, "Signal did not take that PIN. Try again: hearthlight signal register")
    _expect(answer, "That was not the code. Try again: hearthlight signal register")


async def hide(settings: Settings) -> None:
    """Keep the bot's number from people, and it from being found by its number.

    Raises NotDoneError.
    """
    async with server_of(settings) as server:
        hidden = {"discoverable_by_number": False, "share_number": False}
        answer = await _ask(server, settings, "PUT", "/v1/accounts/{n}/settings", hidden)
        _expect(
            answer,
            "The bot's number could not be hidden. If it is linked to a phone, choose “Nobody”"
            " twice there (Settings, Privacy, Phone number); else try hearthlight signal username"
            " once more.",
        )


async def link(settings: Settings, show: Callable[[str], None]) -> None:
    """Show the code that links the bot to a number on somebody's phone, and wait for the scan.

    Raises NotDoneError.
    """
    clock = SystemClock()
    async with server_of(settings) as server:
        if await _is_there(server, settings):
            raise NotDoneError("The number is on this server already: there is nothing to link.")
        answer = await _ask(server, settings, "GET", f"/v1/qrcodelink/raw?device_name={DEVICE}")
        address = answer.body.get("device_link_uri") if isinstance(answer.body, dict) else None
        if not isinstance(address, str):
            raise NotDoneError(
                "The server gave no code. It needs MODE=json-rpc: hearthlight signal check"
            )
        show(address)
        until = clock.now() + SCAN_WITHIN
        while not await _is_there(server, settings):
            if clock.now() >= until:
                raise NotDoneError(
                    "Nobody scanned it in time, or the phone has another number than"
                    " HEARTHLIGHT_SIGNAL_NUMBER. Try again: hearthlight signal link"
                )
            await clock.sleep(LOOK)


async def username(settings: Settings, wanted: str) -> tuple[str, str]:
    """Give the bot a username; return it as Signal completed it, and the link to it.

    Raises NotDoneError.
    """
    async with server_of(settings) as server:
        path = "/v1/accounts/{n}/username"
        answer = await _ask(server, settings, "POST", path, {"username": wanted})
        if "account does not exist" in answer.error.lower():
            raise NotDoneError(
                "The number is not on this server yet. First: hearthlight signal register,"
                " or hearthlight signal link"
            )
        found: Mapping[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        name, address = found.get("username"), found.get("username_link")
        if not answer.fine or not isinstance(name, str) or not isinstance(address, str):
            raise NotDoneError(
                "Signal did not take that name: 3 to 32 letters, digits and _, no digit first."
                " It may also be taken: try another."
            )
        return name, address


async def solve(settings: Settings, challenges: Iterable[str], done: Callable[[str], None]) -> None:
    """Take a solved captcha for each challenge; `done` is told each one that Signal took.

    Raises NotDoneError.
    """
    async with server_of(settings) as server:
        for challenge in challenges:
            solved = {"challenge_token": challenge, "captcha": _solved(CHALLENGE_PAGE)}
            path = "/v1/accounts/{n}/rate-limit-challenge"
            answer = await _ask(server, settings, "POST", path, solved)
            _expect(answer, "Signal did not take that. Try again: hearthlight signal captcha")
            done(challenge)


def _solved(page: str) -> str:
    """Have the coordinator solve a captcha."""
    click.echo(
        f"Signal wants to see a human. Open {page} in a browser and solve it."
        " Then copy the link behind “Open Signal”."
    )
    while True:
        pasted = str(click.prompt("Paste that link", type=str)).strip()
        if pasted.startswith(CAPTCHA):
            return pasted
        click.echo(f"That is another one: it begins with {CAPTCHA}")


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
        raise NotDoneError(no_answer(settings)) from None


def _expect(answer: Answer, otherwise: str) -> None:
    if not answer.fine:
        raise NotDoneError(otherwise)
