"""What the Signal server does for the account of the bot, on the wire."""

from tests.servers.signal_account import CAPTCHA
from tests.servers.signal_room import Room, in_room
from tests.servers.signal_state import NUMBER


def test_about_and_health_are_said_without_signal_cli() -> None:
    async def body(room: Room) -> None:
        assert await room.call("GET", "/v1/health") == (204, b"")
        assert await room.call("GET", "/v1/about") == (
            200,
            {
                "versions": ["v1", "v2"],
                "build": 2,
                "mode": "json-rpc",
                "version": "0.101.0",
                "capabilities": {"v2/send": ["quotes", "mentions"]},
            },
        )

    in_room(body)


def test_the_account_is_registered_with_a_riddle_and_a_code() -> None:
    async def body(room: Room) -> None:
        account = room.api.account
        account.there, account.asks_captcha = False, True
        first = await room.call("POST", "/v1/register/{n}")
        second = await room.call("POST", "/v1/register/{n}", {"captcha": CAPTCHA})
        wrong = await room.call("POST", "/v1/register/{n}/verify/111111")
        right = await room.call("POST", f"/v1/register/{{n}}/verify/{account.code}")

        assert first[0] == 400
        assert first[1]["error"].startswith("Captcha required for verification")
        assert [second[0], wrong[0], right[0]] == [201, 400, 201]
        assert await room.call("GET", "/v1/accounts") == (200, [NUMBER])

    in_room(body)


def test_the_account_is_linked_by_a_code_that_is_scanned() -> None:
    async def body(room: Room) -> None:
        account = room.api.account
        account.there = False
        nameless = await room.call("GET", "/v1/qrcodelink/raw")
        raw = await room.call("GET", "/v1/qrcodelink/raw?device_name=timer")
        picture = await room.call("GET", "/v1/qrcodelink?device_name=timer")
        before = await room.call("GET", "/v1/accounts")
        account.scan()

        assert (nameless[0], before) == (400, (200, []))
        assert raw[1]["device_link_uri"].startswith("sgnl://linkdevice?uuid=")
        assert picture[1].startswith(b"\x89PNG")
        assert await room.call("GET", "/v1/accounts") == (200, [NUMBER])

    in_room(body)


def test_the_account_hides_its_number_and_has_a_name() -> None:
    async def body(room: Room) -> None:
        hidden = {"discoverable_by_number": False, "share_number": False}
        where = "/v1/accounts/{n}/username"

        assert (await room.call("PUT", "/v1/accounts/{n}/settings", hidden))[0] == 204
        assert (await room.call("PUT", "/v1/profiles/{n}", {"name": "Timer"}))[0] == 204
        status, named = await room.call("POST", where, {"username": "eveningtimer"})
        refused = await room.call("POST", where, {"username": "et"})

        assert (status, named["username"], refused[0]) == (201, "eveningtimer.42", 400)
        assert named["username_link"].startswith("https://signal.me/#eu/")
        assert room.api.account.settings == hidden
        assert (await room.call("DELETE", where))[0] == 204
        assert room.api.account.username == ""
        assert (await room.call("POST", "/v1/configuration/{n}/settings", {}))[0] == 400

    in_room(body)
