"""The Signal transport on the wire, against our own signal-cli-rest-api."""

from __future__ import annotations

import logging
from base64 import b64decode
from datetime import timedelta

import pytest
from loguru import logger

from bot.qr import png
from bot.transports import DeliveryError, Kind, Message, Plain
from bot.transports.signal_state import State
from tests.servers.signal_faults import Fault
from tests.servers.signal_house import NAME, House, wired
from tests.servers.signal_room import ANA, CRASHES

SEND = "POST /v2/send"


def test_what_is_written_comes_in_once_whichever_ear_hears_it() -> None:
    async def test(house: House) -> None:
        wanted = {
            "both ears": None,
            "the websocket": Fault.UNPOSTED,
            "the webhook": Fault.SWALLOWED,
        }
        for place, (text, fault) in enumerate({**wanted, "twice": Fault.TWICE}.items(), 1):
            if fault is not None:
                house.api.fault(fault)
            house.ana.say(text)
            said = await house.said(place)

        assert {each.text for each in said} == {*wanted, "twice"}
        assert {(each.chat, each.kind) for each in said} == {(ANA, Kind.TEXT)}

    wired(test)


@pytest.mark.parametrize("crash", CRASHES)
def test_what_crashes_the_library_loses_nothing(crash: str) -> None:
    async def test(house: House) -> None:
        CRASHES[crash](house.api, house.ana)
        house.ana.say("after it")

        await house.ears.until(lambda: any(i.text == "after it" for i in house.ears.incoming))

    wired(test)


def test_a_reaction_and_a_quote_name_the_message_they_are_about() -> None:
    async def test(house: House) -> None:
        ref = await house.send("Your timer is up. All good?")
        question = await house.ana.await_message(lambda each: each.from_bot)
        house.ana.react("👍", question)
        house.ana.quote(question, "ok")

        said = await house.said(2)

        assert {(each.kind, each.text, each.replies_to) for each in said} == {
            (Kind.REACTION, "👍", ref),
            (Kind.TEXT, "ok", ref),
        }

    wired(test)


@pytest.mark.parametrize("fault", [None, Fault.FAILED])
def test_an_address_is_shown_as_a_picture(fault: Fault | None) -> None:
    link = "https://t.me/evening_timer_bot?start=abc"

    async def test(house: House) -> None:
        if fault is not None:
            house.api.fault(fault, route=SEND)
        await house.transport.send(Message(ANA, (Plain("Look at this."),), qr=link))

        shown = await house.ana.await_message(lambda each: each.text == "Look at this.")
        [picture] = shown.pictures
        kind, _, content = picture.partition(";base64,")
        assert kind == "data:image/png;filename=invitation.png"
        assert b64decode(content) == png(link)

    wired(test)


def test_a_message_is_sent_edited_and_removed() -> None:
    async def test(house: House) -> None:
        ref = await house.send("one")
        await house.transport.edit(ref, Message(ANA, (Plain("two"),)))
        edited = house.ana.last.text
        await house.transport.delete(ANA, ref)

        assert edited == "two"
        assert house.ana.everything[-1].deleted

    wired(test)


def test_a_chat_in_which_nothing_disappears_gets_a_timer_of_a_day() -> None:
    async def test(house: House) -> None:
        house.ana.say("maple otter sunny desk")
        await house.said(1)

        await house.send("Hi.")

        assert house.ana.timer == timedelta(days=1).total_seconds()

    wired(test)


def test_a_phone_that_has_a_message_says_so() -> None:
    async def test(house: House) -> None:
        ref = await house.send("Your parcel is waiting.")

        await house.ears.until(lambda: (ANA, ref) in house.ears.receipts)

    wired(test)


def test_the_keys_of_people_are_looked_at() -> None:
    async def test(house: House) -> None:
        await house.send("Hi.")

        await house.ears.until(lambda: house.ears.keys.get(ANA) == house.ana.fingerprint)

    wired(test)


def test_an_alert_goes_out_although_the_key_is_new() -> None:
    async def test(house: House) -> None:
        await house.send("before")
        house.ana.change_identity()

        await house.send("Your parcel is waiting.")

        assert house.ana.last.text == "Your parcel is waiting."

    wired(test)


