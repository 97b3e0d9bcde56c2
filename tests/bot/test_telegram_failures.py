"""Sending over the wire when it fails: every row of the table of errors."""

import asyncio
import traceback
from datetime import timedelta

import pytest

from bot.transports import (
    Button,
    Hidden,
    Message,
    Plain,
    TargetGoneError,
)
from bot.transports.telegram import TelegramTransport
from tests.servers.bot_api import TOKEN, BotApi, Fault
from tests.servers.bot_phones import Person
from tests.servers.socks5 import Socks5
from tests.servers.telegram_room import ANA, BEA, failure, talk, to, transport_for


def test_a_flooded_chat_says_how_long_to_wait() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(Fault.FLOOD, chat=ANA, retry_after=3)

        error = await failure(transport.send(to(ANA)))

        assert error.retry_after == timedelta(seconds=3.1)
        assert (error.permanent, error.unknown) == (False, False)

    talk(body)


def test_a_flooded_chat_holds_up_no_other() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        bea = api.person("Bea", BEA)
        bea.say("/start")
        api.fault(Fault.HANG, chat=ANA, times=None)
        stuck = [asyncio.create_task(transport.send(to(ANA))) for _ in range(7)]

        await transport.send(to(BEA))

        assert not any(task.done() for task in stuck)
        assert len(bea.chat) == 2
        for task in stuck:
            task.cancel()

    talk(body)


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.HANG])
def test_after_a_vague_failure_nobody_knows_whether_it_arrived(fault: Fault) -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(fault, method="sendMessage")

        error = await failure(transport.send(to(ANA)))

        assert (error.permanent, error.unknown, error.retry_after) == (False, True, None)

    talk(body, patience=timedelta(seconds=0.5))


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.LATE, Fault.SLOW, Fault.GARBAGE])
def test_what_arrived_without_an_answer_is_unknown_and_not_lost(fault: Fault) -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(fault, method="sendMessage")

        error = await failure(transport.send(to(ANA)))

        assert error.unknown
        assert len(api.sends) == 1

    talk(body, patience=timedelta(seconds=0.5))


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.NOT_FOUND, Fault.CONFLICT])
def test_a_refused_token_is_no_reason_to_give_a_person_up(fault: Fault) -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(fault, method="sendMessage")

        error = await failure(transport.send(to(ANA)))

        assert (error.permanent, error.unknown) == (False, False)

    talk(body)


def test_a_server_that_is_not_there_took_nothing() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.go_offline()

        error = await failure(transport.send(to(ANA)))

        assert (error.permanent, error.unknown, error.cut_off) == (False, False, True)

    talk(body)


def test_somebody_who_blocked_the_bot_is_unreachable() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ana.block()

        assert (await failure(transport.send(to(ANA)))).permanent

    talk(body)


def test_a_deleted_account_is_unreachable() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ana.deactivated = True

        assert (await failure(transport.send(to(ANA)))).permanent

    talk(body)


def test_somebody_who_never_pressed_start_is_unreachable() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.person("Bea", BEA)

        assert (await failure(transport.send(to(BEA)))).permanent

    talk(body)


@pytest.mark.parametrize("what", ["can't parse entities: odd", "message is too long"])
def test_a_message_refused_for_its_form_goes_as_plain_text_with_its_buttons(what: str) -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(Fault.REFUSED, method="sendMessage", description=f"Bad Request: {what}")
        secret = Message(str(ANA), (Hidden((Plain("Sam"),)),), (Button("I've got it", "mine"),))

        await transport.send(secret)

        assert (ana.last.text, ana.last.entities) == ("Sam", [])
        assert ana.last.labels == ["I've got it"]

    talk(body)


def test_a_message_refused_for_its_buttons_goes_without_them() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(to(ANA, "Your timer is up.", Button("All good", "x" * 65)))

        assert (ana.last.text, ana.last.labels) == ("Your timer is up.", [])
        assert api.count("sendMessage") == 2

    talk(body)


def test_a_message_refused_for_no_known_reason_is_tried_once_more_and_not_given_up() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(Fault.REFUSED, times=None, description="Bad Request: SOMETHING_NEW")

        error = await failure(transport.send(to(ANA)))

        assert (error.permanent, error.unknown, error.ours) == (False, False, True)
        assert api.count("sendMessage") == 2

    talk(body)


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.RESET, Fault.BAD_GATEWAY])
def test_an_error_carries_nothing_of_the_library_along(fault: Fault) -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        api.fault(fault)

        error = await failure(transport.send(to(ANA, "a long secret text")))

        shown = "".join(traceback.format_exception(error))
        assert error.__context__ is None
        assert TOKEN not in shown
        assert "a long secret text" not in shown

    talk(body)


def test_a_dead_proxy_is_never_gone_round() -> None:
    async def scenario() -> None:
        async with Socks5() as proxy:
            dead = proxy.url
        async with BotApi() as api:
            api.person("Ana", ANA).say("/start")
            transport = transport_for(api.url, proxy=dead)

            error = await failure(transport.send(to(ANA)))

            await transport.close()
            assert (error.permanent, error.unknown) == (False, False)
            assert api.calls == []

    asyncio.run(scenario())


def test_a_deletion_refused_for_no_known_reason_is_not_asked_for_again() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA))
        api.fault(Fault.REFUSED, method="deleteMessage", description="Bad Request: NEW_REASON")

        with pytest.raises(TargetGoneError):
            await transport.delete(str(ANA), ref)

    talk(body)
