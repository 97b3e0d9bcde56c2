"""Towns whose people have joined and paired, over the wire, once for each run of the tests."""

import fcntl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from handlers.moment import Network
from tests.journeys.mixes import MIXES, Trios, furnish, trios
from tests.journeys.town import BOTH, NAMES, QUICK, SIGNAL, TELEGRAM, Three, Town, copy_of


def _once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Give the folder of a town that was left in order: one for all workers of a run."""
    is_worker = "gw" in tmp_path_factory.getbasetemp().name
    shared = tmp_path_factory.getbasetemp().parent if is_worker else tmp_path_factory.mktemp(name)
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            make(folder)
    return folder


def _five(network: Network, folder: Path) -> None:
    with Town(folder, {network}, **QUICK) as town, ThreadPoolExecutor() as people:
        joined = people.map(partial(town.join, network=network), NAMES)
        phones = dict(zip(NAMES, joined, strict=True))
        for pairs in ((("Ana", "Bea"), ("Dee", "Cat")), (("Ana", "Cat"), ("Eve", "Bea"))):
            done = [people.submit(town.pair, *map(phones.__getitem__, pair)) for pair in pairs]
            for each in done:
                each.result()
        town.leave()


def _mixed(folder: Path) -> None:
    with Town(folder, BOTH, **QUICK) as town, ThreadPoolExecutor() as people:
        list(people.map(partial(furnish, town), MIXES))
        town.leave()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a town on Telegram, to be copied and not to be used.

    Ana has Bea, then Cat; Dee has Cat; Eve has Bea.
    """
    return _once(tmp_path_factory, "telegram", partial(_five, Network.TELEGRAM))


@pytest.fixture(scope="session")
def furnished_on_signal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with Signal alone."""
    return _once(tmp_path_factory, "signal", partial(_five, Network.SIGNAL))


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a town with an Ana of each mix, who has Bea, then Cat; not to be used."""
    return _once(tmp_path_factory, "mixed", _mixed)


@pytest.fixture
def timings() -> dict[str, str]:
    """What a test may set otherwise, by a parameter of this name."""
    return {}


@pytest.fixture
def town(furnished: Path, tmp_path: Path, timings: dict[str, str]) -> Iterator[Town]:
    """A copy of the town on Telegram, running."""
    with Town(copy_of(furnished, tmp_path / "data"), TELEGRAM, **QUICK | timings) as town:
        yield town


@pytest.fixture
def three(town: Town) -> Three:
    """Ana, who works, and her peers Bea and Cat."""
    return town.phone("Ana"), town.phone("Bea"), town.phone("Cat")


@pytest.fixture
def signal_town(
    furnished_on_signal: Path, tmp_path: Path, timings: dict[str, str]
) -> Iterator[Town]:
    """A copy of the town on Signal, running."""
    folder = copy_of(furnished_on_signal, tmp_path / "data")
    with Town(folder, SIGNAL, **QUICK | timings) as town:
        yield town


@pytest.fixture
def signal_three(signal_town: Town) -> Three:
    """Ana, who works, and her peers Bea and Cat."""
    ana, bea, cat = (signal_town.phone(name, Network.SIGNAL) for name in ("Ana", "Bea", "Cat"))
    return ana, bea, cat


@pytest.fixture
def mixed_town(mixed: Path, tmp_path: Path, timings: dict[str, str]) -> Iterator[Town]:
    """A copy of the town with every mix, running."""
    with Town(copy_of(mixed, tmp_path / "data"), BOTH, **QUICK | timings) as town:
        yield town


@pytest.fixture
def everyone(mixed_town: Town) -> Trios:
    """Everyone called Ana, who works, and their peers Bea and Cat."""
    return trios(mixed_town)
