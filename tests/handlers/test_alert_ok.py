"""A bare "ok" from a peer: it takes an alert they are asked about, never one they turned down."""

import pytest

from handlers.alert_states import Held
from handlers.people import PersonId
from tests.handlers.cast import ANA, BEA
from tests.handlers.desks import Group, alerted


def has(group: Group, peer: PersonId) -> bool:
    """Whether this peer has Ana's alert."""
    alert = group.cases[ANA].alert
    return alert is not None and isinstance(alert.state, Held) and alert.state.by == peer


def test_a_bare_ok_takes_it() -> None:
    group = alerted()

    group.says(BEA, "ok")

    assert has(group, BEA)


@pytest.mark.parametrize("word", ["ok", "👍"])
def test_a_bare_ok_after_i_cant_takes_nothing_and_brings_the_choices(word: str) -> None:
    group = alerted()
    group.says(BEA, "I can't now")

    assert group.says(BEA, word) == ["alert.declined.stands"]
    assert group.choices(BEA) == ["got_it", "cant_now"]
    assert not has(group, BEA)


@pytest.mark.parametrize("word", ["I've got it", "got it", "still on it"])
def test_the_exact_words_after_i_cant_still_take_it(word: str) -> None:
    group = alerted()
    group.says(BEA, "I can't now")

    assert group.says(BEA, word) == ["alert.thanks"]


def test_a_button_after_i_cant_still_takes_it() -> None:
    group = alerted()
    group.says(BEA, "I can't now")
    group.says(BEA, "ok")

    assert group.presses(BEA, "got_it") == ["alert.thanks"]


def test_a_bare_ok_after_i_cant_does_not_end_the_own_timer_unasked() -> None:
    group = alerted(signal=[BEA])
    group.says(BEA, "2h")
    group.presses(BEA, "alone")
    group.says(BEA, "I can't now")

    assert group.says(BEA, "ok") == ["talk.for_whom"]
    assert group.is_running(BEA)
    assert not has(group, BEA)
