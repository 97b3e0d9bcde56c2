import pytest

from handlers.dialogue import (
    ChoosingCity,
    Dialogue,
    HalfStarted,
    Idle,
    Naming,
    NamingForPeer,
    WritingFirstLine,
    WritingPlan,
    WritingWish,
)
from handlers.notices import Choice, Text
from handlers.people import PersonId
from storage import dialogues
from storage.database import Database
from storage.errors import RefusedError
from tests.storage.cast import ANA, BEA, CAT, DEE, HOUR, MINUTE, NOON

QUESTION = HalfStarted(
    key="start.ask",
    values=(("until", NOON + HOUR), ("for", HOUR), ("city", "Göteborg"), ("count", 2)),
    choices=(Choice(Text("choice.today", {"at": NOON}), "start:today"),),
    nudge_at=NOON + 2 * MINUTE,
)
ASKED_AGAIN = HalfStarted(QUESTION.key, QUESTION.values, QUESTION.choices, nudge_at=None)

WAITING = (
    Naming(),
    ChoosingCity(joining=True),
    ChoosingCity(joining=False),
    WritingPlan(joining=True),
    WritingPlan(joining=False),
    WritingWish("police"),
    NamingForPeer("ab"),
    WritingFirstLine("ab"),
    QUESTION,
    ASKED_AGAIN,
)


def nudges(db: Database, person: PersonId, after: int) -> None:
    asked = HalfStarted("start.ask", (), (), nudge_at=NOON + after * MINUTE)
    dialogues.save(db, person, asked)


@pytest.mark.parametrize("dialogue", WAITING)
def test_what_is_waited_for_reads_back_as_it_was_kept(db: Database, dialogue: Dialogue) -> None:
    dialogues.save(db, ANA, dialogue)

    assert dialogues.load(db, ANA) == dialogue
    assert dialogues.load(db, BEA) == Idle()


@pytest.mark.parametrize("dialogue", WAITING)
def test_a_later_question_takes_the_place_of_the_one_before(
    db: Database, dialogue: Dialogue
) -> None:
    dialogues.save(db, ANA, QUESTION)

    dialogues.save(db, ANA, dialogue)

    assert dialogues.load(db, ANA) == dialogue


def test_nothing_waited_for_is_no_row(db: Database) -> None:
    dialogues.save(db, ANA, QUESTION)

    dialogues.save(db, ANA, Idle())

    assert dialogues.load(db, ANA) == Idle()
    assert db.rows("SELECT * FROM dialogues") == []


def test_half_started_timers_are_due_at_their_time_the_longest_waiting_first(db: Database) -> None:
    nudges(db, ANA, after=2)
    nudges(db, BEA, after=1)
    nudges(db, CAT, after=3)
    dialogues.save(db, DEE, ASKED_AGAIN)

    assert dialogues.due(db, NOON) == []
    assert dialogues.due(db, NOON + 2 * MINUTE) == [BEA, ANA]
    assert dialogues.due(db, NOON + HOUR, limit=1) == [BEA]


def test_a_word_that_nobody_knows_is_refused(db: Database) -> None:
    with pytest.raises(RefusedError):
        db.change("INSERT INTO dialogues VALUES (?, 'humming', '{}', NULL)", ANA)
