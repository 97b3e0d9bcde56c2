"""A pretend phone shows what a real one shows, and its owner can do what people do."""

import asyncio

import pytest

from bot.transports import Button, Kind
from bot.transports.local import LIKE_SIGNAL, LocalTransport, NoSuchButtonError, PhoneOffError
from handlers.moment import Network
from tests.bot.local_room import Clock, Listener, listening, telegram, words


def test_a_phone_that_is_off_shows_what_came_when_it_is_on_again() -> None:
    transport = telegram()
    phone = transport.phone("ana")
    phone.off = True

    asyncio.run(transport.send(words("Hi.", keys=(("1 h",),))))
    seen_while_off = phone.messages, phone.keys
    phone.off = False

    assert seen_while_off == ((), ())
    assert phone.last.text == "Hi."
    assert phone.keys == (("1 h",),)


def test_a_phone_that_is_off_neither_writes_nor_presses() -> None:
    phone = telegram().phone("ana")
    phone.off = True

    with pytest.raises(PhoneOffError):
        asyncio.run(phone.say("ok"))
    with pytest.raises(PhoneOffError):
        asyncio.run(phone.press("All good"))


def test_a_press_by_label_hands_in_the_token_of_the_newest_such_button() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        await transport.send(words("Old", Button("All good", "safe:1")))
        await transport.send(words("New", Button("All good", "safe:2")))
        await transport.phone("ana").press("All good")

    asyncio.run(listening(transport, ears, doing))

    assert [(each.kind, each.token) for each in ears.taken] == [(Kind.PRESS, "safe:2")]
    assert ears.taken[0].replies_to == transport.phone("ana").last.ref


def test_a_key_below_the_chat_is_said_as_text() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        await transport.send(words("Hi.", keys=(("30 min", "1 h"),)))
        await transport.phone("ana").press("1 h")

    asyncio.run(listening(transport, ears, doing))

    assert [(each.kind, each.text) for each in ears.taken] == [(Kind.TEXT, "1 h")]


def test_a_button_that_is_not_there_cannot_be_pressed() -> None:
    with pytest.raises(NoSuchButtonError):
        asyncio.run(telegram().phone("ana").press("All good"))


def test_a_late_finger_presses_a_button_that_is_gone() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        ref = await transport.send(words("Up?", Button("All good", "safe:1")))
        await transport.edit(ref, words("Done."))
        await transport.phone("ana").press("safe:1", on=ref)

    asyncio.run(listening(transport, ears, doing))

    assert [each.token for each in ears.taken] == ["safe:1"]


def test_a_copying_button_copies_and_says_nothing() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        await transport.send(words("Send this.", Button("Copy", "", copies="maple otter")))
        await transport.phone("ana").press("Copy")

    asyncio.run(listening(transport, ears, doing))

    assert transport.phone("ana").copied == "maple otter"
    assert ears.taken == []


def test_every_change_on_a_phone_is_told_once() -> None:
    transport = telegram()
    told: list[bool] = []
    transport.on_change = lambda: told.append(True)

    asyncio.run(transport.send(words("Hi.")))
    asyncio.run(transport.phone("ana").say("2h"))
    transport.phone("ana").off = True

    assert len(told) == 3


def test_signal_shows_no_keys_below_the_chat() -> None:
    transport = LocalTransport(Network.SIGNAL, LIKE_SIGNAL, Clock())

    asyncio.run(transport.send(words("Hi.", keys=(("1 h",),))))

    assert transport.phone("ana").keys == ()
