"""What the Signal server is asked for and does, on the wire, with a plain client."""

import pytest

from tests.servers.signal_room import ANA, BEA, Room, in_room


def test_a_message_is_answered_with_a_list_and_shown_on_the_phone() -> None:
    async def body(room: Room) -> None:
        question = room.ana.say("2h")

        status, answer = await room.send(
            "Until 22:30.", quote_timestamp=question.timestamp, quote_author=ANA, notify_self=False
        )

        shown = room.ana.last
        assert (status, answer) == (201, [{"timestamp": str(shown.timestamp)}])
        assert (shown.text, shown.quoted) == ("Until 22:30.", question.timestamp)
        assert [(each.to, each.text) for each in room.api.sends] == [(ANA, "Until 22:30.")]

    in_room(body)


def test_an_edit_changes_what_is_shown_and_the_newest_id_counts() -> None:
    async def body(room: Room) -> None:
        _, [first] = await room.send("Until 22:30.")

        _, [second] = await room.send("Ended.", edit_timestamp=int(first["timestamp"]))

        [shown] = room.ana.chat
        assert (shown.text, shown.edits) == ("Ended.", 1)
        assert shown.timestamps == [int(first["timestamp"]), int(second["timestamp"])]

    in_room(body)


def test_a_message_removed_remotely_leaves_the_screen_and_not_the_record() -> None:
    async def body(room: Room) -> None:
        _, [sent] = await room.send("Until 22:30.")
        what = {"recipient": ANA, "timestamp": int(sent["timestamp"])}

        status, answer = await room.call("DELETE", "/v1/remote-delete/{n}", what)

        assert (status, set(answer)) == (201, {"timestamp"})
        assert room.ana.chat == []
        assert [each.deleted for each in room.ana.everything] == [True]

    in_room(body)


def test_reactions_receipts_and_typing_reach_the_phone() -> None:
    async def body(room: Room) -> None:
        shown = room.ana.say("2h")
        reaction = {"recipient": ANA, "timestamp": shown.timestamp, "target_author": ANA}
        receipt = {"recipient": ANA, "receipt_type": "read", "timestamp": shown.timestamp}

        answers = [
            await room.call("POST", "/v1/reactions/{n}", reaction | {"reaction": "👍"}),
            await room.call("POST", "/v1/receipts/{n}", receipt),
            await room.call("PUT", "/v1/typing-indicator/{n}", {"recipient": ANA}),
        ]

        assert answers == [(204, b"")] * 3
        assert (shown.reactions, shown.receipts, room.ana.typing) == (["👍"], ["read"], True)

    in_room(body)


@pytest.mark.parametrize(("asked", "timer"), [(86400, 86400), (0, 3600), (-1, 0)])
def test_the_disappearing_timer_is_set_but_by_zero(asked: int, timer: int) -> None:
    async def body(room: Room) -> None:
        room.ana.set_timer(3600)

        status, _ = await room.call(
            "PUT", "/v1/contacts/{n}", {"recipient": ANA, "expiration_in_seconds": asked}
        )
        await room.send("Until 22:30.")

        _, [contact] = await room.call("GET", "/v1/contacts/{n}")
        assert status == 204
        assert room.ana.timer == room.ana.last.expires_in == timer
        assert (contact["uuid"], contact["message_expiration"]) == (ANA, str(timer))

    in_room(body)


def test_what_disappears_leaves_the_screen_and_not_the_record() -> None:
    async def body(room: Room) -> None:
        await room.send("Stays.")
        room.ana.set_timer(3600)
        await room.send("Goes.")

        room.ana.expire()

        assert [each.text for each in room.ana.chat] == ["Stays."]
        assert [each.expired for each in room.ana.everything] == [False, True]

    in_room(body)


def test_groups_are_listed_spoken_in_written_to_and_quit() -> None:
    async def body(room: Room) -> None:
        bea = room.api.phone("Bea", BEA)
        group = room.api.group("Night", room.ana, bea)
        where = f"/v1/groups/{{n}}/{group.id}"
        async with room.ear() as ear:
            room.ana.say("hello all", group=group)
            info = (await ear.receive_json())["envelope"]["dataMessage"]["groupInfo"]
        listed = await room.call("GET", "/v1/groups/{n}")

        bea.unregister()
        status, [answer] = await room.send("hello", group.id)
        await room.call("POST", f"{where}/quit")

        assert (info["groupId"], info["type"]) == (group.internal_id, "DELIVER")
        assert [each["id"] for each in listed[1]] == [group.id]
        failed = [{"uuid": BEA, "reason": "UNREGISTERED_FAILURE"}]
        assert (status, answer["errors"]) == (201, {"recipients": failed})
        assert (room.ana.last.text, room.ana.last.group) == ("hello", group.internal_id)
        assert await room.call("GET", where) == (200, None)

    in_room(body)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"recipients": []}, "Couldn't process request - please provide at least one recipient"),
        ({"number": ""}, "Couldn't process request - please provide a valid number"),
        ({"number": "+4917604069099"}, "Specified account does not exist"),
        ({"message": ...}, "Couldn't process request - invalid request"),
    ],
)
def test_a_send_that_makes_no_sense_is_refused(body: dict[str, object], error: str) -> None:
    async def scenario(room: Room) -> None:
        sound = {"number": room.number, "recipients": [ANA], "message": "hello"} | body
        asked = {key: value for key, value in sound.items() if value is not ...}

        assert await room.call("POST", "/v2/send", asked) == (400, {"error": error})

    in_room(scenario)


def test_kinds_of_recipients_are_not_mixed() -> None:
    async def body(room: Room) -> None:
        group = room.api.group("Night", room.ana)
        other = room.api.group("Day", room.ana)

        assert (await room.send("hello", ANA, group.id))[0] == 400
        assert (await room.send("hello", group.id, other.id))[0] == 400
        assert room.api.sends == []

    in_room(body)
