"""The first ear on Signal, posted to by its server and by others who found its port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO

import pytest
from aiohttp import ClientSession

from bot.transports.signal_webhook import WebhookAddress, WebhookEar
from tests.servers.ears import PausedTime
from tests.servers.loopback import bind

SECRET = "/a-secret"
FRAME = {"envelope": {"sourceUuid": "somebody"}}
POST = {"jsonrpc": "2.0", "method": "receive", "params": FRAME}


class Door:
    """An ear that listens, and what it took."""

    def __init__(self, secret: str = SECRET) -> None:
        socket = bind(0)
        self.port = int(socket.getsockname()[1])
        socket.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self.taken: list[object] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.time = PausedTime()
        address = WebhookAddress.read(self.url + secret)
        self.ear = WebhookEar(address, self._take, self.time.pause)

    async def status(self, path: str, body: bytes | BytesIO = b"{}") -> int:
        async with (
            ClientSession() as session,
            session.post(self.url + path, data=body) as answer,
        ):
            return answer.status

    async def says(self, raw: bytes) -> bytes:
        """Write raw bytes and return the first line of what comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        line = await reader.readline()
        writer.close()
        return line

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110 - an ear rings no bell
                await asyncio.sleep(0.005)

    async def _take(self, frame: object) -> None:
        await self.gate.wait()
        self.taken.append(frame)


def at_the_door(test: Callable[[Door], Awaitable[None]], secret: str = SECRET) -> None:
    async def run() -> None:
        door = Door(secret)
        listening = asyncio.create_task(door.ear.run())
        try:
            async with asyncio.timeout(15):
                await door.until(lambda: door.ear.listens)
                await test(door)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    asyncio.run(run())


@pytest.mark.parametrize(
    "address",
    ["", "http://127.0.0.1:1", "http://127.0.0.1:1/", "https://h:1/s", "http://h/s", "h:1/s"],
)
def test_an_address_without_a_host_a_port_or_a_secret_is_none(address: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        WebhookAddress.read(address)


def test_a_frame_is_taken_before_it_is_answered() -> None:
    async def test(door: Door) -> None:
        assert await door.status(SECRET, json.dumps(POST).encode()) == 200

        assert door.taken == [FRAME]

    at_the_door(test)


@pytest.mark.parametrize("path", ["/", "/a-secret/", "/a-secre", "/A-SECRET", "/%ff", "//a-secret"])
def test_who_does_not_know_the_secret_finds_nothing(path: str) -> None:
    async def test(door: Door) -> None:
        assert await door.status(path, json.dumps(POST).encode()) == 404

        assert door.taken == []

    at_the_door(test)


@pytest.mark.parametrize("sent", ["/a%20secret%41", "/a%20secretA"])
def test_a_secret_may_be_written_in_another_way(sent: str) -> None:
    async def test(door: Door) -> None:
        head = f"POST {sent} HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{{}}"

        assert b" 200 " in await door.says(head.encode())

    at_the_door(test, "/a%20secretA")


def test_bytes_that_are_no_text_in_a_path_find_nothing() -> None:
    async def test(door: Door) -> None:
        line = await door.says(b"POST /\xff\xfe HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")

        assert line.split()[1] in {b"400", b"404"}

    at_the_door(test)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff",
        b"[" * 200_000,
        b"1" * 5_000,
        b'["params"]',
        b'{"error": "an error"}',
    ],
    ids=["nothing", "words", "bytes", "nested", "long number", "list", "error"],
)
def test_a_body_that_says_nothing_is_answered_and_counted_as_odd(body: bytes) -> None:
    async def test(door: Door) -> None:
        assert await door.status(SECRET, body) == 200

        assert door.taken == [None]

    at_the_door(test)


def test_a_giant_body_is_not_read_to_its_end() -> None:
    async def test(door: Door) -> None:
        body = b"x" * (9 << 20)

        assert await door.status(SECRET, BytesIO(body)) == 200
        assert await door.status("/", BytesIO(body)) == 404
        assert door.taken == [None]

    at_the_door(test)


def test_many_connections_that_say_nothing_keep_no_frame_waiting() -> None:
    async def test(door: Door) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(200)]
        for _, writer in idle:
            writer.write(b"POST /a-secret HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{")

        assert await door.status(SECRET, json.dumps(POST).encode()) == 200
        for _, writer in idle:
            writer.close()
        assert FRAME in door.taken

    at_the_door(test)


def test_a_frame_that_takes_long_is_answered_and_still_taken() -> None:
    async def test(door: Door) -> None:
        door.gate.clear()

        assert await door.status(SECRET, json.dumps(POST).encode()) == 200
        assert door.taken == []
        door.gate.set()
        await door.until(lambda: door.taken == [FRAME])

    at_the_door(test)


def test_an_address_that_is_taken_is_tried_again() -> None:
    async def run() -> None:
        door = Door()
        other = bind(door.port)
        other.listen()
        listening = asyncio.create_task(door.ear.run())

        await door.until(lambda: len(door.time.pauses) > 2)
        deaf = door.ear.listens
        other.close()
        await door.until(lambda: door.ear.listens)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening

        assert not deaf
        assert set(door.time.pauses) == {5.0}

    asyncio.run(run())


def test_what_was_never_decided_does_not_outlive_the_ear() -> None:
    async def run() -> None:
        door = Door()
        door.gate.clear()
        listening = asyncio.create_task(door.ear.run())
        await door.until(lambda: door.ear.listens)
        await door.status(SECRET, json.dumps(POST).encode())

        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening

        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())
