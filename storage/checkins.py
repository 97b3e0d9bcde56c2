"""Check-ins: one row each, with the ladder it froze at its start."""

from datetime import datetime
from typing import Any, NamedTuple, assert_never

from handlers import checkin as rules
from handlers.checkin_states import (
    CheckIn,
    CheckInState,
    Closed,
    Due,
    Ending,
    Missed,
    Running,
)
from handlers.moment import Network
from handlers.people import PersonId
from storage import codec, forgetting
from storage.database import Database, Row
from storage.ladders import read_rung, rung_columns


class _State(NamedTuple):
    """The columns of a state, `Any` as columns are; those of the other states are empty."""

    state: str
    due_at: Any = None
    told_tiers: Any = None
    remind_at: Any = None
    grace_ends_at: Any = None
    asked: Any = None
    accepted: Any = None
    accepted_at: Any = None
    refused: Any = None
    alert: Any = None
    ending: Any = None
    closed_at: Any = None
    resumes_until: Any = None


def latest(db: Database, worker: PersonId) -> CheckIn | None:
    """Return a worker's open check-in, else the newest closed one that is still kept."""
    found = db.row(
        """SELECT id, name, started_at, heard_at, timings, plan, alone, tells_home,
            code_theme, code_tag, vouched_until,
            state, due_at, told_tiers, remind_at, grace_ends_at, asked, accepted, accepted_at,
            refused, alert, ending, closed_at, resumes_until
        FROM checkins WHERE worker = ?
        ORDER BY state = 'closed', started_at DESC, rowid DESC LIMIT 1""",
        worker,
    )
    return None if found is None else _checkin(db, worker, found)


def save(db: Database, before: CheckIn | None, after: CheckIn | None, now: datetime) -> None:
    """Write what differs, and when time next matters to it.

    `before` is what `latest` returned in this transaction. If `after` is another one, it takes its
    place: the one before is closed.
    """
    if before is not None and (after is None or before.id != after.id):
        _leave(db, before, now)
        before = None
    if after is None:
        return
    if before is None or before.ladder != after.ladder:
        _put(db, after, now)
        _put_ladder(db, after)
    elif before != after:
        _put(db, after, now)
    else:
        _put_deadline(db, after, now)
    if before is not None and rules.is_open(after) and not rules.is_open(before):
        forgetting.cancel(db, after.about)  # *Keep it running*


def _leave(db: Database, checkin: CheckIn, now: datetime) -> None:
    db.change(
        """UPDATE checkins SET state = 'closed', ending = 'replaced', closed_at = ?,
            deadline = NULL
        WHERE id = ? AND state <> 'closed'""",
        codec.from_instant(now),
        checkin.id,
    )


def _put_deadline(db: Database, checkin: CheckIn, now: datetime) -> None:
    deadline = codec.from_instant(rules.deadline(checkin, now))
    db.change(
        "UPDATE checkins SET deadline = ? WHERE id = ? AND deadline IS NOT ?",
        deadline,
        checkin.id,
        deadline,
    )


def _put(db: Database, checkin: CheckIn, now: datetime) -> None:
    db.change(
        """INSERT INTO checkins (id, worker, name, started_at, heard_at, timings, plan, alone,
            tells_home, code_theme, code_tag, vouched_until,
            deadline, state, due_at, told_tiers, remind_at, grace_ends_at, asked,
            accepted, accepted_at, refused, alert, ending, closed_at, resumes_until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET heard_at = excluded.heard_at,
            tells_home = excluded.tells_home,
            vouched_until = excluded.vouched_until, deadline = excluded.deadline,
            state = excluded.state, due_at = excluded.due_at, told_tiers = excluded.told_tiers,
            remind_at = excluded.remind_at, grace_ends_at = excluded.grace_ends_at,
            asked = excluded.asked, accepted = excluded.accepted,
            accepted_at = excluded.accepted_at, refused = excluded.refused,
            alert = excluded.alert, ending = excluded.ending, closed_at = excluded.closed_at,
            resumes_until = excluded.resumes_until""",
        checkin.id,
        checkin.worker,
        checkin.name,
        codec.from_instant(checkin.started_at),
        codec.from_instant(checkin.heard_at),
        codec.dump_timings(checkin.timings),
        codec.dump_plan(checkin.plan),
        checkin.alone,
        codec.dump_words(checkin.tells_home),
        *codec.from_code(checkin.code),
        codec.from_instant(checkin.vouched_until),
        codec.from_instant(rules.deadline(checkin, now)),
        *_state_columns(checkin.state),
    )


