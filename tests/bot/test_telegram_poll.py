"""Hearing over the wire: nothing is confirmed before it is decided."""

import asyncio
from datetime import timedelta

from bot.transports import Kind
from bot.transports.telegram import MOST_ANSWERS
from tests.servers.bot_api import Fault
from tests.servers.ears import running
from tests.servers.telegram_room import ANA, Room, in_room


def test_what_is_written_is_handed_in_and_confirmed() -> None:
    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            room.ana.say("2h")
            room.ana.say("ok")
            await room.ears.until(lambda: len(room.ears.incoming) == 2)
            await room.ears.until(lambda: not room.api.state.waiting)

        assert room.texts == ["2h", "ok"]

    in_room(body)


def test_a_press_is_answered_after_it_was_decided() -> None:
    async def body(room: Room) -> None:
        room.ana.say("/start")
        room.api.state.call("sendMessage", _with_button("All good", "safe:1"))
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)
            room.ears.gate.clear()

            room.ana.press("All good")
            await room.ears.until(lambda: room.ears.begun == 2)
            before = list(room.api.state.answered)
            room.ears.gate.set()
            await room.ears.until(lambda: room.api.state.answered)

        press = room.ears.incoming[-1]
        assert before == []
        assert (press.kind, press.token) == (Kind.PRESS, "safe:1")
        assert press.replies_to == str(room.ana.last.message_id)

    in_room(body)


def test_a_press_that_can_no_longer_be_answered_still_counts() -> None:
    async def body(room: Room) -> None:
        room.ana.say("/start")
        room.api.state.call("sendMessage", _with_button("All good", "safe:1"))
        room.ana.press("All good")
        room.api.state.expire_queries()

        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.api.count("answerCallbackQuery") == 1)

        assert [each.kind for each in room.ears.incoming] == [Kind.TEXT, Kind.PRESS]

    in_room(body)


def test_presses_that_cannot_be_answered_take_few_connections_and_all_count() -> None:
    async def body(room: Room) -> None:
        room.ana.say("/start")
        room.api.state.call("sendMessage", _with_button("All good", "safe:1"))
        for _ in range(3 * MOST_ANSWERS):
            room.ana.press("All good")
        room.api.fault(Fault.HANG, method="answerCallbackQuery", times=None)

        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.api.count("answerCallbackQuery") >= MOST_ANSWERS)
            await room.ears.until(lambda: "heard" in room.ears.events)

            assert room.api.count("answerCallbackQuery") == MOST_ANSWERS
        assert len(room.ears.incoming) == 1 + 3 * MOST_ANSWERS

    in_room(body)


def test_a_kill_before_the_commit_loses_nothing() -> None:
    async def body(room: Room) -> None:
        room.ears.gate.clear()
        room.ana.say("2h")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.begun)
        lost = list(room.ears.incoming)
        room.ears.gate.set()

        async with running(room.another(), room.ears):
            await room.ears.until(lambda: room.ears.incoming)

        assert lost == []
        assert room.texts == ["2h"]

    in_room(body)


def test_nothing_new_is_asked_for_while_a_batch_is_being_decided() -> None:
    async def body(room: Room) -> None:
        room.ears.gate.clear()
        room.ana.say("2h")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.begun)
            asked = room.api.count("getUpdates")
            room.ana.say("ok")
            await asyncio.sleep(0.05)
            unconfirmed = len(room.api.state.waiting)

            assert room.api.count("getUpdates") == asked
            assert unconfirmed == 2

    in_room(body)


def test_what_could_not_be_decided_is_asked_for_again() -> None:
    async def body(room: Room) -> None:
        room.ears.fail = 3
        room.ana.say("2h")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)

        assert room.texts == ["2h"]
        assert room.time.pauses == [0.5, 1, 2]

    in_room(body)


def test_an_unreadable_update_is_skipped_and_confirmed() -> None:
    async def body(room: Room) -> None:
        room.ana.say("2h")
        room.api.add_update({"message": {"message_id": "no number", "chat": 7}})
        room.api.add_update({"my_chat_member": {"chat": []}})
        room.api.add_update({"brand_new_kind": {"anything": 1}})
        room.ana.say("ok")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: not room.api.state.waiting)

        assert room.texts == ["2h", "ok"]

    in_room(body)


def test_a_batch_of_nothing_readable_does_not_spin() -> None:
    async def body(room: Room) -> None:
        room.api.add_update({"message": {"message_id": 1}})
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: not room.api.state.waiting)
            await room.ears.until(lambda: "heard" in room.ears.events)
            await asyncio.sleep(0.1)

            assert room.api.count("getUpdates") <= 3

    in_room(body)


def test_heard_is_said_only_when_nothing_waits_any_more() -> None:
    async def body(room: Room) -> None:
        for number in range(120):
            room.ana.say(f"text {number}")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: "heard" in room.ears.events)

        assert room.ears.events == ["got 100", "got 20", "heard"]

    in_room(body)


def test_a_steady_trickle_cannot_keep_us_from_saying_heard() -> None:
    async def body(room: Room) -> None:
        room.ana.say("text")
        room.ears.on_taken = lambda: room.ana.say("one more")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: "heard" in room.ears.events)

        assert room.ears.events[: room.ears.events.index("heard")] == ["got 1"] * 3

    in_room(body)


def test_a_poll_never_lasts_beyond_the_next_end_of_grace() -> None:
    async def body(room: Room) -> None:
        room.ears.limit = timedelta(seconds=1.9)
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.polls()) >= 2)
            room.ears.limit = timedelta(0)
            await room.ears.until(lambda: len(room.polls()) >= 4)

        assert room.polls()[:4] == [0, 1, 0, 0]
        assert room.time.pauses[0] == 0.25

    in_room(body)


def test_a_poll_lasts_25_s_when_no_grace_is_near() -> None:
    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.polls()) == 2)

        assert room.polls() == [0, 25]

    in_room(body)


def test_stopping_in_the_middle_of_a_long_poll_takes_no_time() -> None:
    async def body(room: Room) -> None:
        loop = asyncio.get_running_loop()
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.polls() == [0, 25])
            began = loop.time()

        assert loop.time() - began < 2

    in_room(body)


def _with_button(label: str, token: str) -> dict[str, str]:
    keyboard = f'{{"inline_keyboard": [[{{"text": "{label}", "callback_data": "{token}"}}]]}}'
    return {"chat_id": str(ANA), "text": "All good?", "reply_markup": keyboard}
