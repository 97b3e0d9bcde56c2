from datetime import timedelta

import pytest

from handlers import doubting
from handlers.desk import Desk
from handlers.people import Consent, Contact, Level, PersonId
from tests.handlers.cast import ANA, BEA, CAT
from tests.handlers.desks import Group, alerted, evening


def key_changes(group: Group, who: PersonId) -> list[str]:
    """Let somebody's key be new; return what they read."""
    desk: Desk = group.desk(who)
    return group.keep(who, desk, doubting.key_changed(desk))


def pairing(group: Group, peer: PersonId) -> Contact:
    """Find how Ana and a peer of hers are tied."""
    return next(each for each in group.contacts if (each.worker, each.peer) == (ANA, peer))


def test_a_peer_whose_key_is_new_sees_less_until_the_worker_knows_the_words() -> None:
    group = evening()

    assert key_changes(group, BEA) == ["key.mine"]
    lowered = pairing(group, BEA).level
    group.says(ANA, "same")

    assert group.keys(ANA) == ["key.theirs", "pair.same"]
    assert (lowered, pairing(group, BEA).level) == (Level.RING, Level.NOTE)


def test_a_peer_whose_key_is_new_cannot_say_that_it_is_them() -> None:
    group = evening()
    key_changes(group, BEA)

    group.says(BEA, "", f"same:{pairing(group, BEA).id}")

    assert pairing(group, BEA).level is Level.RING


def test_somebody_whose_key_is_new_is_told_of_alerts_all_the_same() -> None:
    group = evening()
    key_changes(group, BEA)

    group.says(ANA, "2h")
    group.wait(timedelta(hours=2, minutes=10))

    assert "alert.missed.ring" in group.keys(BEA)


@pytest.mark.parametrize("word", ["all good", "+30"])
def test_a_worker_whose_key_is_new_calls_nobody_off(word: str) -> None:
    group = alerted()
    key_changes(group, ANA)

    assert group.says(ANA, word) == ["key.heard"]

    assert group.cases[ANA].alert_is_open()
    assert group.last(BEA).key == "alert.new_key"
    assert group.last(BEA).choices


def test_a_worker_whose_voice_a_peer_has_heard_calls_them_off_again() -> None:
    group = alerted()
    key_changes(group, ANA)
    group.says(BEA, "", f"same:{pairing(group, BEA).id}")

    group.says(ANA, "all good")

    assert not group.cases[ANA].alert_is_open()


def test_a_timer_that_nobody_was_told_of_ends_as_ever() -> None:
    group = evening()
    group.says(ANA, "2h")
    key_changes(group, ANA)

    assert "timer.done.early" in group.says(ANA, "all good")


def test_somebody_tied_to_nobody_reads_nothing_of_keys() -> None:
    group = Group()
    group.join(ANA)

    assert key_changes(group, ANA) == []


def test_who_has_not_agreed_is_not_asked_to_compare() -> None:
    group = evening()
    group.contacts[0] = Contact(
        "asked", ANA, BEA, Consent.ASKED, group.now, peer_name="Bea", words_match=True
    )

    key_changes(group, ANA)
    key_changes(group, BEA)

    assert "key.theirs" not in group.keys(BEA)
    assert group.last(CAT).key == "key.theirs"
    assert pairing(group, BEA).words_match
