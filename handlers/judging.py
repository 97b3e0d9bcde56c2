"""What two words mean, once the minute in which they can be changed is over.

The worker reads nothing of it, whichever they were: their chat has had its answer.
"""

from dataclasses import replace

from handlers import climbing, closing, tellings
from handlers.alert_states import (
    Alert,
    AlertKind,
    Outcome,
    Pending,
    Settled,
    Spoken,
    Stand,
    StayedOut,
)
from handlers.checkin_states import SaidSafe
from handlers.climbing import Step
from handlers.codes import Answer
from handlers.moment import Moment
from handlers.notices import Notice
from handlers.people import Level
from handlers.timings import DURESS_TIER_GAP


def is_due(alert: Alert, moment: Moment) -> bool:
    """Whether the worker's two words wait to be looked at, and their minute is over."""
    return alert.answer is not None and moment.now >= alert.answer.judged_at


def judge(alert: Alert, answer: Answer, moment: Moment) -> Step:
    """Look at the two words: the own end what they can end, any others ask for quiet help."""
    own = alert.code is not None and alert.code.is_own(answer.given)
    alert = replace(alert, answer=None)
    match alert.state:
        case Pending() if own:
            return replace(alert, state=Settled(Outcome.UNDONE, moment.now)), ()
        case Pending():
            return climbing.climb(alert, moment)
        case _ if alert.kind is AlertKind.DURESS:
            return _vouch(alert, answer, moment) if own else (alert, ())
        case _:
            return _end(alert, answer, moment) if own else _turn(alert, answer, moment)


def _end(alert: Alert, answer: Answer, moment: Moment) -> Step:
    """Close an alert that was answered with the own words."""
    if answer.until is None:
        return closing.on_answer(alert, SaidSafe(answer.at), moment)
    return closing.on_answer(alert, StayedOut(answer.until, answer.at), moment)


def _vouch(alert: Alert, answer: Answer, moment: Moment) -> Step:
    """Pass on that the worker gave their own words after all: with one voice it ends."""
    if isinstance(alert.state, Spoken):
        return closing.on_answer(alert, SaidSafe(answer.at), moment)
    vouched = replace(alert, vouched_at=answer.at)
    told = climbing.asked(vouched)
    key = "alert.own_words"
    return vouched, tuple(tellings.to_peer(vouched, r.peer, key, at=answer.at) for r in told)


def _turn(alert: Alert, answer: Answer, moment: Moment) -> Step:
    """Ask everyone who was told to stop ringing, as they would if all were well.

    Holds and declines lapse. Whoever may know no more than that they should ring reads that it is
    over: what follows is not for them.
    """
    turned = replace(
        quiet(alert),
        kind=AlertKind.DURESS,
        helpers=(),
        facts=replace(alert.facts, heard_at=answer.at),
    )
    effects: list[Notice] = []
    for rung in alert.ladder:
        stand = alert.telling(rung.peer)
        if rung.level < Level.PLAN:
            turned = climbing.stand(turned, rung.peer, Stand.GONE)
            if stand.attempted and stand.stand is not Stand.GONE:
                over = tellings.to_peer(alert, rung.peer, "alert.over.safe", at=answer.at)
                effects.append(replace(over, choices=()))
        elif stand.stand is Stand.DECLINED:
            turned = climbing.stand(turned, rung.peer, Stand.TOLD)
    if not turned.told():
        climbed, told = climbing.climb(turned, moment)
        return climbed, (*effects, *told)
    turned = replace(turned, state=climbing.opened(turned, moment))
    told = tuple(tellings.telling(turned, rung, moment.now) for rung in turned.told())
    return turned, (*effects, *told)


def quiet(alert: Alert) -> Alert:
    """Give an alert the times of quiet help: the next tier is told after 5 min at most."""
    times = alert.timings
    gap = min(times.tier_gap, DURESS_TIER_GAP)
    return replace(alert, timings=replace(times, tier_gap=gap))
