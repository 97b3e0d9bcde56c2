"""What goes wrong with what is asked of the Signal server, on the wire, with a plain client."""

import asyncio

import pytest
from aiohttp import ClientError

from tests.servers.signal_account import CAPTCHA
from tests.servers.signal_faults import Fault
from tests.servers.signal_room import ANA, BEA, Room, in_room
from tests.servers.signal_state import NUMBER

UNTRUSTED = "Unable to complete request due to untrusted recipient keys"


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.UNTRUSTED, 400, UNTRUSTED),
        (Fault.FAILED, 400, "Failed to send message"),
        (Fault.OFFLINE, 400, "Failed to send message: chat.signal.org (UnknownHostException)"),
    ],
)
def test_a_send_is_refused_once_and_then_goes_well(fault: Fault, status: int, error: str) -> None:
    async def body(room: Room) -> None:
        room.api.fault(fault)

        assert await room.send("hello") == (status, {"error": error})
        assert (await room.send("hello"))[0] == 201
        assert len(room.ana.everything) == 1

    in_room(body)


def test_whoever_left_fails_as_a_broken_network_does() -> None:
    async def body(room: Room) -> None:
        room.ana.unregister()
        gone = await room.send("hello")
        room.ana.registered = True
        room.api.fault(Fault.FAILED)

        assert await room.send("hello") == gone == (400, {"error": "Failed to send message"})

    in_room(body)


def test_a_rate_limit_without_a_riddle_has_an_empty_token() -> None:
    async def body(room: Room) -> None:
        room.api.fault(Fault.RATE_LIMITED, times=2)

        status, answer = await room.send("hello")
        typing = await room.call("PUT", "/v1/typing-indicator/{n}", {"recipient": ANA})

        assert (status, typing[0]) == (429, 400)
        assert answer == {
            "error": "Failed to send message due to rate limiting",
            "challenge_tokens": [""],
            "account": NUMBER,
        }

    in_room(body)


def test_a_challenge_is_lifted_by_its_solution_only() -> None:
    async def body(room: Room) -> None:
        token = room.api.fault(Fault.CHALLENGED, times=None)
        where = "/v1/accounts/{n}/rate-limit-challenge"
        first = await room.send("hello")
        wrong = await room.call("POST", where, {"challenge_token": token, "captcha": "guessed"})
        second = await room.send("hello")
        right = await room.call("POST", where, {"challenge_token": token, "captcha": CAPTCHA})

        assert first[1]["challenge_tokens"] == second[1]["challenge_tokens"] == [token]
        assert [first[0], wrong[0], second[0], right[0]] == [429, 400, 429, 204]
        assert (await room.send("hello"))[0] == 201

    in_room(body)


def test_a_fault_may_be_for_one_person_and_one_route() -> None:
    async def body(room: Room) -> None:
        room.api.phone("Bea", BEA)
        room.api.fault(Fault.FAILED, who=BEA, times=None)
        room.api.fault(Fault.PAGE, route="GET /v1/identities/{number}", times=None)

        assert [(await room.send("hello", who))[0] for who in (ANA, BEA)] == [201, 400]
        assert (await room.call("GET", "/v1/identities/{n}"))[0] == 502
        room.api.heal()
        assert (await room.send("hello", BEA))[0] == 201

    in_room(body)


def test_with_several_recipients_a_failure_stands_beside_one_answer_for_all() -> None:
    async def body(room: Room) -> None:
        bea = room.api.phone("Bea", BEA)
        await room.send("hello", BEA)
        bea.change_identity()

        status, answer = await room.send("hello", ANA, BEA)

        assert (status, len(answer)) == (201, 1)
        errors = {"recipients": [{"uuid": BEA, "reason": "IDENTITY_FAILURE"}]}
        assert answer[0]["errors"] == errors

    in_room(body)


def test_a_changed_key_is_trusted_neither_way_until_somebody_says_so() -> None:
    async def body(room: Room) -> None:
        async with room.ear() as ear:
            room.ana.say("2h")
            await ear.receive_json()
            _, [before] = await room.call("GET", "/v1/identities/{n}")
            room.ana.change_identity()
            room.ana.say("all good")
            frame = await ear.receive_json()
        refused = await room.send("hello")
        _, [changed] = await room.call("GET", "/v1/identities/{n}")
        where = f"/v1/identities/{{n}}/trust/{ANA}"
        both = {"trust_all_known_keys": True, "verified_safety_number": changed["safety_number"]}
        unclear = await room.call("PUT", where, both)
        trusted = await room.call("PUT", where, {"trust_all_known_keys": True})

        assert frame["exception"]["type"] == "UntrustedIdentityException"
        assert "dataMessage" not in frame["envelope"]
        assert refused == (400, {"error": UNTRUSTED})
        assert (before["status"], changed["status"]) == ("TRUSTED_UNVERIFIED", "UNTRUSTED")
        assert before["fingerprint"] != changed["fingerprint"]
        assert (unclear[0], trusted[0]) == (400, 204)
        assert (await room.send("hello"))[0] == 201

    in_room(body)


def test_a_server_that_always_trusts_lets_a_changed_key_through_and_shows_it() -> None:
    async def body(room: Room) -> None:
        await room.send("hello")
        _, [before] = await room.call("GET", "/v1/identities/{n}")
        room.ana.change_identity()

        status, _ = await room.send("hello")

        _, [changed] = await room.call("GET", "/v1/identities/{n}")
        assert (status, changed["status"]) == (201, "TRUSTED_UNVERIFIED")
        assert changed["fingerprint"] != before["fingerprint"]

    in_room(body, trust="always")


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault.RESET, 0),
        (Fault.LOST, 1),
        (Fault.HANG, 0),
        (Fault.LATE, 1),
        (Fault.GARBAGE, 1),
        (Fault.PAGE, 0),
        (Fault.PORTAL, 0),
    ],
)
def test_an_answer_that_never_comes_or_says_nothing_may_hide_a_send(
    fault: Fault, done: int
) -> None:
    async def body(room: Room) -> None:
        room.api.fault(fault)

        with pytest.raises((ClientError, TimeoutError, ValueError, AssertionError)):  # noqa: PT012 - one call, in its time
            async with asyncio.timeout(0.3):
                status, answer = await room.send("hello")
                assert (status, type(answer)) == (201, list)

        assert len(room.api.sends) == done
        assert (await room.send("again"))[0] == 201

    in_room(body)


def test_a_stuck_signal_cli_leaves_health_and_the_websocket_alone() -> None:
    async def body(room: Room) -> None:
        room.api.fault(Fault.HANG, times=None)

        assert (await room.call("GET", "/v1/health"))[0] == 204
        async with room.ear():
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await room.call("GET", "/v1/identities/{n}")

    in_room(body)
