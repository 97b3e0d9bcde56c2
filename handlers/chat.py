"""The conversation: `answer(desk, command, said_at, moment)` decides what becomes of what was said.

This is the table of contents; each chapter is a file of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from handlers import (
    alert_talk,
    code_setup,
    code_talk,
    comparing,
    inviting,
    joining,
    linking,
    pairing,
    people_talk,
    plan_talk,
    quoting,
    settings_talk,
    starting,
    timer_talk,
    tonight,
    unclear,
)
from handlers.awaiting import is_awaited
from handlers.desk import Desk, Numbered, Outcome, Stranger
from handlers.dialogue import (
    ChangingCode,
    ChoosingCity,
    HalfStarted,
    Idle,
    Naming,
    NamingForPeer,
    TryingCode,
    WritingFirstLine,
    WritingPlan,
    WritingQuiet,
    WritingWish,
)
from handlers.matters import leaving_with, whose
from handlers.moment import Moment
from handlers.notices import Answered, Choice, Effect, Notice, Over
from handlers.people import InvitationKind
from handlers.replies import finished, keyboard_of, left, note, say
from handlers.said import (
    ChooseWhich,
    Command,
    Miss,
    Say,
    SetTimer,
    Show,
    Tap,
    Type,
    UseInvitation,
    read_token,
)
from handlers.timings import CHAT_FORGETS_CHECKIN
from handlers.words import LEAVES_QUESTION, Verb

Chapter = Callable[[Desk, Say, Moment], Outcome]

_CHAPTERS: Mapping[Verb, Chapter] = {
    Verb.CALL: timer_talk.call_me,
    Verb.UNCALL: timer_talk.uncall,
    Verb.UNDO: timer_talk.undo,
    Verb.KEEP: timer_talk.keep,
    Verb.TIMER: timer_talk.ask_how_long,
    Verb.STATUS: timer_talk.status,
    Verb.CANCEL: timer_talk.cancel,
    Verb.START_NOT: starting.refuse,
    Verb.FORGOT: code_talk.forgot,
    Verb.CHANGE: code_talk.change_words,
    Verb.CODE: code_setup.show,
    Verb.THEME: code_setup.theme,
    Verb.CODE_OFF: code_setup.off,
    Verb.CODE_LATER: code_setup.later,
    Verb.GOT: alert_talk.answer,
    Verb.CANT: alert_talk.answer,
    Verb.STILL: alert_talk.answer,
    Verb.UNREACHED: alert_talk.answer,
    Verb.HELP_ME: alert_talk.answer,
    Verb.SPOKEN: alert_talk.answer,
    Verb.REOPEN: alert_talk.answer,
    Verb.HERE: tonight.here,
    Verb.NOT_TONIGHT: tonight.not_tonight,
    Verb.SETUP: joining.set_up,
    Verb.HOW: joining.how_it_works,
    Verb.CLOCK_YES: joining.clock_is_right,
    Verb.CLOCK_NO: joining.ask_city,
    Verb.CITY: joining.ask_city,
    Verb.LATER: joining.later,
    Verb.PLAN_LATER: joining.later,
    Verb.INVITE: inviting.invite,
    Verb.SHOW_QR: inviting.show_qr,
    Verb.AGREE: pairing.agree,
    Verb.AGREE_LATER: pairing.agree_later,
    Verb.REFUSE: pairing.refuse,
    Verb.LINE: pairing.line,
    Verb.OWN_LINE: pairing.own_line,
    Verb.SHARE: pairing.share,
    Verb.SHARE_NOT: pairing.share,
    Verb.PRACTISE: pairing.practise,
    Verb.PRACTISE_NOT: pairing.practise,
    Verb.SAME: comparing.compared,
    Verb.DIFFERENT: comparing.compared,
    Verb.COMPARE_LATER: comparing.compared,
    Verb.BOTH: comparing.both_ways,
    Verb.BOTH_NOT: comparing.both_ways,
    Verb.PEOPLE: people_talk.show,
    Verb.PERSON: people_talk.person,
    Verb.TIER: people_talk.tier,
    Verb.STAY: people_talk.stay,
    Verb.REMOVE: people_talk.remove,
    Verb.REMOVE_YES: people_talk.remove_yes,
    Verb.STOP: people_talk.stop,
    Verb.LEAVE_YES: people_talk.leave,
    Verb.PLAN: plan_talk.show,
    Verb.WISH: plan_talk.wish,
    Verb.SETTINGS: settings_talk.show,
    Verb.SWITCH: settings_talk.switch,
    Verb.FORGET: settings_talk.forget,
    Verb.FORGET_YES: settings_talk.forget_yes,
    Verb.FORGET_NOT: settings_talk.forget_not,
    Verb.HELP: settings_talk.help_me,
    Verb.PRIVACY: settings_talk.privacy,
    Verb.BOOKING: settings_talk.booking,
    Verb.NOTE: settings_talk.not_yet,
    Verb.LINK: linking.link,
}

WHOM = "whom"
"""What the question "for whom?" is about: it names people, and leaves the chat after an hour."""


def answer(desk: Desk, command: Command, said_at: datetime, moment: Moment) -> Outcome:
    """Decide what becomes of what one person said at `said_at`, and what they read.

    Whatever it is: a known person always reads something in return, but for a second text that is
    unclear, where there are no buttons.
    """
    outcome = _decide(desk, command, said_at, moment)
    if outcome.unclear:
        return outcome
    after = outcome.desk or desk
    said = (*outcome.effects, *starting.left_open(desk, after, moment))
    if not any(isinstance(each, Notice) and each.to == desk.me.id for each in said):
        said = (*said, *finished(after).effects)
    typed = _is_writing(desk) and after.dialogue != desk.dialogue
    over: tuple[Effect, ...] = tuple(_answered(desk, command, said, typed=typed))
    said = tuple(leaving_with(after, each) for each in said)
    return replace(outcome, effects=(*over, *unclear.understood(desk), *said))


def _is_writing(desk: Desk) -> bool:
    return not isinstance(desk.dialogue, Idle | HalfStarted)


def _answered(
    desk: Desk, command: Command, said: Iterable[Effect], *, typed: bool
) -> Iterator[Answered]:
    """Let go of the numbers of the last question that is about nothing, and of "for whom?".

    A question about nothing is over when it was answered, or when another such one takes its place;
    a word that was not understood leaves it open. `typed`: it was answered with free text.
    """
    mine = (each for each in said if isinstance(each, Notice) and each.to == desk.me.id)
    replaced = any(each.choices and not each.about for each in mine)
    open_now = [each for each in desk.numbers if not each.about]
    if replaced or typed or any(read_token(each.token) == command for each in open_now):
        yield Answered("", desk.me.id)
    if any(each.about == WHOM for each in desk.numbers):
        yield Answered(WHOM, desk.me.id)


def _decide(desk: Desk, command: Command, said_at: datetime, moment: Moment) -> Outcome:
    match command:
        case Say(Verb.SAFE) | Say(Verb.UNDO_YES):
            return timer_talk.all_good(desk, command, said_at, moment)
        case Say(Verb.MORE):
            return timer_talk.longer(desk, command, said_at, moment)
        case Say(Verb.START):
            return starting.press(desk, command, said_at, moment)
        case Tap():
            return code_talk.tapped(desk, command, said_at, moment)
        case Say():
            return _chapter(desk, command, moment)
        case SetTimer():
            return starting.set_timer(desk, command, said_at, moment)
        case UseInvitation():
            return _invited(desk, moment)
        case Miss():
            return quoting.choose_again(desk, moment)
        case ChooseWhich(fitting):
            return _for_whom(desk, fitting, moment)
        case Type(text):
            return _typed(desk, text, moment)
        case Show():
            return alert_talk.press_one(desk) or say(desk, "talk.only_text")
        case _:
            assert_never(command)


def greet(stranger: Stranger, command: Command, moment: Moment) -> Outcome:
    """Decide what somebody reads who is not known."""
    return joining.greet(stranger, command, moment)


def nudge(desk: Desk, moment: Moment) -> Outcome:
    """Ask a half-started timer's question once more, 2 min after it was first asked."""
    return starting.nudge(desk, moment)


