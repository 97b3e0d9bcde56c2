"""The alert a worker asked for: opened, taken back, asked for again, become a missed timer's."""

from dataclasses import replace
from datetime import timedelta

from handlers import climbing, closing, tellings
from handlers.alert_states import (
    Alert,
    AlertKind,
    Exhausted,
    FellDue,
    Held,
    Outcome,
    Pending,
    Spoken,
)
from handlers.climbing import Step
from handlers.moment import Moment
from handlers.notices import Effect
from handlers.people import Rung

CALL_TIERS = 2
"""How many tiers a worker who asks for somebody reaches together."""


def open_call(alert: Alert, state: Pending, moment: Moment) -> Step:
    """Ask the first two tiers together, once the time to undo is over."""
    if moment.now < state.opens_at:
        return alert, ()
    asked, told = climbing.climb(alert, moment, CALL_TIERS)
    if not asked.told():
        return asked, told
    return asked, (*told, tellings.to_worker(asked, "call.asked", at=moment.now))


def undo(alert: Alert, moment: Moment) -> Step:
    """Take a call back: nobody was told."""
    if not isinstance(alert.state, Pending):
        return alert, ()
    closed, effects = closing.close(alert, Outcome.UNDONE, moment)
    return closed, (*effects, tellings.to_worker(closed, "call.undone"))


def fall_due(alert: Alert, event: FellDue, moment: Moment) -> Step:
    """Make a call the alert of the timer that ran beside it."""
    if alert.kind is not AlertKind.CALL:
        return alert, ()
    due = replace(alert, kind=AlertKind.MISSED, facts=event.facts, checkin=event.checkin)
    if isinstance(alert.state, Pending):
        return climbing.climb(due, moment, max(CALL_TIERS, event.tiers))
    if isinstance(alert.state, Spoken):
        due = replace(due, state=climbing.opened(due, moment))
    return due, tuple(tellings.to_peer(due, rung.peer, "alert.now_missed") for rung in due.told())


def call_again(alert: Alert, moment: Moment) -> Step:
    """Pass on that the worker asks to be rung now; two tiers know, whoever has it."""
    if isinstance(alert.state, Pending):
        left = max(timedelta(), alert.state.opens_at - moment.now)
        return alert, (tellings.call_asked(alert, left),)
    before = alert.told()
    if isinstance(alert.state, Spoken) or (isinstance(alert.state, Exhausted) and before):
        alert = replace(alert, state=climbing.opened(alert, moment))
    alert, told = _reach_two_tiers(alert, before, moment)
    if not alert.told():
        return alert, (tellings.to_worker(alert, "call.nobody"),)
    again = (tellings.to_peer(alert, r.peer, "alert.rings_now", at=moment.now) for r in before)
    return alert, (*again, *told, tellings.to_worker(alert, "call.asked", at=moment.now))


def _reach_two_tiers(
    alert: Alert, told: tuple[Rung, ...], moment: Moment
) -> tuple[Alert, tuple[Effect, ...]]:
    """Tell the next tier where fewer than two know; its clocks start anew unless it is held."""
    if len({rung.tier for rung in told}) >= CALL_TIERS or not climbing.has_more(alert):
        return alert, ()
    if isinstance(alert.state, Held):
        return climbing.tell_more(alert, moment)
    return climbing.climb(alert, moment)
