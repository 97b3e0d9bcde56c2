"""Who is on which network: the same journey, played by each mix of them at the same time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from handlers.moment import Network
from tests.bot.process import PATIENCE
from tests.journeys.phones import Letter, Phone
from tests.journeys.town import Three, Town


@dataclass(frozen=True, slots=True)
class Mix:
    """A worker on one network, with two peers on one."""

    worker: Network
    peers: Network


MIXES = tuple(Mix(worker, peers) for worker in Network for peers in Network)
"""The place of each is its house in the town."""


class Each:
    """The phones of all who play one part, one in each mix."""

    def __init__(self, phones: Iterable[Phone]) -> None:
        self._phones = list(phones)

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._phones)

    def say(self, text: str) -> None:
        """Let each write to the bot."""
        for each in self:
            each.say(text)

    def press(self, key: str) -> None:
        """Let each make a choice of the catalogue."""
        for each in self:
            each.press(key)

    def reads(self, key: str, within: float = PATIENCE) -> list[Letter]:
        """Wait until each has read a message of the catalogue."""
        return [_in_its_mix(place, each, key, within) for place, each in enumerate(self)]

    def got_only(self, *keys: str) -> None:
        """Hold that each was sent these messages of the catalogue, and nothing else."""
        for each in self:
            each.got_only(*keys)

    def count(self, key: str) -> list[int]:
        """Say how often each was sent a message of the catalogue, each number once."""
        return sorted({len(each.got(key)) for each in self})

    def all(self, holds: Callable[[Phone], object]) -> bool:
        """Whether something holds for each."""
        return all(map(holds, self))


Trios = tuple[Each, Each, Each]
"""Everyone called Ana, who works, and their peers Bea and Cat."""


def _in_its_mix(place: int, phone: Phone, key: str, within: float) -> Letter:
    try:
        return phone.reads(key, within)
    except AssertionError as error:
        error.add_note(f"{phone.name} of {MIXES[place]}")
        raise


def let_miss(ana: Each, bea: Each) -> None:
    """Let each Ana set a timer and not answer; return once each Bea reads of it."""
    ana.say("2s")
    bea.reads("alert.missed")


def trio(town: Town, mix: Mix) -> Three:
    """Give the phones of one mix."""
    house = MIXES.index(mix)
    bea, cat = (town.phone(name, mix.peers, house) for name in ("Bea", "Cat"))
    return town.phone("Ana", mix.worker, house), bea, cat


def trios(town: Town) -> Trios:
    """Give the phones of all mixes."""
    anas, beas, cats = zip(*(trio(town, mix) for mix in MIXES), strict=True)
    return Each(anas), Each(beas), Each(cats)


def furnish(town: Town, mix: Mix) -> None:
    """Let the three of a mix join and pair."""
    house = MIXES.index(mix)
    ana = town.join("Ana", mix.worker, house)
    for name in ("Bea", "Cat"):
        town.pair(ana, town.join(name, mix.peers, house))