def _chapter(desk: Desk, command: Say, moment: Moment) -> Outcome:
    if command.verb in LEAVES_QUESTION:
        desk = left(desk)
    if command.verb is Verb.HELLO:
        return settings_talk.help_me(desk, command, moment) if desk.me.name else joining.hello(desk)
    chapter = _CHAPTERS.get(command.verb)
    return _no_question(desk, command) if chapter is None else chapter(desk, command, moment)


def _no_question(desk: Desk, command: Say) -> Outcome:
    """Answer a yes or no that no choice fits: a question for free text can be left by "no"."""
    if command.verb is Verb.NO and not isinstance(desk.dialogue, Idle | HalfStarted):
        return say(left(desk), "talk.fine", keyboard=keyboard_of(desk.case))
    return alert_talk.press_one(desk) or say(desk, "talk.no_question")


def _invited(desk: Desk, moment: Moment) -> Outcome:
    offered = desk.offered
    if offered is None and not desk.me.name:
        return pairing.ask_again(desk) or joining.hello(desk)
    if offered is None:
        return pairing.ask_again(desk) or say(desk, "pair.unknown")
    if offered.kind is InvitationKind.LINK:
        return linking.refused(desk)
    if offered.kind is InvitationKind.PEER:
        return pairing.open_invitation(desk, moment)
    if not desk.me.name:
        return joining.hello(desk)
    return say(desk, "join.already", keyboard=keyboard_of(desk.case))


def _for_whom(desk: Desk, fitting: tuple[Numbered, ...], moment: Moment) -> Outcome:
    """Ask whom a word is for that fits more than one open choice.

    The choices get tokens of their own (a colon behind), so that the numbers in use stay; a word
    never means one of these.
    """
    waits = desk.dialogue
    if isinstance(waits, HalfStarted) and all(each.about == starting.ABOUT for each in fitting):
        return starting.ask_again(desk, waits, moment)
    offers = tuple(Choice(whose(desk, each), each.token.rstrip(":") + ":") for each in fitting)
    over = Over(WHOM, moment.now + CHAT_FORGETS_CHECKIN, desk.me.id)
    return Outcome(desk, (over, note(desk, "talk.for_whom", None, *offers, about=WHOM)))


def _typed(desk: Desk, text: str, moment: Moment) -> Outcome:
    """Take a text as the answer to what was asked, or say that it is no answer.

    While an alert waits for somebody, nothing they type is taken for something else.
    """
    if is_awaited(desk):
        return unclear.answer(desk)
    match desk.dialogue:
        case Naming():
            return joining.named(desk, text, moment)
        case ChoosingCity() as waits:
            return joining.city_chosen(desk, text, waits, moment)
        case WritingPlan(joining=True):
            return joining.plan_written(desk, text)
        case WritingPlan():
            return plan_talk.written(desk, text)
        case WritingWish() as waits:
            return plan_talk.wish_written(desk, text, waits)
        case NamingForPeer() as waits:
            return pairing.named(desk, text, waits)
        case WritingFirstLine() as waits:
            return pairing.line_written(desk, text, waits)
        case WritingQuiet():
            return code_setup.quiet_written(desk, text)
        case HalfStarted() | Idle() | ChangingCode() | TryingCode():
            return unclear.answer(desk)
        case _:
            assert_never(desk.dialogue)
