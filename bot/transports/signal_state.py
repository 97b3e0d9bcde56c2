"""How well Signal is heard."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How well the network is heard."""

    OK = "ok"
    DEAF = "deaf"
    """signal-cli answers, but neither ear is open."""
    HALF_DEAF = "half_deaf"
    """The webhook is set, and the server posts nothing to it: what crashes the library is lost."""
    OFFLINE = "offline"
    CHALLENGED = "challenged"
    """Signal wants to see a human before it takes more: `hearthlight signal captcha`."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state and when it began: for `hearthlight status` and the coordinator."""

    state: State
    since: datetime
