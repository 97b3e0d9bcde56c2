"""What other commands want done: by the running bot through its socket, else by themselves."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.clock import Clock
from bot.engine import Engine
from bot.files import Files
from bot.links import remembered
from handlers.moment import Network
from handlers.people import Invitation
from storage import house as memory

Answer = dict[str, Any]  # JSON, one shape for each errand

FEW = 5
"""Fewer than these are not counted out: a small number can point at somebody."""


class Errands:
    """Each returns what can be printed as JSON. Outside a transaction."""

    def __init__(
        self, files: Files, engine: Engine, clock: Clock, health: Callable[[], Answer] = dict
    ) -> None:
        """`health` adds what only the running bot knows of itself."""
        self._files = files
        self._engine = engine
        self._clock = clock
        self._health = health

    def named(self) -> dict[str, Callable[..., Answer]]:
        """Name every errand as the socket and the commands do."""
        return {
            "invite": self.invite,
            "status": self.status,
            "backup": self.backup,
            "meet": self.meet,
            "links": self.links,
        }

    def invite(self) -> Answer:
        """Make an invitation to join: `link`, `words` (four) and when it `expires_at`.

        The link is Telegram's, None while the bot's name there is unknown. `signal` is the bot's
        own link on Signal, where it has one: it carries no code, so the words go with it.
        """
        with self._engine.together():
            made = self._engine.invite()
        house = self._engine.house
        found = {} if house.on_signal is None else {"signal": house.on_signal}
        return _invited(made, house.link(made.code)) | found

    def meet(self, network: str, link: str) -> Answer:
        """Remember how the bot is found on a network."""
        with self._engine.together():
            self._engine.meet({Network(network): link})
        return {}

    def links(self) -> Answer:
        """Say how the bot is found, by network, used or not; only where that is known."""
        return {network.value: link for network, link in remembered(self._files.db).items()}

    def status(self) -> Answer:
        """Count, and say how the running bot is; never who."""
        counts = memory.counts(self._files.db, self._clock.now())
        return {
            "running": False,
            "people": hidden_if_few(counts.people),
            "unreachable": hidden_if_few(counts.unreachable),
            "pairings": hidden_if_few(counts.pairings),
            "timers": hidden_if_few(len(self._engine.absent())),
            "nobody_has": "some" if self._engine.untaken() else "none",
            **self._health(),
        }

    def backup(self) -> Answer:
        """Write an encrypted copy; say where it is."""
        return {"file": str(self._files.back_up(self._clock.now()))}


def hidden_if_few(count: int) -> int | str:
    """Give a count only if it points at nobody."""
    return count if count >= FEW else f"fewer than {FEW}"


def _invited(made: Invitation, link: str | None) -> Answer:
    return {"link": link, "words": made.words.split(), "expires_at": _stamp(made.expires_at)}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
