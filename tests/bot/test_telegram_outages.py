"""Hearing over the wire when the network fails: nothing makes us deaf, nothing leaks."""

import logging
from datetime import timedelta

import pytest
from loguru import logger

from bot.transports.telegram_poll import State
from tests.servers.bot_api import TOKEN, Fault
from tests.servers.ears import KeepingEars, running
from tests.servers.telegram_room import Room, in_room


@pytest.mark.parametrize(
    ("fault", "state", "pauses"),
    [
        (Fault.CONFLICT, State.CONFLICT, [5] * 8),
        (Fault.UNAUTHORIZED, State.REFUSED, [2, 4, 8, 16, 32, 60, 60, 60]),
        (Fault.NOT_FOUND, State.REFUSED, [2, 4, 8, 16, 32, 60, 60, 60]),
        (Fault.SERVER_ERROR, State.OFFLINE, [0.5, 1, 2, 4, 8, 16, 30, 30]),
        (Fault.BAD_GATEWAY, State.OFFLINE, [0.5, 1, 2, 4, 8, 16, 30, 30]),
        (Fault.GARBAGE, State.OFFLINE, [0.5, 1, 2, 4, 8, 16, 30, 30]),
        (Fault.RESET, State.OFFLINE, [0.5, 1, 2, 4, 8, 16, 30, 30]),
        (Fault.FLOOD, State.OFFLINE, [7] * 8),
    ],
)
def test_whatever_the_network_does_the_ear_comes_back(
    fault: Fault, state: State, pauses: list[float]
) -> None:
    async def body(room: Room) -> None:
        room.ana.say("2h")
        room.api.fault(fault, method="getUpdates", times=8, retry_after=7)
        began = room.time.now()
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.time.pauses)
            during = room.transport.status
            await room.ears.until(lambda: room.ears.incoming)

            assert room.transport.status.state is State.OK
            assert room.transport.status.since == began + timedelta(seconds=sum(pauses))
        assert (during.state, during.since) == (state, began)
        assert room.time.pauses == pauses
        assert room.ears.unheard_times == len(pauses)
        assert room.texts == ["2h"]

    in_room(body)


def test_a_poll_that_trickles_is_given_up_and_asked_again() -> None:
    async def body(room: Room) -> None:
        room.ana.say("2h")
        room.api.fault(Fault.SLOW, method="getUpdates")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)

        assert room.texts == ["2h"]
        assert room.time.pauses == [0.5]

    in_room(body, patience=timedelta(seconds=0.3))


def test_of_two_programs_with_one_token_the_older_finds_out() -> None:
    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.polls() == [0, 25])
            thief, other = room.another(), KeepingEars()
            async with running(thief, other):
                await room.ears.until(lambda: room.transport.status.state is State.CONFLICT)
            await room.ears.until(lambda: room.transport.status.state is State.OK)

    in_room(body)


def test_a_conflict_is_told_once_after_a_minute() -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{level} {message}", level="ERROR")

    async def body(room: Room) -> None:
        room.api.fault(Fault.CONFLICT, method="getUpdates", times=30)
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.transport.status.state is State.OK)

    in_room(body)
    logger.remove(sink)

    assert lines == ["ERROR telegram.conflict_lasts tries=12\n"]


@pytest.mark.parametrize(
    ("fault", "answers"), [(Fault.CONFLICT, True), (Fault.FLOOD, True), (Fault.BAD_GATEWAY, False)]
)
def test_a_network_that_refuses_a_poll_has_answered(fault: Fault, *, answers: bool) -> None:
    async def body(room: Room) -> None:
        room.api.fault(fault, method="getUpdates", times=None)
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.time.pauses) > 1)

        assert (room.ears.answers > 0) is answers

    in_room(body)


def test_a_webhook_that_takes_the_updates_away_is_removed() -> None:
    async def body(room: Room) -> None:
        room.api.state.webhook = "https://elsewhere.example/"
        room.ana.say("2h")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)

        assert room.api.state.webhook == ""
        assert room.texts == ["2h"]

    in_room(body)


