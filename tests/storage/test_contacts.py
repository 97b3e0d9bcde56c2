from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.people import Address, Consent, Contact, PersonId
from storage import alerts, checkins, contacts, people
from storage.database import Database
from storage.errors import RefusedError
from tests.storage.cast import ANA, BEA, CAT, HOUR, NOON, TELEGRAM, alert, checkin

ASKED = Contact("ab", ANA, BEA, Consent.ASKED, NOON)
AGREED = Contact(
    "ac",
    ANA,
    CAT,
    Consent.AGREED,
    NOON + HOUR,
    tier=2,
    place=2,
    peer_name="Robin",
    worker_name="Ana",
    shares_name=True,
    words_match=True,
    reached_at=NOON + 2 * HOUR,
    used_at=NOON + 3 * HOUR,
)
DAY = 24 * HOUR
EARLIER = timedelta(microseconds=1)


def keep(db: Database, *some: Contact) -> None:
    contacts.save(db, (), some)


@pytest.mark.parametrize("match", [None, False, True])
def test_a_contact_reads_back_as_it_was_kept(db: Database, *, match: bool | None) -> None:
    compared = replace(AGREED, words_match=match)

    keep(db, ASKED, compared)

    assert contacts.of_worker(db, ANA) == (ASKED, compared)


def test_peers_are_listed_by_tier_then_place(db: Database) -> None:
    first, second = replace(ASKED, tier=3, place=1), replace(AGREED, tier=1, place=2)

    keep(db, first, second)

    assert contacts.of_worker(db, ANA) == (second, first)


def test_a_peer_finds_the_workers_they_stand_by_and_no_others(db: Database) -> None:
    other_way = replace(ASKED, id="ba", worker=BEA, peer=ANA)

    keep(db, ASKED, AGREED, other_way)

    assert contacts.of_peer(db, BEA) == (ASKED,)
    assert contacts.of_worker(db, BEA) == (other_way,)


def test_whether_a_peer_can_be_reached_is_read_from_their_own_row(db: Database) -> None:
    keep(db, ASKED, AGREED)

    people.mark_reachable(db, BEA, reachable=False)

    assert [each.reachable for each in contacts.of_worker(db, ANA)] == [False, True]
    assert [each.reachable for each in contacts.of_peer(db, BEA)] == [False]


def test_every_field_of_a_contact_can_change(db: Database) -> None:
    keep(db, ASKED)
    changed = replace(AGREED, id=ASKED.id, peer=BEA, made_at=NOON)

    contacts.save(db, (ASKED,), (changed,))

    assert contacts.of_worker(db, ANA) == (changed,)


def test_a_contact_that_is_not_there_any_more_is_removed(db: Database) -> None:
    keep(db, ASKED, AGREED)

    contacts.save(db, (ASKED, AGREED), (AGREED,))

    assert contacts.of_worker(db, ANA) == (AGREED,)


def test_a_contact_that_only_could_not_be_reached_is_not_written(db: Database) -> None:
    keep(db, ASKED, AGREED)
    before = db.row("SELECT total_changes()")

    contacts.save(db, (ASKED, AGREED), (replace(ASKED, reachable=False), AGREED))

    assert db.row("SELECT total_changes()") == before


def test_a_newcomer_whose_place_is_taken_comes_last(db: Database) -> None:
    keep(db, ASKED, replace(AGREED, place=1))

    assert [each.place for each in contacts.of_worker(db, ANA)] == [1, 2]


def test_the_place_of_another_workers_peer_is_free(db: Database) -> None:
    keep(db, ASKED, replace(ASKED, id="ca", worker=CAT))

    assert [each.place for each in contacts.of_worker(db, CAT)] == [1]


@pytest.mark.parametrize(("worker", "peer"), [(ANA, BEA), (CAT, CAT)])
def test_nobody_is_anybodys_peer_twice_or_their_own(
    db: Database, worker: PersonId, peer: PersonId
) -> None:
    keep(db, ASKED)

    with pytest.raises(RefusedError):
        keep(db, replace(ASKED, id="again", worker=worker, peer=peer))


# Idle


def test_a_pairing_is_idle_from_its_last_use_on(db: Database) -> None:
    keep(db, AGREED)
    used = AGREED.used_at or NOON

    assert contacts.idle(db, used - EARLIER, 9) == []
    assert contacts.idle(db, used, 9) == [(ANA, AGREED.id)]


def test_a_pairing_never_used_is_idle_from_its_beginning_on(db: Database) -> None:
    keep(db, replace(AGREED, used_at=None, reached_at=None))

    assert contacts.idle(db, AGREED.made_at - EARLIER, 9) == []
    assert contacts.idle(db, AGREED.made_at, 9) == [(ANA, AGREED.id)]


def test_a_peer_who_answered_or_wrote_is_not_idle(db: Database) -> None:
    keep(db, replace(AGREED, reached_at=NOON + DAY))
    answered = contacts.idle(db, NOON + DAY - EARLIER, 9)

    people.touch(db, Address(TELEGRAM, "Cat's chat"), NOON + 2 * DAY)

    assert answered == []
    assert contacts.idle(db, NOON + 2 * DAY - EARLIER, 9) == []
    assert contacts.idle(db, NOON + 2 * DAY, 9) == [(ANA, AGREED.id)]


def test_whoever_was_only_asked_is_not_idle(db: Database) -> None:
    keep(db, ASKED)

    assert contacts.idle(db, NOON + 100 * DAY, 9) == []


def test_no_more_idle_pairings_are_listed_than_wanted(db: Database) -> None:
    keep(db, AGREED, replace(AGREED, id="ba", worker=BEA))

    assert len(contacts.idle(db, NOON + 100 * DAY, 1)) == 1


@pytest.mark.parametrize("kind", ["timer", "alert"])
def test_a_timer_or_an_alert_uses_the_pairings_of_its_ladder(db: Database, kind: str) -> None:
    keep(db, AGREED, replace(AGREED, id="ba", worker=BEA))
    if kind == "timer":
        checkins.save(db, None, checkin(), NOON)
    else:
        alerts.save(db, None, alert(), NOON, accepting=True)

    contacts.note_used(db, NOON + DAY)

    used, unused = contacts.of_worker(db, ANA)[0], contacts.of_worker(db, BEA)[0]
    assert (used.used_at or NOON) > NOON + DAY
    assert unused.used_at == AGREED.used_at


def test_of_a_use_only_the_week_is_kept(db: Database) -> None:
    keep(db, AGREED)
    checkins.save(db, None, checkin(), NOON)
    ends = set()
    monday = NOON - timedelta(days=NOON.weekday())

    for day in range(7):
        contacts.note_used(db, monday + day * DAY)
        ends.add(contacts.of_worker(db, ANA)[0].used_at)

    assert ends == {monday.replace(hour=0) + 7 * DAY}
