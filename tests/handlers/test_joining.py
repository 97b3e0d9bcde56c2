from dataclasses import replace

import pytest

from handlers.notices import Keyboard
from handlers.people import InvitationKind, PersonId
from tests.handlers.cast import ANA, BEA, CAT, HOUR, MINUTE
from tests.handlers.desks import Group, evening

EVE = PersonId("eve")
"""Nobody knows her yet."""


def invited() -> Group:
    """Eve has opened the coordinator's invitation."""
    group = Group()
    group.invitation()
    group.says(EVE, "Maple Otter Sunny Desk")
    return group


def named() -> Group:
    """Eve has said her name, and is asked about her clock."""
    group = invited()
    group.presses(EVE, "set_up")
    group.says(EVE, "Eve")
    return group


def test_joining_takes_five_answers_and_the_first_timer_one_message() -> None:
    group = invited()

    answers = [
        group.presses(EVE, "set_up"),
        group.says(EVE, "Eve"),
        group.presses(EVE, "yes"),
        group.presses(EVE, "invite"),
        group.says(EVE, "Call me.\nThen knock."),
    ]

    assert answers == [
        ["join.name"],
        ["join.clock"],
        ["join.who"],
        ["pair.invite", "join.plan"],
        ["join.ready"],
    ]
    assert group.cases[EVE].plan.lines == ("Call me.", "Then knock.")


def test_all_questions_of_joining_can_be_left_for_later() -> None:
    group = named()
    group.presses(EVE, "yes")

    assert group.presses(EVE, "later") == ["join.plan"]
    assert group.presses(EVE, "later") == ["join.ready"]


def test_typed_words_answer_the_questions_of_joining() -> None:
    group = Group(signal=frozenset([EVE]))
    group.invitation()

    keys = [
        group.says(EVE, text)
        for text in ("maple otter sunny desk", "1", "Eve", "yes", "later", "Later")
    ]

    assert [each[-1] for each in keys] == [
        "hello.signal",
        "join.name",
        "join.clock",
        "join.who",
        "join.plan",
        "join.ready",
    ]
    assert group.cases[EVE].plan.lines == ()


def test_hello_says_who_runs_it_and_what_the_network_can_read() -> None:
    group = invited()

    assert group.last(EVE).key == "hello.telegram"
    assert group.last(EVE).values == {"run_by": "the Thursday group"}
    assert group.choices(EVE) == ["set_up", "how", "not_now"]


def test_how_it_works_is_told_before_anything_is_asked() -> None:
    group = invited()

    assert group.presses(EVE, "how") == ["hello.how"]
    assert group.choices(EVE) == ["set_up", "not_now"]


def test_not_now_is_taken_and_start_goes_on() -> None:
    group = invited()

    assert group.presses(EVE, "not_now") == ["join.not_now"]
    assert group.says(EVE, "start") == ["hello.telegram"]


def test_whoever_has_not_set_up_yet_is_greeted_whatever_they_write() -> None:
    group = invited()

    assert group.says(EVE, "what is this") == ["hello.telegram"]


def test_a_hello_while_the_name_is_asked_is_no_name() -> None:
    group = invited()
    group.presses(EVE, "set_up")

    assert group.says(EVE, "hello") == ["hello.telegram"]
    assert group.people[EVE].name == ""


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 41])
def test_a_name_that_cannot_be_shown_is_asked_again(name: str) -> None:
    group = invited()
    group.presses(EVE, "set_up")

    keys = group.says(EVE, name)

    assert keys in (["join.name.again"], ["talk.only_text"])
    assert group.people[EVE].name == ""


@pytest.mark.parametrize("name", ["רובין", "👩‍🚒", "Noor-Lynn 2", "x" * 40])
def test_any_word_is_a_name(name: str) -> None:
    group = invited()
    group.presses(EVE, "set_up")

    assert group.says(EVE, name) == ["join.clock"]
    assert group.people[EVE].name == group.cases[EVE].worker.name == name


def test_a_wrong_clock_is_put_right_by_naming_a_city() -> None:
    group = named()

    assert group.presses(EVE, "no_change") == ["join.city"]
    assert group.says(EVE, "Atlantis") == ["join.city.again"]
    assert group.says(EVE, " New  York.") == ["join.clock"]
    assert group.people[EVE].zone == group.cases[EVE].worker.zone == "America/New_York"


def test_a_clock_time_is_no_timer_where_a_city_was_asked_for() -> None:
    group = named()
    group.presses(EVE, "no_change")

    assert group.says(EVE, "21:30") == ["join.city.again"]


def test_whoever_names_no_city_goes_on_without() -> None:
    group = named()
    group.presses(EVE, "no_change")

    assert group.presses(EVE, "not_now") == ["join.who"]


