"""A second address of the same person: four words, said once on the other network."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import grids
from handlers.case import Case
from handlers.desk import Desk, Outcome, Stranger
from handlers.invitations import make
from handlers.moment import Moment
from handlers.notices import Value
from handlers.people import Invitation, InvitationKind, ladder_of
from handlers.replies import choice, keyboard_of, note, say
from handlers.said import Say, Tap
from handlers.vouching import code_of, keep
from handlers.words import Verb

WORDS_FOR = timedelta(minutes=15)
"""Long enough to take the other app; whoever says the words is this person from then on."""
SURE = "sure"


def link(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Hand out the words; while something runs, ask whether it is really wanted first."""
    if not desk.me.name:
        return say(desk, "pair.name_first", None, choice("set_up", Verb.SETUP))
    if not desk.case.is_quiet() and command.subject != SURE:
        offers = (choice("yes_link", Verb.LINK, SURE), choice("not_now", Verb.FORGET_NOT))
        return say(desk, "link.ask", None, *offers)
    code = code_of(desk.case)
    if code is not None and not desk.case.is_quiet():
        return grids.ask(desk, code, "link", "", moment)
    return _words(desk, moment)


def vouched(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Hand out the words on two words of the code."""
    case, effects = keep(desk.case, tap.tag, said_at, moment, ladder=ladder_of(desk.contacts))
    linking = _words(replace(desk, case=case), moment)
    return replace(linking, effects=(*effects, *linking.effects))


def _words(desk: Desk, moment: Moment) -> Outcome:
    made = replace(make(InvitationKind.LINK, desk.me.id, moment), expires_at=moment.now + WORDS_FOR)
    others = (each for each in desk.invitations if each.kind is not InvitationKind.LINK)
    linking = replace(desk, invitations=(*others, made))
    values: dict[str, Value] = {"words": made.words, "until": made.expires_at}
    return say(linking, "link.words", values, keyboard=keyboard_of(desk.case))


def joined(stranger: Stranger, offered: Invitation, host: Case) -> Outcome:
    """Let the chat the words came from be one more of the inviter's; every chat of theirs reads so.

    The desk holds only who it is and where they read: all else of theirs stays as it is.
    """
    me = host.worker
    desk = Desk(me, stranger.address, stranger.zone, stranger.house, Case(me))
    done = note(desk, "link.done", keyboard=keyboard_of(host))
    return Outcome(desk, (replace(done, everywhere=True),), used=offered)


def refused(desk: Desk) -> Outcome:
    """Answer the words in a chat that is somebody's already: their own, or another person's."""
    offered = desk.offered
    mine = offered is not None and offered.inviter == desk.me.id
    return say(desk, "link.here" if mine else "link.taken", keyboard=keyboard_of(desk.case))