Fields = dict[str, object]
CLASSES: dict[Fault, Fields] = {
    Fault.RATE_LIMITED: {"unknown": False, "retry_after": timedelta(seconds=60)},
    Fault.CHALLENGED: {"unknown": False, "retry_after": timedelta(seconds=60)},
    Fault.FAILED: {"unknown": True, "cut_off": False},
    Fault.OFFLINE: {"unknown": False, "cut_off": True},
    Fault.RESET: {"unknown": True},
    Fault.PAGE: {"unknown": True},
    Fault.LOST: {"unknown": True},
    Fault.GARBAGE: {"unknown": True},
    Fault.HANG: {"unknown": True},
}
"""What a sender is told of each fault; never that a person cannot be reached for good."""


@pytest.mark.parametrize("fault", CLASSES)
def test_each_failure_to_send_has_its_class(fault: Fault) -> None:
    async def test(house: House) -> None:
        house.api.fault(fault, route=SEND, times=2)

        with pytest.raises(DeliveryError) as failed:
            await house.send("Your parcel is waiting.")

        found = {name: getattr(failed.value, name) for name in CLASSES[fault]}
        assert found == CLASSES[fault]
        assert not failed.value.permanent

    wired(test)


def test_a_challenge_is_kept_for_the_coordinator() -> None:
    async def test(house: House) -> None:
        token = house.api.fault(Fault.CHALLENGED, route=SEND, times=2)

        with pytest.raises(DeliveryError):
            await house.send("Hi.")

        assert house.transport.challenges == (token,)

    wired(test)


def test_a_server_that_is_gone_is_not_heard_until_it_is_back() -> None:
    async def test(house: House) -> None:
        house.api.go_offline()
        await house.ears.until(lambda: house.transport.status.state is State.OFFLINE)
        with pytest.raises(DeliveryError) as failed:
            await house.send("Hi.")
        house.api.go_online()
        house.ana.say("back")

        await house.ears.until(lambda: house.transport.status.state is State.OK)
        await house.said(1)

        assert failed.value.cut_off

    wired(test)


def test_no_log_line_and_no_traceback_names_anybody(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, level="TRACE", format="{message}")
    caplog.set_level(logging.DEBUG)

    async def test(house: House) -> None:
        for crash in CRASHES.values():
            crash(house.api, house.ana)
        house.ana.say("a text of hers")
        house.api.fault(Fault.CHALLENGED, route=SEND, times=2)
        with pytest.raises(DeliveryError):
            await house.send("a text of ours")
        await house.ears.until(lambda: any(i.text for i in house.ears.incoming))

    wired(test)
    logger.remove(sink)

    records = [each.getMessage() for each in caplog.records if each.name != "asyncio"]
    told = "\n".join([*lines, *records, capfd.readouterr().err])
    for secret in (ANA, NAME, "a text of", "+1555", "a-secret", "challenge-"):
        assert secret not in told
    assert "signal.challenged" in told


def test_a_look_that_finds_nobody_says_that_nothing_is_heard() -> None:
    async def test(house: House) -> None:
        house.api.fault(Fault.HANG, route="GET /v1/identities/{number}", times=None)
        await house.ears.until(lambda: house.ears.unheard_times)
        heard = house.ears.events.count("heard")

        house.api.heal()
        await house.ears.until(lambda: house.ears.events.count("heard") > heard)

        assert house.transport.status.state is State.OK

    wired(test)


def test_a_server_that_posts_nothing_leaves_the_bot_half_deaf() -> None:
    async def test(house: House) -> None:
        house.api.fault(Fault.UNPOSTED, times=None)
        house.ana.say("status")
        await house.ears.until(lambda: house.transport.status.state is State.HALF_DEAF)
        gaps = house.ears.unheard_times

        house.api.heal()
        await house.ears.until(lambda: house.transport.status.state is State.OK)

        assert gaps == 1
        assert [each.text for each in house.ears.incoming] == ["status"]

    wired(test)
