"""What python-telegram-bot's errors mean for a sender: whether to ask again."""

import asyncio
import warnings
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.transports import DeliveryError, TargetGoneError

T = TypeVar("T")

_NO_WAY = {"ConnectError", "ConnectTimeout", "ProxyError"}
"""Causes (httpx's classes, by name) after which nothing can have arrived: no connection stood."""
_NO_TURN = "PoolTimeout"
"""The one after which it has not left us either, for others' calls took too long."""

_NOBODY_THERE = ("chat not found", "peer_id_invalid", "user is deactivated", "user_deactivated")
_NO_TARGET = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
)
_ABOUT_TEXT = ("can't parse entities", "message is too long", "message_too_long")

_MARGIN = timedelta(milliseconds=100)
"""Added to the network's own wait, whose seconds are whole."""


class SameAlreadyError(Exception):
    """The edit has been made before: success."""


class UnfitError(Exception):
    """The form of the message was refused: our bug, worth one try as plain text."""

    def __init__(self, *, buttons: bool) -> None:
        """buttons: whether they may be what was refused, so that they must go as well."""
        super().__init__(f"buttons={buttons}")
        self.buttons = buttons


async def guarded(call: Awaitable[T], patience: timedelta) -> T:
    """Await a call of the library for at most `patience`.

    Raises DeliveryError, TargetGoneError, SameAlreadyError or UnfitError, and no other; none of
    them carries the library's error, whose text may hold the token.
    """
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await call
    except Exception as error:  # noqa: BLE001 - odd answers break the library in many ways
        failure = translated(error)
    raise failure  # outside of the block, so that the library's error is not its context


def translated(error: Exception) -> Exception:
    """Return the one of our errors that this one of the library means."""
    match error:
        case RetryAfter():
            return DeliveryError(retry_after=wait_of(error) + _MARGIN)
        case Forbidden():
            return DeliveryError(permanent=True)
        case BadRequest():  # a NetworkError too, so it has to be asked first
            return _refused(error.message.lower())
        case InvalidToken() | EndPointNotFound() | Conflict():
            return DeliveryError(cut_off=True)
        case NetworkError() if type(error.__cause__).__name__ in _NO_WAY:
            return DeliveryError(cut_off=True)
        case NetworkError() if type(error.__cause__).__name__ == _NO_TURN:
            return DeliveryError()
        case _:
            return DeliveryError(unknown=True)


def wait_of(error: RetryAfter) -> timedelta:
    """Return the wait the network asks for; the library has seconds or, one day, a timedelta."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def hush() -> None:
    """Drop the library's warnings about what we do on purpose: raw polls, waits in seconds."""
    warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)
    warnings.filterwarnings("ignore", "(?s).*datetime.timedelta", PTBDeprecationWarning)


def _refused(text: str) -> Exception:
    if any(words in text for words in _NOBODY_THERE):
        return DeliveryError(permanent=True)
    if any(words in text for words in _NO_TARGET):
        return TargetGoneError()
    if "message is not modified" in text:
        return SameAlreadyError()
    return UnfitError(buttons=not any(words in text for words in _ABOUT_TEXT))
