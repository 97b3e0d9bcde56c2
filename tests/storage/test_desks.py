from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers import alert as rules
from handlers.case import Case
from handlers.checkin_states import Running
from handlers.desk import Desk, House, Numbered, Outcome, Stranger
from handlers.dialogue import Idle, Naming
from handlers.moment import Network
from handlers.notices import Choice, Notice, Text
from handlers.people import (
    Address,
    Consent,
    Contact,
    Invitation,
    InvitationKind,
    Person,
    PersonId,
    Plan,
)
from storage import (
    cases,
    codec,
    contacts,
    desks,
    dialogues,
    invitations,
    numbers,
    outbox,
    people,
    plans,
    sent,
)
from storage.database import Database
from tests.storage.cast import (
    ANA,
    BEA,
    CAT,
    DEE,
    HOUR,
    NOON,
    SIGNAL,
    TELEGRAM,
    alert,
    checkin,
    closed,
    waiting,
)

HOUSE = House(run_by="Dee's group", language="en", zone="Europe/Berlin")
EVE = PersonId("e" * 32)
EVES_CHAT = Address(TELEGRAM, "Eve's chat")
BEA_FOR_ANA = Contact("ab", ANA, BEA, Consent.AGREED, NOON, peer_name="Ana", worker_name="Ana")
OFFER = Invitation("code", "four words", InvitationKind.PEER, ANA, NOON + HOUR, place=2)
CODE_LESS = Invitation("door", "other words", InvitationKind.JOIN, None, NOON + HOUR)


def chat_of(name: str) -> Address:
    return Address(TELEGRAM, f"{name}'s chat")


def found(
    db: Database, address: Address, *, offered: str = "", now: datetime = NOON
) -> Desk | Stranger:
    return desks.load(db, address, HOUSE, ZoneInfo, now, offered=offered)


def desk_of(db: Database, name: str, *, offered: str = "", now: datetime = NOON) -> Desk:
    desk = found(db, chat_of(name), offered=offered, now=now)
    assert isinstance(desk, Desk)
    return desk


def stranger_at(db: Database, address: Address, *, offered: str = "") -> Stranger:
    stranger = found(db, address, offered=offered)
    assert isinstance(stranger, Stranger)
    return stranger


def newcomer(stranger: Stranger) -> Desk:
    """Do what joining does: make a person of a stranger."""
    me = Person(EVE, "", stranger.language, HOUSE.zone)
    return Desk(me, stranger.address, stranger.zone, HOUSE, Case(me))


def changes(db: Database) -> int:
    row = db.row("SELECT total_changes()")
    return 0 if row is None else int(row[0])


def run_timer(db: Database) -> None:
    """Let Ana set a timer with Bea and Cat on its ladder."""
    case = cases.load(db, ANA)
    cases.save(db, case, replace(case, checkin=checkin()), NOON)


def open_alert(db: Database) -> None:
    """Let Ana's alert be open, with Bea and Cat on its ladder."""
    case = cases.load(db, ANA)
    cases.save(db, case, replace(case, alert=alert()), NOON)


# A stranger


def test_somebody_unknown_is_a_stranger_in_the_language_of_the_house(
    db: Database,
) -> None:
    zone = ZoneInfo("Europe/Berlin")

    assert found(db, EVES_CHAT) == Stranger(EVES_CHAT, "en", HOUSE, zone)


def test_a_stranger_is_greeted_in_the_language_their_network_guesses(db: Database) -> None:
    guessed = desks.load(db, EVES_CHAT, HOUSE, ZoneInfo, NOON, language="fr")

    assert isinstance(guessed, Stranger)
    assert guessed.language == "fr"


def test_a_stranger_with_a_workers_invitation_comes_with_the_workers_case(db: Database) -> None:
    plans.save(db, ANA, Plan(("Please ring",)))
    invitations.add(db, OFFER, NOON)

    stranger = stranger_at(db, EVES_CHAT, offered=OFFER.words)

    assert stranger.offered == OFFER
    assert stranger.host == cases.load(db, ANA)


def test_a_stranger_with_the_coordinators_invitation_has_no_host(db: Database) -> None:
    invitations.add(db, CODE_LESS, NOON)

    stranger = stranger_at(db, EVES_CHAT, offered="door")

    assert (stranger.offered, stranger.host) == (CODE_LESS, None)


def test_an_expired_invitation_offers_nothing(db: Database) -> None:
    invitations.add(db, OFFER, NOON)

    stranger = found(db, EVES_CHAT, offered="code", now=OFFER.expires_at)

    assert stranger.offered is None


def test_a_stranger_who_stays_one_is_told_so_past_the_outbox_and_not_kept(db: Database) -> None:
    line = Notice(EVE, "stranger")

    said = desks.save(db, found(db, EVES_CHAT), Outcome(None, (line,), greeted=True), NOON)

    assert said == (line,)
    assert waiting(db) == []
    assert stranger_at(db, EVES_CHAT).answered_today


