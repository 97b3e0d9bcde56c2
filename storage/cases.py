"""What runs for one worker, whole: the timer, the alert and the practice, and who is due."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from handlers.case import Case
from handlers.people import PersonId
from handlers.timings import TimingChanges, timings_for
from storage import alerts, checkins, codec, leaving, people, plans
from storage.database import Database

DUE: Final = """SELECT worker FROM (
        SELECT * FROM (SELECT worker, deadline FROM checkins
            WHERE deadline <= ?1 ORDER BY deadline LIMIT ?2)
        UNION ALL SELECT * FROM (SELECT worker, deadline FROM alerts
            WHERE deadline <= ?1 ORDER BY deadline LIMIT ?2))
    GROUP BY worker ORDER BY min(deadline) LIMIT ?2"""
"""Two looks at the first `limit` entries of an index each, however many others wait."""

ASKING: Final = """SELECT worker FROM checkin_peers
        JOIN checkins ON id = checkin AND state <> 'closed' WHERE person = ?1
    UNION SELECT worker FROM alert_peers
        JOIN alerts ON id = alert AND state <> 'settled' WHERE person = ?1
    ORDER BY worker"""


_BUSY: Final = """SELECT person FROM (
        SELECT peer AS person FROM contacts WHERE worker = ?
        UNION SELECT person FROM checkin_peers WHERE checkin = ?)
    WHERE EXISTS (SELECT 1 FROM checkins
        WHERE worker = person AND state <> 'closed' AND state <> 'missed')"""

_TO_TELL: Final = """SELECT due_at, started_at, told_tiers, grace_ends_at FROM checkins
    WHERE worker = ? AND state IN ('running', 'due') AND NOT alone"""

_TOLD: Final = """SELECT coalesce(opens_at, opened_at) FROM alerts
    WHERE worker = ? AND state <> 'settled' AND kind <> 'drill'"""


def load(db: Database, worker: PersonId) -> Case:
    """Return what runs for a worker, with the latest of what is over for less than a day.

    Raises `UnknownPersonError`.
    """
    checkin = checkins.latest(db, worker)
    key = None if checkin is None else checkin.id
    alert, duress, drill = alerts.of_worker(db, worker, key)
    if alert is not None and duress is not None and duress.answer is None:
        alert = replace(alert, beside_duress=True)
    busy = frozenset(PersonId(peer) for (peer,) in db.rows(_BUSY, worker, key))
    me, plan = people.load(db, worker), plans.load(db, worker)
    return Case(me, plan, checkin, alert, duress, drill, busy)


def save(db: Database, before: Case, after: Case, now: datetime, *, accepting: bool = True) -> None:
    """Write of timer, alert and practice what differs, and when each is looked at next.

    `before` is what `load` returned in this transaction; person and plan have their own files.
    accepting: whether any network takes messages from us.
    """
    checkins.save(db, before.checkin, after.checkin, now)
    kept = {each.id: each for each in before.alerts()}
    stay = {each.id for each in after.alerts()}
    for each in before.alerts():
        if each.id not in stay:
            alerts.leave(db, each, now)
    for each in after.alerts():
        known, is_duress = kept.get(each.id), each is after.duress
        alerts.save(db, known, each, now, accepting=accepting, duress=is_duress)
    if after.worker.leaves and not after.duress_is_open():
        leaving.erase(db, after.worker.id)


def due(db: Database, now: datetime, limit: int = 500) -> list[PersonId]:
    """Return the workers with a deadline that has come, the longest due first; -1 for all."""
    return [PersonId(worker) for (worker,) in db.rows(DUE, codec.from_instant(now), limit)]


def told_from(db: Database, worker: PersonId, changes: TimingChanges) -> datetime | None:
    """Return from when on a worker's people may be told of them, None where nobody is.

    Read from the plain columns alone, for rows that cannot be read whole; the grace is that of the
    whole time from the start on, so never shorter than the timer's own.
    """
    instants = [int(at) for (at,) in db.rows(_TOLD, worker)]
    for due_at, started_at, told_tiers, grace_ends_at in db.rows(_TO_TELL, worker):
        whole = codec.to_duration(due_at - started_at)
        grace = 0 if told_tiers else codec.from_duration(timings_for(whole, changes).grace)
        instants.append(int(grace_ends_at or due_at + grace))
    return codec.to_instant(min(instants, default=None))


def asking(db: Database, peer: PersonId) -> list[PersonId]:
    """Return the workers on whose ladder a peer stands, of a timer or alert that is not over."""
    return [PersonId(worker) for (worker,) in db.rows(ASKING, peer)]
