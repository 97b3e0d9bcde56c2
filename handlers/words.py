"""What people type instead of pressing: a table per language, so that more languages are data."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Verb(StrEnum):
    """What a press or a word says. As the first part of a token it is at most 10 characters."""

    # A worker's timer.
    SAFE = "safe"
    MORE = "more"
    CALL = "call"
    UNCALL = "uncall"
    UNDO = "undo"
    UNDO_YES = "undoyes"
    KEEP = "keep"
    START = "start"
    START_NOT = "startnot"
    TIMER = "timer"
    STATUS = "status"
    TAP = "tap"
    FORGOT = "forgot"
    CHANGE = "change"
    CODE = "code"
    THEME = "theme"
    CODE_OFF = "codeoff"
    CODE_LATER = "codelater"
    # A peer's answers.
    GOT = "got"
    CANT = "cant"
    STILL = "still"
    UNREACHED = "unreached"
    HELP_ME = "help"
    SPOKEN = "spoken"
    REOPEN = "reopen"
    HERE = "here"
    NOT_TONIGHT = "notonight"
    # Joining.
    HELLO = "hello"
    SETUP = "setup"
    HOW = "how"
    CLOCK_YES = "clockyes"
    CLOCK_NO = "clockno"
    LATER = "later"
    PLAN_LATER = "planlater"
    # Pairing.
    INVITE = "invite"
    SHOW_QR = "showqr"
    AGREE = "agree"
    AGREE_LATER = "agreelater"
    REFUSE = "refuse"
    LINE = "line"
    OWN_LINE = "ownline"
    SHARE = "share"
    SHARE_NOT = "sharenot"
    PRACTISE = "practise"
    PRACTISE_NOT = "pracnot"
    SAME = "same"
    DIFFERENT = "different"
    COMPARE_LATER = "cmplater"
    BOTH = "both"
    BOTH_NOT = "bothnot"
    # People and settings.
    PEOPLE = "people"
    PERSON = "person"
    TIER = "tier"
    STAY = "stay"
    REMOVE = "remove"
    REMOVE_YES = "removeyes"
    LEAVE_YES = "leaveyes"
    STOP = "stop"
    PLAN = "plan"
    WISH = "wish"
    SETTINGS = "settings"
    SWITCH = "switch"
    CITY = "city"
    FORGET = "forget"
    FORGET_YES = "forgetyes"
    FORGET_NOT = "forgetnot"
    HELP = "helpme"
    PRIVACY = "privacy"
    NOTE = "note"
    LINK = "link"
    BOOKING = "booking"
    CANCEL = "cancel"
    # Answers that need a question.
    YES = "yes"
    NO = "no"
    OK = "ok"


ENGLISH: Mapping[str, Verb] = MappingProxyType(
    {
        "ok": Verb.OK,
        "okay": Verb.OK,
        "👍": Verb.OK,
        "yes": Verb.YES,
        "no": Verb.NO,
        "all good": Verb.SAFE,
        "fine": Verb.SAFE,
        "/ok": Verb.SAFE,
        "safe": Verb.SAFE,
        "/safe": Verb.SAFE,
        "cancel": Verb.CANCEL,
        "/cancel": Verb.CANCEL,
        "more": Verb.MORE,
        "/more": Verb.MORE,
        "extend": Verb.MORE,
        "/extend": Verb.MORE,
        "call": Verb.CALL,
        "call me": Verb.CALL,
        "/call": Verb.CALL,
        "sos": Verb.CALL,
        "/sos": Verb.CALL,
        "panic": Verb.CALL,
        "/panic": Verb.CALL,
        "undo": Verb.UNDO,
        "keep": Verb.KEEP,
        "keep it running": Verb.KEEP,
        "other": Verb.TIMER,
        "timer": Verb.TIMER,
        "/timer": Verb.TIMER,
        "checkin": Verb.TIMER,
        "/checkin": Verb.TIMER,
        "status": Verb.STATUS,
        "/status": Verb.STATUS,
        "i've got it": Verb.GOT,
        "i have got it": Verb.GOT,
        "got it": Verb.GOT,
        "i can't": Verb.CANT,
        "i can't now": Verb.CANT,
        "someone else, please": Verb.CANT,
        "someone else": Verb.CANT,
        "still on it": Verb.STILL,
        "i can't reach them": Verb.UNREACHED,
        "i'd like help": Verb.HELP_ME,
        "we've spoken": Verb.SPOKEN,
        "not settled": Verb.REOPEN,
        "i'm here": Verb.HERE,
        "not tonight": Verb.NOT_TONIGHT,
        "/start": Verb.HELLO,
        "start": Verb.HELLO,
        "hello": Verb.HELLO,
        "hi": Verb.HELLO,
        "set up": Verb.SETUP,
        "later": Verb.LATER,
        "not now": Verb.LATER,
        "invite": Verb.INVITE,
        "/invite": Verb.INVITE,
        "invite someone": Verb.INVITE,
        "people": Verb.PEOPLE,
        "/people": Verb.PEOPLE,
        "contacts": Verb.PEOPLE,
        "/contacts": Verb.PEOPLE,
        "plan": Verb.PLAN,
        "/plan": Verb.PLAN,
        "change": Verb.CHANGE,
        "i don't remember": Verb.FORGOT,
        "private answer": Verb.CODE,
        "settings": Verb.SETTINGS,
        "/settings": Verb.SETTINGS,
        "help": Verb.HELP,
        "/help": Verb.HELP,
        "privacy": Verb.PRIVACY,
        "/privacy": Verb.PRIVACY,
        "forget": Verb.FORGET,
        "/forget": Verb.FORGET,
        "delete": Verb.FORGET,
        "/delete": Verb.FORGET,
        "stop": Verb.STOP,
        "/stop": Verb.STOP,
        "note": Verb.NOTE,
        "/note": Verb.NOTE,
        "link": Verb.LINK,
        "/link": Verb.LINK,
        "booking": Verb.BOOKING,
        "/booking": Verb.BOOKING,
    }
)
"""What always works, on either network; apostrophes of any kind, case and a final stop aside."""

EVERYWHERE = frozenset(
    {
        Verb.OK,
        Verb.YES,
        Verb.NO,
        Verb.SAFE,
        Verb.CALL,
        Verb.TIMER,
        Verb.STATUS,
        Verb.PEOPLE,
        Verb.INVITE,
        Verb.FORGET,
        Verb.HELLO,
        Verb.HELP,
        Verb.SETTINGS,
        Verb.PRIVACY,
        Verb.STOP,
        Verb.CANCEL,
        Verb.LINK,
        Verb.GOT,
        Verb.CANT,
        Verb.STILL,
        Verb.UNREACHED,
        Verb.SPOKEN,
        Verb.HERE,
        Verb.NOT_TONIGHT,
    }
)
"""What is never taken as the answer to a question for free text (a name, a plan), and no more is
what chooses one of the open choices; but "call me" is what many plans say, so it is a command
there only while something runs."""

MINE = frozenset({Verb.SAFE, Verb.CALL, Verb.UNDO, Verb.KEEP})
"""What is about all that a worker has running, whichever of its questions it answers."""

LEAVES_QUESTION = frozenset(
    {
        Verb.PEOPLE,
        Verb.SETTINGS,
        Verb.HELP,
        Verb.PRIVACY,
        Verb.FORGET,
        Verb.STOP,
        Verb.TIMER,
        Verb.PLAN,
        Verb.INVITE,
        Verb.HELLO,
    }
)
"""What somebody says who turns to something else: a question for free text is dropped."""

OF_TIMER = MINE | {Verb.MORE}
"""What answers any message about a worker's own timer or alert, whichever choices it shows."""

ANYTIME = (LEAVES_QUESTION - {Verb.TIMER, Verb.HELLO}) | {Verb.STATUS, Verb.NOTE, Verb.BOOKING}
"""What is a command also where a question is quoted: never one of its answers."""