def test_a_webhook_that_cannot_be_removed_at_once_is_tried_again() -> None:
    async def body(room: Room) -> None:
        room.api.state.webhook = "https://elsewhere.example/"
        room.api.fault(Fault.BAD_GATEWAY, method="deleteWebhook")
        room.ana.say("2h")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)

        assert room.api.count("deleteWebhook") == 2

    in_room(body)


def test_a_start_without_a_network_waits_for_it() -> None:
    async def body(room: Room) -> None:
        room.api.go_offline()
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.time.pauses) > 3)
            before = (room.transport.status.state, room.transport.username, list(room.ears.events))

            room.api.go_online()
            room.ana.say("2h")
            await room.ears.until(lambda: room.ears.incoming and room.transport.username)

        assert before == (State.OFFLINE, None, [])
        assert room.transport.username == "evening_timer_bot"
        assert room.texts == ["2h"]

    in_room(body)


def test_a_network_that_goes_away_and_comes_back_is_heard_again() -> None:
    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: "heard" in room.ears.events)
            room.api.go_offline()
            await room.ears.until(lambda: room.transport.status.state is State.OFFLINE)
            room.api.go_online()
            room.ana.say("2h")
            await room.ears.until(lambda: room.ears.incoming)

        assert room.texts == ["2h"]

    in_room(body)


def test_menus_are_set_per_language_and_not_again_when_they_are_the_same() -> None:
    menus = {"": [("timer", "Start a timer")], "pl": [("timer", "Ustaw minutnik")]}

    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.api.state.commands) == 2)
        async with running(room.another(), room.ears):
            await room.ears.until(lambda: room.api.count("getMyCommands") == 4)

        assert room.api.state.commands["pl"][0]["description"] == "Ustaw minutnik"
        assert room.api.count("setMyCommands") == 2

    in_room(body, menus=menus)


def test_descriptions_are_set_per_language_and_not_again_when_they_are_the_same() -> None:
    texts = {"": ("A timer.", "Timer"), "pl": ("Minutnik.", "Czas")}

    async def body(room: Room) -> None:
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: len(room.api.state.texts) == 4)
        async with running(room.another(), room.ears):
            await room.ears.until(lambda: room.api.count("getMyShortDescription") == 4)

        assert room.api.state.texts["description:pl"] == "Minutnik."
        assert room.api.state.texts["short_description:"] == "Timer"
        assert room.api.count("setMyDescription") == 2
        assert room.api.count("setMyShortDescription") == 2

    in_room(body, descriptions=texts)


def test_a_menu_that_is_refused_is_tried_again_while_people_are_heard() -> None:
    async def body(room: Room) -> None:
        room.api.fault(Fault.FLOOD, method="getMe", retry_after=9)
        room.api.fault(Fault.BAD_GATEWAY, method="setMyCommands", times=2)
        async with running(room.transport, room.ears):
            room.ana.say("2h")
            await room.ears.until(lambda: room.ears.incoming)
            await room.ears.until(lambda: room.api.state.commands)

        assert room.transport.username == "evening_timer_bot"
        assert room.time.pauses == [9.1, 4, 8]

    in_room(body, menus={"": [("timer", "Start a timer")]})


def test_neither_token_nor_texts_get_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, level="DEBUG", backtrace=False, diagnose=False)
    caplog.set_level(logging.WARNING)

    async def body(room: Room) -> None:
        room.ana.say("a long secret text")
        room.api.add_update({"message": {"text": "a long secret text"}})
        for fault in (Fault.GARBAGE, Fault.UNAUTHORIZED, Fault.BAD_GATEWAY, Fault.RESET):
            room.api.fault(fault, method="getUpdates")
        async with running(room.transport, room.ears):
            await room.ears.until(lambda: room.ears.incoming)

    in_room(body)
    logger.remove(sink)

    log = "".join(lines) + caplog.text
    assert "telegram.poll_failed" in log
    assert "secret" not in log
    assert TOKEN not in log
