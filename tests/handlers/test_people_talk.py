from dataclasses import replace

import pytest

from handlers.desk import Outcome
from handlers.notices import Notice
from handlers.people import IDLE_AFTER, Consent, Level, PersonId
from handlers.people_talk import ask_if_still
from handlers.said import Say
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA, CAT, HOUR, MINUTE
from tests.handlers.desks import Group, alerted, evening
from tests.handlers.pairs import EVE, invited


def ladder(group: Group) -> list[tuple[PersonId, int]]:
    """List who is on the ladder of Ana's timer, and at which tier."""
    checkin = group.cases[ANA].checkin
    return [] if checkin is None else [(rung.peer, rung.tier) for rung in checkin.ladder]


def lines(group: Group) -> list[str]:
    """List the lines of what Ana reads of her people, by key."""
    people = group.last(ANA).values["people"]
    assert isinstance(people, list)
    return [line.key for line in people]


def test_people_are_listed_in_the_order_in_which_they_are_told() -> None:
    group = evening()
    group.contacts.reverse()

    assert group.says(ANA, "people") == ["people.list"]
    assert [c.label.values.get("name") for c in group.last(ANA).choices] == ["Bea", "Cat", None]


def test_each_of_the_people_is_listed_as_they_are_reached() -> None:
    group = evening()
    group.says(ANA, "invite")
    group.says(EVE, group.invitations[0].words)
    group.people[CAT] = replace(group.people[CAT], reachable=False)
    group.contacts = [
        replace(each, reached_at=group.now - HOUR) if each.peer == BEA else each
        for each in group.contacts
    ]
    group.says(ANA, "people")

    assert lines(group) == ["people.line", "people.line.unreachable", "people.line.asked"]


def test_whoever_was_reached_a_moment_ago_was_reached_just_now() -> None:
    group = evening()
    group.contacts = [replace(each, reached_at=group.now) for each in group.contacts]
    group.says(ANA, "people")

    assert lines(group) == ["people.line.now"] * 2


def test_whoever_was_never_reached_is_listed_as_such() -> None:
    group = evening()
    group.says(ANA, "people")

    assert lines(group) == ["people.line.never"] * 2


def test_whoever_has_nobody_reads_that_and_can_invite() -> None:
    group = evening()
    group.contacts = []

    assert group.says(ANA, "people") == ["people.none"]
    assert group.choices(ANA) == ["invite"]


def test_a_peer_reads_whom_they_are_there_for_and_nothing_of_them() -> None:
    group = evening()
    group.says(ANA, "2h")

    group.says(BEA, "people")
    running = group.last(BEA).values

    quiet = evening()
    quiet.says(BEA, "people")
    assert running == quiet.last(BEA).values


def test_another_place_is_saved_and_confirmed_by_name() -> None:
    group = evening()
    group.says(ANA, "people")
    group.presses(ANA, "person")

    assert group.presses(ANA, "tier_3") == ["people.moved"]
    assert group.last(ANA).values["name"] == "Bea"
    assert group.contact(ANA, BEA).tier == 3


def test_another_order_counts_from_the_next_timer() -> None:
    group = evening()
    group.says(ANA, "2h")
    contact = group.contact(ANA, BEA).id

    assert group.says(ANA, "", f"tier:{contact}:4") == ["people.moved.next_timer"]
    assert ladder(group) == [(BEA, 1), (CAT, 2)]
    group.says(ANA, "ok")
    group.says(ANA, "2h")
    assert ladder(group) == [(CAT, 2), (BEA, 4)]


@pytest.mark.parametrize("detail", ["", "0", "5", "x", "1:2", "²"])
def test_a_place_that_is_none_is_stale(detail: str) -> None:
    group = evening()
    contact = group.contact(ANA, BEA).id

    assert group.says(ANA, "", f"tier:{contact}:{detail}") == ["talk.finished"]
    assert group.contact(ANA, BEA).tier == 1


def test_while_the_words_have_not_matched_they_are_shown_and_asked_for() -> None:
    group = evening()
    group.contacts = [replace(each, words_match=None) for each in group.contacts]
    group.says(ANA, "people")

    assert group.presses(ANA, "person") == ["people.person.unsure"]
    assert group.choices(ANA)[:2] == ["same", "different"]
    assert group.says(ANA, "yes") == ["pair.same"]
    assert group.contact(ANA, BEA).level is Level.NOTE


