from storage import alerts, checkins, codec, deadlines
from storage.database import Database
from tests.storage.cast import ANA, BEA, MINUTE, NOON, alert, checkin, closed, plan_of


def nudge(db: Database, minutes: int | None) -> None:
    at = None if minutes is None else NOON + minutes * MINUTE
    db.change(
        "INSERT INTO dialogues (person, word, fields, nudge_at) VALUES (?, ?, '{}', ?)",
        ANA,
        "half_started",
        codec.from_instant(at),
    )


def test_nobody_waits_for_anything(db: Database) -> None:
    checkins.save(db, None, closed(checkin()), NOON)
    nudge(db, None)

    assert deadlines.next(db) is None


def test_a_check_in_may_be_next(db: Database) -> None:
    checkins.save(db, None, checkin("one", ANA, NOON + 2 * MINUTE), NOON)
    checkins.save(db, None, checkin("two", BEA, NOON + MINUTE), NOON)
    alerts.save(db, None, alert(repeats_at=NOON + 3 * MINUTE), NOON, accepting=True)
    nudge(db, 4)

    assert deadlines.next(db) == NOON + MINUTE


def test_an_alert_may_be_next(db: Database) -> None:
    checkins.save(db, None, checkin("one", ANA, NOON + 2 * MINUTE), NOON)
    alerts.save(db, None, alert(repeats_at=NOON + MINUTE), NOON, accepting=True)
    nudge(db, 4)

    assert deadlines.next(db) == NOON + MINUTE


def test_a_half_started_timer_may_be_next(db: Database) -> None:
    checkins.save(db, None, checkin("one", ANA, NOON + 2 * MINUTE), NOON)
    nudge(db, 1)

    assert deadlines.next(db) == NOON + MINUTE


def test_the_next_deadline_is_read_from_three_indexes(db: Database) -> None:
    steps = plan_of(db, deadlines.NEXT)

    assert "SCAN checkins" not in steps
    for index in ("checkins_deadline", "alerts_deadline", "dialogues_nudge"):
        assert f"USING COVERING INDEX {index}" in steps
