"""What goes wrong with hearing at the Signal server, on the wire, with plain ears."""

from collections.abc import Callable

import pytest
from aiohttp import ClientError, WSMsgType

from tests.servers.signal_api import SignalApi
from tests.servers.signal_faults import Fault
from tests.servers.signal_frames import Json
from tests.servers.signal_phones import Phone
from tests.servers.signal_room import ANA, BEA, CRASHES, TOO_LONG, Hook, Room, in_room


def words(frames: list[Json]) -> list[str]:
    return [each["envelope"]["dataMessage"]["message"] for each in frames]


def test_the_server_goes_and_comes_back_and_signal_kept_what_was_written() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            room.api.go_offline()
            assert (await ear.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
        room.ana.say("2h")
        with pytest.raises(ClientError):
            await room.send("hello")
        hook = Hook()
        async with hook.listening():
            room.api.webhook = hook.url
            room.api.go_online()
            await room.api.until(lambda: hook.heard)

            assert (await room.send("hello"))[0] == 201
        assert hook.heard[0]["params"]["envelope"]["dataMessage"]["message"] == "2h"

    in_room(body)


def test_what_is_written_while_nobody_listens_is_gone() -> None:
    async def body(room: Room) -> None:
        room.ana.say("gone")
        await room.send("in line behind it")
        async with room.ear() as ear:
            room.ana.say("heard")

            assert words([await ear.receive_json()]) == ["heard"]

    in_room(body)


def test_a_dropped_websocket_ends_at_once() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            room.api.drop_sockets()

            assert (await ear.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}
            await room.api.until(lambda: room.api.sockets == 0)

    in_room(body)


def test_a_half_open_websocket_is_silent_and_answers_no_ping_while_a_new_one_works() -> None:
    async def body(room: Room) -> None:
        url = f"{room.api.url}/v1/receive/{room.number}"
        async with room.session.ws_connect(url, heartbeat=0.2) as ear:
            await room.api.until(lambda: room.api.sockets == 1)
            room.api.freeze_sockets()
            async with room.ear() as new:
                room.ana.say("2h")

                assert words([await new.receive_json()]) == ["2h"]
            assert (await ear.receive()).type in {WSMsgType.CLOSED, WSMsgType.ERROR}

    in_room(body)


def say_at_once(room: Room, *said: str) -> None:
    with room.api.burst():
        for word in said:
            room.ana.say(word)


def test_of_a_burst_a_websocket_alone_hears_the_first() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            say_at_once(room, "a", "b", "c")
            room.ana.say("d")

            assert words([await ear.receive_json() for _ in range(2)]) == ["a", "d"]

    in_room(body)


def test_a_webhook_hears_all_of_a_burst_and_lets_the_websocket_hear_it() -> None:
    async def body(room: Room) -> None:
        hook = Hook()
        async with hook.listening(), room.ear() as ear:
            room.api.webhook = hook.url
            say_at_once(room, "a", "b", "c")
            await room.api.until(lambda: len(room.api.posts) == 3)

            assert words([await ear.receive_json() for _ in range(3)]) == ["a", "b", "c"]
        assert words([each["params"] for each in hook.heard]) == ["a", "b", "c"]

    in_room(body)


def test_frames_are_swallowed_by_either_ear_or_come_twice() -> None:
    async def body(room: Room) -> None:
        bea = room.api.phone("Bea", BEA)
        bea.delivery_receipts = False
        hook = Hook()
        async with hook.listening(), room.ear() as ear:
            room.api.webhook = hook.url
            for fault in (Fault.SWALLOWED, Fault.UNPOSTED, Fault.TWICE):
                room.api.fault(fault, who=ANA)
                room.ana.say(fault)
                await room.send("in line behind it", BEA)

            assert words([await ear.receive_json() for _ in range(3)]) == [
                "unposted",
                "twice",
                "twice",
            ]
        posted = words([each["params"] for each in hook.heard])
        assert posted == ["swallowed", "twice", "twice"]

    in_room(body)


@pytest.mark.parametrize("odd", CRASHES.values(), ids=CRASHES.keys())
def test_an_odd_frame_is_said_to_both_ears(odd: Callable[[SignalApi, Phone], object]) -> None:
    async def body(room: Room) -> None:
        hook = Hook()
        async with hook.listening(), room.ear() as ear:
            room.api.webhook = hook.url
            odd(room.api, room.ana)
            frame = await ear.receive_json()
            await room.api.until(lambda: room.api.posts)

        [posted] = hook.heard
        assert posted.get("params", {"error": posted.get("error", {}).get("message")}) == frame

    in_room(body)


def test_odd_frames_are_what_they_are_called() -> None:
    async def body(room: Room) -> None:
        frames: dict[str, Json] = {}
        async with room.ear() as ear:
            for name, odd in CRASHES.items():
                odd(room.api, room.ana)
                frames[name] = await ear.receive_json()

        data = {name: each.get("envelope", {}).get("dataMessage") for name, each in frames.items()}
        assert set(frames["an error"]) == {"error"}
        assert set(frames["an exception without an envelope"]) == {"account", "exception"}
        assert data["a group without a name"]["groupInfo"]["groupName"] is None
        assert data["a group nobody lists"]["groupInfo"]["type"] == "UPDATE"
        assert data["a new group while groups cannot be listed"]["groupInfo"]["type"] == "DELIVER"
        assert "isVoiceNote" not in data["an attachment of an old signal-cli"]["attachments"][0]
        typing = frames["an unknown typing action"]["envelope"]["typingMessage"]
        assert typing["action"] == "PAUSED"
        assert len(data["a frame too long"]["message"]) == TOO_LONG

    in_room(body)
