"""The ear on Telegram: our own loop around getUpdates, which confirms only what was decided.

The library's Updater confirms updates before they are handled (a kill loses them) and is deaf for
ever after one 401. Here the next offset is asked for after `ears.receive` (`bot/ears.py`) returned,
that is after the commit, and nothing the network does ends the loop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn, TypeAlias

from loguru import logger
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter

from bot.transports import Ears, Incoming
from bot.transports.telegram_decode import WANTED, Decoded, decode
from bot.transports.telegram_errors import wait_of
from handlers.moment import Network

Pause: TypeAlias = Callable[[timedelta], Awaitable[None]]

LONGEST_POLL = timedelta(seconds=25)
"""The server allows 50 s; a connection that died unnoticed is found out sooner with half of it."""
_MOST_UPDATES = 100
_MOST_DRAINS = 3
_READ_SLACK = 10.0
"""Seconds beyond a poll's own timeout for one part of the answer."""
_BREATH = timedelta(milliseconds=250)
"""Between polls with timeout 0 while a grace is ending."""
_CONFLICT_PAUSE = timedelta(seconds=5)
_CONFLICT_TOLD_AFTER = timedelta(seconds=60)


class State(StrEnum):
    """How well the network is heard."""

    OK = "ok"
    CONFLICT = "conflict"
    """Somebody else polls with this token: a second copy, or whoever stole it."""
    REFUSED = "refused"
    """The token is not accepted."""
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Status:
    """The state and when it began: for `hearthlight status` and the coordinator."""

    state: State
    since: datetime


