"""The shipped steps: what is in a file before one of them is there after it."""

from pathlib import Path

from storage import checkins, people
from storage.migrations import shipped_steps
from storage.opening import create_database, open_database
from tests.storage.cast import ANA, BEA, CAT, NOON, checkin, join


def nothing(_: object) -> None:
    """No copy is kept."""


def test_people_of_the_first_step_can_start_timers_after_the_second(
    path: Path, key: bytearray
) -> None:
    first = shipped_steps()[:1]
    create_database(path, key, first)
    with open_database(path, key, before_upgrade=nothing, steps=first) as db:
        for person, name in ((ANA, "Ana"), (BEA, "Bea"), (CAT, "Cat")):
            join(db, person, name)

    with open_database(path, key, before_upgrade=nothing) as db:
        checkins.save(db, None, checkin(), NOON)

        assert people.load(db, ANA).name == "Ana"
        assert checkins.latest(db, ANA) is not None
