"""One worker's rows cannot be read: their peers go on, and are told what came to nothing."""

from dataclasses import replace

import pytest

from tests.handlers.cast import ANA, BEA, CAT
from tests.handlers.desks import Group, alerted, evening


def both_out() -> Group:
    """Bea, whom Ana's alert has told, has a timer of her own; Ana's rows are lost by now."""
    group = alerted()
    group.tie(BEA, CAT)
    group.says(BEA, "1h")
    group.unread = frozenset({ANA})
    return group


@pytest.mark.parametrize("verb", ["got", "cant", "spoken"])
def test_an_answer_about_somebody_who_cannot_be_read_is_said_to_have_failed(verb: str) -> None:
    group = both_out()
    alert = group.cases[ANA].alert
    assert alert is not None

    assert group.says(BEA, "", f"{verb}:{alert.id}") == ["sorry.failed"]
    assert group.cases[ANA].alert == alert


def test_a_bare_word_about_somebody_who_cannot_be_read_is_said_to_have_failed() -> None:
    group = both_out()

    assert group.says(BEA, "we've spoken") == ["sorry.failed"]


def test_a_peers_own_timer_goes_on_without_the_one_who_cannot_be_read() -> None:
    group = both_out()

    group.presses(BEA, "all_good")

    assert not group.is_running(BEA)


def test_whoever_is_a_peer_of_somebody_who_cannot_be_read_can_stop() -> None:
    group = both_out()

    group.says(BEA, "", f"leaveyes:{group.contact(ANA, BEA).id}")

    assert group.last(BEA).key == "stop.done"


@pytest.mark.parametrize("label", ["here", "not_tonight"])
def test_an_answer_for_tonight_that_comes_to_nothing_is_said_to_have_failed(label: str) -> None:
    group = evening()
    group.cases[ANA] = replace(group.cases[ANA], worker=replace(group.people[ANA], tell_start=True))
    group.says(ANA, "2h")
    token = group.token(BEA, label)
    group.unread = frozenset({ANA})

    assert group.says(BEA, "", token) == ["sorry.failed"]
