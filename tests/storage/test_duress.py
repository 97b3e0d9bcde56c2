"""What two words were given for: kept beside the alert that shows, and gone with its person."""

from dataclasses import replace
from datetime import UTC, tzinfo

import pytest

from handlers.alert_states import Alert, AlertKind, Open, Pending, Settled
from handlers.alert_states import Outcome as Outcomes
from handlers.case import Case
from handlers.codes import Answer, Code
from handlers.desk import Desk, House, Outcome
from handlers.dialogue import ChangingCode, Dialogue, TryingCode, WritingQuiet
from handlers.moment import Network
from handlers.people import Address
from storage import cases, desks, dialogues, people
from storage.database import Database
from tests.storage.cast import ANA, MINUTE, NOON, alert

HOUSE = House("the Thursday group", "en", "UTC")
CODE = Code("teas", b"t" * 32)
ANSWER = Answer(b"g" * 32, NOON, NOON + MINUTE)


def zone(_key: str) -> tzinfo:
    return UTC


def waiting(key: str = "quiet") -> Alert:
    """Two words were just given."""
    made = alert(key, AlertKind.DURESS)
    return replace(made, state=Pending(NOON + MINUTE), code=CODE, answer=ANSWER)


def keep(db: Database, *, alert: Alert | None = None, duress: Alert | None = None) -> Case:
    """Save these alerts of Ana's instead of what is there, and read them back."""
    before = cases.load(db, ANA)
    after = replace(before, alert=alert, duress=duress)
    cases.save(db, before, after, NOON)
    return after if after.worker.leaves else cases.load(db, ANA)


def test_it_comes_back_as_it_was_saved_beside_the_alert_that_shows(db: Database) -> None:
    quiet, shown = waiting(), alert("shown")

    case = keep(db, duress=quiet, alert=shown)

    assert (case.duress, case.alert) == (quiet, shown)
    assert cases.due(db, NOON + MINUTE) == [ANA]


def test_an_alert_that_was_answered_goes_there_and_another_can_open(db: Database) -> None:
    shown = replace(alert("shown"), code=CODE)
    keep(db, alert=shown)

    moved = replace(shown, answer=ANSWER)
    case = keep(db, duress=moved)
    next_one = keep(db, duress=moved, alert=alert("next"))

    assert (case.duress, case.alert) == (moved, None)
    assert (next_one.duress, next_one.alert) == (moved, alert("next"))


def test_an_alert_beside_quiet_help_reads_that_it_is(db: Database) -> None:
    helped = replace(waiting(), answer=None, state=Open(NOON, NOON + MINUTE, NOON + MINUTE, None))

    case = keep(db, duress=helped, alert=alert("shown"))

    assert case.alert == replace(alert("shown"), beside_duress=True)


def test_an_alert_that_quiet_help_took_in_is_settled(db: Database) -> None:
    keep(db, duress=waiting(), alert=alert("shown"))

    assert keep(db, duress=waiting()).alert is None


def test_who_is_forgotten_stays_until_nothing_of_theirs_is_open(db: Database) -> None:
    desk = desks.load(db, Address(Network.TELEGRAM, "Ana's chat"), HOUSE, zone, NOON)
    assert isinstance(desk, Desk)
    leaving = replace(desk, leaves=True, case=replace(desk.case, duress=waiting()))

    desks.save(db, desk, Outcome(leaving), NOON)
    kept = cases.load(db, ANA)
    found = people.addresses(db, ANA)
    keep(db, duress=replace(waiting(), answer=None, state=Settled(Outcomes.UNDONE, NOON)))

    assert kept.worker.leaves
    assert found == ()
    with pytest.raises(people.UnknownPersonError):
        cases.load(db, ANA)


@pytest.mark.parametrize(
    "dialogue", [ChangingCode(b"a tag"), TryingCode(b"another"), WritingQuiet()]
)
def test_what_is_asked_about_two_words_comes_back(db: Database, dialogue: Dialogue) -> None:
    dialogues.save(db, ANA, dialogue)

    assert dialogues.load(db, ANA) == dialogue
