"""Telegram, over python-telegram-bot's `Bot` alone: no Updater, no webhook, no open port."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from loguru import logger
from telegram import Bot, BotCommand
from telegram import Message as TelegramMessage
from telegram.request import HTTPXRequest

from bot.qr import FILE_NAME, png
from bot.transports import Abilities, DeliveryError, Ears, Message, TargetGoneError
from bot.transports.telegram_errors import SameAlreadyError, UnfitError, guarded, hush
from bot.transports.telegram_poll import (
    LONGEST_POLL,
    REFUSED_PAUSES,
    Pause,
    Poller,
    Status,
    backoff,
)
from bot.transports.telegram_render import NO_PREVIEW, Draft, draft
from handlers.moment import Network

T = TypeVar("T")

_SEND_POOL = 32
"""Connections for sending; 8 senders at once get the most out of them (829 messages/s)."""
MOST_ANSWERS = 4
"""Presses answered at once. That is a convenience, and must not take the alerts' connections: the
button of one more stops waiting by itself."""
_TIMEOUT = 10.0
"""Seconds for each part of a request; the library's own 1 s for a place in the pool is short."""

_OURS = (DeliveryError, TargetGoneError, SameAlreadyError, UnfitError)


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What differs between one bot and another."""

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    """`http://host:port` of a Bot API server; `/bot<token>/method` is appended."""
    proxy: str = field(default="", repr=False)
    """As `socks5://host:port`; names are resolved there. Without it, no proxy at all."""
    menus: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Commands with their descriptions by language; "" is the list for all other languages."""
    descriptions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What an empty chat shows, and the bot's page, by language as above."""
    patience: timedelta = timedelta(seconds=15)
    """How long any call may take in all; a poll, beyond the wait it asks for."""
    longest_poll: timedelta = LONGEST_POLL


async def _sleep(wait: timedelta) -> None:
    await asyncio.sleep(wait.total_seconds())


