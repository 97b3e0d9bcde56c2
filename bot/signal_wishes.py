"""What `hearthlight signal` wants of the running bot: how it hears, and what Signal wants."""

from collections.abc import Callable
from typing import Any

from bot.courier import Courier
from bot.engine import Engine
from bot.transports.signal_messenger import SignalTransport
from handlers.moment import Network

Answer = dict[str, Any]  # JSON, one shape for each wish


class SignalWishes:
    """Granted only by a bot that runs with Signal."""

    def __init__(self, signal: SignalTransport, engine: Engine, courier: Courier) -> None:
        self._signal = signal
        self._engine = engine
        self._courier = courier

    def named(self) -> dict[str, Callable[..., Answer]]:
        """Name every wish as the socket and the commands do."""
        return {"signal": self.tell, "signal solved": self.solved}

    def tell(self) -> Answer:
        """Say how it hears and what Signal wants solved.

        `listens`: whether the first ear is open. `posts`, `overheard`: how many frames the server
        handed to the first and to the second. `challenges`: their tokens.
        """
        first = self._signal.webhook
        return {
            "listens": first is not None and first.listens,
            "posts": 0 if first is None else first.posts,
            "overheard": self._signal.overheard,
            "challenges": list(self._signal.challenges),
        }

    def solved(self, challenge: str) -> Answer:
        """Forget a challenge, and write at once to everyone who waited for it."""
        self._signal.solved(challenge)
        with self._engine.together():
            self._engine.hurry()
        self._courier.resume(Network.SIGNAL)
        return {}