def _put_ladder(db: Database, checkin: CheckIn) -> None:
    db.change("DELETE FROM checkin_peers WHERE checkin = ?", checkin.id)
    db.change_each(
        """INSERT INTO checkin_peers (checkin, place, person, tier, name, level, shares_name,
            worker_name)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (checkin.id, place, *rung_columns(rung))
            for place, rung in enumerate(checkin.ladder, start=1)
        ],
    )


def _state_columns(state: CheckInState) -> _State:
    match state:
        case Running():
            return _State(
                "running",
                due_at=codec.from_instant(state.due_at),
                told_tiers=state.told_tiers,
                remind_at=codec.from_instant(state.remind_at),
            )
        case Due():
            return _State(
                "due",
                due_at=codec.from_instant(state.due_at),
                told_tiers=state.told_tiers,
                grace_ends_at=codec.from_instant(state.grace_ends_at),
                asked=codec.dump_instants(state.asked),
                accepted=state.accepted,
                accepted_at=codec.from_instant(state.accepted_at),
                refused=state.refused,
            )
        case Missed():
            return _State("missed", due_at=codec.from_instant(state.due_at), alert=state.alert)
        case Closed():
            return _State(
                "closed",
                told_tiers=state.told_tiers,
                ending=state.ending,
                closed_at=codec.from_instant(state.at),
                resumes_until=codec.from_instant(state.resumes_until),
            )
        case _:
            assert_never(state)


def _checkin(db: Database, worker: PersonId, row: Row) -> CheckIn:
    key, name, started_at, heard_at, timings, plan, alone, tells_home, *rest = row
    theme, tag, vouched_until, *state = rest
    peers = _peers(db, key)
    return CheckIn(
        id=key,
        worker=worker,
        name=name,
        started_at=codec.to_instant(int(started_at)),
        heard_at=codec.to_instant(int(heard_at)),
        timings=codec.load_timings(timings),
        ladder=tuple(read_rung(peer[:6]) for peer in peers),
        plan=codec.load_plan(plan),
        state=_state(tuple(state)),
        alone=bool(alone),
        tells_home=tuple(map(PersonId, codec.load_words(tells_home))),
        code=codec.to_code(theme, tag),
        vouched_until=codec.to_instant(vouched_until),
        networks=_networks(db, worker),
        unreachable=frozenset(PersonId(peer[0]) for peer in peers if not peer[6]),
    )


def _peers(db: Database, checkin: str) -> list[Row]:
    return db.rows(
        """SELECT person, tier, checkin_peers.name, level, shares_name, worker_name, reachable
        FROM checkin_peers JOIN people ON people.id = person WHERE checkin = ? ORDER BY place""",
        checkin,
    )


def _networks(db: Database, worker: PersonId) -> frozenset[Network]:
    found = db.rows("SELECT DISTINCT network FROM addresses WHERE person = ?", worker)
    return frozenset(Network(network) for (network,) in found)


def _state(row: Row) -> CheckInState:
    """Read a state; the checks of the table hold which columns it has."""
    columns = _State(*row)
    due_at, told_tiers = codec.to_instant(columns.due_at), columns.told_tiers
    match columns.state:
        case "running":
            return Running(due_at, codec.to_instant(columns.remind_at), told_tiers)
        case "due":
            return Due(
                due_at,
                codec.to_instant(columns.grace_ends_at),
                codec.load_instants(columns.asked),
                columns.accepted,
                codec.to_instant(columns.accepted_at),
                bool(columns.refused),
                told_tiers,
            )
        case "missed":
            return Missed(due_at, columns.alert)
        case _:
            closed_at, until = columns.closed_at, columns.resumes_until
            return Closed(
                Ending(columns.ending),
                codec.to_instant(closed_at),
                codec.to_instant(until),
                told_tiers or 0,
            )
