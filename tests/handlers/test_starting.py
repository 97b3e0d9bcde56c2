from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers import chat
from handlers.checkin_states import Running
from handlers.dialogue import HalfStarted, Idle
from handlers.notices import Keyboard, Urgency
from handlers.people import Consent
from handlers.replies import finished
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE
from tests.handlers.desks import Group, alerted, evening


def due(group: Group) -> datetime:
    """Say when Ana's running timer is up."""
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert isinstance(checkin.state, Running)
    return checkin.state.due_at


def lone() -> Group:
    """Ana has nobody yet."""
    group = Group()
    group.join(ANA)
    return group


def test_a_first_timer_takes_one_message_and_its_end_one_tap() -> None:
    group = evening()

    start = group.says(ANA, "2h")
    end = group.presses(ANA, "all_good")

    assert start == ["start.keys", "timer.card.next"]
    assert end[-1] == "timer.done.early"
    assert not group.is_running(ANA)


def test_a_start_brings_the_keys_of_a_running_timer() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert [n.keyboard for n in group.read if n.key == "start.keys"] == [Keyboard.RUNNING]


def test_where_there_are_no_keys_a_start_is_one_message() -> None:
    group = evening(signal=[ANA])

    assert group.says(ANA, "2h") == ["timer.card.next"]


def test_an_ambiguous_time_is_asked_and_the_choice_starts_it() -> None:
    group = evening()

    assert group.says(ANA, "9") == ["start.which"]
    assert group.choices(ANA) == ["at", "for", "neither"]
    assert group.presses(ANA, "at")[0] == "start.keys"
    assert due(group) == EVENING + 30 * MINUTE


def test_neither_sets_no_timer_and_says_so() -> None:
    group = evening()
    group.says(ANA, "9")

    assert group.presses(ANA, "neither") == ["start.not_set"]
    group.wait(5 * MINUTE)
    assert group.last(ANA).key == "start.not_set"


def test_no_while_a_timer_runs_says_that_it_goes_on() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "3h")

    assert group.presses(ANA, "no") == ["start.as_before"]
    assert due(group) == EVENING + 2 * HOUR


def test_a_half_started_timer_gets_one_loud_reminder_after_two_minutes() -> None:
    group = evening()
    group.says(ANA, "9")

    group.wait(10 * MINUTE)

    loud = [n for n in group.read if n.key == "start.not_yet"]
    assert len(loud) == 1
    assert loud[0].urgency is Urgency.QUESTION
    assert not loud[0].silent
    assert [c.label.key for c in loud[0].choices] == ["choice.at", "choice.for", "choice.neither"]


def test_the_reminder_says_how_long_it_is_by_now() -> None:
    group = evening()
    group.says(ANA, "9")

    group.wait(2 * MINUTE)

    at, as_typed, _ = (choice.label.values for choice in group.last(ANA).choices)
    assert at["left"] == 28 * MINUTE
    assert as_typed["left"] == 9 * HOUR


def test_a_question_asked_again_says_how_long_it_is_by_now() -> None:
    group = evening()
    group.says(ANA, "9")
    group.now += MINUTE

    group.says(ANA, "yes")

    asked = group.last(ANA)
    assert asked.choices[0].label.values["left"] == 29 * MINUTE
    assert asked.values["choices"] == [c.label for c in asked.choices[:-1]]


def test_the_choices_of_the_reminder_still_start_it() -> None:
    group = evening()
    group.says(ANA, "9")
    group.wait(3 * MINUTE)

    assert group.presses(ANA, "for")[0] == "start.keys"
    assert due(group) == EVENING + 9 * HOUR


def test_a_question_replaced_by_a_clear_time_is_not_reminded_of() -> None:
    group = evening()
    group.says(ANA, "9")
    group.says(ANA, "2h")

    group.wait(5 * MINUTE)

    assert "start.not_yet" not in group.keys(ANA)


def test_a_half_start_that_another_question_replaces_is_said_at_once() -> None:
    group = evening()
    group.says(ANA, "9")

    keys = group.says(ANA, "", "plan:mine:write")

    assert keys == ["plan.write", "start.not_yet"]


def test_a_half_start_that_was_said_once_is_not_said_again() -> None:
    group = evening()
    group.says(ANA, "9")
    group.wait(3 * MINUTE)

    assert group.says(ANA, "", "plan:mine:write") == ["plan.write"]


def test_yes_to_two_readings_asks_them_again() -> None:
    group = evening()
    group.says(ANA, "9")

    assert group.says(ANA, "yes") == ["start.which"]
    assert not group.is_running(ANA)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2m", "start.too_short"),
        ("25h", "start.too_long"),
        ("today 20:00", "start.past"),
        ("90", "start.no_unit"),
    ],
)
def test_a_time_that_cannot_be_says_why_and_that_no_timer_is_set(text: str, key: str) -> None:
    group = evening()

    assert group.says(ANA, text) == [key]
    assert not group.is_running(ANA)


