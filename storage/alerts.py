"""Alerts: one row each, with the ladder it froze and where each peer stands."""

from datetime import datetime
from typing import Any, NamedTuple, assert_never

from handlers import alert as rules
from handlers.alert_states import (
    Alert,
    AlertKind,
    AlertState,
    Exhausted,
    Held,
    Open,
    Outcome,
    Pending,
    Settled,
    Spoken,
    Stand,
    Telling,
)
from handlers.codes import Answer
from handlers.people import PersonId
from storage import codec
from storage.database import Database, Row, Value
from storage.ladders import read_rung, rung_columns


class _State(NamedTuple):
    """The columns of a state, `Any` as columns are; those of the other states are empty."""

    state: str
    opens_at: Any = None
    since: Any = None
    climbs_at: Any = None
    repeats_at: Any = None
    accept_by: Any = None
    holder: Any = None
    asks_at: Any = None
    answer_by: Any = None
    renewals: Any = None
    asked_again: Any = None
    outcome: Any = None
    settled_at: Any = None


def of_worker(
    db: Database, worker: PersonId, checkin: str | None
) -> tuple[Alert | None, Alert | None, Alert | None]:
    """Return a worker's alert, the one their chats know nothing of, and their practice.

    The alert is the open one, else the newest settled one of this check-in; the others are only
    there while they are open.
    """
    found = db.rows(
        """SELECT id, number, kind, checkin, opened_at, timings, name, plan, facts, tier, helpers,
            state, opens_at, since, climbs_at, repeats_at, accept_by, holder, asks_at, answer_by,
            renewals, asked_again, outcome, settled_at,
            code_theme, code_tag, given, given_at, judged_at, given_until, vouched_at, duress
        FROM alerts WHERE worker = ? AND (state <> 'settled'
            OR (checkin = ? AND NOT duress))
        ORDER BY state = 'settled', opened_at DESC, rowid DESC""",
        worker,
        checkin,
    )
    duress = next((row for row in found if row[-1]), None)
    alert = next((row for row in found if row[2] != AlertKind.DRILL and not row[-1]), None)
    drill = next((row for row in found if row[2] == AlertKind.DRILL), None)
    return _maybe(db, worker, alert), _maybe(db, worker, duress), _maybe(db, worker, drill)


def worker_of(db: Database, about: str) -> PersonId | None:
    """Return whom `alert:<id>` is about, None once it is forgotten."""
    found = db.row("SELECT worker FROM alerts WHERE id = ?", about.removeprefix("alert:"))
    return None if found is None else PersonId(found[0])


def untaken(db: Database) -> frozenset[str]:
    """Return the ids of the alerts that everybody was told of and nobody has."""
    found = db.rows("SELECT id FROM alerts WHERE state = 'exhausted' AND deadline IS NOT NULL")
    return frozenset(key for (key,) in found)


def save(
    db: Database,
    before: Alert | None,
    after: Alert,
    now: datetime,
    *,
    accepting: bool,
    duress: bool = False,
) -> None:
    """Write what differs, and when time next matters to it.

    `before` is the same alert as `of_worker` returned it in this transaction, None for a new one.
    `accepting` as in `handlers.alert.deadline`. duress: nothing of it shows in the worker's chats.
    """
    deadline = codec.from_instant(rules.deadline(after, now, accepting=accepting))
    if before == after:
        _put_deadline(db, after, deadline)
        return
    _put(db, after, deadline, duress=duress)
    _put_peers(db, before, after)


def leave(db: Database, alert: Alert, now: datetime) -> None:
    """Settle an alert that another one has taken the place of."""
    outcome = Outcome.PRACTISED if alert.kind is AlertKind.DRILL else Outcome.UNRESOLVED
    db.change(
        """UPDATE alerts SET state = 'settled', outcome = ?, settled_at = ?, deadline = NULL
        WHERE id = ? AND state <> 'settled'""",
        outcome,
        codec.from_instant(now),
        alert.id,
    )


def _put_deadline(db: Database, alert: Alert, deadline: int | None) -> None:
    db.change(
        "UPDATE alerts SET deadline = ? WHERE id = ? AND deadline IS NOT ?",
        deadline,
        alert.id,
        deadline,
    )


def _put(db: Database, alert: Alert, deadline: int | None, *, duress: bool) -> None:
    answer = alert.answer
    db.change(
        """INSERT INTO alerts (id, number, worker, kind, checkin, opened_at, timings, name, plan,
            facts, tier, helpers, code_theme, code_tag, duress, given, given_at, judged_at,
            given_until, vouched_at, deadline, state, opens_at, since, climbs_at, repeats_at,
            accept_by, holder, asks_at, answer_by, renewals, asked_again, outcome, settled_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, checkin = excluded.checkin,
            timings = excluded.timings, duress = excluded.duress, given = excluded.given,
            given_at = excluded.given_at, judged_at = excluded.judged_at,
            given_until = excluded.given_until, vouched_at = excluded.vouched_at,
            facts = excluded.facts, tier = excluded.tier, helpers = excluded.helpers,
            deadline = excluded.deadline, state = excluded.state, opens_at = excluded.opens_at,
            since = excluded.since, climbs_at = excluded.climbs_at,
            repeats_at = excluded.repeats_at, accept_by = excluded.accept_by,
            holder = excluded.holder, asks_at = excluded.asks_at,
            answer_by = excluded.answer_by, renewals = excluded.renewals,
            asked_again = excluded.asked_again, outcome = excluded.outcome,
            settled_at = excluded.settled_at""",
        alert.id,
        alert.number,
        alert.worker,
        alert.kind,
        alert.checkin,
        codec.from_instant(alert.opened_at),
        codec.dump_timings(alert.timings),
        alert.name,
        codec.dump_plan(alert.plan),
        codec.dump_facts(alert.facts),
        alert.tier,
        codec.dump_words(alert.helpers),
        *codec.from_code(alert.code),
        duress,
        None if answer is None else answer.given,
        codec.from_instant(None if answer is None else answer.at),
        codec.from_instant(None if answer is None else answer.judged_at),
        codec.from_instant(None if answer is None else answer.until),
        codec.from_instant(alert.vouched_at),
        deadline,
        *_state_columns(alert.state),
    )


