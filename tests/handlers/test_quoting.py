"""A quoted reply answers the quoted question, and no other."""

import pytest

from handlers.alert_states import Held
from handlers.dialogue import HalfStarted, Naming
from tests.handlers.cast import ANA, BEA, CAT, MINUTE
from tests.handlers.desks import Group, alerted, evening


def about(group: Group) -> str:
    """Say what Ana's timer is about."""
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    return checkin.about


def alert_about(group: Group) -> str:
    """Say what Ana's alert is about."""
    alert = group.cases[ANA].alert
    assert alert is not None
    return alert.about


def both_running() -> Group:
    """Ana's alert is open and Bea was told, whose own timer runs."""
    group = alerted(signal=[BEA])
    group.tie(BEA, CAT)
    group.says(BEA, "3h")
    return group


def is_held(group: Group) -> bool:
    alert = group.cases[ANA].alert
    return alert is not None and isinstance(alert.state, Held)


def test_ok_below_an_alert_takes_it_and_leaves_the_own_timer() -> None:
    group = both_running()

    assert group.says(BEA, "ok", quotes=alert_about(group)) == ["alert.thanks"]
    assert is_held(group)
    assert group.is_running(BEA)


def test_ok_below_the_own_card_ends_the_timer_and_takes_no_alert() -> None:
    group = both_running()
    mine = group.cases[BEA].checkin
    assert mine is not None

    keys = group.says(BEA, "ok", quotes=mine.about)

    assert keys[-1] == "timer.done.early"
    assert not group.is_running(BEA)
    assert not is_held(group)


def test_a_number_of_another_question_is_no_answer_to_the_quoted_one() -> None:
    group = both_running()
    mine = group.number(BEA, "all_good")

    assert group.says(BEA, mine, quotes=alert_about(group)) == ["alert.press_one"]
    assert group.is_running(BEA)


def test_the_quoted_questions_own_number_answers_it() -> None:
    group = both_running()

    group.says(BEA, group.number(BEA, "got_it"), quotes=alert_about(group))

    assert is_held(group)


@pytest.mark.parametrize("text", ["2h", "9", "+30", "call", "all good", "on my way"])
def test_what_is_no_answer_to_a_quoted_alert_brings_its_choices(text: str) -> None:
    group = alerted()

    assert group.says(BEA, text, quotes=alert_about(group)) == ["alert.press_one"]
    assert group.choices(BEA) == ["got_it", "cant_now"]


def test_free_text_below_an_alert_is_never_a_name() -> None:
    group = alerted()
    group.dialogues[BEA] = Naming()

    assert group.says(BEA, "Bea", quotes=alert_about(group)) == ["alert.press_one"]
    assert group.dialogues[BEA] == Naming()


def test_free_text_below_another_question_is_what_is_waited_for() -> None:
    group = Group()
    group.join(ANA)
    group.says(ANA, "", "clockno")

    assert group.says(ANA, "Lisbon", quotes="") == ["join.clock"]


@pytest.mark.parametrize("text", ["+15", "call me", "undo"])
def test_every_word_for_a_timer_works_below_its_messages(text: str) -> None:
    group = evening()
    group.says(ANA, "2h")

    keys = group.says(ANA, text, quotes=about(group))

    assert keys[-1] in {"timer.extended", "call.soon", "timer.undo"}


def test_what_is_unclear_below_the_own_card_brings_its_choices() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "hm", quotes=about(group)) == ["talk.press_one"]
    assert group.choices(ANA) == ["all_good", "more", "call_me"]
    assert group.last(ANA).about == about(group)


def test_what_is_unclear_below_an_own_call_brings_its_end() -> None:
    group = evening()
    group.says(ANA, "call me")

    assert group.says(ANA, "hm", quotes=alert_about(group)) == ["talk.press_one"]
    assert group.choices(ANA) == ["all_good"]


def test_what_is_unclear_below_an_ended_timer_reads_that_it_is_over() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "ok")

    assert group.says(ANA, "hm", quotes=about(group)) == ["talk.finished"]


def test_a_time_below_the_own_card_is_a_time() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "3h", quotes=about(group)) == ["start.replace"]


@pytest.mark.parametrize("text", ["help", "people", "status"])
def test_a_command_is_one_below_any_question(text: str) -> None:
    group = alerted()

    assert "alert.press_one" not in group.says(BEA, text, quotes=alert_about(group))


def test_a_quote_of_what_is_over_answers_nothing() -> None:
    group = evening()
    group.says(ANA, "2h")
    old = about(group)
    group.says(ANA, "ok")
    group.wait(5 * MINUTE)
    group.says(ANA, "1h")
    group.numbers[ANA] = [each for each in group.numbers[ANA] if each.about != old]

    assert group.says(ANA, "ok", quotes=old) == ["talk.finished"]
    assert group.is_running(ANA)


@pytest.mark.parametrize("text", ["1", "hm", "no"])
def test_whatever_else_answers_something_over_reads_that_it_is(text: str) -> None:
    group = evening(signal=[ANA])

    assert group.says(ANA, text, quotes="checkin:old") == ["talk.finished"]


def test_a_time_below_something_over_starts_a_timer() -> None:
    group = evening()

    assert group.says(ANA, "2h", quotes="checkin:old")[0] == "start.keys"


def test_free_text_below_something_over_is_still_what_is_waited_for() -> None:
    group = Group()
    group.join(ANA)
    group.says(ANA, "", "clockno")

    assert group.says(ANA, "Lisbon", quotes="checkin:old") == ["join.clock"]


def test_what_does_not_answer_a_quoted_start_brings_its_readings() -> None:
    group = evening()
    group.says(ANA, "9")

    assert group.says(ANA, "maybe", quotes="start") == ["start.which"]
    assert isinstance(group.dialogues[ANA], HalfStarted)


def test_what_does_not_answer_tonights_question_brings_its_choices() -> None:
    group = evening()
    group.says(ANA, "", "switch:start:on")
    group.says(ANA, "2h")

    assert group.says(BEA, "perhaps", quotes=about(group)) == ["talk.press_one"]
    assert group.choices(BEA) == ["here", "not_tonight"]


def test_what_does_not_answer_any_other_question_says_so() -> None:
    group = evening()
    group.says(ANA, "people")

    assert group.says(ANA, "ok", quotes="") == ["talk.press_there"]


def test_a_word_that_fits_two_of_the_quoted_choices_is_asked_back() -> None:
    group = evening()
    group.says(ANA, "9")

    assert group.says(ANA, "yes", quotes="start") == ["start.which"]
