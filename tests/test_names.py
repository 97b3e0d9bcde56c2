"""The three package names are plain words: nobody else may bring one of them along."""

from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import bot
import handlers
import storage

HOUSE = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["bot", "handlers", "storage"])
def test_no_other_installed_distribution_claims_the_name(name: str) -> None:
    claimants = set(packages_distributions().get(name, []))

    others = claimants - {"hearthlight"}

    assert not others


def test_the_claims_of_other_distributions_can_be_seen() -> None:
    claimants = packages_distributions().get("telegram", [])

    assert claimants == ["python-telegram-bot"]


def test_what_is_imported_under_the_names_is_this_house() -> None:
    files = [bot.__file__, handlers.__file__, storage.__file__]

    houses = {Path(str(file)).parent.parent for file in files}

    assert houses == {HOUSE}
