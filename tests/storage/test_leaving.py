from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers import chat
from handlers.alert_states import Outcome, Settled
from handlers.desk import Desk, House
from handlers.desk import Outcome as Decided
from handlers.dialogue import Naming
from handlers.notices import Choice, Erase, Notice, Over, Text, Urgency, Withdraw
from handlers.people import (
    Address,
    Consent,
    Contact,
    Invitation,
    InvitationKind,
    Plan,
)
from handlers.said import Say
from handlers.words import Verb
from storage import (
    cases,
    contacts,
    desks,
    dialogues,
    invitations,
    leaving,
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
    MINUTE,
    NOON,
    TELEGRAM,
    alert,
    checkin,
    closed,
    moment,
    waiting,
)

HOUSE = House(run_by="Dee's group", language="en", zone="Europe/Berlin")
BEAS_CHAT = Address(TELEGRAM, "Bea's chat")


WITHOUT_PEOPLE = {"house", "inbox", "strangers", "sqlite_sequence"}
"""Tables in which nobody known is named: digests, and what is the bot's own."""


def tables_of(db: Database) -> set[str]:
    return {name for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def naming(db: Database, word: str) -> set[str]:
    """Say which tables hold a word anywhere."""
    return {
        name
        for name in tables_of(db)
        if any(word in str(value) for row in db.rows(f"SELECT * FROM {name}") for value in row)  # noqa: S608 - a name of ours
    }


def begin_everything(db: Database) -> None:
    """Let Bea be a peer of Ana's and a worker with Cat as peer, and be in every table there is."""
    for_ana = Contact("ab", ANA, BEA, Consent.AGREED, NOON, peer_name="Ana", worker_name="Ana")
    contacts.save(db, (), (for_ana, replace(for_ana, id="bc", worker=BEA, peer=CAT)))
    plans.save(db, BEA, Plan(("Please ring",)))
    dialogues.save(db, BEA, Naming())
    made = Invitation("code", "four words", InvitationKind.PEER, BEA, NOON + HOUR)
    invitations.add(db, made, NOON)
    begin_timers(db)
    talk(db)


def begin_timers(db: Database) -> None:
    """Let Ana have an open alert that Bea stands by, and Bea one of her own."""
    ana, bea = cases.load(db, ANA), cases.load(db, BEA)
    ana_out = replace(ana, checkin=replace(checkin(), tells_home=(BEA, CAT)))
    cases.save(db, ana, replace(ana_out, alert=replace(alert(), helpers=(CAT, BEA))), NOON)
    own = replace(alert("blue"), worker=BEA, ladder=alert().ladder[1:])
    timer = replace(checkin("two", BEA), ladder=own.ladder)
    cases.save(db, bea, replace(bea, checkin=timer, alert=own), NOON)


def talk(db: Database) -> None:
    """Let messages of Bea's be sent, waiting and over."""
    choice = Choice(Text("choice.yes"), "yes:1")
    first = Notice(BEA, "first", choices=(choice,), about="alert:red", urgency=Urgency.ALERT)
    outbox.put_all(db, (first, Notice(BEA, "second"), Over("talk", NOON + HOUR, BEA)), NOON)
    sent.remember_incoming(db, BEA, BEAS_CHAT, "17", "alert:red", NOON)
    outbox.claim(db, NOON, [TELEGRAM], 1, ())


def bea_leaves(db: Database, running: str = "") -> tuple[Notice, ...]:
    """Let Bea say yes to being forgotten, `running` being what of hers runs."""
    now = NOON + MINUTE
    desk = desks.load(db, BEAS_CHAT, HOUSE, ZoneInfo, now)
    assert isinstance(desk, Desk)
    outcome = chat.answer(desk, Say(Verb.FORGET_YES, running), now, moment(now))
    return desks.save(db, desk, outcome, now)


def test_whoever_leaves_is_named_in_no_row_of_any_table(db: Database) -> None:
    begin_everything(db)
    before = naming(db, BEA) | naming(db, BEAS_CHAT.chat)

    bea_leaves(db, running="blue")

    assert before == tables_of(db) - WITHOUT_PEOPLE
    assert naming(db, BEA) == set()
    assert naming(db, BEAS_CHAT.chat) == set()


def test_whoever_leaves_hears_it_past_the_outbox(db: Database) -> None:
    said = bea_leaves(db)

    assert [(each.to, each.key) for each in said] == [(BEA, "forget.done")]
    assert waiting(db) == []


def test_nothing_is_planned_for_whoever_left(db: Database) -> None:
    desk = desks.load(db, BEAS_CHAT, HOUSE, ZoneInfo, NOON)
    assert isinstance(desk, Desk)
    effects = (Over("talk", NOON + HOUR, BEA), Withdraw("talk", BEA), Erase(BEA, "card"))

    said = desks.save(db, desk, Decided(replace(desk, leaves=True), effects), NOON)

    assert said == ()
    assert naming(db, BEA) == set()


def test_those_who_stay_keep_everything_but_who_left(db: Database) -> None:
    begin_everything(db)

    bea_leaves(db, running="blue")

    ana = cases.load(db, ANA)
    assert ana.checkin is not None
    assert ana.alert is not None
    assert ana.checkin.tells_home == (CAT,)
    assert [rung.peer for rung in ana.checkin.ladder] == [CAT]
    assert [rung.peer for rung in ana.alert.ladder] == [CAT]
    assert ana.alert.helpers == (CAT,)
    assert {each.id for each in contacts.of_worker(db, ANA)} == set()
    assert people.load(db, CAT).name == "Cat"


def test_the_peers_of_whoever_leaves_read_that_it_is_over(db: Database) -> None:
    begin_everything(db)

    bea_leaves(db, running="blue")

    to = {row.person for row in outbox.claim(db, NOON + MINUTE, [TELEGRAM], 9, ())}
    assert ANA in to
    assert to <= {ANA, CAT, DEE}


def test_a_closed_timer_and_a_settled_alert_forget_who_left_too(db: Database) -> None:
    ana = cases.load(db, ANA)
    over = replace(
        ana,
        checkin=replace(closed(checkin()), tells_home=(BEA,)),
        alert=replace(
            alert(), helpers=(BEA,), checkin="one", state=Settled(Outcome.SAFE_WORKER, NOON)
        ),
    )
    cases.save(db, ana, over, NOON)

    leaving.erase(db, BEA)

    assert naming(db, BEA) == set()
    assert naming(db, CAT) >= {"alert_peers", "checkin_peers"}
