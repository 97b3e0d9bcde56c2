import pytest

from handlers.comparing import two_words
from handlers.people import Consent, Level, PersonId
from tests.handlers.cast import ANA, BEA
from tests.handlers.desks import evening
from tests.handlers.pairs import EVE, paired


def test_whoever_has_compared_already_is_not_asked_to_again() -> None:
    group = evening()

    assert group.says(BEA, "", f"pracnot:{group.contact(ANA, BEA).id}") == ["talk.fine"]


def test_both_read_the_same_two_words_and_each_others_names() -> None:
    group = paired()
    words = two_words(group.contact(ANA, EVE))

    assert len(words.split()) == 2
    assert group.last(ANA).values == {"words": words, "name": "Eve"}
    assert group.last(EVE).values == {"words": words, "name": "Ana"}


def test_the_workers_same_lets_the_peer_open_everything() -> None:
    group = paired()
    before = group.contact(ANA, EVE).level

    assert group.presses(ANA, "same") == ["pair.same"]
    assert (before, group.contact(ANA, EVE).level) == (Level.RING, Level.NOTE)


def test_a_peers_same_alone_proves_nothing() -> None:
    group = paired()

    assert group.presses(EVE, "same") == ["pair.same", "pair.both"]
    assert group.contact(ANA, EVE).level is Level.RING


@pytest.mark.parametrize(("who", "other"), [(ANA, EVE), (EVE, ANA)])
def test_different_on_either_side_lowers_the_level_and_warns_the_other(
    who: PersonId, other: PersonId
) -> None:
    group = paired()
    group.presses(ANA, "same")

    keys = group.says(who, "", f"different:{group.contact(ANA, EVE).id}")

    assert keys == ["pair.different" if who == ANA else "pair.different.peer"]
    assert group.contact(ANA, EVE).level is Level.RING
    assert group.last(other).key == "pair.other_different"


def test_comparing_never_blocks() -> None:
    group = paired()

    assert group.presses(ANA, "later") == ["pair.later"]
    assert group.says(ANA, "2h")[:1] == ["start.keys"]
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert EVE in [rung.peer for rung in checkin.ladder]


def test_being_there_both_ways_asks_the_worker_the_same_question() -> None:
    group = paired()
    group.presses(EVE, "later")

    assert group.presses(EVE, "yes") == ["pair.both.asked"]
    assert group.last(ANA).key == "pair.ask"
    assert group.last(ANA).values["worker"] == "Eve"
    assert group.presses(ANA, "agree") == ["pair.name"]
    assert group.says(ANA, "Ana") == ["pair.number", "pair.line"]
    assert group.contact(EVE, ANA).consent is Consent.AGREED


def test_the_words_are_compared_anew_the_other_way_round() -> None:
    group = paired()
    group.presses(ANA, "same")
    group.presses(EVE, "same")

    group.presses(EVE, "yes")

    assert group.contact(EVE, ANA).words_match is None


def test_both_ways_is_not_asked_of_those_who_have_it() -> None:
    group = evening()
    group.tie(BEA, ANA)
    contact = group.contact(ANA, BEA).id

    assert group.says(BEA, "", f"same:{contact}") == ["pair.same"]
    assert group.says(BEA, "", f"both:{contact}") == ["talk.finished"]


def test_not_now_to_both_ways_is_fine() -> None:
    group = paired()
    group.presses(EVE, "later")

    assert group.presses(EVE, "not_now") == ["talk.fine"]
    assert [each for each in group.contacts if each.worker == EVE] == []
