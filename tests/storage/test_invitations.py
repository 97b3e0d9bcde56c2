from dataclasses import replace

import pytest

from handlers.people import Invitation, InvitationKind
from storage import invitations
from storage.database import Database
from storage.errors import RefusedError
from tests.storage.cast import ANA, BEA, HOUR, MINUTE, NOON

PEER = Invitation(
    "abcDEF", "river lamp stone bread", InvitationKind.PEER, ANA, NOON + HOUR, place=3
)
JOIN = Invitation("xyz_-9", "cloud tea wall spoon", InvitationKind.JOIN, None, NOON + HOUR)


@pytest.mark.parametrize("made", [PEER, JOIN])
def test_an_invitation_is_found_by_its_code_and_by_its_words(
    db: Database, made: Invitation
) -> None:
    invitations.add(db, made, NOON)

    assert invitations.find(db, made.code, NOON) == made
    assert invitations.find(db, made.words, NOON) == made


def test_a_code_in_other_letters_is_none(db: Database) -> None:
    invitations.add(db, PEER, NOON)

    assert invitations.find(db, PEER.code.lower(), NOON) is None


def test_an_expired_invitation_counts_as_none(db: Database) -> None:
    invitations.add(db, PEER, NOON)

    assert invitations.find(db, PEER.code, PEER.expires_at) is None
    assert invitations.of_inviter(db, ANA, PEER.expires_at) == ()


def test_somebodys_invitations_are_listed_in_the_order_they_were_made(db: Database) -> None:
    later = replace(PEER, code="aaa", words="a b c d")
    invitations.add(db, PEER, NOON)
    invitations.add(db, later, NOON + MINUTE)
    invitations.add(db, JOIN, NOON)
    invitations.add(db, replace(PEER, code="bea", words="b", inviter=BEA), NOON)

    assert invitations.of_inviter(db, ANA, NOON) == (PEER, later)


def test_a_dropped_invitation_works_no_more(db: Database) -> None:
    invitations.add(db, PEER, NOON)
    invitations.add(db, JOIN, NOON)

    invitations.drop(db, PEER)

    assert invitations.find(db, PEER.code, NOON) is None
    assert invitations.find(db, JOIN.code, NOON) == JOIN


def test_what_was_made_is_added_and_what_was_taken_back_removed(db: Database) -> None:
    invitations.add(db, JOIN, NOON)

    invitations.save(db, [JOIN], [PEER], NOON)

    assert invitations.find(db, PEER.code, NOON) == PEER
    assert invitations.find(db, JOIN.code, NOON) is None


def test_what_stayed_is_not_written(db: Database) -> None:
    invitations.add(db, PEER, NOON)
    before = db.row("SELECT total_changes()")

    invitations.save(db, [PEER], [PEER], NOON)

    assert db.row("SELECT total_changes()") == before


def test_the_same_words_never_name_two_invitations(db: Database) -> None:
    invitations.add(db, PEER, NOON)

    with pytest.raises(RefusedError):
        invitations.add(db, replace(JOIN, words=PEER.words), NOON)
