"""The faults of the Signal server are those that signalbot 2.2 stumbles over."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import signalbot
from aiohttp import ClientResponseError, ContentTypeError

from tests.servers.signal_faults import Fault
from tests.servers.signal_room import ANA, BEA, CRASHES, Hook, Room, in_room

Bot = Any  # signalbot's, which is not there for everybody who checks types


@pytest.fixture(autouse=True)
def _one_handler() -> Iterator[None]:
    """Take away the handler that each bot adds to the logger they share."""
    yield
    logging.getLogger(signalbot.LOGGER_NAME).handlers.clear()


def bot_for(room: Room, heard: list[Any], *, fetch: bool = False) -> Bot:  # its messages
    async def handle(_: object, context: Any) -> None:  # noqa: ANN401 - signalbot's
        heard.append(context.message)

    bot = signalbot.SignalBot(
        signalbot.Config(
            phone_number=room.number,
            signal_service=room.api.address,
            storage=signalbot.InMemoryConfig(),
            download_attachments=fetch,
            connection_mode=signalbot.ConnectionMode.HTTP_ONLY,
        )
    )
    methods = {
        "DataMessageHandler": "handle_data_message",
        "ReactionHandler": "handle_reaction",
        "RemoteDeleteHandler": "handle_remote_delete",
    }
    for name, method in methods.items():
        handler = type("Keeper", (getattr(signalbot, name),), {method: handle})()
        bot.register(handler, groups=False)
    return bot


@asynccontextmanager
async def listening(
    room: Room, heard: list[Any], *, fetch: bool = False
) -> AsyncIterator[Bot]:  # its messages
    bot = bot_for(room, heard, fetch=fetch)
    bot.start(run_forever=False)
    try:
        async with asyncio.timeout(5):
            await bot.wait_until_ready()
        await room.api.until(lambda: room.api.sockets == 1)
        yield bot
    finally:
        await bot.close()


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - the library tells nobody
            await asyncio.sleep(0.01)


def send(bot: Bot, text: str = "hello", to: str = ANA) -> Awaitable[Any]:  # a SentMessage
    sent: Awaitable[Any] = bot.messages.send(signalbot.SendMessage(text=text), to)
    return sent


def test_it_hears_and_answers() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard) as bot:
            question = await send(bot, "All good?")
            room.ana.quote(room.ana.last, "1")
            await until(lambda: len(heard) == 1)
            room.ana.react("👍", room.ana.find(question.timestamp) or room.ana.last)
            await until(lambda: len(heard) == 2)
            await bot.messages.edit(signalbot.SendMessage(text="Ended."), question)
            edited = room.ana.last.text
            await bot.messages.remote_delete(question)
            contact = signalbot.UpdateContact(expiration_in_seconds=86400)
            await bot.contacts.update(contact, ANA)

        assert (heard[0].text, heard[0].source_uuid, heard[0].source_number) == ("1", ANA, None)
        assert heard[0].quote.id == question.timestamp
        assert (heard[1].emoji, heard[1].timestamp) == ("👍", question.timestamp)
        assert edited == "Ended."
        assert [each.text for each in room.ana.chat] == ["1"]
        assert room.ana.timer == 86400

    in_room(body)


WHY = {
    "an error": "Field required",
    "an exception without an envelope": "Field required",
    "a group without a name": "group_name cannot be None",
    "a group nobody lists": "KeyError",
    "a new group while groups cannot be listed": "GetGroupsError",
    "an attachment of an old signal-cli": "isVoiceNote",
    "an unknown typing action": "is not a valid TypingAction",
    "a frame too long": "message too big",
}
"""What the library says of each of CRASHES."""


@pytest.mark.parametrize("odd", CRASHES)
def test_an_odd_frame_makes_its_producer_crash(
    odd: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard):
            CRASHES[odd](room.api, room.ana)
            room.ana.say("not heard")

            await until(lambda: "Restarting coroutine in 1 seconds" in caplog.text)
            await room.api.until(lambda: room.api.sockets == 0)
            assert heard == []

    in_room(body)
    assert WHY[odd] in capsys.readouterr().err


@pytest.mark.parametrize("fetch", [False, True])
def test_a_file_that_cannot_be_fetched_makes_it_crash_only_if_it_fetches(
    fetch: bool,  # noqa: FBT001 - both cases
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard, fetch=fetch):
            room.ana.send_file()
            await until(lambda: heard or "Restarting coroutine" in caplog.text)

        assert bool(heard) is not fetch

    in_room(body)


def test_a_frame_that_comes_twice_is_handled_twice() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard):
            room.api.fault(Fault.TWICE)
            room.ana.say("2h")
            await until(lambda: len(heard) == 2)

        assert heard[0].timestamp == heard[1].timestamp

    in_room(body)


def test_a_dropped_websocket_restarts_it(caplog: pytest.LogCaptureFixture) -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard):
            room.api.drop_sockets()
            await room.api.until(lambda: room.api.sockets == 0)
            await room.api.until(lambda: room.api.sockets == 1)
            room.ana.say("heard")
            await until(lambda: heard)

        assert "Restarting coroutine in 1 seconds" in caplog.text

    in_room(body)


def test_what_it_cannot_show_is_not_shown() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        await room.send("hello")
        vote = {"targetSentTimestamp": room.ana.last.timestamp, "optionIndexes": [0]}
        async with listening(room, heard):
            room.ana.read(room.ana.last)
            room.ana.share({"pollVote": {"author": ANA, "voteCount": 1, **vote}})
            room.ana.say("hello all", group=room.api.group("Night", room.ana))
            room.ana.say("last")
            await until(lambda: len(heard) == 2)

        assert [each.text for each in heard] == [None, "last"]

    in_room(body)


def test_an_untrusted_key_is_not_shown_either() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        await room.send("hello")
        async with listening(room, heard):
            room.ana.change_identity()
            room.ana.say("all good")
            room.api.phone("Bea", BEA).say("last")
            await until(lambda: heard)

        assert [each.text for each in heard] == ["last"]

    in_room(body)


def test_a_message_from_an_own_device_seems_to_come_from_its_addressee() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        async with listening(room, heard):
            room.api.state.from_own_device(room.ana, "safe")
            await until(lambda: heard)

        assert (heard[0].text, heard[0].source_uuid) == ("safe", ANA)

    in_room(body)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.RATE_LIMITED, 429), (Fault.UNTRUSTED, 400), (Fault.FAILED, 400), (Fault.PAGE, 502)],
)
def test_a_refusal_is_an_error_whose_cause_has_the_status(fault: Fault, status: int) -> None:
    async def body(room: Room) -> None:
        bot = bot_for(room, [])
        room.api.fault(fault)

        with pytest.raises(signalbot.SendError) as caught:
            await send(bot)

        assert isinstance(caught.value.__cause__, ClientResponseError)
        assert caught.value.__cause__.status == status
        await bot.close()

    in_room(body)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.HANG, TimeoutError),
        (Fault.PORTAL, ContentTypeError),
        (Fault.GARBAGE, json.JSONDecodeError),
        (Fault.RESET, signalbot.SendError),
        (Fault.LOST, signalbot.SendError),
    ],
)
def test_what_is_no_answer_is_an_error_of_any_kind(fault: Fault, error: type[Exception]) -> None:
    async def body(room: Room) -> None:
        bot = bot_for(room, [])
        room.api.fault(fault)

        with pytest.raises(error):
            async with asyncio.timeout(0.3):
                await send(bot)

        await bot.close()

    in_room(body)


def test_failures_beside_an_answer_are_only_logged_and_several_recipients_raise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def body(room: Room) -> None:
        bea = room.api.phone("Bea", BEA)
        bea.unregister()
        group = room.api.group("Night", room.ana, bea)
        async with listening(room, []) as bot:
            await send(bot, "hello", group.id)
            bea.registered = True
            with pytest.raises(ValueError, match="zip"):
                await bot.messages.send_multiple(signalbot.SendMessage(text="all"), [ANA, BEA])

        assert f"not delivered to {BEA}: UNREGISTERED_FAILURE" in caplog.text
        assert [each.text for each in bea.chat] == ["all"]

    in_room(body)


@pytest.mark.parametrize(("name", "value"), [("version", "0.100.0"), ("mode", "normal")])
def test_an_unfit_server_is_asked_for_ever(
    name: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def body(room: Room) -> None:
        setattr(room.api, name, value)
        bot = bot_for(room, [])
        bot.start(run_forever=False)

        await until(lambda: "Restarting coroutine in 1 seconds" in caplog.text)

        assert not bot.init_task.done()
        await bot.close()

    in_room(body)


def test_of_21_messages_it_hears_few_and_the_webhook_every_one() -> None:
    async def body(room: Room) -> None:
        heard: list[Any] = []
        hook = Hook()
        async with hook.listening(), listening(room, heard):
            room.api.webhook = hook.url
            room.api.fault(Fault.SWALLOWED, who=ANA, times=2)
            room.api.fault(Fault.TWICE, who=ANA, times=3)
            for nth in range(21):
                if nth in {6, 12, 18}:
                    room.api.hear({"error": "Exception while handling a message"})
                room.ana.say(str(nth))
            await room.api.until(lambda: len(room.api.posts) == 21 + 3 + 3)

        posted = [each["params"]["envelope"] for each in hook.heard if "params" in each]
        assert {each["dataMessage"]["message"] for each in posted} == {*map(str, range(21))}
        assert len({each["timestamp"] for each in posted}) == 21
        assert len({each.timestamp for each in heard}) <= 6

    in_room(body)