def test_a_removal_is_asked_and_then_silent() -> None:
    group = evening()
    group.says(ANA, "people")
    group.presses(ANA, "person")

    assert group.presses(ANA, "remove") == ["people.remove"]
    assert group.presses(ANA, "yes_remove") == ["people.removed"]
    assert [each.peer for each in group.contacts] == [CAT]
    assert group.keys(BEA) == []


def test_a_removal_during_a_timer_keeps_that_timers_people() -> None:
    group = evening()
    group.says(ANA, "2h")

    keys = group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")

    assert keys == ["people.removed.next_timer"]
    assert ladder(group) == [(BEA, 1), (CAT, 2)]


def test_a_question_that_was_never_answered_can_be_taken_back() -> None:
    group = invited()
    group.says(ANA, "people")
    group.presses(ANA, "person_asked")

    assert group.presses(ANA, "remove") == ["people.remove.asked"]
    assert group.presses(ANA, "yes_remove") == ["saved"]
    assert [each.peer for each in group.contacts] == [BEA, CAT]


@pytest.mark.parametrize("verb", ["person", "tier", "remove", "removeyes"])
def test_nobody_touches_the_people_of_somebody_else(verb: str) -> None:
    group = evening()
    contact = group.contact(ANA, BEA)

    assert group.says(BEA, "", f"{verb}:{contact.id}:1") == ["talk.finished"]
    assert group.says(CAT, "", f"{verb}:{contact.id}:1") == ["talk.finished"]
    assert group.contact(ANA, BEA) == contact


def test_whoever_stopped_is_not_among_the_people_any_more() -> None:
    group = evening()
    contact = group.contact(ANA, BEA).id
    group.says(BEA, "stop")
    group.presses(BEA, "stop_for")

    group.says(ANA, "people")

    assert lines(group) == ["people.line.never"]
    assert group.says(ANA, "", f"person:{contact}") == ["talk.finished"]


def test_stop_asks_for_whom_and_then_counts_at_once() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(BEA, "stop") == ["stop.whom"]
    assert group.presses(BEA, "stop_for") == ["stop.done"]
    assert group.last(BEA).values == {"worker": "Ana"}
    assert ladder(group) == [(CAT, 2)]


def test_the_last_one_who_stops_is_told_to_the_worker_at_once() -> None:
    group = evening()
    group.says(ANA, "2h")
    for peer in (BEA, CAT):
        group.says(peer, "stop")
        group.says(peer, "yes")

    assert group.last(ANA).key == "timer.nobody_left"


def test_a_second_press_on_stop_is_stale() -> None:
    group = evening()
    group.says(BEA, "stop")
    group.presses(BEA, "stop_for")

    assert group.presses(BEA, "stop_for") == ["talk.finished"]


def test_stop_of_one_who_was_only_asked_is_a_no() -> None:
    group = invited()

    assert group.says(EVE, "stop") == ["stop.whom"]
    assert group.presses(EVE, "stop_for") == ["pair.refused"]
    assert EVE not in group.people


def test_a_yes_to_stop_with_two_workers_is_asked_back_by_name() -> None:
    group = evening()
    group.tie(CAT, BEA)
    group.says(BEA, "stop")

    assert group.says(BEA, "yes") == ["talk.for_whom"]
    assert [c.label.values["name"] for c in group.last(BEA).choices] == ["Ana", "Cat"]
    assert group.presses(BEA, "person") == ["stop.done"]


def test_a_choice_for_whom_is_named_for_one_of_ones_own_people_too() -> None:
    group = evening()
    group.contacts = [replace(each, words_match=None) for each in group.contacts]
    group.says(ANA, "", f"person:{group.contact(ANA, BEA).id}")
    group.tie(CAT, ANA)
    group.says(CAT, "", f"practise:{group.contact(CAT, ANA).id}")
    group.says(ANA, "", f"share:{group.contact(CAT, ANA).id}")

    assert group.says(ANA, "yes") == ["talk.for_whom"]
    assert {c.label.values.get("name") for c in group.last(ANA).choices} == {"Bea", "Cat"}


