"""Each wart of Signal's tools (NETWORKS.md) on the wire, with the transport's way round it.

Their numbers are those of the table. What is shown elsewhere: 1 (a crash of the parser loses
nothing), 2 (the class of each failure) and 12 in `test_signal_messenger.py` and
`test_signal_logs.py`; 21 of 21 in `tests/journeys/test_signal_inbox.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.transports import DeliveryError, Kind, Message, Plain
from bot.transports.signal_state import State
from tests.servers.signal_faults import Fault
from tests.servers.signal_frames import Party, data, envelope
from tests.servers.signal_house import House, listening, wired
from tests.servers.signal_room import ANA, BEA

SEND = "POST /v2/send"
IDENTITIES = "GET /v1/identities/{number}"
TRUST = "PUT /v1/identities/{number}/trust/{who}"
STUCK = ("POST /v2/send", "DELETE /v1/remote-delete/{number}")


def texts(house: House) -> list[str]:
    """What came in, in order; what came twice counts once."""
    return [each.text for each in {said.key: said for said in house.ears.incoming}.values()]


async def last(house: House, text: str = "last") -> None:
    """Let Ana write once more, and wait until that came in."""
    house.ana.say(text)
    await house.ears.until(lambda: text in texts(house))


def test_1_a_file_that_cannot_be_fetched_is_not_fetched() -> None:
    async def test(house: House) -> None:
        house.ana.send_file()
        said = await house.said(1)

        assert [each.kind for each in said] == [Kind.OTHER]
        assert not any("attachments" in route for _, route, _ in house.api.calls)

    wired(test)


def test_3_and_4_each_send_names_one_recipient_by_their_id_and_no_group() -> None:
    async def test(house: House) -> None:
        house.ana.number, house.ana.hides_number = "+4917604069001", False
        house.ana.say("hi", group=house.api.group("Night", house.ana))
        await last(house)
        await house.send("to her alone")
        house.api.fault(Fault.UNTRUSTED, route=SEND)
        await house.send("sent by ourselves")

        sends = [call.body for _, route, call in house.api.calls if route == SEND]
        assert [each["recipients"] for each in sends] == [[ANA]] * 3
        assert not any(each["notify_self"] for each in sends)

    wired(test)


def test_5_a_call_that_hangs_is_given_up_and_others_are_not_held_up() -> None:
    async def test(house: House) -> None:
        bea = house.api.phone("Bea", BEA)
        ref = await house.send("one")
        for route in STUCK:
            house.api.fault(Fault.HANG, route=route, who=ANA, times=None)
        stuck = [house.send("two"), house.transport.delete(ANA, ref)]
        waiting = [asyncio.ensure_future(each) for each in stuck]

        await house.transport.send(Message(BEA, (Plain("at once"),)))
        early = [each.done() for each in waiting]
        found = await asyncio.gather(*waiting, return_exceptions=True)

        assert (early, bea.last.text) == ([False, False], "at once")
        assert [getattr(each, "unknown", None) for each in found] == [True, True]

    wired(test)


def test_6_a_burst_comes_in_in_the_order_it_was_written() -> None:
    async def test(house: House) -> None:
        wanted = [str(number) for number in range(60)]
        with house.api.burst():
            for each in wanted:
                house.ana.say(each)
        await house.said(60)

        assert texts(house) == wanted

    wired(test)


def test_7_votes_timers_and_calls_are_nothing_and_what_comes_after_them_is_heard() -> None:
    async def test(house: House) -> None:
        question = await house.send("All good?")
        vote = {"targetSentTimestamp": int(question), "optionIndexes": [0], "voteCount": 1}
        house.ana.share({"pollVote": {"author": ANA, **vote}})
        house.ana.set_timer(60)
        house.ana.type()
        house.ana.read(house.ana.last)
        await last(house)

        assert texts(house) == ["last"]
        assert house.ears.receipts.count((ANA, question)) == 2

    wired(test)


def test_8_what_another_own_device_writes_is_not_said_by_its_addressee() -> None:
    async def test(house: House) -> None:
        house.api.fault(Fault.UNPOSTED)
        house.api.state.from_own_device(house.ana, "all good")
        await last(house)

        assert texts(house) == ["last"]

    wired(test)


def test_8_and_the_own_number_as_sender_says_nothing_for_anybody_else() -> None:
    async def test(house: House) -> None:
        own = house.api.state.party
        stamp = house.api.state.timestamp()
        frame = envelope(own, stamp, {"dataMessage": data(stamp, 0, {"message": "all good"})})
        house.api.hear({"account": house.api.account.number, "envelope": frame})
        await last(house)

        assert {each.chat for each in house.ears.incoming if each.text == "all good"} == {own.uuid}

    wired(test)


def test_9_closing_leaves_the_loop_running_and_nothing_of_the_library_behind() -> None:
    async def scenario() -> None:
        async with listening() as house:
            await last(house)

        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())


def test_10_proxy_variables_do_not_catch_the_way_to_our_own_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")

    async def test(house: House) -> None:
        house.api.fault(Fault.UNPOSTED)
        await last(house)
        await house.send("out")

        assert house.ana.last.text == "out"

    wired(test)


def test_11_people_are_known_by_their_id_whatever_their_number_and_name_become() -> None:
    async def test(house: House) -> None:
        house.ana.number = "+15550100"
        await last(house, "one")
        house.ana.hides_number, house.ana.name = False, "Somebody else"
        await last(house, "two")
        await house.send("reached")

        assert {each.chat for each in house.ears.incoming} == {ANA}
        assert house.ana.last.text == "reached"

    wired(test)


def test_a_new_account_of_the_same_name_and_number_is_somebody_else() -> None:
    async def test(house: House) -> None:
        house.ana.number, house.ana.hides_number = "+4917604069001", False
        await last(house, "one")
        anew = house.api.phone(house.ana.name, BEA, house.ana.number)
        anew.hides_number = False
        anew.say("two")
        said = await house.said(2)

        assert [each.chat for each in said] == [ANA, BEA]

    wired(test)


def test_13_no_call_is_made_with_tls_to_a_plain_port() -> None:
    async def test(house: House) -> None:
        await last(house)
        await house.send("plain")

        assert house.transport.status.state is State.OK

    wired(test)


def test_an_edit_a_removal_and_a_thumb_taken_back_change_nothing() -> None:
    async def test(house: House) -> None:
        await house.send("All good?")
        question = house.ana.last
        house.ana.react("👍", question, remove=True)
        written = house.ana.say("1")
        house.ana.edit(written, "2")
        house.ana.delete(written)
        await last(house)

        assert texts(house) == ["1", "last"]

    wired(test)


def test_a_receipt_for_what_was_never_sent_harms_nothing() -> None:
    async def test(house: House) -> None:
        stamps = [1, 2**63, 10**40]
        content = {"receiptMessage": {"isDelivery": True, "timestamps": stamps}}
        frame = envelope(Party(ANA, None), house.api.state.timestamp(), content)
        house.api.hear({"account": house.api.account.number, "envelope": frame})
        await last(house)

        assert [ref for _, ref in house.ears.receipts] == [str(each) for each in stamps]

    wired(test)


@pytest.mark.parametrize("year", [1971, 2400])
def test_a_phone_whose_clock_is_wrong_is_heard_and_never_in_the_future(year: int) -> None:
    async def test(house: House) -> None:
        house.ana.say("2h", at=datetime(year, 1, 1, tzinfo=UTC))
        await house.ears.until(lambda: house.ears.incoming)

        [said] = {each.key: each for each in house.ears.incoming}.values()
        assert said.sent_at <= datetime.now(UTC) + timedelta(seconds=1)

    wired(test)


def test_a_message_under_a_new_key_is_told_and_the_next_one_is_read() -> None:
    async def test(house: House) -> None:
        await last(house, "before")
        old = house.ana.fingerprint
        await house.ears.until(lambda: house.ears.keys.get(ANA) == old)
        house.ana.change_identity()
        house.ana.say("all good")
        await house.said(2)
        kinds = [each.kind for each in house.ears.incoming if each.text != "before"]
        await house.api.until(lambda: house.api.count(TRUST))
        compared = house.ears.keys[ANA]
        await house.api.until(lambda: house.api.state.identities[ANA].status != "UNTRUSTED")
        await last(house, "all good, again")

        assert kinds == [Kind.OTHER]
        assert compared == house.ana.fingerprint != old
        assert "all good" not in texts(house)

    wired(test)


def test_a_new_key_is_noted_before_a_send_of_ours_makes_it_trusted() -> None:
    async def test(house: House) -> None:
        await house.send("before")
        house.ana.change_identity()
        await house.send("All good?")

        routes = [route for _, route, _ in house.api.calls]
        trusted = routes.index(TRUST)
        refused = max(at for at, each in enumerate(routes[:trusted]) if each == SEND)
        assert IDENTITIES in routes[refused:trusted]
        assert house.ears.keys[ANA] == house.ana.fingerprint

    wired(test)


@pytest.mark.parametrize("fault", [Fault.PAGE, Fault.FAILED])
def test_keys_that_cannot_be_compared_keep_no_alert_back(fault: Fault) -> None:
    async def test(house: House) -> None:
        await house.send("before")
        house.api.fault(fault, route=IDENTITIES, times=None)
        house.ana.change_identity()

        await house.send("Your parcel is waiting.")

        assert house.ana.last.text == "Your parcel is waiting."

    wired(test)


def test_somebody_who_left_is_told_apart_from_a_broken_network_by_nobody() -> None:
    async def test(house: House) -> None:
        house.ana.unregister()

        with pytest.raises(DeliveryError) as failed:
            await house.send("Your parcel is waiting.")

        assert (failed.value.unknown, failed.value.permanent) == (True, False)

    wired(test)


def test_an_account_the_server_does_not_know_reaches_nobody() -> None:
    async def test(house: House) -> None:
        house.api.account.there = False

        with pytest.raises(DeliveryError) as failed:
            await house.send("Your parcel is waiting.")

        assert failed.value.cut_off
        await house.ears.until(lambda: house.transport.status.state is State.OFFLINE)

    wired(test)


def test_after_the_server_was_gone_it_counts_as_heard_once_it_had_time_to_fetch() -> None:
    async def test(house: House) -> None:
        house.api.go_offline()
        await house.ears.until(lambda: house.transport.status.state is State.OFFLINE)
        house.ears.events.clear()
        loop = asyncio.get_running_loop()
        house.api.go_online()
        back = loop.time()
        await house.ears.until(lambda: "heard" in house.ears.events)

        assert loop.time() - back > 2.5

    wired(test)


def test_a_dropped_and_a_half_open_websocket_are_no_gap_while_the_webhook_hears() -> None:
    async def test(house: House) -> None:
        house.api.freeze_sockets()
        await last(house, "half-open")
        house.api.drop_sockets()
        await last(house, "dropped")
        await house.api.until(lambda: house.api.sockets == 1)
        await last(house, "attached again")

        assert Counter(texts(house)) == Counter(["half-open", "dropped", "attached again"])
        assert house.transport.status.state is State.OK

    wired(test)
