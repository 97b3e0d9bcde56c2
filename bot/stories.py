"""The stories of `hearthlight demo --story NAME`: whole evenings, played in a moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path

from bot.clock import ManualClock
from bot.pretend import EVENING, PretendHouse
from bot.settings import SettingsError
from bot.stage import ARRIVAL, Stage
from bot.transcript import Transcript


async def safe(stage: Stage) -> None:
    """Ana sets 2 hours and says all is good. Nobody else hears of it."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("22:30")
    await stage.pause()
    await stage.press(stage.ana, "All good")
    await stage.until("23:31")
    stage.remark("An hour later nothing of it is left in the chat.")


async def missed(stage: Stage) -> None:
    """Ana doesn't answer. Bea is told and has it; then Ana answers."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("22:40")
    await stage.pause()
    await stage.press(stage.bea, "I've got it")
    await stage.until("22:47")
    await stage.press(stage.ana, "All good")


async def handover(stage: Stage) -> None:
    """Bea has it but can't reach Ana. Cat is told, has it and speaks with her."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("22:40")
    await stage.pause()
    await stage.press(stage.bea, "I've got it")
    await stage.until("22:48")
    await stage.press(stage.bea, "I can't reach them")
    await stage.pause()
    await stage.press(stage.cat, "I've got it")
    await stage.until("22:55")
    await stage.press(stage.cat, "We've spoken")
    await stage.until("22:57")
    await stage.press(stage.ana, "All good")


async def call(stage: Stage) -> None:
    """Ana is uneasy and asks to be rung. Bea can't, Cat can."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("21:05")
    await stage.press(stage.ana, "Call me")
    await stage.pause()
    await stage.press(stage.bea, "I can't now")
    await stage.pause()
    await stage.press(stage.cat, "I've got it")
    await stage.until("21:09")
    await stage.press(stage.cat, "We've spoken")
    await stage.until("21:20")
    await stage.press(stage.ana, "All good")


async def blocked(stage: Stage) -> None:
    """Bea has blocked the bot. Cat is told at once instead."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("21:00")
    stage.bea.blocked = True
    stage.remark("Bea blocks the bot. It will know once it writes to her.")
    await stage.until("22:40")
    await stage.pause()
    await stage.press(stage.cat, "I've got it")
    await stage.until("22:47")
    await stage.press(stage.ana, "All good")


async def downtime(stage: Stage) -> None:
    """The bot's computer is off while Ana's time ends. She is asked before anybody is told."""
    await stage.begin()
    await stage.say(stage.ana, "1h")
    await stage.until("21:02")
    await stage.house.crash()
    stage.remark("The power of the bot's computer fails.")
    stage.house.clock.advance(timedelta(minutes=38))
    stage.remark("The power is back.")
    await stage.house.start()
    await stage.pause()
    await stage.press(stage.ana, "All good")


async def still_out(stage: Stage) -> None:
    """Bea has been told when Ana answers: she stays out longer. Then she doesn't answer."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("22:44")
    await stage.press(stage.ana, "+15 min")
    await stage.until("23:00")
    await stage.press(stage.bea, "I've got it")
    await stage.until("23:05")
    await stage.press(stage.ana, "All good")


async def both_out(stage: Stage) -> None:
    """Ana and Bea both work, each there for the other. Ana doesn't answer."""
    await stage.begin(both=True)
    await stage.say(stage.ana, "2h")
    await stage.until("20:40")
    await stage.say(stage.bea, "3h")
    await stage.until("22:40")
    await stage.pause()
    await stage.say(stage.bea, "ok")
    await stage.press(stage.bea, "Ana, no.")
    await stage.until("22:50")
    await stage.press(stage.ana, "All good")
    await stage.until("23:40")
    await stage.pause()
    await stage.say(stage.bea, "ok")


async def one_peer(stage: Stage) -> None:
    """Ana has only Bea. Nobody else can be asked, so Bea is asked again."""
    await stage.begin(with_cat=False)
    await stage.say(stage.ana, "2h")
    await stage.until("22:53")
    await stage.press(stage.bea, "I've got it")
    await stage.until("23:14")
    await stage.press(stage.bea, "Still on it")
    await stage.until("23:20")
    await stage.press(stage.bea, "We've spoken")
    await stage.until("23:51")
    await stage.press(stage.bea, "We've spoken")


