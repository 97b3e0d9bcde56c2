"""Closing an alert: nothing unsent goes out any more, and everyone concerned reads the end."""

from dataclasses import replace
from datetime import datetime

from handlers import tellings
from handlers.alert_states import Alert, AlertKind, Outcome, Settled, StayedOut
from handlers.checkin_states import SaidSafe
from handlers.climbing import Step
from handlers.moment import Moment
from handlers.notices import Over, Withdraw
from handlers.timings import CHAT_FORGETS_ALERT, DATE_GRAIN


def close(alert: Alert, outcome: Outcome, moment: Moment) -> Step:
    """Close without a word of its own."""
    closed = replace(alert, state=Settled(outcome, moment.now))
    forget_at = moment.now + CHAT_FORGETS_ALERT
    return closed, (Withdraw(alert.about), Over(alert.about, forget_at))


def settle(alert: Alert, outcome: Outcome, key: str, moment: Moment) -> Step:
    """Close on others' word than the worker's, and tell everyone concerned."""
    closed, effects = close(alert, outcome, moment)
    told = tellings.farewell(closed, key)
    if alert.kind is not AlertKind.CALL:
        return closed, (*effects, *told)
    said = "call.unresolved" if outcome is Outcome.UNRESOLVED else "call.over"
    return closed, (*effects, *told, tellings.to_worker(closed, said))


def on_answer(alert: Alert, event: SaidSafe | StayedOut, moment: Moment) -> Step:
    """Close on the worker's own answer; everyone who may have been told reads that."""
    if isinstance(event, StayedOut):
        closed, effects = close(alert, Outcome.HANDED_ON, moment)
        values = {"at": event.at, "until": event.until}
        return closed, (*effects, *tellings.farewell(closed, "alert.over.still_out", **values))
    closed, effects = close(alert, Outcome.SAFE_WORKER, moment)
    key = "alert.over.late" if _was_in_time(alert, event.at) else "alert.over.safe"
    return closed, (*effects, *tellings.farewell(closed, key, at=event.at))


def _was_in_time(alert: Alert, at: datetime) -> bool:
    """Whether the answer was surely sent before the grace was over, and only heard late."""
    due_at = alert.facts.due_at
    if due_at is None:
        return False
    return at + DATE_GRAIN <= min(due_at + alert.timings.grace, alert.opened_at)
