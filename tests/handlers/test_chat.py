from dataclasses import replace

import pytest

from handlers import chat
from handlers.dialogue import Naming, WritingPlan
from handlers.notices import Answered, Keyboard, Notice
from handlers.people import InvitationKind
from handlers.said import Say, Show, Type
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE, moment
from tests.handlers.desks import alerted, evening
from tests.handlers.pairs import EVE, invited

LONG_TEXTS = ["x" * 10_000, "🙂" * 10_000, "\u202eABC" * 3000, "9" * 10_000]


@pytest.mark.parametrize("text", ["blah", "ok computer", "2 hoursish", "?", *LONG_TEXTS])
def test_what_is_not_understood_is_answered_and_sets_no_timer(text: str) -> None:
    group = evening()

    assert group.says(ANA, text) in (["talk.unclear"], ["start.no_unit"])
    assert not group.is_running(ANA)


def test_what_is_not_understood_while_a_timer_runs_changes_nothing() -> None:
    group = evening()
    group.says(ANA, "2h")
    before = group.cases[ANA]

    assert group.says(ANA, "blah") == ["talk.unclear.running"]
    assert group.cases[ANA] == before
    assert group.last(ANA).keyboard is Keyboard.RUNNING


def test_a_photo_changes_nothing_and_is_answered() -> None:
    group = evening()

    assert group.says(ANA, "") == ["talk.only_text"]


def test_every_verb_has_its_chapter() -> None:
    answers = {
        verb: chat.answer(evening().desk(ANA), Say(verb), EVENING, moment()) for verb in Verb
    }

    spoken = {
        verb: [each.key for each in outcome.effects if isinstance(each, Notice)]
        for verb, outcome in answers.items()
    }

    assert [verb for verb, keys in spoken.items() if "talk.no_question" in keys] == [
        Verb.TAP,
        Verb.GOT,
        Verb.CANT,
        Verb.STILL,
        Verb.UNREACHED,
        Verb.HELP_ME,
        Verb.SPOKEN,
        Verb.REOPEN,
        Verb.HERE,
        Verb.NOT_TONIGHT,
        Verb.YES,
        Verb.NO,
        Verb.OK,
    ]


@pytest.mark.parametrize("verb", list(Verb))
def test_a_stale_button_of_any_kind_is_answered_and_changes_nothing_that_runs(verb: Verb) -> None:
    group = alerted()
    before = group.cases[ANA]

    keys = group.says(BEA, "", f"{verb}:0123456789abcdef")

    assert keys
    assert group.cases[ANA] == before


def test_turning_to_something_else_leaves_the_question_for_free_text() -> None:
    group = evening()
    group.dialogues[ANA] = WritingPlan()
    group.says(ANA, "people")

    assert group.says(ANA, "Ring twice.") == ["talk.unclear"]


def test_no_without_a_question_is_answered() -> None:
    group = evening()

    assert group.says(ANA, "no") == ["talk.no_question"]
    assert group.says(ANA, "yes") == ["talk.no_question"]


def test_no_to_the_question_for_a_name_leaves_it() -> None:
    group = evening()
    group.dialogues[ANA] = Naming()

    assert group.says(ANA, "no") == ["talk.fine"]
    assert group.people[ANA].name == "Ana"


def test_a_choice_for_whom_has_numbers_of_its_own() -> None:
    group = alerted(signal=[BEA])
    group.says(BEA, "2h")
    group.presses(BEA, "alone")
    before = {each.token: each.number for each in group.numbers[BEA]}

    group.says(BEA, "ok")

    after = {each.token: each.number for each in group.numbers[BEA]}
    assert {token: after.get(token) for token in before} == before
    assert sorted(set(after.values()) - set(before.values())) == [
        max(before.values()) + 1,
        max(before.values()) + 2,
    ]


def test_ok_with_a_timer_that_is_up_is_for_that_timer_whatever_else_is_open() -> None:
    group = evening()
    group.tie(CAT, ANA)
    group.says(ANA, "2h")
    group.says(ANA, "", f"share:{group.contact(CAT, ANA).id}")
    running = group.says(ANA, "ok")
    group.wait(2 * HOUR)

    assert running == ["talk.for_whom"]
    assert group.says(ANA, "ok")[-1] == "timer.done"


def test_ok_is_for_an_alert_whatever_older_question_is_open() -> None:
    group = evening()
    group.tie(CAT, BEA)
    group.says(BEA, "", f"share:{group.contact(CAT, BEA).id}")
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 10 * MINUTE)

    assert group.says(BEA, "ok") == ["alert.thanks"]


def test_a_word_that_was_not_understood_leaves_the_question_open() -> None:
    group = invited()
    group.says(EVE, "later")
    group.says(ANA, "people")
    group.says(ANA, "forget")
    group.says(ANA, "hm")

    assert group.says(ANA, "yes") == ["forget.done"]