def test_a_stranger_who_is_told_nothing_keeps_their_line_of_the_day(db: Database) -> None:
    desks.save(db, found(db, EVES_CHAT), Outcome(None), NOON)

    assert not stranger_at(db, EVES_CHAT).answered_today


def test_a_stranger_who_joins_is_somebody_from_then_on(db: Database) -> None:
    stranger = stranger_at(db, EVES_CHAT)
    desks.save(db, stranger, Outcome(None, greeted=True), NOON)
    joined = replace(newcomer(stranger), dialogue=Naming())

    said = desks.save(db, stranger, Outcome(joined, (Notice(EVE, "join.name"),)), NOON)

    assert said == ()
    assert desk_of(db, "Eve") == joined
    assert waiting(db) == [("send", "join.name")]
    assert db.rows("SELECT * FROM strangers") == []


def test_a_stranger_who_opens_a_workers_invitation_is_asked_and_it_works_no_more(
    db: Database,
) -> None:
    invitations.add(db, OFFER, NOON)
    stranger = stranger_at(db, EVES_CHAT, offered="code")
    asked = Contact("ae", ANA, EVE, Consent.ASKED, NOON, place=2)
    ana = cases.load(db, ANA)
    joined = replace(newcomer(stranger), helping=(asked,), hosts={ANA: ana}, offered=OFFER)

    desks.save(db, stranger, Outcome(joined, used=OFFER), NOON)

    assert desk_of(db, "Eve", offered="code") == replace(joined, offered=None)
    assert desk_of(db, "Ana").contacts == (asked,)
    assert desk_of(db, "Ana").invitations == ()


def test_an_address_can_be_added_to_somebody_who_is_known(db: Database) -> None:
    phone = Address(SIGNAL, "5c1f")
    ana = desk_of(db, "Ana")

    desks.save(db, found(db, phone), Outcome(replace(ana, address=phone)), NOON)

    assert found(db, phone) == replace(ana, address=phone)
    assert desk_of(db, "Ana") == ana


# A person


def test_a_desk_holds_all_that_one_person_has(db: Database) -> None:
    dialogue, plan = Naming(), Plan(("Please ring",))
    choice = Choice(Text("choice.yes"), "yes:1")
    contacts.save(db, (), (BEA_FOR_ANA,))
    run_timer(db)
    before = desk_of(db, "Ana")
    asked = Outcome(
        replace(
            before, dialogue=dialogue, invitations=(OFFER,), case=replace(before.case, plan=plan)
        ),
        (Notice(ANA, "question", choices=(choice,), about="talk"),),
    )

    desks.save(db, before, asked, NOON)

    ana = desk_of(db, "Ana")
    assert ana.me == people.load(db, ANA)
    assert ana.zone == ZoneInfo("Europe/Berlin")
    assert ana.case.plan == plan
    assert ana.case.checkin == replace(checkin(), networks=frozenset({Network.TELEGRAM}))
    assert ana.contacts == (BEA_FOR_ANA,)
    assert ana.dialogue == dialogue
    assert ana.numbers == (Numbered(1, "yes:1", "talk"),)
    assert ana.invitations == (OFFER,)


def test_a_peer_finds_the_cases_of_the_workers_they_stand_by(db: Database) -> None:
    contacts.save(db, (), (BEA_FOR_ANA, replace(BEA_FOR_ANA, id="cb", worker=CAT)))
    run_timer(db)

    bea = desk_of(db, "Bea")

    assert [each.worker for each in bea.helping] == [ANA, CAT]
    assert bea.hosts == {ANA: cases.load(db, ANA), CAT: cases.load(db, CAT)}


@pytest.mark.parametrize("begin", [run_timer, open_alert])
def test_a_removed_peer_still_finds_what_has_them_on_its_ladder(
    db: Database, begin: Callable[[Database], None]
) -> None:
    begin(db)

    bea = desk_of(db, "Bea")

    assert (bea.helping, list(bea.hosts)) == ((), [ANA])


def test_what_is_over_ties_nobody(db: Database) -> None:
    run_timer(db)
    case = cases.load(db, ANA)
    cases.save(db, case, replace(case, checkin=closed(checkin())), NOON)

    assert desk_of(db, "Bea").hosts == {}


def test_an_invitation_brings_the_case_of_whoever_made_it(db: Database) -> None:
    invitations.add(db, OFFER, NOON)
    invitations.add(db, CODE_LESS, NOON)

    cat = desk_of(db, "Cat", offered="code")

    assert cat.offered == OFFER
    assert cat.hosts == {ANA: cases.load(db, ANA)}
    assert desk_of(db, "Cat", offered="door").hosts == {}


def test_somebody_who_did_not_write_has_their_desk_where_they_wrote_last(db: Database) -> None:
    people.add_address(db, ANA, Address(SIGNAL, "5c1f"), NOON + HOUR)

    desk = desks.load_person(db, ANA, HOUSE, ZoneInfo, NOON)

    assert desk == found(db, Address(SIGNAL, "5c1f"))


def test_whoever_left_has_no_desk(db: Database) -> None:
    with pytest.raises(people.UnknownPersonError):
        desks.load_person(db, EVE, HOUSE, ZoneInfo, NOON)