async def half_started(stage: Stage) -> None:
    """Ana types a 9 and looks away. No timer is set, and she hears so."""
    await stage.begin()
    await stage.say(stage.ana, "9")
    await stage.until("20:33")
    await stage.press(stage.ana, "21:00")
    await stage.until("20:58")
    await stage.say(stage.ana, "ok")


async def quiet(stage: Stage) -> None:
    """Somebody stands beside Ana. She taps two words that aren't hers. Her phone shows nothing."""
    await stage.begin(words=True)
    await stage.say(stage.ana, "2h")
    await stage.until("22:30")
    await stage.press(stage.ana, "All good")
    await stage.press(stage.ana, "sage")
    await stage.press(stage.ana, "mint")
    await stage.until("22:33")
    await stage.press(stage.bea, "I've got it")
    await stage.until("22:50")
    await stage.press(stage.bea, "We've spoken")
    await stage.pause()
    await stage.press(stage.bea, "I can't reach them")
    await stage.pause()
    await stage.press(stage.cat, "I've got it")
    await stage.until("23:05")
    await stage.press(stage.cat, "We've spoken")
    await stage.until("23:10")
    await stage.press(stage.bea, "We've spoken")


async def quiet_late(stage: Stage) -> None:
    """Bea has been told when Ana answers with words that aren't hers. Later she is free."""
    await stage.begin(words=True)
    await stage.say(stage.ana, "2h")
    await stage.until("22:42")
    await stage.press(stage.bea, "I've got it")
    await stage.until("22:45")
    await stage.press(stage.ana, "All good")
    await stage.press(stage.ana, "lemon")
    await stage.press(stage.ana, "mint")
    await stage.until("22:48")
    await stage.press(stage.bea, "I've got it")
    await stage.until("23:40")
    await stage.say(stage.ana, "ok")
    await stage.press(stage.ana, "mint")
    await stage.press(stage.ana, "lemon")
    await stage.until("23:43")
    await stage.press(stage.bea, "We've spoken")


async def removed_peer(stage: Stage) -> None:
    """Somebody makes Ana remove Bea while her timer runs. It counts from her next timer."""
    await stage.begin()
    await stage.say(stage.ana, "2h")
    await stage.until("21:00")
    await stage.say(stage.ana, "people")
    await stage.press(stage.ana, "Bea")
    await stage.press(stage.ana, "Remove")
    await stage.press(stage.ana, "Yes")
    await stage.until("22:40")
    await stage.pause()
    await stage.press(stage.bea, "I've got it")
    await stage.until("22:47")
    await stage.press(stage.ana, "All good")


STORIES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "safe": safe,
    "missed": missed,
    "handover": handover,
    "call": call,
    "blocked": blocked,
    "downtime": downtime,
    "still-out": still_out,
    "both-out": both_out,
    "one-peer": one_peer,
    "half-started": half_started,
    "quiet": quiet,
    "quiet-late": quiet_late,
    "removed-peer": removed_peer,
}


def find(name: str) -> Callable[[Stage], Awaitable[None]]:
    """Give a story by its name. Raises SettingsError with a sentence that lists them."""
    if name not in STORIES:
        raise SettingsError(f"There is no story of that name. There are: {', '.join(STORIES)}.")
    return STORIES[name]


async def play(name: str, folder: Path, write: Callable[[str], None]) -> None:
    """Play a story in an empty folder, each line given to `write`. Raises SettingsError.

    The same lines each time: clock and randomness are its own.
    """
    story = find(name)
    clock = ManualClock(EVENING - ARRIVAL)
    drawn = _numbers()
    house = PretendHouse(folder, clock=clock, entropy=lambda: next(drawn))
    transcript = Transcript(house, write)
    transcript.title(f"{name}: {story.__doc__}")
    stage = Stage(house, transcript)
    try:
        await story(stage)
    finally:
        await house.stop()
    transcript.end()


def _numbers() -> Iterator[bytes]:
    for number in count():
        yield blake2b(number.to_bytes(8), digest_size=16).digest()
