from dataclasses import replace
from datetime import datetime

import pytest

from handlers.alert_states import AlertKind
from handlers.checkin_states import Closed, Ending, Running
from handlers.dialogue import Idle, Naming
from handlers.notices import Keyboard
from handlers.people import PersonId, Plan
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE, SECOND
from tests.handlers.desks import Group, alerted, evening


def running() -> Group:
    """Ana's timer runs until 22:30."""
    group = evening()
    group.says(ANA, "2h")
    return group


def due(group: Group) -> datetime:
    """Say when Ana's running timer is up."""
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert isinstance(checkin.state, Running)
    return checkin.state.due_at


def call_is_open(group: Group) -> bool:
    """Whether Ana's people are asked to ring, or were."""
    return group.cases[ANA].alert_is_open()


@pytest.mark.parametrize("word", ["ok", "👍", "All good", "/ok", "fine", "OKAY!"])
def test_all_good_in_time_ends_the_timer_and_nobody_reads_of_it(word: str) -> None:
    group = running()
    group.wait(2 * HOUR)

    assert group.says(ANA, word) == ["timer.card.done", "timer.done"]
    assert group.keys(BEA) == []


def test_all_good_with_nothing_running_is_said_to_be_so() -> None:
    assert evening().says(ANA, "all good") == ["timer.none"]


def test_an_old_timers_button_never_ends_a_new_one() -> None:
    group = running()
    old = group.token(ANA, "all_good")
    group.says(ANA, "ok")
    group.says(ANA, "2h")

    assert group.says(ANA, "", old) == ["talk.finished"]
    assert group.is_running(ANA)


def test_all_good_sent_before_the_timer_began_never_ends_it() -> None:
    group = running()
    group.now += MINUTE

    assert group.says(ANA, "all good", sent=2 * MINUTE) == ["talk.finished"]
    assert group.is_running(ANA)


def test_all_good_a_whole_second_before_the_start_is_not_about_it() -> None:
    group = running()

    assert group.says(ANA, "all good", sent=SECOND) == ["talk.finished"]


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("all good", ["timer.card.done", "timer.done.early"]),
        ("+30", ["timer.card.next", "timer.extended"]),
    ],
)
def test_a_start_and_what_followed_it_count_in_their_order_however_late_they_are_heard(
    word: str, keys: list[str]
) -> None:
    group = evening()
    group.now += HOUR

    group.says(ANA, "2h", sent=HOUR)

    assert group.says(ANA, word, sent=HOUR - MINUTE) == keys


def test_all_good_in_the_second_of_the_start_counts() -> None:
    group = evening()
    group.now = EVENING + SECOND / 2
    group.says(ANA, "2h")

    group.says(ANA, "all good", sent=SECOND / 2)

    assert not group.is_running(ANA)


def test_all_good_sent_in_time_and_heard_late_calls_off_the_alert() -> None:
    group = alerted()

    group.says(ANA, "all good", sent=11 * MINUTE)

    assert group.last(BEA).key == "alert.over.late"


def test_all_good_closes_timer_and_call_together() -> None:
    group = running()
    group.says(ANA, "call")
    group.wait(MINUTE)

    keys = group.says(ANA, "all good")

    assert not group.is_running(ANA)
    assert not call_is_open(group)
    assert group.last(BEA).key == "alert.over.safe"
    assert keys == ["timer.card.done", "timer.done.early", "timer.done.after_alert"]


def test_all_good_within_the_ten_seconds_says_that_nobody_was_asked() -> None:
    group = running()
    group.says(ANA, "call")

    keys = group.says(ANA, "all good")

    assert keys == ["timer.card.done", "timer.done.early", "call.undone"]
    assert group.keys(BEA) == []


def test_all_good_sent_before_the_call_ends_the_timer_and_not_the_call() -> None:
    group = running()
    group.wait(HOUR)
    group.says(ANA, "call")
    group.wait(MINUTE)

    group.says(ANA, "all good", sent=10 * MINUTE)

    assert not group.is_running(ANA)
    assert call_is_open(group)


def test_all_good_sent_before_anything_began_changes_nothing() -> None:
    group = evening()
    group.says(ANA, "call")
    group.wait(MINUTE)

    assert group.says(ANA, "all good", sent=HOUR) == ["talk.finished"]
    assert call_is_open(group)


def test_all_good_ends_a_call_without_a_timer() -> None:
    group = evening()
    group.says(ANA, "call")
    group.wait(MINUTE)

    assert group.says(ANA, "all good")[-1] == "timer.done.after_alert"
    assert group.last(BEA).key == "alert.over.safe"


def test_all_good_within_the_ten_seconds_takes_the_call_back() -> None:
    group = evening()
    group.says(ANA, "call")

    assert group.says(ANA, "all good") == ["call.undone"]
    assert group.keys(BEA) == []


def test_all_good_after_a_call_fell_due_ends_both() -> None:
    group = running()
    group.says(ANA, "call")
    group.wait(2 * HOUR + 15 * MINUTE)
    alert = group.cases[ANA].alert
    assert alert is not None
    assert alert.kind is AlertKind.MISSED

    group.says(ANA, "ok")

    assert group.cases[ANA].is_quiet()


@pytest.mark.parametrize(
    ("text", "minutes"), [("+30", 30), ("+15", 15), ("more 60", 60), ("+1h", 60)]
)
def test_longer_counts_from_the_old_due_time(text: str, minutes: int) -> None:
    group = running()

    assert group.says(ANA, text) == ["timer.card.next", "timer.extended"]
    assert due(group) == EVENING + 2 * HOUR + minutes * MINUTE


