"""What a person says, read into a command. Reading decides nothing and never raises."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import wordlist
from handlers.awaiting import is_awaited
from handlers.checkin_states import Running
from handlers.codes import PAIR, THEMES
from handlers.desk import Desk, Numbered
from handlers.dialogue import OPEN, ChoosingCity, WritingPlan
from handlers.labels import CHOOSES, ENGLISH_LABELS, URGENT
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
from handlers.times import (
    Ask,
    By,
    Exact,
    Reason,
    read_extension,
    read_with_rest,
)
from handlers.times import read as read_time
from handlers.timings import LONGEST
from handlers.typed import folded, number_in, readable
from handlers.vouching import code_of
from handlers.words import ANYTIME, ENGLISH, EVERYWHERE, MINE, OF_TIMER, Verb

_CODE = re.compile(r"(?:/start(?:@\w+)?\s+|https://t\.me/\w+\?start=)([A-Za-z0-9_-]{22})")
_TIMER = re.compile(r"^/?(?:timer|checkin)(?:@\w+)?\s+", re.IGNORECASE)
_LONGER = re.compile(r"^/?(more|extend)(?:@\w+)?\s+", re.IGNORECASE)
_START = re.compile(r"^/start(?:@\w+)?\s", re.IGNORECASE)
_NOTE = re.compile(r"^/?note(?:@\w+)?\s", re.IGNORECASE)
_COMMAND = re.compile(r"^/\w+")


def invitation_named(text: str) -> str:
    """Find the code of a deep link or the four words in a message; "" if it names none."""
    code = _CODE.fullmatch(text.strip())
    if code is not None:
        return code.group(1)
    return wordlist.tidy(text) or ""


def read_stranger(text: str, token: str) -> Command:
    """Read what somebody says who is not known: an invitation, hello, or nothing we can use."""
    if token:
        return read_token(token)
    if invitation_named(text):
        return UseInvitation()
    verb = ENGLISH.get(folded(readable(text)))
    return Type("") if verb is None else Say(verb)


def read(desk: Desk, text: str, token: str, now: datetime) -> Command:
    """Read what came in from a person who is known.

    text: as typed, "" for none. token: of the button pressed, "" for none.
    """
    if token:
        return read_token(token)
    text = readable(text)
    if not text.strip():
        return Show()
    if invitation_named(text):
        return UseInvitation()
    if desk.quoted is None or not (desk.quoted or _is_listening(desk)):
        return _typed(text, desk, now)
    return _quoting(text, desk, desk.quoted, now)


def _quoting(text: str, desk: Desk, asked: tuple[Numbered, ...], now: datetime) -> Command:
    """Read a text that quotes a question: as one of its answers, never as another's.

    A command is what it always is. So is a time, except below what somebody else is waiting for.
    """
    said = _typed(text, replace(desk, numbers=asked), now)
    about = asked[0].about if asked else ""
    match said:
        case Say(verb) if verb in ANYTIME or (verb in OF_TIMER and desk.is_mine(about)):
            return said
        case Say(verb, subject):
            answers = [read_token(each.token) for each in asked]
            return said if any(_is(each, verb, subject) for each in answers) else Miss()
        case SetTimer():
            others = is_of_timer(about) and not desk.is_mine(about)
            return Miss() if others or _is_number(text, desk) else said
        case Type():
            return Miss() if is_of_timer(about) or _is_listening(desk) else said
        case _:
            return said


def _is(answer: Command, verb: Verb, subject: str) -> bool:
    return isinstance(answer, Say) and (answer.verb, answer.subject) == (verb, subject)


def is_of_timer(about: str) -> bool:
    """Whether a question is about a timer or an alert: free text is waited for with others."""
    return about.startswith(("checkin:", "alert:"))


def _typed(text: str, desk: Desk, now: datetime) -> Command:
    """Read a text by the choices that are open.

    While an alert waits for somebody a number is a choice of it or a slip, and never a time.
    """
    said = _words_of_code(text, desk) or _known(text, desk) or _number(text, desk)
    said = said or _extension(text)
    if said is None and number_in(text) and is_awaited(desk):
        return Type(text)
    if said is None:
        said = _time(text, desk, now)
    if _is_listening(desk):
        return said or _other(text)
    is_clear = isinstance(said, Say | ChooseWhich) or _is_start(said, desk)
    return said if said is not None and is_clear else _other(text)


def _words_of_code(text: str, desk: Desk) -> Command | None:
    """Read one or two words of a grid, or the two numbers that stand for them."""
    parts = re.split(r"[\s,.]+", folded(text).strip(" ,."))
    taps = [each for each in desk.numbers if isinstance(read_token(each.token), Tap)]
    if len(parts) not in (1, 2) or (code := _theme(desk, taps)) is None:
        return None
    theme = THEMES[code]
    newest = read_token(taps[-1].token) if taps else None
    if all(part in theme for part in parts):
        places = "".join(str(theme.index(part)) for part in parts)
        return _tapped(newest, places)
    if len(parts) == 1 or desk.address.network not in desk.house.numbered:
        return None
    chosen = [
        read_token(each.token)
        for part in parts
        for each in taps
        if str(each.number) == number_in(part)
    ]
    places = "".join(each.taps[-1] for each in chosen if isinstance(each, Tap))
    return _tapped(newest, places) if len(places) == len(parts) else None


def _theme(desk: Desk, taps: Sequence[Numbered]) -> str | None:
    """Say of which theme words are read: that of the grid that is open, else of the code."""
    if taps:
        subject = taps[-1].token.split(":")[1]
        if subject in THEMES:
            return subject
    code = code_of(desk.case) or desk.me.code
    return None if code is None else code.theme


def _tapped(newest: Command | None, places: str) -> Command | None:
    """Take words as taps on the grid that is open; without one, two words are an "all good"."""
    if isinstance(newest, Tap):
        before = newest.taps[:-1] if len(places) == 1 else ""
        return replace(newest, taps=before + places)
    return Tap(Verb.SAFE, "", places) if len(places) == PAIR else None


def _is_listening(desk: Desk) -> bool:
    """Whether any text is read as a command; otherwise it may be a name or a plan."""
    return isinstance(desk.dialogue, OPEN)


def _other(text: str) -> Command:
    """Take a text as it is; a command nobody knows is never a name or a plan."""
    return Say(Verb.HELP) if _COMMAND.match(text.strip()) else Type(text)


def _is_start(command: Command | None, desk: Desk) -> bool:
    """Whether a text is a time and nothing else, which no name or plan would be.

    Asked for a city, many write what their clock says: that is no timer. But a plan that is only a
    number or a time is none: it is asked back like any other.
    """
    if not isinstance(command, SetTimer) or command.rest:
        return False
    reading = command.reading
    if isinstance(desk.dialogue, WritingPlan):
        return True
    if isinstance(desk.dialogue, ChoosingCity):
        return isinstance(reading, Exact) and reading.by is By.DURATION
    return isinstance(reading, Exact)


def _known(text: str, desk: Desk) -> Command | None:
    """Read a word of the table; while free text is waited for, only what cannot be that text."""
    plain = folded(text)
    verb = ENGLISH.get(plain)
    if verb is None:
        return _labelled(plain, desk) or _with_words(text, desk)
    always = verb in EVERYWHERE and not (verb is Verb.CALL and desk.case.is_quiet())
    if always or plain.startswith("/") or _is_listening(desk) or _fitting(verb, desk):
        return _word(verb, desk)
    return None


def _labelled(plain: str, desk: Desk) -> Command | None:
    """Read the exact label of an open choice."""
    label = ENGLISH_LABELS.get(plain)
    if label is None:
        return None
    return _one_of(each for each in desk.numbers if label.fullmatch(each.token))


def _with_words(text: str, desk: Desk) -> Command | None:
    """Read a command with words behind it that nothing is done with."""
    if _is_listening(desk) and _NOTE.match(text.strip()):
        return Say(Verb.NOTE, detail="words")
    return Say(Verb.HELLO) if _START.match(text.strip()) else None


def _word(verb: Verb, desk: Desk) -> Command:
    """Give a word the question it answers; ask if there is more than one.

    An "ok" that takes an alert says so in its detail: it is not as clear as "I've got it".
    """
    if verb in MINE:
        return Say(verb)
    chosen = _one_of(_fitting(verb, desk))
    if verb is Verb.OK and isinstance(chosen, Say) and chosen.verb is Verb.GOT:
        return replace(chosen, detail=verb)
    if chosen is not None:
        return chosen
    return Say({Verb.OK: Verb.SAFE, Verb.LATER: Verb.NO}.get(verb, verb))


def _fitting(verb: Verb, desk: Desk) -> list[Numbered]:
    """List the open choices that a word can mean."""
    if verb is Verb.OK and (urgent := _urgent(desk)):
        return urgent
    chooses = CHOOSES.get(verb) or re.compile(rf"{verb}(?::.*)?")
    return [each for each in desk.numbers if chooses.fullmatch(each.token)]


def _urgent(desk: Desk) -> list[Numbered]:
    """List the answers to what cannot wait: an open alert, or the own timer once it is up."""
    found = [each for each in desk.numbers if URGENT.fullmatch(each.token)]
    runs_on = desk.case.checkin is not None and isinstance(desk.case.checkin.state, Running)
    waits = not runs_on or desk.case.alert_is_open()
    return found if waits or any(_verb(each) != Verb.SAFE for each in found) else []


def _one_of(fitting: Iterable[Numbered]) -> Command | None:
    """Choose the newest fitting choice of each question; None if there is none.

    More than one question, or a question with two that fit alike: that is asked.
    """
    offered = {each.token: each for each in fitting if not each.token.endswith(":")}
    found = tuple(offered.values())
    if len({(each.about, _verb(each)) for each in found}) < len(found):
        return ChooseWhich(found)
    questions = {each.about: each for each in found}.values()
    others = [each for each in questions if _verb(each) != Verb.SAFE]
    mine = [each for each in questions if _verb(each) == Verb.SAFE][:1]
    if len(others) + len(mine) > 1:
        return ChooseWhich((*others, *mine))
    return read_token(others[0].token) if others else Say(Verb.SAFE) if mine else None


def _verb(numbered: Numbered) -> str:
    return numbered.token.partition(":")[0]


def _number(text: str, desk: Desk) -> Command | None:
    """Read a digit as the choice it numbers, on a network that shows numbers."""
    if not _is_number(text, desk):
        return None
    typed = number_in(text)
    found = (each for each in desk.numbers if str(each.number) == typed)
    return next((read_token(each.token) for each in found), None)


def _is_number(text: str, desk: Desk) -> bool:
    """Whether a text is a number alone, on a network that shows numbers."""
    return desk.address.network in desk.house.numbered and number_in(text) != ""


def _extension(text: str) -> Command | None:
    longer = read_extension(_LONGER.sub(r"more ", text.strip()))
    if longer is None:
        return None
    return Say(Verb.MORE, "", str(longer // timedelta(minutes=1)))


def _time(text: str, desk: Desk, now: datetime) -> Command | None:
    """Read a time; None if the text has nothing of one."""
    shortest = desk.house.timing.shortest
    said = _TIMER.sub("", text.strip())
    reading = read_time(said, now, desk.zone, shortest=shortest, longest=LONGEST)
    if isinstance(reading, Exact | Ask):
        return SetTimer(reading)
    parted = read_with_rest(said, now, desk.zone, shortest=shortest, longest=LONGEST)
    if parted is not None:
        return SetTimer(*parted)
    return None if reading.reason is Reason.UNREADABLE else SetTimer(reading)
