from dataclasses import replace

from handlers.notices import Text
from handlers.people import Consent, PersonId
from handlers.said import UseInvitation
from tests.handlers.cast import ANA, BEA, CAT
from tests.handlers.desks import evening
from tests.handlers.pairs import EVE, invited


def test_the_plan_and_the_wishes_are_read_before_the_yes() -> None:
    group = invited()
    question = group.last(EVE)

    assert question.key == "pair.ask"
    assert question.values["plan"] == Text(
        "plan.words", {"worker": "Ana", "lines": [Text("line", {"line": "Call me."})]}
    )
    assert question.values["police"] == Text("wish.police.unset", {"worker": "Ana", "words": ""})
    assert group.choices(EVE) == ["agree", "no_thanks", "later"]


def test_whoever_has_not_said_yes_is_never_on_a_ladder() -> None:
    group = invited()
    group.presses(EVE, "agree")
    group.says(ANA, "2h")
    checkin = group.cases[ANA].checkin

    assert checkin is not None
    assert EVE not in [rung.peer for rung in checkin.ladder]


def test_an_invitation_works_once() -> None:
    group = evening()
    group.says(ANA, "invite")
    words = group.invitations[0].words
    group.says(EVE, words)

    assert group.invitations == []
    assert group.says(CAT, words) == ["pair.unknown"]
    assert group.says(PersonId("somebody"), words) == ["stranger"]


def test_an_invitation_is_not_for_its_inviter() -> None:
    group = evening()
    group.says(ANA, "invite")

    assert group.says(ANA, group.invitations[0].words) == ["pair.yourself"]
    assert len(group.invitations) == 1


def test_whoever_is_a_peer_already_does_not_use_up_another_invitation() -> None:
    group = evening()
    group.says(ANA, "invite")

    assert group.says(BEA, group.invitations[0].words) == ["pair.already"]
    assert len(group.invitations) == 1


def test_an_invitation_opened_twice_asks_the_same_question_again() -> None:
    group = evening()
    group.says(ANA, "invite")
    words = group.invitations[0].words
    group.says(EVE, words)

    assert group.says(EVE, words) == ["pair.ask"]
    assert len([each for each in group.contacts if each.peer == EVE]) == 1


def test_a_second_invitation_asks_again_while_the_first_is_open() -> None:
    group = invited()
    group.says(ANA, "invite")

    assert group.says(EVE, group.invitations[0].words) == ["pair.ask"]
    assert len([each for each in group.contacts if each.peer == EVE]) == 1


def test_whoever_left_may_be_invited_again_at_once() -> None:
    group = evening()
    group.says(CAT, "stop")
    group.presses(CAT, "stop_for")
    group.says(ANA, "invite")

    assert group.says(CAT, group.invitations[0].words) == ["pair.ask"]
    assert group.contact(ANA, CAT).consent is Consent.ASKED
    assert len([each for each in group.contacts if each.peer == CAT]) == 1


def test_an_invitation_of_somebody_who_is_gone_reads_like_one_that_never_was() -> None:
    group = evening()
    group.says(ANA, "invite")
    offered = replace(group.invitations[0], inviter=EVE)
    desk = replace(group.desk(BEA), offered=offered)

    keys = group.decide(BEA, desk, UseInvitation(), group.moment(), group.now)

    assert keys == ["pair.unknown"]


def test_a_no_keeps_nothing_of_a_newcomer_and_asks_no_reason() -> None:
    group = invited()

    assert group.presses(EVE, "no_thanks") == ["pair.refused"]
    assert EVE not in group.people
    assert [each.peer for each in group.contacts] == [BEA, CAT]
    assert group.keys(ANA)[-1] == "pair.not_taken"


def test_the_worker_does_not_read_who_said_no() -> None:
    group = invited()
    group.presses(EVE, "no_thanks")

    assert group.last(ANA).values == {}


def test_a_no_of_somebody_who_is_here_anyway_keeps_them() -> None:
    group = evening()
    group.says(BEA, "invite")
    group.says(CAT, group.invitations[0].words)

    assert group.says(CAT, "No, thanks") == ["pair.refused"]
    assert CAT in group.people


def test_a_no_while_the_name_is_asked_counts() -> None:
    group = evening()
    group.says(BEA, "invite")
    group.says(CAT, group.invitations[0].words)
    group.presses(CAT, "agree")

    assert group.says(CAT, "no") == ["pair.refused"]
    assert group.says(CAT, "Kit") == ["talk.unclear"]


def test_later_leaves_the_question_open() -> None:
    group = invited()

    assert group.presses(EVE, "later") == ["pair.later"]
    assert group.presses(EVE, "agree") == ["pair.name"]


def test_a_newcomer_who_writes_something_else_is_asked_again() -> None:
    group = invited()

    assert group.says(EVE, "who is this?") == ["pair.ask"]


def test_a_worker_cannot_say_yes_for_their_peer() -> None:
    group = invited()

    assert group.says(ANA, "", f"agree:{group.contact(ANA, EVE).id}") == ["talk.finished"]
