"""A town whose people have joined and paired, over the wire, once for each run of the tests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journeys.town import NAMES, QUICK, Three, Town, copy_of


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a town that was left in order, to be copied and not to be used.

    Ana has Bea, then Cat; Dee has Cat; Eve has Bea.
    """
    folder = tmp_path_factory.mktemp("town") / "data"
    with Town(folder, **QUICK) as town, ThreadPoolExecutor() as people:
        phones = dict(zip(NAMES, people.map(town.join, NAMES), strict=True))
        for pairs in ((("Ana", "Bea"), ("Dee", "Cat")), (("Ana", "Cat"), ("Eve", "Bea"))):
            done = [people.submit(town.pair, *map(phones.__getitem__, pair)) for pair in pairs]
            for each in done:
                each.result()
        town.leave()
    return folder


@pytest.fixture
def timings() -> dict[str, str]:
    """What a test may set otherwise, by a parameter of this name."""
    return {}


@pytest.fixture
def town(furnished: Path, tmp_path: Path, timings: dict[str, str]) -> Iterator[Town]:
    """A copy of the furnished town, running."""
    with Town(copy_of(furnished, tmp_path / "data"), **QUICK | timings) as town:
        yield town


@pytest.fixture
def three(town: Town) -> Three:
    """Ana, who works, and her peers Bea and Cat."""
    return town.phone("Ana"), town.phone("Bea"), town.phone("Cat")