def test_more_than_twelve_hours_are_asked_once() -> None:
    group = evening()

    assert group.says(ANA, "13h") == ["start.long"]
    assert group.says(ANA, "yes")[0] == "start.keys"


def test_twelve_hours_are_not_asked() -> None:
    assert evening().says(ANA, "12h")[0] == "start.keys"


def test_a_day_is_the_longest_and_is_asked() -> None:
    group = evening()

    assert group.says(ANA, "24h") == ["start.long"]
    assert group.says(ANA, "yes")[0] == "start.keys"


def test_words_behind_a_time_are_not_kept_and_leave_the_chat() -> None:
    group = evening()

    keys = group.says(ANA, "2h flat 4, bell K")

    assert keys == ["start.with_words"]
    assert "flat 4" not in repr(group.read)
    assert group.presses(ANA, "timer_only")[0] == "start.keys"


def test_a_timer_beside_a_running_one_is_asked() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "3h") == ["start.replace"]
    assert due(group) == EVENING + 2 * HOUR
    assert "start.keys" in group.says(ANA, "yes")
    assert due(group) == EVENING + 3 * HOUR


def test_a_timer_while_people_look_for_the_worker_is_asked_in_those_words() -> None:
    group = alerted()

    assert group.says(ANA, "2h") == ["start.replace_alert"]
    group.presses(ANA, "yes_replace")
    assert group.last(BEA).key == "alert.over.safe"
    assert group.is_running(ANA)


def test_a_yes_from_before_people_were_told_is_asked_anew() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "11h")
    old = group.token(ANA, "yes_replace")
    group.wait(2 * HOUR + 10 * MINUTE)

    assert group.says(ANA, "", old) == ["start.replace_alert"]
    assert "alert.over.safe" not in group.keys(BEA)


def test_nobody_to_tell_is_refused_unless_only_the_worker_is_reminded() -> None:
    group = lone()

    assert group.says(ANA, "2h") == ["start.nobody"]
    assert not group.is_running(ANA)
    assert group.presses(ANA, "alone") == ["start.keys", "timer.card.alone"]


def test_nobody_reachable_is_refused_in_other_words() -> None:
    group = evening()
    for peer in (BEA, CAT):
        group.people[peer] = replace(group.people[peer], reachable=False)

    assert group.says(ANA, "2h") == ["start.unreachable"]
    assert group.choices(ANA) == ["invite", "alone"]


def test_somebody_who_was_only_asked_cannot_be_told() -> None:
    group = evening()
    group.contacts = [replace(each, consent=Consent.ASKED) for each in group.contacts]

    assert group.says(ANA, "2h") == ["start.nobody"]


def test_someone_who_left_is_told_before_the_start_and_only_once() -> None:
    group = evening()
    group.says(CAT, "stop")
    group.presses(CAT, "stop_for")

    assert group.says(ANA, "2h") == ["start.someone_left"]
    assert not group.is_running(ANA)
    assert group.presses(ANA, "start_anyway")[0] == "start.keys"
    group.says(ANA, "ok")
    assert group.says(ANA, "2h")[0] == "start.keys"


def test_someone_who_cannot_be_reached_is_told_before_the_start() -> None:
    group = evening()
    group.people[BEA] = replace(group.people[BEA], reachable=False)

    assert group.says(ANA, "2h") == ["start.someone_unreachable"]
    assert group.presses(ANA, "start_anyway")[0] == "start.keys"


def test_the_reminder_of_a_refusal_says_only_once_that_no_timer_is_set() -> None:
    group = lone()
    group.says(ANA, "2h")

    group.wait(2 * MINUTE)

    question = group.last(ANA).values["question"]
    assert getattr(question, "key", "") == "start.nobody.again"


def test_a_start_pressed_too_late_is_not_set_and_not_reminded_of() -> None:
    group = evening()
    group.says(ANA, "until 20:40")
    group.says(ANA, "ok")
    group.says(ANA, "9")
    old = group.token(ANA, "at")
    group.now += HOUR

    assert group.says(ANA, "", old) == ["start.passed"]
    assert group.dialogues[ANA] == Idle()


def test_a_start_made_up_beyond_a_day_is_refused() -> None:
    group = evening()
    far = int((EVENING + timedelta(days=2)).timestamp())

    assert group.says(ANA, "", f"start:{far}:alrwxb") == ["start.too_long"]


@pytest.mark.parametrize("subject", ["", "x", "99999999999", "-1", "²", "1.5"])
def test_a_start_that_names_no_instant_is_stale(subject: str) -> None:
    assert evening().says(ANA, "", f"start:{subject}:a") == ["talk.finished"]


def test_a_nudge_before_its_time_says_nothing() -> None:
    group = evening()
    group.says(ANA, "9")

    outcome = chat.nudge(group.desk(ANA), group.moment())

    assert outcome.effects == ()
    assert isinstance(group.dialogues[ANA], HalfStarted)


def test_a_stale_press_is_answered_with_the_keys_that_count_now() -> None:
    desk = evening().desk(ANA)
    [said] = finished(desk).effects

    assert getattr(said, "keyboard", None) is Keyboard.IDLE
