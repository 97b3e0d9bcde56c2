"""What the Signal server says unasked, on the wire, with plain ears."""

import asyncio
from datetime import UTC, datetime

from aiohttp import WSMsgType

from tests.servers.signal_room import ANA, Hook, Room, in_room
from tests.servers.signal_state import NUMBER, UUID


def test_a_frame_names_people_by_uuid_where_the_number_is_hidden() -> None:
    async def body(room: Room) -> None:
        room.ana.number = "+4917604069001"
        async with room.ear() as ear:
            at = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
            room.ana.say("2h", at=at)
            hidden = await ear.receive_json()
            room.ana.hides_number = False
            room.ana.say("+30")
            shown = await ear.receive_json()

        assert (hidden["account"], set(hidden)) == (NUMBER, {"account", "envelope"})
        envelope = hidden["envelope"]
        assert (envelope["source"], envelope["sourceNumber"]) == (ANA, None)
        assert envelope["timestamp"] == at.timestamp() * 1000
        assert envelope["dataMessage"]["message"] == "2h"
        assert shown["envelope"]["source"] == "+4917604069001"
        assert shown["envelope"]["sourceUuid"] == ANA

    in_room(body)


def test_everything_a_phone_does_is_heard() -> None:
    async def body(room: Room) -> None:
        await room.send("All good?")
        question = room.ana.last
        async with room.ear() as ear:
            word = room.ana.quote(question, "1")
            room.ana.react("👍", question)
            room.ana.react("👍", question, remove=True)
            room.ana.edit(word, "2")
            room.ana.delete(word)
            room.ana.type()
            room.ana.read(question)
            room.ana.set_timer(60)
            heard = [(await ear.receive_json())["envelope"] for _ in range(9 - 1)]

        data = [each.get("dataMessage", {}) for each in heard]
        assert data[0]["quote"]["id"] == question.timestamp
        assert data[0]["quote"]["authorUuid"] == UUID
        assert data[1]["reaction"] == {
            "emoji": "👍",
            "targetAuthor": NUMBER,
            "targetAuthorNumber": NUMBER,
            "targetAuthorUuid": UUID,
            "targetSentTimestamp": question.timestamp,
            "isRemove": False,
        }
        assert data[2]["reaction"]["isRemove"]
        assert heard[3]["editMessage"]["targetSentTimestamp"] == word.timestamps[0]
        assert heard[3]["editMessage"]["dataMessage"]["message"] == "2"
        assert data[4]["remoteDelete"] == {"timestamp": word.timestamp}
        assert heard[5]["typingMessage"]["action"] == "STARTED"
        assert heard[6]["receiptMessage"]["isRead"]
        assert (data[7]["isExpirationUpdate"], data[7]["expiresInSeconds"]) == (True, 60)

    in_room(body)


def test_a_delivery_receipt_follows_the_answer_unless_the_phone_is_off_or_blocks() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            _, [sent] = await room.send("Until 22:30.")
            receipt = (await ear.receive_json())["envelope"]["receiptMessage"]
            room.ana.turn_off()
            _, [late] = await room.send("Your timer is up.")
            room.ana.turn_on()
            later = (await ear.receive_json())["envelope"]["receiptMessage"]
            room.ana.block()
            status, _ = await room.send("Are you there?")
            room.ana.unblock()
            room.ana.say("2h")
            message = (await ear.receive_json())["envelope"]

        assert (receipt["isDelivery"], receipt["isRead"]) == (True, False)
        assert receipt["timestamps"] == [int(sent["timestamp"])]
        assert later["timestamps"] == [int(late["timestamp"])]
        assert status == 201
        assert "dataMessage" in message
        assert [each.text for each in room.ana.chat] == ["Until 22:30.", "Your timer is up.", "2h"]

    in_room(body)


def test_a_message_of_another_own_device_is_a_sync_message() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            room.api.state.from_own_device(room.ana, "safe")
            receipt = (await ear.receive_json())["envelope"]
            sync = (await ear.receive_json())["envelope"]

        assert "receiptMessage" in receipt
        assert (sync["sourceUuid"], sync["sourceDevice"]) == (UUID, 2)
        sent = sync["syncMessage"]["sentMessage"]
        assert (sent["destinationUuid"], sent["message"]) == (ANA, "safe")
        assert room.ana.last.text == "safe"

    in_room(body)


def test_every_websocket_gets_its_own_copy_whatever_number_it_names() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as one:
            room.number = "+4917604069099"
            async with room.ear() as other:
                room.ana.say("2h")

                assert await one.receive_json() == await other.receive_json()

    in_room(body)


def test_the_server_pings() -> None:
    async def body(room: Room) -> None:
        url = f"{room.api.url}/v1/receive/{room.number}"
        async with room.session.ws_connect(url, autoping=False) as ear:
            assert (await ear.receive()).type is WSMsgType.PING

    in_room(body, ping_every=0.01)


def test_the_webhook_is_posted_one_frame_at_a_time_in_order() -> None:
    async def body(room: Room) -> None:
        hook = Hook()
        async with hook.listening():
            room.api.webhook = hook.url
            for word in "abc":
                room.ana.say(word)
            await room.api.until(lambda: len(room.api.posts) == 3)

        assert [each["params"]["envelope"]["dataMessage"]["message"] for each in hook.heard] == [
            *"abc"
        ]
        assert {(each["jsonrpc"], each["method"]) for each in hook.heard} == {("2.0", "receive")}
        assert [each.status for each in room.api.posts] == [200] * 3

    in_room(body)


def test_a_slow_webhook_holds_up_the_answer_to_a_send_that_is_done() -> None:
    async def body(room: Room) -> None:
        hook = Hook()
        hook.gate.clear()
        async with hook.listening():
            room.api.webhook = hook.url
            room.ana.say("2h")
            sending = asyncio.create_task(room.send("Until 22:30."))
            await room.ana.await_message(lambda shown: shown.text == "Until 22:30.")
            health = await room.call("GET", "/v1/health")
            waited = not sending.done()
            hook.gate.set()

            assert (await sending)[0] == 201
        assert waited
        assert health[0] == 204

    in_room(body)


def test_a_webhook_that_is_not_there_loses_the_frame() -> None:
    async def body(room: Room) -> None:
        hook = Hook()
        room.api.webhook = hook.url
        room.ana.say("lost")
        await room.api.until(lambda: room.api.posts)
        async with hook.listening():
            hook.status = 500
            room.ana.say("refused")
            room.ana.say("heard")
            await room.api.until(lambda: len(room.api.posts) == 3)

        assert [each.status for each in room.api.posts] == [None, 500, 500]
        assert len(hook.heard) == 2

    in_room(body)
