"""What happens underneath the demo's phones, as codes and counts: what a log could hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot.demo_view import Entry
from handlers.alert_states import Alert, Exhausted, Held, Open, Pending, Settled, Spoken
from handlers.case import Case
from handlers.checkin_states import CheckIn, Closed, Due, Missed, Running
from handlers.grace import next_question
from handlers.people import Address, PersonId
from storage import cases, outbox, people
from storage.database import Database

MOST = 200
"""Entries that are kept, the newest."""
_OVER = ("closed", "settled")
"""How the states begin that nothing follows."""


class Underneath:
    """Looks at the database after each commit, and keeps what has changed."""

    def __init__(
        self, db: Database, now: Callable[[], datetime], workers: Mapping[int, Address]
    ) -> None:
        """`workers` are the places of the phones, from 1, whose own timers are looked at."""
        self.entries: tuple[Entry, ...] = ()
        """Oldest first."""
        self._db = db
        self._now = now
        self._workers = workers
        self._states: dict[str, str] = dict(self._read())
        self._waiting = 0

    def look(self) -> None:
        """Add what the latest commit has changed."""
        before, self._states = self._states, dict(self._read())
        for what, state in self._states.items():
            if before.get(what) != state:
                self._add(f"{what} {state}")
        for what in before.keys() - self._states.keys():
            if not before[what].startswith(_OVER):
                self._add(f"{what} settled")
        waiting = outbox.waiting(self._db)
        if waiting > self._waiting:
            self._add(f"outbox waiting={waiting}")
        elif waiting == 0 < self._waiting:
            self._add("outbox empty")
        self._waiting = waiting

    def next_event(self, at: datetime | None) -> Entry | None:
        """Say what waits for this instant."""
        if at is None:
            return None
        named = [
            name for case in self._cases().values() for when, name in _waits(case) if when == at
        ]
        return Entry(at, named[0] if named else "another look")

    def _add(self, text: str) -> None:
        self.entries = (*self.entries, Entry(self._now(), text))[-MOST:]

    def _read(self) -> Iterator[tuple[str, str]]:
        for place, case in self._cases().items():
            if case.checkin is not None:
                yield f"checkin worker={place}", _checkin(case.checkin)
            for alert in (case.alert, case.duress):
                if alert is not None:
                    yield f"alert worker={place}", _alert(alert)

    def _cases(self) -> dict[int, Case]:
        known = {place: people.find(self._db, at) for place, at in self._workers.items()}
        return {place: self._case(who) for place, who in known.items() if who is not None}

    def _case(self, worker: PersonId) -> Case:
        return cases.load(self._db, worker)


def _checkin(checkin: CheckIn) -> str:
    match checkin.state:
        case Running():
            return "running"
        case Due(asked=asked):
            return f"due questions={len(asked)}"
        case Missed():
            return "missed"
        case Closed(ending=ending):
            return f"closed ending={ending}"


def _alert(alert: Alert) -> str:
    kind, tier = alert.kind, alert.tier
    match alert.state:
        case Pending():
            return f"pending kind={kind}"
        case Open():
            return f"open kind={kind} tier={tier}"
        case Held(renewals=renewals):
            return f"held tier={tier} helpers={len(alert.helpers)} renewals={renewals}"
        case Spoken():
            return "spoken"
        case Exhausted():
            return f"exhausted tier={tier}"
        case Settled(outcome=outcome):
            return f"settled outcome={outcome}"


def _waits(case: Case) -> Iterator[tuple[datetime | None, str]]:
    """Name what time will bring in a case."""
    if case.checkin is not None:
        yield from _checkin_waits(case.checkin)
    for alert in (case.alert, case.duress):
        if alert is not None:
            yield from _alert_waits(alert)


def _checkin_waits(checkin: CheckIn) -> Iterator[tuple[datetime | None, str]]:
    match checkin.state:
        case Running(due_at, remind_at):
            yield remind_at, "quiet reminder"
            yield due_at, "the timer is up"
        case Due(grace_ends_at=ends) as due:
            yield next_question(checkin, due), "another question"
            yield ends, "peers are told"
        case Missed() | Closed():
            pass


def _alert_waits(alert: Alert) -> Iterator[tuple[datetime | None, str]]:
    match alert.state:
        case Pending(opens_at):
            yield opens_at, "peers are asked to ring"
        case Open(climbs_at=climbs, repeats_at=repeats, accept_by=accept):
            yield climbs, "the next person"
            yield repeats, "a repeat"
            yield accept, "the next person too, if nothing was taken"
        case Held(asks_at=asks, answer_by=answer):
            yield answer or asks, "the next person" if answer else "still on it?"
        case Spoken(asks_at=asks):
            yield asks, "a second voice is asked"
        case Exhausted(repeats_at=repeats):
            yield repeats, "a repeat"
        case Settled():
            pass
