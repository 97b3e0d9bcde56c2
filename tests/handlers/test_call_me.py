from dataclasses import replace

from handlers.alert_states import Pending, Settled
from handlers.people import Consent
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE
from tests.handlers.desks import Group, alerted, evening


def running() -> Group:
    """Ana's timer runs until 22:30."""
    group = evening()
    group.says(ANA, "2h")
    return group


def call_is_open(group: Group) -> bool:
    """Whether Ana's people are asked to ring, or were."""
    return group.cases[ANA].alert_is_open()


def test_the_first_end_is_remembered_and_an_undo_is_none() -> None:
    taken_back, ended = running(), running()
    for group in (taken_back, ended):
        group.people[ANA] = replace(group.people[ANA], finished_one=False)
    taken_back.says(ANA, "undo")
    taken_back.presses(ANA, "yes_undo")
    ended.says(ANA, "ok")

    assert (taken_back.people[ANA].finished_one, ended.people[ANA].finished_one) == (False, True)


def test_call_me_waits_ten_seconds_and_then_tells_two_tiers() -> None:
    group = running()

    assert group.says(ANA, "call me") == ["call.soon"]
    assert group.keys(BEA) == []
    group.wait(MINUTE)
    assert group.keys(BEA) == group.keys(CAT) == ["alert.call"]
    assert group.is_running(ANA)


def test_call_me_can_be_pressed_on_the_card() -> None:
    group = running()

    assert group.presses(ANA, "call_me") == ["call.soon"]


def test_call_me_again_is_answered_within_the_ten_seconds_too() -> None:
    group = running()
    group.says(ANA, "call")

    assert group.says(ANA, "call") == ["call.soon"]


def test_call_me_with_nobody_to_call_asks_nobody_and_says_so() -> None:
    group = evening()
    group.contacts = []

    assert group.says(ANA, "call") == ["call.nobody"]
    assert not call_is_open(group)


def test_call_me_during_a_timer_that_tells_nobody_asks_those_who_can_be_reached_now() -> None:
    group = evening()
    for peer in (BEA, CAT):
        group.people[peer] = replace(group.people[peer], reachable=False)
    group.says(ANA, "2h")
    group.presses(ANA, "alone")
    group.people[BEA] = replace(group.people[BEA], reachable=True)

    assert group.says(ANA, "call") == ["call.soon"]
    group.wait(MINUTE)
    assert group.keys(BEA) == ["alert.call"]


def test_call_me_from_an_old_button_is_stale() -> None:
    group = running()
    old = group.token(ANA, "call_me")
    group.says(ANA, "ok")

    assert group.says(ANA, "", old) == ["talk.finished"]
    assert not call_is_open(group)


def test_undo_takes_the_call_back_first() -> None:
    group = running()
    group.says(ANA, "call")

    assert group.says(ANA, "undo") == ["call.undone"]
    assert group.is_running(ANA)
    alert = group.cases[ANA].alert
    assert alert is not None
    assert isinstance(alert.state, Settled)


def test_the_button_takes_a_call_back_only_while_nobody_was_told() -> None:
    group = running()
    group.says(ANA, "call")
    button = group.token(ANA, "undo")
    fresh = group.says(ANA, "", button)
    group.says(ANA, "call")
    late = group.token(ANA, "undo")
    group.wait(MINUTE)

    assert fresh == ["call.undone"]
    assert group.says(ANA, "", late) == ["talk.finished"]
    assert group.says(ANA, "", "uncall:made-up") == ["talk.finished"]
    assert call_is_open(group)


def test_undo_of_a_start_is_asked_before_it_ends_the_timer() -> None:
    group = running()

    assert group.presses(ANA, "undo") == ["timer.undo"]
    assert group.is_running(ANA)
    group.presses(ANA, "yes_undo")
    assert not group.is_running(ANA)


def test_undo_while_people_are_told_says_what_they_will_read() -> None:
    group = alerted()

    assert group.says(ANA, "undo") == ["timer.undo.alert"]


def test_undo_with_nothing_running_is_said_to_be_so() -> None:
    assert evening().says(ANA, "undo") == ["timer.none"]
    assert evening().says(ANA, "", "undo:old") == ["talk.finished"]


def test_status_says_what_runs_and_what_happens_next() -> None:
    group = running()

    assert group.says(ANA, "status") == ["status.running"]
    assert group.last(ANA).values["grace_end"] == EVENING + 2 * HOUR + 10 * MINUTE


def test_status_in_every_other_state() -> None:
    group = evening()
    seen = group.says(ANA, "status")
    group.says(ANA, "call")
    seen += group.says(ANA, "status")
    group.says(ANA, "undo")
    group.says(ANA, "2h")
    group.wait(2 * HOUR)
    seen += group.says(ANA, "status")
    group.wait(11 * MINUTE)
    seen += group.says(ANA, "status")
    group.says(ANA, "ok")
    seen += group.says(ANA, "status")

    assert seen == ["status.none", "status.call", "status.due", "status.missed", "status.none"]


def test_status_of_a_timer_that_tells_nobody_never_claims_to_tell() -> None:
    group = evening()
    group.contacts = [replace(each, consent=Consent.ASKED) for each in group.contacts]
    group.says(ANA, "2h")
    group.presses(ANA, "alone")

    assert group.says(ANA, "status") == ["status.running.alone"]
    group.wait(2 * HOUR)
    assert group.says(ANA, "status") == ["status.due.alone"]


def test_nobody_else_can_ask_what_a_worker_has_running() -> None:
    group = running()

    assert group.says(BEA, "status") == ["status.none"]
    assert group.says(BEA, "", f"safe:{group.cases[ANA].checkin}") == ["talk.finished"]
    assert group.is_running(ANA)


def test_a_call_that_waits_is_pending() -> None:
    group = evening()
    group.says(ANA, "/sos")
    alert = group.cases[ANA].alert

    assert alert is not None
    assert isinstance(alert.state, Pending)
