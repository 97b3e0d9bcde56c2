from dataclasses import replace

import pytest

from handlers import chat
from handlers.desk import Outcome, Stranger
from handlers.linking import WORDS_FOR
from handlers.moment import Network
from handlers.notices import Keyboard, Notice
from handlers.people import Address, InvitationKind
from handlers.said import UseInvitation
from tests.handlers.cast import ANA, BEA, EVENING, MINUTE, moment
from tests.handlers.desks import Group, evening

ELSEWHERE = Address(Network.SIGNAL, "ana on signal")


def asked_for_words(group: Group) -> None:
    assert group.says(ANA, "link") == ["link.words"]


def says_the_words_elsewhere(group: Group) -> Outcome:
    """Somebody unknown on the other network says the words that Ana was given."""
    [offered] = [each for each in group.invitations if each.kind is InvitationKind.LINK]
    desk = group.desk(ANA)
    stranger = Stranger(ELSEWHERE, "en", group.house, desk.zone, offered, desk.case)
    return chat.greet(stranger, UseInvitation(), moment())


def test_link_hands_out_words_that_last_a_quarter_of_an_hour() -> None:
    group = evening()

    asked_for_words(group)

    [made] = group.invitations
    assert made.kind is InvitationKind.LINK
    assert made.expires_at == EVENING + WORDS_FOR
    assert group.last(ANA).values["words"] == made.words


def test_whoever_says_the_words_elsewhere_is_the_same_person_from_then_on() -> None:
    group = evening()
    asked_for_words(group)

    outcome = says_the_words_elsewhere(group)

    assert outcome.desk is not None
    assert outcome.desk.me == group.people[ANA]
    assert outcome.desk.address == ELSEWHERE
    assert outcome.used is not None


def test_every_chat_of_the_person_reads_that_another_was_linked() -> None:
    group = evening()
    asked_for_words(group)

    [notice] = says_the_words_elsewhere(group).effects

    assert notice == Notice(ANA, "link.done", keyboard=Keyboard.IDLE, everywhere=True)


def test_new_words_take_the_place_of_the_old_ones() -> None:
    group = evening()

    asked_for_words(group)
    group.now += MINUTE
    asked_for_words(group)

    assert len(group.invitations) == 1


def test_words_for_linking_are_no_invitation_of_a_peer() -> None:
    group = evening()
    asked_for_words(group)

    group.says(ANA, "invite")

    assert [each.kind for each in group.invitations] == [InvitationKind.LINK, InvitationKind.PEER]


@pytest.mark.parametrize("answer", ["yes", "yes, link it"])
def test_linking_is_asked_twice_while_a_timer_runs(answer: str) -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "link") == ["link.ask"]
    assert group.says(ANA, answer) == ["link.words"]


def test_not_linking_leaves_all_as_it_was() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "link")

    assert group.says(ANA, "no") == ["talk.as_before"]
    assert group.invitations == []


def test_the_words_said_in_the_same_chat_are_sent_to_the_other() -> None:
    group = evening()
    asked_for_words(group)

    assert group.says(ANA, group.invitations[0].words) == ["link.here"]


def test_the_words_said_in_somebodys_chat_link_nothing() -> None:
    group = evening()
    asked_for_words(group)

    assert group.says(BEA, group.invitations[0].words) == ["link.taken"]


def test_who_has_no_name_yet_sets_up_first() -> None:
    group = evening()
    group.people[ANA] = replace(group.people[ANA], name="")

    assert group.says(ANA, "link") == ["pair.name_first"]


def test_words_of_somebody_who_left_link_nothing() -> None:
    group = evening()
    asked_for_words(group)
    [offered] = group.invitations
    stranger = Stranger(ELSEWHERE, "en", group.house, group.desk(ANA).zone, offered, None)

    outcome = chat.greet(stranger, UseInvitation(), moment())

    assert outcome.desk is None
