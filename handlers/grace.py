"""Grace: what the worker is asked after the due time, and when the alert may open.

It only wants the alert; `handlers/alert.py` holds what an alert is.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from handlers import cards
from handlers.checkin_states import (
    CheckIn,
    CheckInEffect,
    Closed,
    Due,
    Ending,
    Facts,
    Missed,
    OpenAlert,
    Running,
)
from handlers.moment import LOSES, Gap, Heard, Moment, Network
from handlers.notices import Erase, Withdraw
from handlers.timings import AWAY_AFTER

Step = tuple[CheckIn, tuple[CheckInEffect, ...]]


def fall_due(checkin: CheckIn, state: Running) -> Due:
    """Enter grace; a timer set after an alert ("still out") has none."""
    ends_at = state.due_at + cards.grace_of(checkin)
    return Due(state.due_at, ends_at, told_tiers=state.told_tiers)


def ask(checkin: CheckIn, due: Due, moment: Moment, gone_at: datetime | None) -> Step:
    """Ask the question that is due now; what lies further back is not asked once more."""
    asked = replace(due, asked=(*due.asked, moment.now))
    note = cards.question(checkin, due, moment.now, gone_at)
    return replace(checkin, state=asked), (note,)


def next_question(checkin: CheckIn, due: Due) -> datetime | None:
    """Find the first question of the table that comes after the last one asked."""
    last = due.asked[-1] if due.asked else due.due_at
    coming = [due.due_at + offset for offset in checkin.timings.questions]
    return next((at for at in coming if at > last and at < due.grace_ends_at), None)


def pass_time(checkin: CheckIn, due: Due, moment: Moment) -> Step:
    """Ask again while grace lasts; after it, open the alert as soon as that is fair."""
    if moment.now >= due.grace_ends_at:
        return _end_of_grace(checkin, due, moment)
    question = next_question(checkin, due)
    if question is not None and moment.now >= question:
        return ask(checkin, due, moment, None)
    return checkin, ()


def _end_of_grace(checkin: CheckIn, due: Due, moment: Moment) -> Step:
    """Open the alert once every network was heard and the question had its time, or at the latest.

    Both together hold it back at most half the grace, at most 5 min, counted from the end of grace
    or from the bot's return. A first question after the grace tells of a return too, if only from
    the computer's sleep.
    """
    if checkin.alone:
        closed = replace(checkin, state=Closed(Ending.QUIET, moment.now))
        return closed, cards.goodbye(closed, "timer.ended_alone", moment.now)
    heard = all(moment.heard.after(each, due.grace_ends_at) for each in checkin.networks)
    returned = max(due.grace_ends_at, moment.heard.since, *due.asked[:1])
    latest = returned + checkin.timings.longest_wait
    if not (heard and _question_had_its_time(checkin, due, moment.now)) and moment.now < latest:
        return checkin, ()
    missed = replace(checkin, state=Missed(due.due_at, moment.key("alert")))
    facts = _facts(checkin, due, moment)
    wanted = OpenAlert(due.due_at, facts, max(1, due.told_tiers))
    unasked = Withdraw(checkin.about, checkin.worker)
    if not checkin.ladder:
        return missed, (unasked, wanted)
    old_card = Erase(checkin.worker, checkin.card)
    return missed, (unasked, wanted, old_card, cards.missed(missed, moment.now))


def _question_had_its_time(checkin: CheckIn, due: Due, now: datetime) -> bool:
    if due.refused or any(cards.tells_with_question(checkin, due, at) for at in due.asked[:1]):
        return True
    return due.accepted_at is not None and now >= due.accepted_at + checkin.timings.question_wait


def _facts(checkin: CheckIn, due: Due, moment: Moment) -> Facts:
    deaf = sorted(n for n in checkin.networks if not moment.heard.after(n, due.grace_ends_at))
    since = max((moment.heard.last.get(n, moment.heard.since) for n in deaf), default=None)
    gaps = _gaps(checkin, due, moment.heard)
    return Facts(
        due.due_at,
        checkin.heard_at,
        due.asked,
        due.accepted,
        due.refused,
        deaf=tuple(deaf),
        deaf_since=since,
        gap=_whole(gaps.values()),
        gap_on=tuple(gaps),
    )


def _gaps(checkin: CheckIn, due: Due, heard: Heard) -> dict[Network, Gap]:
    """Find the gaps in which the worker was to answer, or in which an answer may be lost."""
    found: dict[Network, Gap] = {}
    for network in sorted(checkin.networks):
        gap = heard.gaps.get(network)
        if gap is None or not heard.after(network, due.grace_ends_at):
            continue
        lost = network in LOSES and gap.until > checkin.heard_at
        late = gap.until > due.due_at and gap.until - gap.since >= AWAY_AFTER
        if lost or late:
            found[network] = gap
    return found


def _whole(gaps: Collection[Gap]) -> Gap | None:
    if not gaps:
        return None
    return Gap(min(each.since for each in gaps), max(each.until for each in gaps))
