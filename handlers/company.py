"""Whom a check-in would tell: who leaves its ladder, and who can be sent nothing any more.

A peer who left is off the ladder. One who can't be reached stays: they may be back in time.
"""

from dataclasses import replace

from handlers import cards
from handlers.checkin_states import CheckIn
from handlers.grace import Step
from handlers.moment import Moment
from handlers.people import PersonId


def can_reach(checkin: CheckIn) -> bool:
    """Whether anything can be sent to at least one of the ladder."""
    return any(rung.peer not in checkin.unreachable for rung in checkin.ladder)


def go_on_without(checkin: CheckIn, peer: PersonId, moment: Moment) -> Step:
    """Take a peer off the ladder; the worker is told at once when nobody can be reached."""
    return _told(checkin, without(checkin, peer), moment)


def lose_touch(checkin: CheckIn, peer: PersonId, moment: Moment) -> Step:
    """Go on with a peer who can't be reached; the worker is told at once when nobody can."""
    before = replace(checkin, unreachable=checkin.unreachable - {peer})
    return _told(before, replace(checkin, unreachable=checkin.unreachable | {peer}), moment)


def _told(before: CheckIn, after: CheckIn, moment: Moment) -> Step:
    if can_reach(after) or not can_reach(before):
        return after, ()
    return after, (cards.nobody_left(after, moment.now),)


def without(checkin: CheckIn, peer: PersonId) -> CheckIn:
    """Take a peer off the ladder, and off those who read "home"."""
    ladder = tuple(rung for rung in checkin.ladder if rung.peer != peer)
    home = tuple(each for each in checkin.tells_home if each != peer)
    return replace(checkin, ladder=ladder, tells_home=home)
