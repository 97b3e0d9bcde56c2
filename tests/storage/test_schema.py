"""The shipped steps: what is in a file before one of them is there after it."""

from pathlib import Path

from handlers.people import Consent, Contact
from storage import checkins, codec, contacts, people
from storage.migrations import shipped_steps
from storage.opening import create_database, open_database
from tests.storage.cast import ANA, BEA, CAT, NOON, checkin, join_first


def nothing(_: object) -> None:
    """No copy is kept."""


def test_people_of_the_first_step_can_start_timers_after_the_second(
    path: Path, key: bytearray
) -> None:
    first = shipped_steps()[:1]
    create_database(path, key, first)
    with open_database(path, key, before_upgrade=nothing, steps=first) as db:
        for person, name in ((ANA, "Ana"), (BEA, "Bea"), (CAT, "Cat")):
            join_first(db, person, name)

    with open_database(path, key, before_upgrade=nothing) as db:
        checkins.save(db, None, checkin(), NOON)

        assert people.load(db, ANA).name == "Ana"
        assert checkins.latest(db, ANA) is not None


def test_pairings_from_before_the_third_step_were_never_asked_about(
    path: Path, key: bytearray
) -> None:
    second = shipped_steps()[:2]
    create_database(path, key, second)
    with open_database(path, key, before_upgrade=nothing, steps=second) as db:
        join_first(db, ANA, "Ana")
        join_first(db, BEA, "Bea")
        db.change(
            """INSERT INTO contacts (id, worker, peer, consent, made_at, tier, place, peer_name,
                worker_name, shares_name, words_match, reached_at)
            VALUES ('ab', ?, ?, 'agreed', ?, 2, 3, 'Robin', 'Ana', 1, 1, NULL)""",
            ANA,
            BEA,
            codec.from_instant(NOON),
        )

    with open_database(path, key, before_upgrade=nothing) as db:
        (pairing,) = contacts.of_worker(db, ANA)

    assert pairing == Contact(
        "ab",
        ANA,
        BEA,
        Consent.AGREED,
        NOON,
        tier=2,
        place=3,
        peer_name="Robin",
        worker_name="Ana",
        shares_name=True,
        words_match=True,
    )
