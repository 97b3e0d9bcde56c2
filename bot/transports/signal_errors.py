"""What a refusal of signal-cli-rest-api means for a sender: by status, by body, by cause."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import aiohttp

from bot.transports import DeliveryError
from bot.transports.signal_server import Answer

_TOO_MANY = 429
_REFUSED = 400
_REST = timedelta(seconds=60)
"""How long a chat rests after a 429: the server drops the wait that Signal asked for."""


class Why(StrEnum):
    """Why a message was not sent."""

    NEW_KEY = "new_key"
    """The person has a new phone or app, and the server wants its key approved first."""
    CHALLENGED = "challenged"
    """Signal wants to see a human before it takes more."""
    TOO_MUCH = "too_much"
    """Too many messages; for how long is not told."""
    NO_ACCOUNT = "no_account"
    """The server does not know the bot's own number."""
    OFFLINE = "offline"
    """signal-cli finds no way to Signal: nothing was sent."""
    UNFIT = "unfit"
    """The server does not understand what we sent: our bug."""
    MAYBE = "maybe"
    """The person has left Signal, or the network failed: the server says the same for both."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as the server put it. `challenges` are for the coordinator to solve."""

    why: Why
    challenges: tuple[str, ...] = field(default=(), repr=False)


def read_refusal(answer: Answer) -> Refusal:
    """Read the status and the words of an answer that is no success (NETWORKS.md, the table)."""
    if answer.status == _TOO_MANY:
        tokens = answer.body.get("challenge_tokens") if isinstance(answer.body, dict) else None
        offered = tokens if isinstance(tokens, list) else []
        challenges = tuple(each for each in offered if isinstance(each, str) and each)
        return Refusal(Why.CHALLENGED if challenges else Why.TOO_MUCH, challenges)
    said = answer.error.lower()
    if "unknownhostexception" in said:
        return Refusal(Why.OFFLINE)
    if answer.status != _REFUSED or "failed to send" in said:
        return Refusal(Why.MAYBE)
    if "untrusted" in said:
        return Refusal(Why.NEW_KEY)
    if "account does not exist" in said:
        return Refusal(Why.NO_ACCOUNT)
    return Refusal(Why.UNFIT)


def was_refused(error: BaseException) -> bool:
    """Whether the library failed on a refusal, whose words it threw away."""
    cause = error.__cause__
    refused = (_REFUSED, _TOO_MANY)
    return isinstance(cause, aiohttp.ClientResponseError) and cause.status in refused


def failure(error: BaseException) -> DeliveryError:
    """Say what a failure without an answer means: whether the library reached the server at all."""
    cut_off = isinstance(error.__cause__, aiohttp.ClientConnectorError)
    return DeliveryError(unknown=not cut_off, cut_off=cut_off)


def refused(refusal: Refusal) -> DeliveryError:
    """Say what a refusal means for a sender."""
    if refusal.why in (Why.CHALLENGED, Why.TOO_MUCH):
        return DeliveryError(retry_after=_REST)
    return DeliveryError(
        unknown=refusal.why is Why.MAYBE,
        cut_off=refusal.why in (Why.NO_ACCOUNT, Why.OFFLINE),
        ours=refusal.why is Why.UNFIT,
    )
