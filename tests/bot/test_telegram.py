"""Sending over the wire: what a message looks like, edits, deletions, the proxy."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.qr import png
from bot.transports import (
    Button,
    Hidden,
    Instant,
    Message,
    Plain,
    TargetGoneError,
)
from bot.transports.telegram import TelegramTransport
from tests.servers.bot_api import BotApi
from tests.servers.bot_phones import Person
from tests.servers.socks5 import Socks5
from tests.servers.telegram_room import ANA, talk, to, transport_for

AT = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def test_a_message_arrives_with_its_id() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA, "Your timer is up."))

        assert ana.last.text == "Your timer is up."
        assert ref == str(ana.last.message_id)

    talk(body)


def test_routine_texts_are_protected_and_silent_and_never_previewed() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(Message(str(ANA), (Plain("hello"),), silent=True, protected=True))
        routine = ana.last
        await transport.send(Message(str(ANA), (Plain("an alert"),)))

        assert (routine.silent, routine.protected, routine.previews) == (True, True, False)
        assert (ana.last.silent, ana.last.protected, ana.last.previews) == (False, False, False)

    talk(body)


def test_names_are_covered_and_times_shown_in_the_readers_own_zone() -> None:
    spans = (
        Plain("🕯 Timer until "),
        Instant("22:30 UTC", AT),
        Plain(". Then "),
        Hidden((Plain("Sam 🫖 at "), Instant("22:40 UTC", AT + timedelta(minutes=10)))),
        Plain("."),
    )

    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(Message(str(ANA), spans))

        assert ana.last.covered("spoiler") == ["Sam 🫖 at 22:40 UTC"]
        assert ana.last.covered("date_time") == ["22:30 UTC", "22:40 UTC"]
        times = [each for each in ana.last.entities if each["type"] == "date_time"]
        assert [each["unix_time"] for each in times] == [AT.timestamp(), AT.timestamp() + 600]
        assert {each["date_time_format"] for each in times} == {"t"}

    talk(body)


def test_a_sharing_button_opens_the_choice_of_chats() -> None:
    share = Button("Share", "", shares="https://t.me/bot?start=abc")

    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(to(ANA, "Send this.", share))

        address = "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbot%3Fstart%3Dabc"
        assert ana.last.buttons == [{"text": "Share", "url": address}]

    talk(body)


def test_short_buttons_stand_two_in_a_row_and_one_may_copy() -> None:
    buttons = (
        Button("All good", "safe"),
        Button("+30 min", "more"),
        Button("Call somebody to ring me", "call"),
        Button("Copy invite", "", copies="https://t.me/bot?start=abc"),
    )

    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(to(ANA, "Timer", *buttons))

        assert ana.last.labels == [each.label for each in buttons]
        assert ana.last.rows == [2, 1, 1]
        assert ana.last.buttons[0]["callback_data"] == "safe"
        assert ana.last.buttons[3]["copy_text"] == {"text": "https://t.me/bot?start=abc"}

    talk(body)


def test_an_address_is_shown_as_a_picture_with_its_text_below() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        link = "https://t.me/evening_timer_bot?start=abc"
        message = replace(to(ANA, "Let their phone look at this."), qr=link, silent=True)

        ref = await transport.send(message)

        assert ana.last.photo == png(link)
        assert ana.last.text == "Let their phone look at this."
        assert ana.last.silent
        assert ref == str(ana.last.message_id)

    talk(body)


def test_the_keyboard_stays_below_the_chat() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        keys = (("30 min", "1 h"), ("2 h", "Other"))
        await transport.send(Message(str(ANA), (Plain("Done."),), keys=keys))
        await transport.send(to(ANA, "something else"))

        assert ana.keyboard == [["30 min", "1 h"], ["2 h", "Other"]]

    talk(body)


def test_an_edit_replaces_text_and_buttons() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA, "Timer until 22:30", Button("All good", "safe")))

        await transport.edit(ref, to(ANA, "Done at 22:31."))

        assert [(each.text, each.labels) for each in ana.chat[1:]] == [("Done at 22:31.", [])]

    talk(body)


def test_an_edit_made_twice_is_a_success() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA, "Timer until 22:30"))
        await transport.edit(ref, to(ANA, "Done."))

        await transport.edit(ref, to(ANA, "Done."))

        assert ana.last.edits == 1

    talk(body)


def test_an_edit_of_a_deleted_message_finds_its_target_gone() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA))
        await transport.delete(str(ANA), ref)

        with pytest.raises(TargetGoneError):
            await transport.edit(ref, to(ANA, "Done."))

        assert len(ana.chat) == 1

    talk(body)


def test_a_message_with_a_keyboard_cannot_be_edited() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(Message(str(ANA), (Plain("Done."),), keys=(("2 h",),)))

        with pytest.raises(TargetGoneError):
            await transport.edit(ref, to(ANA, "Done again."))

    talk(body)


def test_messages_of_both_sides_can_be_deleted() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        note = ana.say("Flat 4, bell K")
        ref = await transport.send(to(ANA, "Locked."))

        await transport.delete(str(ANA), str(note.message_id))
        await transport.delete(str(ANA), ref)

        assert [each.text for each in ana.chat] == ["/start"]

    talk(body)


def test_what_is_older_than_48_h_cannot_be_deleted_any_more() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        ref = await transport.send(to(ANA))
        api.state.ahead = timedelta(hours=48, seconds=2)

        with pytest.raises(TargetGoneError):
            await transport.delete(str(ANA), ref)

    talk(body)


def test_a_text_that_is_too_long_is_cut_at_a_word() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        words = "word " * 2000

        await transport.send(Message(str(ANA), (Hidden((Plain(words),)), Instant("22:30", AT))))

        assert ana.last.text == words[:4094] + "…"
        assert [each["type"] for each in ana.last.entities] == ["spoiler"]

    talk(body)


def test_a_text_without_a_word_to_cut_at_is_cut_all_the_same() -> None:
    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(to(ANA, "x" * 5000))

        assert ana.last.text == "x" * 4095 + "…"

    talk(body)


def test_a_proxy_carries_everything_and_resolves_the_names() -> None:
    async def scenario() -> None:
        async with Socks5() as proxy, BotApi() as api:
            ana = api.person("Ana", ANA)
            ana.say("/start")
            hidden = transport_for(f"http://telegram.invalid:{api.port}", proxy=proxy.url)

            await hidden.send(to(ANA))

            await hidden.close()
            assert proxy.names == ["telegram.invalid"]
            assert len(api.sends) == 1

    asyncio.run(scenario())


def test_stray_proxy_variables_decide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALL_PROXY", "HTTP_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async def body(api: BotApi, transport: TelegramTransport, ana: Person) -> None:
        await transport.send(to(ANA))

        assert len(api.sends) == 1

    talk(body)
