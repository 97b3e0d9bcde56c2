"""An evening of three: Ana (Telegram), then Bea (Signal) and Cat (Telegram), who would be told."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.transports.local import Phone
from handlers.moment import Network
from tests.journeys.house import EVENING, House, label, play

DUE = EVENING + timedelta(hours=2)
GRACE_ENDS = DUE + timedelta(minutes=10)


@dataclass(frozen=True)
class Three:
    """The house and its people."""

    house: House
    ana: Phone
    bea: Phone
    cat: Phone

    async def start(self, how_long: str = "2h") -> None:
        """Let Ana set a timer: until 22:30, unless said otherwise."""
        await self.house.say(self.ana, how_long)

    async def miss(self) -> None:
        """Let Ana set a timer until 22:30 and not answer: Bea was just told, at 22:40."""
        await self.start()
        await self.until(GRACE_ENDS)

    async def say(self, who: Phone, text: str) -> None:
        await self.house.say(who, text)

    async def press(self, who: Phone, name: str) -> None:
        """Let somebody choose the newest `choice.name` of the catalogue."""
        await self.house.press(who, label(name))

    async def wait(self, minutes: float) -> None:
        await self.house.advance(timedelta(minutes=minutes))

    async def until(self, at: datetime) -> None:
        await self.house.advance_to(at)

    async def lose_power(self, minutes: float = 0) -> None:
        """Let the power go, and come back after so long."""
        await self.house.crash()
        self.house.clock.advance(timedelta(minutes=minutes))
        await self.house.start()


def plain(text: str) -> str:
    """Take the marks for reading directions out."""
    return re.sub("[\u2066-\u2069]", "", text)


def named(name: str) -> str:
    """Give the label of a choice that is somebody's name."""
    return f"\u2068{name}\u2069"


def read(phone: Phone) -> str:
    """Give the newest message of the bot on the screen."""
    return plain(phone.last.text)


def told(phone: Phone, words: str = "") -> list[str]:
    """List all that the bot ever wrote here that has these words, as it stood last."""
    texts = [plain(each.text) for each in phone.history if not each.mine]
    return [text for text in texts if words in text]


def shown(phone: Phone, words: str = "") -> list[str]:
    """List what the screen shows that has these words, the person's own messages included."""
    return [text for each in phone.messages if words in (text := plain(each.text))]


def choices(phone: Phone) -> list[str]:
    """List what the newest message of the bot offers, by buttons or by numbers."""
    numbered = re.findall(r"(?m)^\d+ (.+)$", plain(phone.last.text))
    return [button.label for button in phone.last.buttons] or numbered


def play_three(folder: Path, journey: Callable[[Three], Awaitable[None]]) -> None:
    """Run a journey in which Bea, then Cat, would be told of Ana; it is 20:30."""

    async def with_three(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        cat = await house.join("Cat")
        await house.pair(ana, bea)
        await house.pair(ana, cat)
        await journey(Three(house, ana, bea, cat))

    play(folder, with_three)
