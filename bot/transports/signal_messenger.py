"""Signal, over signalbot and signal-cli-rest-api: two ears, one recipient a send, no numbers."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn, Protocol

import aiohttp
from loguru import logger
from signalbot import SendMessage, SentMessage, SignalBot, SignalBotError, UpdateContact

from bot.qr import FILE_NAME, png
from bot.transports import Abilities, DeliveryError, Ears, Message
from bot.transports.signal_decode import Decoded, decode
from bot.transports.signal_errors import (
    Refusal,
    Why,
    failure,
    read_refusal,
    refused,
    was_refused,
)
from bot.transports.signal_inlet import Inlet
from bot.transports.signal_library import LibraryEar, build
from bot.transports.signal_server import SignalServer
from bot.transports.signal_state import State, Status
from bot.transports.signal_webhook import WebhookAddress, WebhookEar
from handlers.moment import Network

PROBE_EVERY = timedelta(seconds=15)
"""How often it is looked whether signal-cli is there; sooner where an end of grace is near."""
SOONEST_PROBE = timedelta(seconds=1)
DISAPPEAR_AFTER = timedelta(days=1)
"""The timer set for a chat in which nothing disappears yet, as hello says."""
_SETTLES = timedelta(milliseconds=50)
"""Between signal-cli's answer and what it had handed to the webhook before."""
_DRAINS = timedelta(seconds=3)
"""After signal-cli was away: it answers before it has fetched what Signal kept meanwhile."""
_TIMER_PATIENCE = 3.0
_FAILURES = (SignalBotError, aiohttp.ClientError, TimeoutError, ValueError, OSError)
"""What signalbot lets through of what went wrong (NETWORKS.md, wart 5)."""


class _Ear(Protocol):
    @property
    def listens(self) -> bool:
        """Whether what comes in now reaches us."""


@dataclass(frozen=True, slots=True)
class SignalOptions:
    """What differs between one bot and another."""

    url: str
    """`http://host:port` of signal-cli-rest-api, on loopback or a private network."""
    number: str = field(repr=False)
    webhook: WebhookAddress | None = None
    """Where the first ear listens; without it, frames that crash the second are lost."""
    patience: timedelta = timedelta(seconds=15)
    """How long any call may take in all."""
    probe_every: timedelta = PROBE_EVERY


async def _sleep(wait: timedelta) -> None:
    await asyncio.sleep(wait.total_seconds())


