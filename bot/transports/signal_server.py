"""What we ask of signal-cli-rest-api by ourselves: what signalbot has no function for, or hides.

signalbot throws the body of a refusal away, and its calls may last 300 s. Here every call is
bounded, and an answer is kept as status and body.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.transports import DeliveryError


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server. `body` is "" or {} where it was empty or no JSON."""

    status: int
    body: Any = field(repr=False)  # Any: JSON as it came

    @property
    def fine(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own range

    @property
    def error(self) -> str:
        """The server's own words for a refusal; they can name people: never to be logged."""
        said = self.body.get("error") if isinstance(self.body, dict) else ""
        return said if isinstance(said, str) else ""


class SignalServer:
    """One signal-cli-rest-api and the account on it."""

    def __init__(self, url: str, number: str, patience: timedelta) -> None:
        """`url` as `http://host:port`. patience: how long any call may take."""
        self.number = number
        self._url = url.rstrip("/")
        self._limit = aiohttp.ClientTimeout(total=patience.total_seconds())
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self.close()

    async def ask(self, method: str, path: str, json: Mapping[str, object] | None = None) -> Answer:
        """Call `path`, in which `{n}` stands for the account. Raises DeliveryError.

        Its `unknown` says whether the server may have done it all the same.
        """
        address = self._url + path.replace("{n}", self.number)
        try:
            async with self._open().request(method, address, json=json) as answer:
                return Answer(answer.status, await _body(answer))
        except aiohttp.ClientConnectorError:
            raise DeliveryError(cut_off=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise DeliveryError(unknown=True) from None

    async def picture(self, path: str) -> bytes:
        """Fetch a picture, as the QR code that links a device. Raises DeliveryError."""
        try:
            async with self._open().get(self._url + path) as answer:
                if answer.status != 200:  # noqa: PLR2004 - HTTP's own word for fine
                    raise DeliveryError
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise DeliveryError from None

    async def identities(self) -> dict[str, str]:
        """Return the fingerprint of each person's key by their id. Raises DeliveryError.

        The question goes through signal-cli, so an answer also proves that it is there: the
        server's own health check says nothing of that.
        """
        answer = await self.ask("GET", "/v1/identities/{n}")
        if answer.status != 200 or not isinstance(answer.body, list):  # noqa: PLR2004 - as above
            raise DeliveryError
        known = [each for each in answer.body if isinstance(each, dict)]
        return {
            each["uuid"]: each["fingerprint"]
            for each in known
            if isinstance(each.get("uuid"), str) and isinstance(each.get("fingerprint"), str)
        }

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._limit, trust_env=False)
        return self._session


async def _body(answer: aiohttp.ClientResponse) -> Any:  # noqa: ANN401 - JSON as it came
    try:
        return await answer.json(content_type=None)
    except ValueError:
        return {}
