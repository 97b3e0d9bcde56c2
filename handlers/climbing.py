"""Climbing: which tier of an alert is told, and what happens when nobody is left in it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from handlers import tellings
from handlers.alert_states import Alert, Exhausted, Held, Open, Spoken, Stand
from handlers.moment import Moment
from handlers.notices import Effect, Notice
from handlers.people import PersonId, Rung
from handlers.timings import ACCEPTED_WITHIN, DRILL_ENDS_AFTER

Step = tuple[Alert, tuple[Effect, ...]]


def stand(alert: Alert, peer: PersonId, where: Stand) -> Alert:
    """Put one peer elsewhere; whoever is out helps no longer."""
    told = replace(alert.telling(peer), stand=where)
    helpers = alert.helpers
    if where is not Stand.TOLD:
        helpers = tuple(helper for helper in helpers if helper != peer)
    return replace(alert, tellings={**alert.tellings, peer: told}, helpers=helpers)


def waiting(alert: Alert) -> list[int]:
    """List the tiers still to come that have somebody, nearest first."""
    coming = (r for r in alert.ladder if alert.telling(r.peer).stand is Stand.WAITING)
    return sorted({rung.tier for rung in coming})


def _tell(alert: Alert, tiers: int) -> tuple[Alert, list[Rung]]:
    """Mark the next tiers as told; a peer who is busy opens the tier after theirs as well."""
    coming = waiting(alert)
    next_tiers = coming[:tiers]
    while len(next_tiers) < len(coming) and _someone_busy(alert, next_tiers[-1]):
        next_tiers.append(coming[len(next_tiers)])
    rungs = [r for r in alert.ladder if r.tier in next_tiers]
    rungs = [r for r in rungs if alert.telling(r.peer).stand is Stand.WAITING]
    for rung in rungs:
        alert = stand(alert, rung.peer, Stand.TOLD)
    return replace(alert, tier=max([alert.tier, *next_tiers])), rungs


def _someone_busy(alert: Alert, tier: int) -> bool:
    return any(rung.tier == tier and rung.peer in alert.busy for rung in alert.ladder)


def opened(alert: Alert, moment: Moment) -> Open:
    """Start the clocks of the latest tier, which is told now or looked after by nobody again."""
    times = alert.timings
    return Open(
        moment.now,
        moment.now + times.tier_gap,
        moment.now + times.next_repeat(timedelta()),
        None if _has_reached(alert, alert.tier) else moment.now + ACCEPTED_WITHIN,
    )


def resumed(alert: Alert, moment: Moment) -> Alert:
    """Count the latest tier's times anew from when a network began to take messages again.

    Unless that tier was told before and its time is not over: then the outage cost it little.
    """
    since, state = moment.heard.accepting_since, alert.state
    if since is None or not isinstance(state, Open) or since <= state.since:
        return alert
    if state.accept_by is None and state.climbs_at > since:
        return alert
    return replace(alert, state=opened(alert, replace(moment, now=since)))


def _has_reached(alert: Alert, tier: int) -> bool:
    return any(r.tier == tier and alert.telling(r.peer).accepted for r in alert.ladder)


def climb(
    alert: Alert, moment: Moment, tiers: int = 1, *, reading: Collection[PersonId] = ()
) -> Step:
    """Tell the next tier that has somebody, at once; with none left, everyone is told that.

    reading: those who read what happened in a message of their own anyway.
    """
    told, rungs = _tell(alert, tiers)
    if not rungs:
        return _exhaust(alert, moment, reading)
    told = replace(told, state=opened(told, moment))
    return told, tuple(tellings.telling(told, rung, moment.now) for rung in rungs)


def tell_more(alert: Alert, moment: Moment) -> Step:
    """Tell the next tier although somebody has it, or says it is settled."""
    told, rungs = _tell(alert, 1)
    return told, tuple(tellings.telling(told, rung, moment.now) for rung in rungs)


def has_more(alert: Alert) -> bool:
    """Whether a tier is still to come that has somebody."""
    return bool(waiting(alert))


def _exhaust(alert: Alert, moment: Moment, reading: Collection[PersonId]) -> Step:
    """Tell everyone once that no one has it, those who declined included; keep repeating.

    After a hold the repeats go on by the time since it opened: pressing never starts them anew.
    """
    since = alert.state.since if isinstance(alert.state, Open) else alert.opened_at
    next_at = since + alert.timings.next_repeat(moment.now - since)
    empty = replace(alert, state=Exhausted(since, next_at))
    those = (rung for rung in asked(empty) if rung.peer not in reading)
    peers = (tellings.nobody(empty, rung, next_at) for rung in those)
    return empty, (*peers, tellings.to_worker(empty, _lack(alert, empty), ask=True))


def _lack(before: Alert, empty: Alert) -> str:
    """Choose what the worker reads: that nobody answered is only said if nobody did."""
    if not any(empty.telling(rung.peer).accepted for rung in empty.told()):
        return "worker.nobody_left"
    had_it = isinstance(before.state, Held | Spoken)
    return "worker.nobody_any_more" if had_it else "worker.nobody"


def lapse(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """`by` no longer has it: the longest-standing helper holds, else the next tier is told."""
    if not alert.helpers:
        return climb(alert, moment, reading=(by,))
    heir, *others = alert.helpers
    asks_at = moment.now + alert.timings.hold
    held = replace(alert, state=Held(heir, asks_at), helpers=tuple(others))
    note = tellings.holding(held, heir, "alert.yours_now", asks_at, moment.now)
    return held, (note, *tellings.taken(held, heir))


def lose(alert: Alert, peer: PersonId, moment: Moment) -> Step:
    """Go on without a peer who left or cannot be reached: counts as "can't", at once."""
    if alert.rung(peer) is None or alert.telling(peer).stand is Stand.GONE:
        return alert, ()
    after, effects = _without(stand(alert, peer, Stand.GONE), peer, moment)
    return after, (*effects, *_say_nobody_left(alert, after))


def _say_nobody_left(before: Alert, after: Alert) -> tuple[Notice, ...]:
    """Tell the worker when the last one who still was asked is out: nothing goes on by itself."""
    if not isinstance(before.state, Exhausted) or not before.told() or after.told():
        return ()
    return (tellings.to_worker(after, "worker.nobody_left", ask=True),)


def asked(alert: Alert) -> tuple[Rung, ...]:
    """List those who were told and can still be written to, in order."""
    stands = (Stand.TOLD, Stand.DECLINED)
    return tuple(r for r in alert.ladder if alert.telling(r.peer).stand in stands)


def decline(alert: Alert, peer: PersonId, moment: Moment) -> Step:
    """Thank for "I can't", ask no reason, and go on without them in this alert."""
    if alert.telling(peer).stand is Stand.DECLINED:
        return alert, ()
    after, effects = _without(stand(alert, peer, Stand.DECLINED), peer, moment)
    thanks = _thanks(alert, after, peer)
    return after, (thanks, *effects, *_say_nobody_left(alert, after))


def _thanks(before: Alert, after: Alert, peer: PersonId) -> Notice:
    """Thank, and say what comes of it; the last one can still take it."""
    if isinstance(after.state, Exhausted) and not isinstance(before.state, Exhausted):
        return tellings.to_peer(after, peer, "alert.declined.last")
    key = "alert.declined.next" if after.tier > before.tier else "alert.declined"
    return replace(tellings.to_peer(after, peer, key), choices=())


def _without(alert: Alert, peer: PersonId, moment: Moment) -> Step:
    """Move on if this peer was the holder, the voice, or the last one of the tier."""
    match alert.state:
        case Held(by=by) | Spoken(by=by) if by == peer:
            return lapse(alert, by, moment)
        case Open() if not _anyone_in_tier(alert):
            return climb(alert, moment, reading=(peer,))
        case _:
            return alert, ()


def _anyone_in_tier(alert: Alert) -> bool:
    return any(rung.tier == alert.tier for rung in alert.told())


def practise(alert: Alert, moment: Moment) -> Step:
    """Tell everyone on a practice's ladder once; it never repeats or climbs."""
    told, rungs = _tell(alert, len(waiting(alert)))
    ends = moment.now + DRILL_ENDS_AFTER
    told = replace(told, state=Open(moment.now, ends, ends, None))
    return told, tuple(tellings.telling(told, rung, moment.now) for rung in rungs)
