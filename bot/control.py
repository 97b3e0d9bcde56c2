"""The control socket: how other commands reach the running bot, the only one that may write.

One line of JSON with the wish's name and what goes with it, `{"wish": NAME, ...}`; one line of JSON
as the answer. The socket is its owner's alone.
"""

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from loguru import logger

from bot.logs import fault

Answer = dict[str, Any]  # JSON; each wish knows its own
Wish = Callable[..., Awaitable[Answer]]
"""Called with what goes with it, by name: texts only."""

PATIENCE = 10.0
"""Seconds for a question or an answer."""
_LONGEST = 65_536


class RefusedError(Exception):
    """The running bot could not do it; the text is one sentence of its own."""


class Control:
    """Grants wishes over the socket."""

    def __init__(self, path: Path, wishes: Mapping[str, Wish]) -> None:
        self._path = path
        self._wishes = wishes

    async def run(self) -> None:
        """Listen until cancelled; what an earlier process left behind is replaced."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        with _reachable(self._path) as path:
            server = await asyncio.start_unix_server(self._serve, path, limit=_LONGEST)
            self._path.chmod(0o600)
        try:
            async with server:
                await server.serve_forever()
        finally:
            with suppress(FileNotFoundError):
                self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._grant(_read(await reader.readline()))
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError) as error:
            logger.warning("control.broken error={}", type(error).__name__)
        finally:
            writer.close()

    async def _grant(self, asked: dict[str, str]) -> Answer:
        wish = asked.pop("wish")
        if wish not in self._wishes:
            return {"refused": "The running bot has another version or other settings: restart it."}
        try:
            return await self._wishes[wish](**asked)
        except Exception as error:  # noqa: BLE001 - a wish must not end the bot
            logger.error("control.failed wish={} {}", wish, fault(error))
            return {"refused": "The running bot could not do it: its log says more."}


def _read(line: bytes) -> dict[str, str]:
    """Read a wish. Raises ValueError for what is none."""
    asked = json.loads(line)
    texts = isinstance(asked, dict) and all(isinstance(each, str) for each in asked.values())
    if not texts or "wish" not in asked:
        raise ValueError
    return dict(asked)


def ask(path: Path, wish: str, patience: float = PATIENCE, /, **goes_with: str) -> Answer | None:
    """Let the running bot do something; None if none runs. Raises RefusedError.

    patience: seconds for the answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as to_bot:
        to_bot.settimeout(patience)
        try:
            with _reachable(path) as name:
                to_bot.connect(name)
        except OSError:
            return None
        try:
            to_bot.sendall(json.dumps({"wish": wish, **goes_with}).encode() + b"\n")
            with to_bot.makefile("rb") as lines:
                answer: Answer = json.loads(lines.readline())
        except (OSError, ValueError) as error:
            raise RefusedError("The running bot did not answer: look at its log.") from error
    if "refused" in answer:
        raise RefusedError(str(answer["refused"]))
    return answer


@contextmanager
def _reachable(path: Path) -> Iterator[str]:
    """Name a socket by its folder's handle: an address may have 108 bytes, a path may have more."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
