"""Closing an alert: nothing unsent goes out any more, and everyone concerned reads the end."""

from dataclasses import replace

from handlers import tellings
from handlers.alert_states import Alert, AlertKind, Outcome, Settled
from handlers.climbing import Step
from handlers.moment import Moment
from handlers.notices import Over, Withdraw
from handlers.timings import CHAT_FORGETS_ALERT


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
