"""What a worker hands to somebody they trust."""

from dataclasses import replace

from handlers import joining
from handlers.desk import Desk, Outcome
from handlers.dialogue import HalfStarted, WritingPlan
from handlers.invitations import make
from handlers.moment import Moment
from handlers.notices import QR, Choice, Notice, Text, Value
from handlers.people import PEERS, Consent, Invitation, InvitationKind
from handlers.replies import choice, finished, note, say
from handlers.said import Say
from handlers.words import Verb


def invite(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Give the worker an invitation to hand to one person they trust."""
    if not desk.me.name:
        return say(desk, "pair.name_first", None, choice("set_up", Verb.SETUP))
    mine = [each for each in desk.contacts if each.consent is not Consent.LEFT]
    if len(mine) >= PEERS:
        return say(desk, "pair.enough", {"most": PEERS})
    open_now = tuple(each for each in desk.invitations if each.kind is InvitationKind.PEER)
    taken = [c.place for c in mine] + [i.place for i in open_now]
    made = make(InvitationKind.PEER, desk.me.id, moment, place=max(taken, default=0) + 1)
    # With the people there are no more than can be told: the oldest invitations give way.
    gone = open_now[: max(0, len(mine) + len(open_now) + 1 - PEERS)]
    still = tuple(each for each in desk.invitations if each not in gone)
    invited = replace(desk, invitations=(*still, made))
    if taken or desk.case.plan.lines or isinstance(desk.dialogue, HalfStarted):
        return Outcome(invited, (_handed(invited, made),))
    waits = replace(invited, dialogue=WritingPlan(joining=True))
    return Outcome(waits, (_handed(invited, made), joining.ask_plan(desk)))


def _handed(desk: Desk, made: Invitation) -> Notice:
    values: dict[str, Value] = {"words": made.words, "until": made.expires_at}
    link, on_signal = desk.house.link(made.code), desk.house.on_signal
    if on_signal is not None:
        values["signal"] = on_signal
    if link is None:
        return note(desk, "pair.invite.signal" if on_signal else "pair.invite.words", values)
    copy = Choice(Text("choice.copy_invite"), "", copies=link)
    share = Choice(Text("choice.share_invite"), "", shares=link)
    show = choice("show_qr", Verb.SHOW_QR, made.code)
    key = "pair.invite.both" if on_signal else "pair.invite"
    return note(desk, key, {**values, "link": link}, copy, share, show)


def show_qr(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Show an invitation that is still open as a QR code, for a phone that is near."""
    made = next((each for each in desk.invitations if each.code == command.subject), None)
    link = None if made is None else desk.house.link(made.code)
    if made is None or link is None:
        return finished(desk)
    return say(desk, "pair.invite.qr", {QR: link, "until": made.expires_at})