def test_stop_of_somebody_whom_nobody_chose_says_so() -> None:
    group = evening()

    assert group.says(ANA, "stop") == ["stop.nobody"]
    group.says(ANA, "2h")
    assert group.says(ANA, "stop") == ["stop.nobody.running"]
    assert group.is_running(ANA)


def test_a_removed_peer_may_stop_an_alert_they_were_told_of() -> None:
    group = alerted()
    group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")

    assert group.says(BEA, "stop") == ["stop.whom"]
    assert group.presses(BEA, "stop_for") == ["stop.done"]
    assert group.says(BEA, "stop") == ["stop.nobody"]


def test_a_removed_peer_never_learns_from_stop_that_a_timer_runs() -> None:
    running, quiet = evening(), evening()
    running.says(ANA, "2h")
    for group in (running, quiet):
        group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")

    assert running.says(BEA, "stop") == quiet.says(BEA, "stop") == ["stop.nobody"]


def test_a_removed_peer_whose_tier_was_not_told_never_learns_of_the_alert() -> None:
    group = alerted()
    group.says(ANA, "", f"removeyes:{group.contact(ANA, CAT).id}")

    assert group.says(CAT, "stop") == ["stop.nobody"]


def test_whoever_stops_before_the_worker_is_known_here_is_done_too() -> None:
    group = evening()
    desk = replace(group.desk(BEA), hosts={})
    group.says(BEA, "stop")

    keys = group.decide(BEA, desk, _leave(group), group.moment(), group.now + MINUTE)

    assert keys == ["stop.done"]
    assert group.contact(ANA, BEA).consent is Consent.LEFT


def _leave(group: Group) -> Say:
    return Say(Verb.LEAVE_YES, group.contact(ANA, BEA).id)


def test_removing_and_stopping_can_be_left() -> None:
    group = evening()
    group.says(ANA, "people")
    group.presses(ANA, "person")
    group.presses(ANA, "remove")

    assert group.presses(ANA, "not_now") == ["talk.as_before"]
    group.says(BEA, "stop")
    assert group.presses(BEA, "not_now") == ["talk.as_before"]


# Idle


def asked_if_still(group: Group) -> Outcome:
    """Have Ana asked about Bea, as storage does when nobody used the pairing for long."""
    desk = group.desk(ANA)
    group.now += IDLE_AFTER
    return ask_if_still(desk, desk.contacts[0].id, group.moment())


def test_after_90_idle_days_a_worker_is_asked_once_and_silently() -> None:
    group = evening()

    outcome = asked_if_still(group)

    (asked,) = outcome.effects
    assert isinstance(asked, Notice)
    assert (asked.to, asked.key, asked.silent) == (ANA, "people.still", True)
    assert asked.values == {"name": "Bea"}
    assert [each.token.partition(":")[0] for each in asked.choices] == ["stay", "remove"]
    assert outcome.desk is not None
    assert outcome.desk.contacts[0].used_at == group.now


def test_nobody_is_asked_about_the_idle_while_a_timer_runs() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert asked_if_still(group).effects == ()


def test_nobody_is_asked_about_somebody_who_left() -> None:
    group = evening()
    group.contacts[0] = replace(group.contacts[0], consent=Consent.LEFT)

    assert asked_if_still(group).effects == ()


def test_who_stays_counts_as_used_now() -> None:
    group = evening()

    read = group.says(ANA, "", f"stay:{group.contacts[0].id}")

    assert read == ["people.stays"]
    assert group.contacts[0].used_at == group.now


def test_a_yes_about_somebody_who_is_gone_changes_nothing() -> None:
    assert evening().says(ANA, "", "stay:nobody") == ["talk.finished"]


def test_a_place_nobody_has_is_not_counted() -> None:
    group = evening()
    group.contacts = [each for each in group.contacts if each.peer == CAT]

    group.says(ANA, "people")

    people = group.last(ANA).values["people"]
    assert isinstance(people, list)
    assert [each.values["tier"] for each in people] == [1]
    assert group.contact(ANA, CAT).tier == 2


def test_those_told_together_have_the_same_number() -> None:
    group = evening()
    group.contacts = [replace(each, tier=3) for each in group.contacts]

    group.says(ANA, "people")

    people = group.last(ANA).values["people"]
    assert isinstance(people, list)
    assert [each.values["tier"] for each in people] == [1, 1]