def test_a_city_asked_from_the_settings_does_not_begin_joining_anew() -> None:
    group = evening()
    group.says(ANA, "settings")
    group.presses(ANA, "clock")

    assert group.says(ANA, "lisbon") == ["saved"]
    assert group.people[ANA].zone == "Europe/Lisbon"


def test_the_clock_in_the_settings_can_be_left_as_it_is() -> None:
    group = evening()
    group.says(ANA, "settings")
    group.presses(ANA, "clock")

    assert group.presses(ANA, "not_now") == ["talk.fine"]
    assert group.says(ANA, "lisbon") == ["talk.unclear"]


def test_a_new_clock_never_moves_a_running_timer() -> None:
    group = evening()
    group.says(ANA, "2h")
    before = group.cases[ANA].checkin
    group.says(ANA, "settings")
    group.presses(ANA, "clock")

    assert group.says(ANA, "New York") == ["saved.next_timer"]
    assert group.cases[ANA].checkin == before


def test_a_plan_that_is_too_long_can_be_written_anew_or_left() -> None:
    group = named()
    group.presses(EVE, "yes")
    group.presses(EVE, "later")

    assert group.says(EVE, "\n".join("123456")) == ["plan.too_long"]
    assert group.presses(EVE, "later") == ["join.ready"]


def test_a_late_press_on_later_brings_no_idle_keys_while_a_timer_runs() -> None:
    group = evening()
    group.says(ANA, "2h")

    group.says(ANA, "", "planlater")

    assert group.last(ANA).keyboard is Keyboard.RUNNING


def test_a_stranger_reads_one_neutral_line_a_day() -> None:
    group = evening()

    first = group.says(EVE, "hello")
    again = group.says(EVE, "hello?")

    assert (first, again) == (["stranger"], [])
    assert EVE not in group.people


@pytest.mark.parametrize("text", ["2h", "people", "\x00", "x" * 10_000, "/start abc"])
def test_a_stranger_reads_the_same_whatever_they_write(text: str) -> None:
    assert evening().says(EVE, text) == ["stranger"]


@pytest.mark.parametrize("token", ["got:1", "forgetyes", "start:9999999999:a", ":::"])
def test_a_stranger_who_makes_up_presses_reads_the_same(token: str) -> None:
    assert evening().says(EVE, "", token) == ["stranger"]


def test_an_invitation_nobody_made_reads_like_any_other_text_of_a_stranger() -> None:
    assert evening().says(EVE, "maple otter sunny desk") == ["stranger"]


def test_an_open_door_lets_anyone_in() -> None:
    group = evening()
    group.house = replace(group.house, open_door=True)

    assert group.says(EVE, "hello") == ["hello.telegram"]
    assert EVE in group.people


def test_an_invitation_to_join_works_once() -> None:
    group = invited()

    assert group.invitations == []
    assert group.says(BEA, "maple otter sunny desk") == ["stranger"]


def test_a_link_tapped_twice_greets_again() -> None:
    group = invited()

    assert group.says(EVE, "maple otter sunny desk") == ["hello.telegram"]


def test_whoever_is_in_already_does_not_use_up_an_invitation_to_join() -> None:
    group = evening()
    group.invitation()

    assert group.says(ANA, "maple otter sunny desk") == ["join.already"]
    assert len(group.invitations) == 1


def test_whoever_is_half_in_is_greeted_by_a_second_invitation_to_join() -> None:
    group = invited()
    group.invitation()

    assert group.says(EVE, "maple otter sunny desk") == ["hello.telegram"]


def test_an_invitation_for_another_network_lets_no_stranger_in() -> None:
    group = evening()
    group.invitation(InvitationKind.LINK)

    assert group.says(EVE, "maple otter sunny desk") == ["stranger"]


def test_an_invitation_that_is_over_is_said_to_be_over() -> None:
    assert evening().says(ANA, "maple otter sunny desk") == ["pair.unknown"]


def test_joining_again_changes_the_name_for_the_next_timer_only() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "", "setup")
    group.says(ANA, "Robin")
    checkin = group.cases[ANA].checkin

    assert group.people[ANA].name == "Robin"
    assert checkin is not None
    assert checkin.name == "Ana"


def test_somebody_without_a_name_may_still_be_reminded() -> None:
    group = invited()

    assert group.says(EVE, "2h") == ["start.nobody"]
    assert group.presses(EVE, "alone") == ["start.keys", "timer.card.alone"]


def test_the_idle_person_is_never_left_without_a_word() -> None:
    group = evening()
    group.wait(MINUTE)
    group.now += HOUR

    assert group.says(CAT, "what?") == ["talk.unclear"]


def test_a_no_while_a_timer_runs_never_says_that_none_is_set() -> None:
    group = named()
    for label in ("yes", "later"):
        group.presses(EVE, label)
    group.says(EVE, "Call me.")
    group.says(EVE, "2h")
    group.presses(EVE, "alone")

    assert group.says(EVE, "no") == ["talk.no_question"]
