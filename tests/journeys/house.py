"""A whole house with pretend phones: the real engine, storage, courier and wording.

def test_something(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.say(ana, "2h")
        await house.advance(timedelta(hours=2))
        assert ana.last.text.startswith("Your timer is up")

    play(tmp_path, journey)
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import catalogue
from bot.pretend import EVENING, PretendHouse
from bot.wording import Wording
from bot.zones import cities
from handlers.desk import House as Settings

__all__ = ["EVENING", "KEY", "SETTINGS", "WORDING", "House", "label", "play"]

KEY = bytes(range(32))
SETTINGS = Settings("the Thursday group", "en", "UTC", cities=cities())
WORDING = Wording(catalogue.read_all())


class House(PretendHouse):
    """The house of the demo and the stories; its file can be opened under `KEY` by a test."""

    def __init__(self, folder: Path, settings: Settings = SETTINGS) -> None:
        super().__init__(folder, settings, key=KEY)


def label(name: str) -> str:
    """Give the English words of a choice."""
    return WORDING.find("en", f"choice.{name}") or name


def play(
    folder: Path,
    journey: Callable[[House], Awaitable[None]],
    prepare: Callable[[House], None] = lambda _: None,
) -> House:
    """Run a journey in a fresh house, from its start to its stop; `prepare` it before the start."""
    house = House(folder)
    prepare(house)

    async def run() -> None:
        await house.start()
        try:
            await journey(house)
        finally:
            await house.stop()

    asyncio.run(run())
    return house