# Writing


def test_a_desk_on_which_nothing_changed_writes_nothing(db: Database) -> None:
    contacts.save(db, (), (BEA_FOR_ANA, replace(BEA_FOR_ANA, id="ca", worker=CAT, peer=ANA)))
    dialogues.save(db, ANA, Naming())
    plans.save(db, ANA, Plan(quiet="Sit down"))
    invitations.add(db, OFFER, NOON)
    run_timer(db)
    open_alert(db)
    for name in ("Ana", "Bea"):
        desk = desk_of(db, name)
        before = changes(db)

        desks.save(db, desk, Outcome(desk), NOON + HOUR)

        assert changes(db) == before


def test_only_what_changed_is_written(db: Database) -> None:
    ana = desk_of(db, "Ana")
    before = changes(db)

    desks.save(db, ana, Outcome(replace(ana, me=replace(ana.me, name="Robin"))), NOON)

    assert changes(db) == before + 1
    assert people.load(db, ANA).name == "Robin"


def test_everything_on_a_desk_can_change_at_once(db: Database) -> None:
    contacts.save(db, (), (BEA_FOR_ANA,))
    invitations.add(db, CODE_LESS, NOON)
    before = desk_of(db, "Ana")
    after = replace(
        before,
        me=replace(before.me, zone="Africa/Lagos"),
        zone=ZoneInfo("Africa/Lagos"),
        contacts=(replace(BEA_FOR_ANA, tier=3),),
        dialogue=Naming(),
        invitations=(OFFER,),
    )
    after = replace(after, case=replace(before.case, worker=after.me, plan=Plan(quiet="Sit down")))

    desks.save(db, before, Outcome(after, used=CODE_LESS), NOON)

    assert desk_of(db, "Ana") == after
    assert invitations.find(db, "door", NOON) is None


def test_an_answered_question_is_waited_for_no_longer(db: Database) -> None:
    ana = desk_of(db, "Ana")
    asked = replace(ana, dialogue=Naming())
    desks.save(db, ana, Outcome(asked), NOON)

    desks.save(db, asked, Outcome(replace(asked, dialogue=Idle())), NOON)

    assert desk_of(db, "Ana") == ana


def test_an_invitation_just_used_is_not_written_back(db: Database) -> None:
    ana = desk_of(db, "Ana")

    desks.save(db, ana, Outcome(replace(ana, invitations=(OFFER,)), used=OFFER), NOON)

    assert invitations.find(db, "code", NOON) is None


def test_what_a_peer_says_is_saved_in_the_workers_case(db: Database) -> None:
    run_timer(db)
    bea = desk_of(db, "Bea")
    ana = bea.hosts[ANA]
    later = replace(checkin(), state=Running(NOON + 2 * HOUR, None))

    desks.save(db, bea, Outcome(bea.with_host(replace(ana, checkin=later))), NOON)

    case = cases.load(db, ANA)
    assert case.checkin is not None
    assert case.checkin.state == later.state


def test_an_own_timer_is_saved_with_its_deadline(db: Database) -> None:
    ana = desk_of(db, "Ana")
    started = replace(ana, case=replace(ana.case, checkin=checkin()))

    desks.save(db, ana, Outcome(started), NOON)

    assert cases.due(db, NOON + HOUR) == [ANA]


@pytest.mark.parametrize("accepting", [True, False])
def test_how_soon_an_alert_is_looked_at_hangs_on_whether_a_network_takes_anything(
    db: Database, *, accepting: bool
) -> None:
    late = NOON + HOUR
    ana = desk_of(db, "Ana")
    alerted = Outcome(replace(ana, case=replace(ana.case, alert=alert())))

    desks.save(db, ana, alerted, late, accepting=accepting)

    soon = rules.deadline(alert(), late, accepting=accepting)
    assert db.rows("SELECT deadline FROM alerts") == [(codec.from_instant(soon),)]
    assert rules.deadline(alert(), late, accepting=not accepting) != soon


def test_an_effect_reaches_the_outbox_of_whom_it_is_for(db: Database) -> None:
    ana = desk_of(db, "Ana")

    desks.save(db, ana, Outcome(ana, (Notice(BEA, "pair.agreed"), Notice(DEE, "note"))), NOON)

    assert waiting(db) == [("send", "pair.agreed"), ("send", "note")]
    assert {row.person for row in outbox.claim(db, NOON, list(Network), 9, ())} == {BEA, DEE}


def test_a_message_that_quotes_a_question_finds_its_choices(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)
    sent.remember(db, sent.Standing(ANA, TELEGRAM, "Ana's chat", "17"), "alert:red", NOON)

    quoting = desks.quoting(db, desk_of(db, "Ana"), "17")

    assert quoting.quoted == (Numbered(2, "got:red", "alert:red"),)


def test_a_message_that_quotes_none_of_ours_quotes_nothing(db: Database) -> None:
    quoting = desks.quoting(db, desk_of(db, "Ana"), "18")

    assert quoting.quoted is None
