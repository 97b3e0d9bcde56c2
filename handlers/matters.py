"""What an open choice is about, in words: for "For whom?", and for what leaves the chat with it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handlers.awaiting import told
from handlers.desk import Desk, Numbered
from handlers.notices import Effect, Notice, Text
from handlers.words import Verb

MATTERS: Mapping[str, str] = MappingProxyType(
    {
        Verb.SAFE: "choice.for_own_timer",
        Verb.CALL: "choice.call_me",
        Verb.UNCALL: "choice.for_call",
        Verb.TAP: "choice.for_code",
        Verb.FORGOT: "choice.for_code",
        Verb.CHANGE: "choice.for_code",
        Verb.CODE: "choice.for_code",
        Verb.THEME: "choice.for_code",
        Verb.CODE_OFF: "choice.for_code",
        Verb.CODE_LATER: "choice.for_code",
        Verb.UNDO: "choice.undo",
        Verb.UNDO_YES: "choice.yes_undo",
        Verb.KEEP: "choice.keep_running",
        Verb.START: "choice.for_start",
        Verb.START_NOT: "choice.for_start",
        Verb.GOT: "choice.got_it",
        Verb.CANT: "choice.cant_now",
        Verb.STILL: "choice.still_on",
        Verb.UNREACHED: "choice.cannot_reach",
        Verb.HELP_ME: "choice.like_help",
        Verb.SPOKEN: "choice.spoken",
        Verb.REOPEN: "choice.not_settled",
        Verb.HERE: "choice.here",
        Verb.NOT_TONIGHT: "choice.not_tonight",
        Verb.SETUP: "choice.set_up",
        Verb.HOW: "choice.how",
        Verb.CLOCK_YES: "choice.clock",
        Verb.CLOCK_NO: "choice.clock",
        Verb.CITY: "choice.clock",
        Verb.LATER: "choice.for_later",
        Verb.PLAN_LATER: "choice.plan",
        Verb.PLAN: "choice.plan",
        Verb.WISH: "choice.plan",
        Verb.SWITCH: "choice.for_settings",
        Verb.INVITE: "choice.invite",
        Verb.SHOW_QR: "choice.show_qr",
        Verb.AGREE: "choice.agree",
        Verb.AGREE_LATER: "choice.agree",
        Verb.REFUSE: "choice.no_thanks",
        Verb.LINE: "choice.line_own",
        Verb.OWN_LINE: "choice.line_own",
        Verb.SHARE: "choice.for_name",
        Verb.SHARE_NOT: "choice.for_name",
        Verb.PRACTISE: "choice.for_practice",
        Verb.PRACTISE_NOT: "choice.for_practice",
        Verb.SAME: "choice.for_words",
        Verb.DIFFERENT: "choice.for_words",
        Verb.COMPARE_LATER: "choice.for_words",
        Verb.BOTH: "choice.for_both",
        Verb.BOTH_NOT: "choice.for_both",
        Verb.PERSON: "choice.for_person",
        Verb.TIER: "choice.for_person",
        Verb.STAY: "choice.for_person",
        Verb.REMOVE: "choice.remove",
        Verb.REMOVE_YES: "choice.yes_remove",
        Verb.LEAVE_YES: "choice.for_stop",
        Verb.FORGET_YES: "choice.yes_forget",
        Verb.FORGET_NOT: "choice.for_forget",
        Verb.LINK: "choice.yes_link",
    }
)
"""How a choice is called that is about nobody, or about somebody who has no name yet."""

_OF_TIMERS = ("talk.", "start.", "timer.", "call.", "status.")
"""What is said beside a timer or an alert begins with one of these."""


def whose(desk: Desk, numbered: Numbered) -> Text:
    """Name whom or what an open choice is for."""
    subject = (*numbered.token.split(":"), "")[1]
    for case in desk.hosts.values():
        for alert in case.alerts():
            if alert.id == subject:
                return Text("choice.for_alert", {"worker": alert.name, "number": alert.number})
        if case.checkin is not None and case.checkin.id == subject:
            return Text("choice.person", {"name": case.checkin.name})
    contact = desk.contact(subject)
    name = "" if contact is None else contact.worker_name
    if contact is not None and contact.worker == desk.me.id:
        name = contact.peer_name
    if name:
        return Text("choice.person", {"name": name})
    verb = numbered.token.partition(":")[0]
    return Text(MATTERS.get(verb, "choice.for_question"), {"number": numbered.number})


def beside(desk: Desk) -> str:
    """Name what is talked about: the own timer, else an alert of somebody else; "" if none."""
    if desk.case.checkin is not None:
        return desk.case.checkin.about
    return next((alert.about for _, alert in told(desk)), "")


def leaving_with(desk: Desk, effect: Effect) -> Effect:
    """Let a line that is said beside a timer leave the chat with it."""
    plain = isinstance(effect, Notice) and not (effect.about or effect.choices)
    if isinstance(effect, Notice) and plain and effect.key.startswith(_OF_TIMERS):
        return replace(effect, about=beside(desk))
    return effect
