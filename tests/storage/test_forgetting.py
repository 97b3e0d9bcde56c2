from datetime import datetime

import pytest

from handlers.notices import Notice
from storage import deliveries, forgetting, numbers, outbox, sent
from storage.database import Database
from tests.storage.cast import ANA, BEA, HOUR, MINUTE, NOON, TELEGRAM, leave, plan_of, waiting


def stand(
    db: Database, ref: str, about: str = "checkin:one", at: datetime = NOON, to: str = "Ana"
) -> None:
    person = {"Ana": ANA, "Bea": BEA}[to]
    sent.remember(db, sent.Standing(person, TELEGRAM, f"{to}'s chat", ref), about, at)


def erased(db: Database) -> list[str]:
    return [ref for (ref,) in db.rows("SELECT ref FROM outbox WHERE kind = 'erase' ORDER BY ref")]


def standing(db: Database) -> list[str]:
    return [ref for (ref,) in db.rows("SELECT ref FROM sent ORDER BY ref")]


def test_nothing_leaves_a_chat_before_its_time(db: Database) -> None:
    stand(db, "1")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    assert forgetting.due(db, NOON + HOUR - MINUTE, 100) == 0
    assert standing(db) == ["1"]


def test_what_is_over_leaves_the_chat_when_its_time_has_come(db: Database) -> None:
    stand(db, "1")
    stand(db, "2", about="checkin:two")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    assert forgetting.due(db, NOON + HOUR, 100) == 1
    assert erased(db) == ["1"]
    assert standing(db) == ["2"]


def test_a_message_that_came_after_the_end_goes_too(db: Database) -> None:
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)
    stand(db, "1", at=NOON + MINUTE)

    forgetting.due(db, NOON + HOUR, 100)

    assert erased(db) == ["1"]


def test_what_is_over_for_one_stays_in_the_others_chats(db: Database) -> None:
    stand(db, "1")
    stand(db, "2", to="Bea")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    forgetting.due(db, NOON + HOUR, 100)

    assert standing(db) == ["2"]


def test_what_is_over_for_everybody_leaves_all_chats(db: Database) -> None:
    stand(db, "1")
    stand(db, "2", to="Bea")
    forgetting.plan(db, "checkin:one", None, NOON + HOUR, NOON)

    forgetting.due(db, NOON + HOUR, 100)

    assert erased(db) == ["1", "2"]


def test_a_removal_is_the_least_urgent_of_all_and_silent(db: Database) -> None:
    stand(db, "1")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    forgetting.due(db, NOON + HOUR, 100)

    assert db.rows("SELECT person, network, chat, urgency, silent, about, slot FROM outbox") == [
        (ANA, "telegram", "Ana's chat", 3, 1, "", "")
    ]


def test_many_messages_leave_in_several_goes(db: Database) -> None:
    for ref in "12345":
        stand(db, ref)
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    goes = [forgetting.due(db, NOON + HOUR, 2) for _ in range(4)]

    assert goes == [2, 2, 1, 0]
    assert erased(db) == list("12345")


def test_after_it_nothing_of_the_plan_is_left(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["keep:one"], NOON)
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    forgetting.due(db, NOON + HOUR, 100)

    assert db.rows("SELECT * FROM forgetting") == []
    assert numbers.of_person(db, ANA) == ()


def test_a_later_plan_replaces_the_one_before(db: Database) -> None:
    stand(db, "1")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)
    forgetting.plan(db, "checkin:one", ANA, NOON + 2 * HOUR, NOON)

    assert forgetting.due(db, NOON + HOUR, 100) == 0
    assert forgetting.due(db, NOON + 2 * HOUR, 100) == 1


def test_a_plan_that_is_cancelled_forgets_nothing(db: Database) -> None:
    stand(db, "1")
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    forgetting.cancel(db, "checkin:one")

    assert forgetting.due(db, NOON + HOUR, 100) == 0


def test_forgetting_at_once_spares_what_follows(db: Database) -> None:
    stand(db, "1", about="start")

    forgetting.plan(db, "start", ANA, NOON, NOON)

    stand(db, "2", about="start")
    assert forgetting.due(db, NOON + HOUR, 100) == 0
    assert erased(db) == ["1"]
    assert standing(db) == ["2"]


def test_forgetting_at_once_reaches_what_is_on_its_way(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "start.long", about="start")], NOON)
    (row,) = outbox.claim(db, NOON, [TELEGRAM], 1, ())

    forgetting.plan(db, "start", ANA, NOON, NOON)

    deliveries.delivered(db, row.id, "3", NOON)
    assert erased(db) == ["3"]


def test_forgetting_at_once_leaves_what_waits(db: Database) -> None:
    outbox.put_all(db, [Notice(ANA, "start.long", about="start")], NOON)

    forgetting.plan(db, "start", ANA, NOON, NOON)

    assert waiting(db) == [("send", "start.long")]
    (row,) = outbox.claim(db, NOON, [TELEGRAM], 1, ())
    deliveries.delivered(db, row.id, "3", NOON)
    assert standing(db) == ["3"]


@pytest.mark.parametrize("about", ["checkin:one", "alert:red"])
def test_a_message_of_a_timer_or_an_alert_goes_after_47_hours_at_the_latest(
    db: Database, about: str
) -> None:
    stand(db, "1", about)

    assert forgetting.due(db, NOON + 47 * HOUR - MINUTE, 100) == 0
    assert forgetting.due(db, NOON + 47 * HOUR, 100) == 1
    assert erased(db) == ["1"]


def test_a_message_about_something_else_stays(db: Database) -> None:
    stand(db, "1", "plan")

    assert forgetting.due(db, NOON + 100 * HOUR, 100) == 0


def test_whoever_leaves_takes_their_plans_along(db: Database) -> None:
    forgetting.plan(db, "checkin:one", ANA, NOON + HOUR, NOON)

    leave(db, ANA)

    assert db.rows("SELECT * FROM forgetting") == []


@pytest.mark.parametrize("sql", [forgetting.TAKE_OVER, forgetting.TAKE_OLD])
def test_what_stays_in_the_chats_is_not_searched(db: Database, sql: str) -> None:
    steps = plan_of(db, sql, 1, 1)

    assert "SCAN sent" not in steps
    assert "INDEX forgetting_at" in steps or "INDEX sent_at (sent_at<?)" in steps