class TelegramTransport:
    """The network Telegram: private chats only."""

    network = Network.TELEGRAM
    abilities = Abilities(edits=True, deletes=True, buttons=True, date_times=True)

    def __init__(
        self, options: TelegramOptions, *, now: Callable[[], datetime], pause: Pause = _sleep
    ) -> None:
        hush()
        # It writes answers that are no JSON, texts of messages included, into the log.
        logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
        self.username: str | None = None
        """The bot's own name, for links; None until the network was first heard."""
        self._patience = options.patience
        self._pause = pause
        self._menus = dict(options.menus)
        self._descriptions = dict(options.descriptions)
        self._requests = (_request(1, options), _request(_SEND_POOL, options))
        self._bot = Bot(
            options.token,
            base_url=options.api_url.rstrip("/") + "/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._poller = Poller(
            self._bot,
            now=now,
            pause=pause,
            longest=options.longest_poll,
            patience=options.patience,
        )

    @property
    def status(self) -> Status:
        """How well the network is heard, and since when."""
        return self._poller.status

    async def run(self, ears: Ears) -> None:
        """Hear until cancelled; every fault of the network is waited out."""
        async with asyncio.TaskGroup() as tasks:
            answering: set[asyncio.Task[None]] = set()

            def press_seen(query: str) -> None:
                if len(answering) < MOST_ANSWERS:
                    answer = tasks.create_task(self._answer(query))
                    answering.add(answer)
                    answer.add_done_callback(answering.discard)

            tasks.create_task(self._introduce())
            await self._poller.run(ears, press_seen)

    async def send(self, message: Message) -> str:
        """Send anew; return Telegram's id of it. Raises DeliveryError."""

        async def attempt(form: Draft) -> str:
            call = self._sending(message, form)
            return str((await guarded(call, self._patience)).message_id)

        return await _twice(attempt, draft(message))

    async def edit(self, ref: str, message: Message) -> None:
        """Replace a sent message, its inline buttons included. An edit never notifies.

        Raises DeliveryError, TargetGoneError.
        """

        async def attempt(form: Draft) -> None:
            call = self._bot.edit_message_text(
                form.text,
                message.chat,
                int(ref),
                entities=form.entities,
                reply_markup=form.buttons,
                link_preview_options=NO_PREVIEW,
            )
            await guarded(call, self._patience)

        with suppress(SameAlreadyError):
            await _twice(attempt, draft(message))

    async def delete(self, chat: str, ref: str) -> None:
        """Remove a message, ours or theirs, of the last 48 h.

        Raises DeliveryError, TargetGoneError.
        """
        try:
            await guarded(self._bot.delete_message(chat, int(ref)), self._patience)
        except UnfitError:
            raise TargetGoneError from None

    async def learn_name(self) -> str:
        """Ask for the bot's own name, without its @. Raises DeliveryError."""
        name = (await guarded(self._bot.get_me(), self._patience)).username or ""
        self.username = name
        return name

    async def close(self) -> None:
        """Let go of connections."""
        for request in self._requests:
            await request.shutdown()

    def _sending(self, message: Message, form: Draft) -> Awaitable[TelegramMessage]:
        """Make the call that sends a message: a text, or a picture with the text below it."""
        if message.qr:
            return self._bot.send_photo(
                message.chat,
                png(message.qr),
                form.text,
                caption_entities=form.entities,
                reply_markup=form.markup,
                disable_notification=message.silent,
                protect_content=message.protected,
                filename=FILE_NAME,
            )
        return self._bot.send_message(
            message.chat,
            form.text,
            entities=form.entities,
            reply_markup=form.markup,
            link_preview_options=NO_PREVIEW,
            disable_notification=message.silent,
            protect_content=message.protected,
        )

    async def _answer(self, query: str) -> None:
        """Stop a pressed button from waiting. Too old or not, the press itself counts."""
        with suppress(*_OURS):
            await guarded(self._bot.answer_callback_query(query), self._patience)

    async def _introduce(self) -> None:
        """Learn the bot's name and set its menus, once the network is heard."""
        await self._poller.online.wait()
        tries = 0
        while wait := await self._introduced(tries):
            await self._pause(wait)
            tries += 1

    async def _introduced(self, tries: int) -> timedelta | None:
        """Try what is left; how long to wait before the next try, or None when all is done."""
        try:
            if self.username is None:
                await self.learn_name()
            for language in tuple(self._menus):
                await self._set_menu(language)
            for language in tuple(self._descriptions):
                await self._describe(language)
        except _OURS as error:
            logger.warning("telegram.not_introduced kind={} tries={}", type(error).__name__, tries)
            asked = error.retry_after if isinstance(error, DeliveryError) else None
            return asked or backoff(tries, *REFUSED_PAUSES)
        return None

    async def _set_menu(self, language: str) -> None:
        """Set one language's menu, unless the server has just that one already."""
        wanted = tuple(BotCommand(name, text) for name, text in self._menus[language])
        code = language or None
        there = await guarded(self._bot.get_my_commands(language_code=code), self._patience)
        if there != wanted:
            call = self._bot.set_my_commands(wanted, language_code=code)
            await guarded(call, self._patience)
        del self._menus[language]

    async def _describe(self, language: str) -> None:
        """Say in one language what this is, unless the server says just that already."""
        full, short = self._descriptions[language]
        code = language or None
        there = await guarded(self._bot.get_my_description(language_code=code), self._patience)
        if there.description != full:
            call = self._bot.set_my_description(full, language_code=code)
            await guarded(call, self._patience)
        said = await guarded(self._bot.get_my_short_description(language_code=code), self._patience)
        if said.short_description != short:
            call = self._bot.set_my_short_description(short, language_code=code)
            await guarded(call, self._patience)
        del self._descriptions[language]


def _request(connections: int, options: TelegramOptions) -> HTTPXRequest:
    return HTTPXRequest(
        connections,
        read_timeout=_TIMEOUT,
        write_timeout=_TIMEOUT,
        connect_timeout=_TIMEOUT,
        pool_timeout=_TIMEOUT,
        proxy=options.proxy or None,
        httpx_kwargs={"trust_env": False},  # stray proxy variables decide nothing
    )


async def _twice(attempt: Callable[[Draft], Awaitable[T]], form: Draft) -> T:
    """Attempt it; where only the form is refused, once more as plain text."""
    try:
        return await attempt(form)
    except UnfitError as unfit:
        logger.error("telegram.unfit buttons={}", unfit.buttons)
        keeps_buttons = not unfit.buttons
    try:
        return await attempt(form.plain(buttons=keeps_buttons))
    except UnfitError:
        raise DeliveryError(ours=True) from None
