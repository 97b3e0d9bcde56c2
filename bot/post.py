"""Renders one message and hands it to its network: sent anew, as an edit, or as a removal."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from typing import TypeVar

from loguru import logger

from bot.clock import Clock
from bot.logs import fault
from bot.transports import DeliveryError, Message, TargetGoneError, Transport
from bot.wording import Reader, Wording
from bot.zones import zone_of
from handlers.moment import Network
from handlers.notices import Notice
from handlers.people import Address
from storage.outbox_rows import Kind, Row
from storage.people import Recipient

T = TypeVar("T")

LONGEST_CALL = 20.0
"""Seconds after which nobody can know what became of a call."""


class Post:
    """Every call ends within `LONGEST_CALL`, and with nothing but a `DeliveryError`."""

    def __init__(
        self, transports: Mapping[Network, Transport], wording: Wording, clock: Clock
    ) -> None:
        self._transports = transports
        self._wording = wording
        self._clock = clock

    async def deliver(self, row: Row) -> str:
        """Do what a claimed row asks for; return the network's id of the message.

        Raises DeliveryError.
        """
        return await _bounded(self._deliver(row))

    async def say(self, notice: Notice, to: Recipient) -> bool:
        """Send a notice past the outbox: once, best effort. Return whether it was taken.

        Only for what cannot stand there: lines to strangers, and what a disk did not take.
        """
        transport = self._transports.get(to.address.network)
        if transport is None:
            return False
        reader = self._reader(to.address, to.language, to.zone, to.first_line)
        message = self._wording.render(notice, reader, self._clock.now(), {})
        try:
            await _bounded(transport.send(message))
        except DeliveryError as error:
            logger.warning("direct.failed key={} permanent={}", notice.key, error.permanent)
            return False
        return True

    async def remove(self, address: Address, ref: str) -> None:
        """Remove a message past the outbox: once, best effort."""
        with suppress(DeliveryError):
            await _bounded(self._remove(address, ref))

    async def _remove(self, address: Address, ref: str) -> None:
        transport = self._transports.get(address.network)
        if transport is not None and transport.abilities.deletes:
            with suppress(TargetGoneError):
                await transport.delete(address.chat, ref)

    async def _deliver(self, row: Row) -> str:
        transport = self._transports[row.address.network]
        ref = row.ref
        if row.kind is Kind.ERASE:
            if ref:
                await self._remove(row.address, ref)
            return ""
        message = self._message(row)
        if row.kind is Kind.EDIT and ref and transport.abilities.edits:
            with suppress(TargetGoneError):
                await transport.edit(ref, message)
                return ref
        return await transport.send(message)

    def _message(self, row: Row) -> Message:
        notice = Notice(
            row.person,
            row.key,
            row.values,
            row.choices,
            about=row.about,
            urgency=row.urgency,
            silent=row.silent,
            proof=row.proof,
            keyboard=row.keyboard,
        )
        reader = self._reader(row.address, row.language, row.zone, row.first_line)
        now = self._clock.now()
        return self._wording.render(notice, reader, now, row.numbers, repeat=row.repeat)

    def _reader(self, address: Address, language: str, zone: str, first_line: str) -> Reader:
        abilities = self._transports[address.network].abilities
        return Reader(address.chat, language, zone_of(zone), abilities, first_line)


async def _bounded(call: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(LONGEST_CALL):
            return await call
    except DeliveryError:
        raise
    except TimeoutError:
        raise DeliveryError(unknown=True) from None
    except Exception as error:  # noqa: BLE001 - a fault of a transport must lose no message
        logger.error("transport.fault {}", fault(error))
        raise DeliveryError(unknown=True, ours=True) from None