class SignalTransport:
    """The network Signal: private chats only, people by their account's id."""

    network = Network.SIGNAL
    abilities = Abilities(edits=True, deletes=True, buttons=False, date_times=False)

    def __init__(
        self,
        options: SignalOptions,
        *,
        now: Callable[[], datetime],
        pause: Callable[[timedelta], Awaitable[None]] = _sleep,
    ) -> None:
        self.challenges: tuple[str, ...] = ()
        """What Signal wants solved before it takes more from this account."""
        self.webhook: WebhookEar | None = None
        """The first ear, once it runs."""
        self.overheard = 0
        """How many frames the second ear had."""
        self._options = options
        self._now = now
        self._pause = pause
        self._bot: SignalBot | None = None
        self._server = SignalServer(options.url, options.number, options.patience)
        self._patience = options.patience.total_seconds()
        self._stays: set[str] = set()
        self._new_keys: set[str] = set()
        self._ears: Ears | None = None
        self._status = Status(State.OFFLINE, now())

    @property
    def status(self) -> Status:
        """How well the network is heard, and since when."""
        return self._status

    async def run(self, ears: Ears) -> NoReturn:
        """Hear until cancelled; every fault of the network is waited out."""
        self._ears, inlet = ears, Inlet(ears, self._pause)
        library = LibraryEar(
            self._options.url,
            self._options.number,
            partial(self._overhear, inlet),
            now=self._now,
            pause=self._pause,
        )
        self.webhook = self._first_ear(ears, inlet)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(inlet.run())
            tasks.create_task(library.run())
            if self.webhook is not None:
                tasks.create_task(self.webhook.run())
            await self._look(ears, inlet, [each for each in (self.webhook, library) if each])

    async def send(self, message: Message) -> str:
        """Send anew; return Signal's id of it. Raises DeliveryError."""
        await self._let_disappear(message.chat)
        return await self._send(message)

    async def edit(self, ref: str, message: Message) -> None:
        """Replace a sent message; its id stays. Raises DeliveryError."""
        await self._send(message, edits=int(ref))

    async def delete(self, chat: str, ref: str) -> None:
        """Remove one of our own messages, on their phone too. Raises DeliveryError."""
        sent = SentMessage(recipient=chat, timestamp=int(ref))
        try:
            async with asyncio.timeout(self._patience):
                await self._library().messages.remote_delete(sent)
        except _FAILURES as error:
            raise failure(error) from None

    def solved(self, challenge: str) -> None:
        """Forget a challenge: somebody solved it."""
        self.challenges = tuple(each for each in self.challenges if each != challenge)

    async def close(self) -> None:
        """Let go of connections."""
        bot, self._bot = self._bot, None
        if bot is not None:
            await bot.close()
        await self._server.close()

    def _first_ear(self, ears: Ears, inlet: Inlet) -> WebhookEar | None:
        async def take(frame: object) -> None:
            heard = decode(frame, self._now())
            self._note_timer(heard)
            self._new_keys |= {heard.new_key} - {""}
            if heard.receipt is not None:
                await ears.arrived(Network.SIGNAL, heard.receipt.chat, heard.receipt.refs)
            await inlet.take(heard)

        if self._options.webhook is None:
            return None
        return WebhookEar(self._options.webhook, take, self._pause)

    def _overhear(self, inlet: Inlet, heard: Decoded) -> None:
        self.overheard += 1
        self._note_timer(heard)
        if not inlet.overhear(heard):
            logger.warning("signal.unknown_device")

    def _note_timer(self, heard: Decoded) -> None:
        if heard.stays and heard.incoming is not None:
            self._stays.add(heard.incoming.chat)

    async def _look(self, ears: Ears, inlet: Inlet, open_ears: Sequence[_Ear]) -> NoReturn:
        """Look again and again whether everything sent so far has reached us, and say so."""
        settles = _SETTLES
        while True:
            state = await self._probe(ears, open_ears)
            if inlet.missed_posts() and self.webhook is not None and state is State.OK:
                state = State.HALF_DEAF
            if state not in (State.OK, State.CHALLENGED):
                ears.unheard(Network.SIGNAL)
            if state not in (State.DEAF, State.OFFLINE):
                await self._pause(settles)
                await inlet.drained()
                ears.heard(Network.SIGNAL)
            self._set(state)
            settles = _DRAINS if state is State.OFFLINE else _SETTLES
            wait = min(self._options.probe_every, ears.poll_limit())
            await self._pause(max(SOONEST_PROBE, wait))

    async def _probe(self, ears: Ears, open_ears: Sequence[_Ear]) -> State:
        try:
            await self._compare_keys()
            while self._new_keys:
                await self._trust(self._new_keys.pop())
        except DeliveryError:
            return State.OFFLINE
        ears.answered(Network.SIGNAL)
        if not any(each.listens for each in open_ears):
            return State.DEAF
        return State.CHALLENGED if self.challenges else State.OK

    def _set(self, state: State) -> None:
        if state is not self._status.state:
            logger.info("signal.state now={} before={}", state.value, self._status.state.value)
            self._status = Status(state, self._now())

    async def _let_disappear(self, chat: str) -> None:
        """Set the timer of a chat that has none: best effort, and no alert waits long for it."""
        if chat not in self._stays:
            return
        self._stays.discard(chat)
        timer = UpdateContact(expiration_in_seconds=int(DISAPPEAR_AFTER.total_seconds()))
        try:
            async with asyncio.timeout(_TIMER_PATIENCE):
                await self._library().contacts.update(timer, chat)
        except _FAILURES as error:
            logger.warning("signal.timer_not_set kind={}", type(error).__name__)

    async def _send(self, message: Message, edits: int | None = None) -> str:
        out = SendMessage(
            text=message.text,
            base64_attachments=_pictures(message) or None,
            notify_self=False,
            edit_timestamp=edits,
        )
        try:
            async with asyncio.timeout(self._patience):
                sent = await self._library().messages.send(out, message.chat)
        except _FAILURES as error:
            if not was_refused(error):
                raise failure(error) from None
        else:
            return str(sent.timestamp)
        return await self._send_ourselves(message, edits)

    async def _send_ourselves(self, message: Message, edits: int | None) -> str:
        """Try once more what was refused, since the library has thrown the reason away."""
        refusal = await self._try(message, edits)
        if isinstance(refusal, Refusal) and refusal.why is Why.NEW_KEY:
            await self._trust(message.chat)
            refusal = await self._try(message, edits)
        if isinstance(refusal, str):
            return refusal
        self._report(refusal)
        raise refused(refusal)

    async def _try(self, message: Message, edits: int | None) -> str | Refusal:
        """Send by ourselves; return the id, or why not. Raises DeliveryError."""
        body: dict[str, object] = {
            "number": self._options.number,
            "recipients": [message.chat],
            "message": message.text,
            "notify_self": False,
        }
        if edits is not None:
            body["edit_timestamp"] = edits
        if message.qr:
            body["base64_attachments"] = _pictures(message)
        answer = await self._server.ask("POST", "/v2/send", body)
        if not answer.fine:
            return read_refusal(answer)
        try:
            return str(int(answer.body[0]["timestamp"]))
        except (LookupError, TypeError, ValueError):
            raise DeliveryError(unknown=True) from None

    async def _compare_keys(self) -> None:
        """Have everybody's key compared with the one they had. Raises DeliveryError."""
        fingerprints = await self._server.identities()
        if self._ears is not None:
            await self._ears.identified(Network.SIGNAL, fingerprints)

    async def _trust(self, chat: str) -> None:
        """Approve a person's new key: the alert goes out all the same (DESIGN, section 4).

        That the key is new is noted before anything that comes under it can be read.
        """
        with suppress(DeliveryError):
            await self._compare_keys()
        path = f"/v1/identities/{{n}}/trust/{chat}"
        await self._server.ask("PUT", path, {"trust_all_known_keys": True})

    def _report(self, refusal: Refusal) -> None:
        if refusal.challenges and refusal.challenges != self.challenges:
            logger.error("signal.challenged")
        self.challenges = refusal.challenges or self.challenges
        logger.warning("signal.refused why={}", refusal.why.value)

    def _library(self) -> SignalBot:
        if self._bot is None:
            self._bot = build(self._options.url, self._options.number)
        return self._bot


def _pictures(message: Message) -> list[str]:
    if not message.qr:
        return []
    picture = b64encode(png(message.qr)).decode()
    return [f"data:image/png;filename={FILE_NAME};base64,{picture}"]