@pytest.mark.parametrize("text", ["+45", "+1", "+9999"])
def test_longer_by_anything_else_is_asked_back(text: str) -> None:
    group = running()

    assert group.says(ANA, text) == ["timer.more_by"]
    assert due(group) == EVENING + 2 * HOUR


@pytest.mark.parametrize("detail", ["", "x", "-30", "9" * 5000, "30:30", "²"])
def test_longer_by_something_made_up_never_breaks(detail: str) -> None:
    group = running()

    assert group.says(ANA, "", f"more::{detail}") == ["timer.more_by"]


def test_longer_with_nothing_running_is_said_to_be_so() -> None:
    group = evening()

    assert group.says(ANA, "+30") == ["timer.none"]
    assert group.says(ANA, "", "more30:old") == ["talk.finished"]


def test_longer_from_an_old_button_or_time_changes_nothing() -> None:
    group = running()
    group.now += MINUTE

    assert group.says(ANA, "", "more30:old") == ["talk.finished"]
    assert group.says(ANA, "+30", sent=HOUR) == ["talk.finished"]
    assert due(group) == EVENING + 2 * HOUR


def test_an_early_end_can_be_taken_back_while_the_old_time_lies_ahead() -> None:
    group = running()
    group.says(ANA, "ok")

    keys = group.presses(ANA, "keep_running")

    assert keys == ["timer.card.next", "timer.extended"]
    assert due(group) == EVENING + 2 * HOUR


def test_an_early_end_cannot_be_taken_back_when_the_time_is_over() -> None:
    group = running()
    group.says(ANA, "ok")
    group.now += 3 * HOUR

    assert group.says(ANA, "keep") == ["talk.finished"]
    assert group.says(ANA, "", "keep:old") == ["talk.finished"]
    assert evening().says(ANA, "keep") == ["talk.finished"]


def test_other_asks_how_long() -> None:
    assert evening().says(ANA, "Other") == ["timer.how_long"]


def test_the_running_timer_keeps_the_people_and_the_plan_it_began_with() -> None:
    group = running()
    group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")
    group.cases[ANA] = replace(group.cases[ANA], plan=Plan(("Another one.",)))
    checkin = group.cases[ANA].checkin

    assert checkin is not None
    assert [rung.peer for rung in checkin.ladder] == [BEA, CAT]
    assert checkin.plan == Plan(("Call me.",))


def test_after_the_end_the_idle_keys_come_back() -> None:
    group = running()
    group.says(ANA, "ok")
    checkin = group.cases[ANA].checkin

    assert checkin is not None
    assert isinstance(checkin.state, Closed)
    assert checkin.state.ending is Ending.SAFE
    assert group.last(ANA).keyboard is Keyboard.IDLE


def test_all_that_speaks_of_a_timer_leaves_the_chat_with_it() -> None:
    group = running()
    checkin = group.cases[ANA].checkin
    for text in ("+45", "+30", "status", "undo"):
        group.says(ANA, text)

    assert checkin is not None
    assert {notice.about for notice in group.read} == {checkin.about}


def test_taking_a_start_back_can_be_left() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "undo")

    assert group.presses(ANA, "not_now") == ["talk.as_before"]
    assert group.is_running(ANA)


def test_staying_out_says_that_those_told_read_it() -> None:
    group = alerted()

    assert group.says(ANA, "+15")[-1] == "timer.extended.told"


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("sos", "call.soon"),
        ("panic", "call.soon"),
        ("safe", "timer.done.early"),
        ("more", "timer.more_by"),
        ("more 30", "timer.extended"),
        ("extend", "timer.more_by"),
        ("extend 15", "timer.extended"),
        ("cancel", "timer.cancel"),
        ("checkin", "timer.how_long"),
        ("checkin 3h", "start.replace"),
        ("timer", "timer.how_long"),
        ("contacts", "people.list"),
        ("delete", "forget.ask.running"),
        ("booking", "help.what_this_is"),
        ("settings", "settings.show"),
        ("privacy", "privacy"),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("signal", [(), (ANA,)])
def test_other_words_work_with_and_without_a_slash(
    word: str, key: str, slash: str, signal: tuple[PersonId, ...]
) -> None:
    group = evening(signal=signal)
    group.says(ANA, "2h")

    assert group.says(ANA, slash + word)[-1].startswith(key)


def test_cancel_leaves_what_is_being_written() -> None:
    group = evening()
    group.says(ANA, "", "plan:mine:write")

    assert group.says(ANA, "cancel") == ["talk.fine"]
    assert group.dialogues[ANA] == Idle()


def test_cancel_leaves_a_question_that_offers_nothing_to_refuse() -> None:
    group = evening()
    group.says(ANA, "", "setup")
    assert group.dialogues[ANA] == Naming()

    assert group.says(ANA, "cancel") == ["talk.fine"]
    assert group.dialogues[ANA] == Idle()


def test_cancel_leaves_a_start_that_is_still_a_question() -> None:
    group = evening()
    group.says(ANA, "9")

    assert group.says(ANA, "cancel") == ["start.not_set"]


def test_cancel_with_nothing_to_end_says_so() -> None:
    assert evening().says(ANA, "cancel") == ["timer.none"]


def test_cancel_never_answers_an_alert() -> None:
    group = alerted()

    assert group.says(BEA, "cancel") == ["alert.press_one"]