class Poller:
    """Asks for updates, hands them in, and only then confirms them.

    A poll may take `patience` beyond the `longest` wait it asks for.
    """

    def __init__(
        self,
        bot: Bot,
        *,
        now: Callable[[], datetime],
        pause: Pause,
        longest: timedelta,
        patience: timedelta,
    ) -> None:
        self._bot = bot
        self._now = now
        self._pause = pause
        self._longest = longest
        self._patience = patience.total_seconds()
        self._offset = 0  # the server keeps what is unconfirmed, so no offset needs storing
        self._tries = 0
        self._undecided = 0
        self._draining = True
        self._drains = 0
        self._conflict_told = False
        self.status = Status(State.OFFLINE, now())
        self.online = asyncio.Event()
        """Set by the first answer."""

    async def run(self, ears: Ears, press_seen: Callable[[str], None]) -> NoReturn:
        """Hear until cancelled. `press_seen` gets the query id of each press that was decided."""
        while True:
            seconds = self._seconds(ears)
            raw = await self._ask(seconds, ears)
            if raw is None or not await self._hand_in(raw, ears, press_seen):
                continue
            hurried = not raw and seconds == 0 and not self._draining
            self._say_heard(len(raw), ears)
            if hurried:
                await self._pause(_BREATH)

    def _seconds(self, ears: Ears) -> int:
        """0 while more may be waiting; else until the next end of grace at most."""
        if self._draining:
            return 0
        return max(0, int(min(self._longest, ears.poll_limit()).total_seconds()))

    async def _ask(self, seconds: int, ears: Ears) -> list[Any] | None:  # Any: JSON as it came
        """One poll; None (after a pause) if it failed."""
        try:
            async with asyncio.timeout(seconds + self._patience):
                raw = await self._bot.do_api_request(
                    "getUpdates",
                    {
                        "offset": self._offset,
                        "limit": _MOST_UPDATES,
                        "timeout": seconds,
                        "allowed_updates": WANTED,
                    },
                    read_timeout=seconds + _READ_SLACK,
                )
            _next_offset(raw)
        except Exception as error:  # noqa: BLE001 - whatever it was, the ear must not go deaf
            if isinstance(error, Conflict | RetryAfter):
                ears.answered(Network.TELEGRAM)
            ears.unheard(Network.TELEGRAM)
            await self._wait_out(error)
            return None
        ears.answered(Network.TELEGRAM)
        self._set(State.OK)
        self._tries = 0
        self.online.set()
        return list(raw)

    async def _wait_out(self, error: Exception) -> None:
        state, least, most = _trouble(error)
        self._set(state)
        self._draining = True  # so that the first answer comes at once
        self._drains = 0
        self._report(type(error).__name__)
        if isinstance(error, Conflict) and "webhook" in error.message:
            await self._take_back()
        await self._pause(backoff(self._tries, least, most))
        self._tries += 1

    async def _take_back(self) -> None:
        """Remove a webhook: this bot never has one, and it keeps updates from us for ever."""
        try:
            async with asyncio.timeout(self._patience):
                await self._bot.delete_webhook()
        except Exception as error:  # noqa: BLE001 - tried again after the next conflict
            logger.warning("telegram.webhook_stays kind={}", type(error).__name__)

    async def _hand_in(
        self, raw: list[Any], ears: Ears, press_seen: Callable[[str], None]
    ) -> bool:  # Any: JSON as it came
        """Have it decided, then move the offset. False (after a pause) if it was not decided."""
        decoded = [self._decoded(each) for each in raw]
        incoming = [each.incoming for each in decoded if each.incoming is not None]
        if incoming and not await self._received(incoming, ears):
            return False
        self._offset = _next_offset(raw) or self._offset
        for each in decoded:
            if each.query:
                press_seen(each.query)
        return True

    async def _received(self, incoming: list[Incoming], ears: Ears) -> bool:
        try:
            await ears.receive(incoming)
        except Exception as error:  # noqa: BLE001 - a full disk now is no reason to be deaf later
            logger.error(
                "telegram.not_decided kind={} updates={}", type(error).__name__, len(incoming)
            )
            await self._pause(backoff(self._undecided, *_OFFLINE_PAUSES))
            self._undecided += 1
            return False
        self._undecided = 0
        return True

    def _decoded(self, raw: Any) -> Decoded:  # noqa: ANN401 - JSON as it came
        try:
            return decode(raw, self._now())
        except Exception as error:  # noqa: BLE001 - one unreadable update must not stop the others
            logger.warning("telegram.unreadable kind={}", type(error).__name__)
            return Decoded()

    def _say_heard(self, count: int, ears: Ears) -> None:
        """Say so when nothing waits any more.

        While something came, more may have come meanwhile, so the next poll asks at once; but a
        steady trickle of messages must not keep us from ever saying it.
        """
        self._draining = count > 0
        self._drains = self._drains + 1 if 0 < count < _MOST_UPDATES else 0
        if count == 0 or self._drains >= _MOST_DRAINS:
            ears.heard(Network.TELEGRAM)

    def _set(self, state: State) -> None:
        if state is self.status.state:
            return
        if state is State.OK:
            logger.info("telegram.heard after={} tries={}", self.status.state.value, self._tries)
        self.status = Status(state, self._now())
        self._tries = 0
        self._conflict_told = False

    def _report(self, kind: str) -> None:
        if self._tries & (self._tries - 1) == 0:  # 0, 1, 2, 4, 8 ...: not a line for each try
            logger.warning("telegram.poll_failed kind={} tries={}", kind, self._tries)
        lasted = self._now() - self.status.since
        conflict = self.status.state is State.CONFLICT
        if conflict and lasted >= _CONFLICT_TOLD_AFTER and not self._conflict_told:
            self._conflict_told = True
            logger.error("telegram.conflict_lasts tries={}", self._tries)


def backoff(tries: int, least: timedelta, most: timedelta) -> timedelta:
    """How long to wait after `tries` failures in a row: doubled each time, at most `most`."""
    return min(most, least * (1 << min(tries, 16)))


_OFFLINE_PAUSES = (timedelta(seconds=0.5), timedelta(seconds=30))
REFUSED_PAUSES = (timedelta(seconds=2), timedelta(seconds=60))


def _trouble(error: Exception) -> tuple[State, timedelta, timedelta]:
    """Return the state an error stands for, and the least and longest pause after it."""
    match error:
        case Conflict():
            return State.CONFLICT, _CONFLICT_PAUSE, _CONFLICT_PAUSE
        case InvalidToken() | EndPointNotFound():
            return State.REFUSED, *REFUSED_PAUSES
        case RetryAfter():
            return State.OFFLINE, wait_of(error), wait_of(error)
        case _:
            return State.OFFLINE, *_OFFLINE_PAUSES


def _next_offset(raw: Any) -> int | None:  # noqa: ANN401 - JSON as it came
    """One past the last update; None if there is none. Raises on what is no list of updates."""
    return max(int(each["update_id"]) for each in raw) + 1 if raw != [] else None