def _put_peers(db: Database, before: Alert | None, after: Alert) -> None:
    """Write the peers whose row differs; an alert's ladder never loses one while it is open."""
    kept = {} if before is None else _peer_columns(before)
    db.change_each(
        """INSERT INTO alert_peers (stand, attempted, accepted, alert, place, person, tier, name,
            level, shares_name, worker_name)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (alert, person) DO UPDATE SET stand = excluded.stand,
            attempted = excluded.attempted, accepted = excluded.accepted""",
        [row for peer, row in _peer_columns(after).items() if kept.get(peer) != row],
    )


def _peer_columns(alert: Alert) -> dict[PersonId, tuple[Value, ...]]:
    told = ((place, rung, alert.telling(rung.peer)) for place, rung in enumerate(alert.ladder))
    return {
        rung.peer: (
            telling.stand,
            telling.attempted,
            telling.accepted,
            alert.id,
            place,
            *rung_columns(rung),
        )
        for place, rung, telling in told
    }


def _state_columns(state: AlertState) -> _State:
    instant = codec.from_instant
    match state:
        case Pending():
            return _State("pending", opens_at=instant(state.opens_at))
        case Open():
            return _State(
                "open",
                since=instant(state.since),
                climbs_at=instant(state.climbs_at),
                repeats_at=instant(state.repeats_at),
                accept_by=instant(state.accept_by),
            )
        case Held():
            return _State(
                "held",
                holder=state.by,
                asks_at=instant(state.asks_at),
                answer_by=instant(state.answer_by),
                renewals=state.renewals,
            )
        case Spoken():
            return _State(
                "spoken",
                holder=state.by,
                asks_at=instant(state.asks_at),
                asked_again=state.asked_again,
            )
        case Exhausted():
            since, repeats_at = instant(state.since), instant(state.repeats_at)
            return _State("exhausted", since=since, repeats_at=repeats_at)
        case Settled():
            return _State("settled", outcome=state.outcome, settled_at=instant(state.at))
        case _:
            assert_never(state)


def _maybe(db: Database, worker: PersonId, row: Row | None) -> Alert | None:
    return None if row is None else _alert(db, worker, row)


def _alert(db: Database, worker: PersonId, row: Row) -> Alert:
    key, number, kind, checkin, opened_at, timings, name, plan, facts, tier, helpers, *rest = row
    state, (theme, tag, *given, vouched_at, _) = rest[:13], rest[13:]
    peers = db.rows(
        """SELECT person, tier, name, level, shares_name, worker_name,
            stand, attempted, accepted,
            EXISTS (SELECT 1 FROM checkins
                WHERE worker = person AND state <> 'closed' AND state <> 'missed')
        FROM alert_peers WHERE alert = ? ORDER BY place""",
        key,
    )
    tellings = {PersonId(peer[0]): _telling(peer[6:9]) for peer in peers}
    return Alert(
        id=key,
        number=number,
        worker=worker,
        kind=AlertKind(kind),
        checkin=checkin,
        opened_at=codec.to_instant(int(opened_at)),
        timings=codec.load_timings(timings),
        name=name,
        ladder=tuple(read_rung(peer[:6]) for peer in peers),
        plan=codec.load_plan(plan),
        facts=codec.load_facts(facts),
        state=_state(_State(*state)),
        tier=tier,
        tellings={peer: each for peer, each in tellings.items() if each != Telling()},
        helpers=tuple(map(PersonId, codec.load_words(helpers))),
        code=codec.to_code(theme, tag),
        answer=_answer(*given),
        vouched_at=codec.to_instant(vouched_at),
        busy=frozenset(PersonId(peer[0]) for peer in peers if peer[9]),
    )


def _answer(
    given: bytes | None, at: int | None, judged_at: int | None, until: int | None
) -> Answer | None:
    if given is None or at is None or judged_at is None:
        return None
    instant = codec.to_instant
    return Answer(given, instant(at), instant(judged_at), instant(until))


def _telling(columns: Row) -> Telling:
    stand, attempted, accepted = columns
    return Telling(Stand(stand), bool(attempted), bool(accepted))


def _state(columns: _State) -> AlertState:
    """Read a state; the checks of the table hold which columns it has."""
    instant = codec.to_instant
    since, asks_at = instant(columns.since), instant(columns.asks_at)
    repeats_at = instant(columns.repeats_at)
    match columns.state:
        case "pending":
            return Pending(instant(columns.opens_at))
        case "open":
            return Open(since, instant(columns.climbs_at), repeats_at, instant(columns.accept_by))
        case "held":
            answer_by = instant(columns.answer_by)
            return Held(PersonId(columns.holder), asks_at, answer_by, columns.renewals)
        case "spoken":
            return Spoken(PersonId(columns.holder), asks_at, bool(columns.asked_again))
        case "exhausted":
            return Exhausted(since, repeats_at)
        case _:
            return Settled(Outcome(columns.outcome), instant(columns.settled_at))