def test_a_question_that_was_answered_is_not_answered_again_by_a_stray_yes() -> None:
    group = evening()
    group.says(ANA, "forget")
    group.says(ANA, "no")

    assert group.says(ANA, "yes") == ["talk.no_question"]
    assert ANA in group.people


def test_a_question_about_nothing_is_over_when_the_next_one_comes() -> None:
    group = evening()
    group.says(ANA, "forget")
    group.says(ANA, "people")

    assert group.says(ANA, "yes") == ["pair.invite"]
    assert ANA in group.people


def test_what_is_still_open_is_not_let_go() -> None:
    group = evening()
    group.says(ANA, "2h")
    desk = group.desk(ANA)

    outcome = chat.answer(desk, Say(Verb.STATUS), group.now, group.moment())

    assert not [each for each in outcome.effects if isinstance(each, Answered)]


def test_the_numbers_of_for_whom_are_free_again_after_the_next_word() -> None:
    group = alerted(signal=[BEA])
    group.says(BEA, "2h")
    group.presses(BEA, "alone")
    group.says(BEA, "ok")

    group.presses(BEA, "for_own_timer")

    assert not [each for each in group.numbers[BEA] if each.about == chat.WHOM]
    assert not group.is_running(BEA)


def test_a_choice_for_whom_names_those_who_asked_about_tonight() -> None:
    group = evening()
    for worker in (ANA, CAT):
        group.people[worker] = replace(group.people[worker], tell_start=True)
        group.cases[worker] = replace(group.cases[worker], worker=group.people[worker])
    group.tie(CAT, BEA)
    group.says(ANA, "2h")
    group.says(CAT, "2h")

    assert group.says(BEA, "I'm here") == ["talk.for_whom"]
    assert {c.label.values["name"] for c in group.last(BEA).choices} == {"Ana", "Cat"}
    assert group.presses(BEA, "person") == ["tonight.thanks"]


def test_a_choice_for_whom_says_what_it_is_where_it_is_nobody() -> None:
    group = invited()
    group.says(EVE, "forget")

    assert group.says(EVE, "yes") == ["talk.for_whom"]
    assert group.choices(EVE) == ["person", "yes_forget"]
    assert group.says(EVE, "no") == ["talk.for_whom"]
    assert group.choices(EVE) == ["person", "for_forget"]


def test_a_choice_for_whom_names_what_is_about_nobody() -> None:
    group = evening()
    group.says(ANA, "", "wish:police")
    group.tie(CAT, ANA)
    group.says(ANA, "", f"share:{group.contact(CAT, ANA).id}")

    assert group.says(ANA, "yes") == ["talk.for_whom"]
    assert set(group.choices(ANA)) == {"plan", "person"}


def test_a_start_and_another_question_are_told_apart() -> None:
    group = evening()
    group.says(ANA, "13h")
    group.tie(CAT, ANA)
    group.says(ANA, "", f"share:{group.contact(CAT, ANA).id}")

    assert group.says(ANA, "yes") == ["talk.for_whom"]
    assert set(group.choices(ANA)) == {"for_start", "person"}
    assert group.presses(ANA, "for_start")[0] == "start.keys"


def test_an_invitation_to_join_is_no_way_in_for_whoever_is_in() -> None:
    group = evening()
    group.invitation(InvitationKind.JOIN)

    assert group.says(ANA, "maple otter sunny desk") == ["join.already"]


def test_an_outcome_without_a_word_is_never_the_answer() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "ok")
    group.now += HOUR * 3

    assert group.says(ANA, "keep") == ["talk.finished"]


def test_a_text_for_the_core_alone_is_read_like_any_other() -> None:
    desk = evening().desk(ANA)

    for command in (Type(""), Type("\u200b"), Show()):
        outcome = chat.answer(desk, command, EVENING, moment())
        assert [each.to for each in outcome.effects if isinstance(each, Notice)] == [ANA]


def test_the_keys_below_the_chat_work_while_another_question_is_open() -> None:
    group = evening()
    group.says(ANA, "", "plan:mine:write")

    assert group.says(ANA, "Other") == ["timer.how_long"]
    assert group.says(ANA, "30 min")[0] == "start.keys"
    group.now += MINUTE
    assert group.says(ANA, "+30 min")[-1] == "timer.extended"


def test_a_plan_that_was_typed_lets_the_number_of_its_later_go() -> None:
    group = evening()
    group.says(ANA, "", "plan:mine:write")
    desk = replace(group.desk(ANA), dialogue=WritingPlan(joining=True))

    outcome = chat.answer(desk, Type("Call me."), EVENING, moment())

    assert Answered("", ANA) in outcome.effects
