"""Setting a timer: from a typed time to a running check-in, with as few questions as are fair."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from handlers import case as cases
from handlers import grids, tonight
from handlers.checkin import is_open
from handlers.desk import Desk, Outcome
from handlers.dialogue import HalfStarted, Idle
from handlers.moment import Moment
from handlers.notices import Choice, Effect, Keyboard, Notice, Over, Text, Urgency, Value
from handlers.people import Consent, ladder_of
from handlers.replies import choice, finished, keyboard_of, note, say
from handlers.said import Say, SetTimer, Tap
from handlers.times import Ask, By, Exact, NotUnderstood
from handlers.timings import HALF_STARTED, LONGEST, LONGEST_UNASKED
from handlers.vouching import code_of, keep
from handlers.words import Verb

ABOUT = "start"

ALONE, LONG, LEFT, REPLACE, REPLACE_ALERT, BARE = "alrwxb"
"""What a press has already settled, letter by letter in the token: remind only me; longer than
12 h; without the one who stopped; instead of the timer that runs; instead of it although people
were told; without the words behind the time."""

_SHORTER = {
    "start.nobody": "start.nobody.again",
    "start.unreachable": "start.unreachable.again",
    "start.someone_left": "start.someone_left.again",
    "start.someone_unreachable": "start.someone_unreachable.again",
    "start.with_words": "start.with_words.again",
}
"""Questions that say themselves that no timer is set, and the same without saying so."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A start somebody asks for, with what they have settled so far."""

    due_at: datetime
    said_at: datetime
    """When they asked: what they say next, and was heard as late as this, is about the timer."""
    settled: str = ""

    def choice(self, label: str, more: str = "") -> Choice:
        """Offer to go on with one more thing settled."""
        epoch = str(int(self.due_at.timestamp()))
        return choice(label, Verb.START, epoch, "".join(sorted({*self.settled, *more})))


def set_timer(desk: Desk, command: SetTimer, said_at: datetime, moment: Moment) -> Outcome:
    """Answer a typed time: start, ask which of two or three is meant, or say it is unclear."""
    match command.reading:
        case Exact(due_at) if command.rest:
            return _set_aside(desk, _Wish(due_at, said_at), moment)
        case Exact(due_at):
            return _propose(desk, _Wish(due_at, said_at), moment)
        case Ask(readings):
            offers = [_which(each, said_at, moment.now) for each in readings]
            labels = {"choices": [each.label for each in offers]}
            return _ask(desk, moment, "start.which", labels, *offers, _neither())
        case NotUnderstood(reason):
            limits = {"shortest": desk.house.timing.shortest, "longest": LONGEST}
            return say(desk, f"start.{reason}{_beside(desk)}", limits)
        case _:
            assert_never(command.reading)


def _set_aside(desk: Desk, wish: _Wish, moment: Moment) -> Outcome:
    """Ask about the words behind a time, and take the message out of the chat meanwhile."""
    values: dict[str, Value] = {"due": wish.due_at, "left": wish.due_at - moment.now}
    offers = (wish.choice("timer_only", BARE), _neither())
    key = "start.with_words.again" if _beside(desk) else "start.with_words"
    return replace(_ask(desk, moment, key, values, *offers), unsaid=True)


def _beside(desk: Desk) -> str:
    """End the key of a text for whoever has a timer: "no timer is set" would not be so."""
    return ".running" if is_open(desk.case.checkin) else ""


def _which(reading: Exact, said_at: datetime, now: datetime) -> Choice:
    offered = _Wish(reading.due_at, said_at).choice("at")
    label = "choice.at" if reading.by is By.CLOCK else "choice.for"
    values: dict[str, Value] = {"due": reading.due_at, "left": reading.due_at - now}
    return replace(offered, label=Text(label, values))


def _neither() -> Choice:
    return choice("neither", Verb.START_NOT)


def _no() -> Choice:
    return choice("no", Verb.START_NOT)


def press(desk: Desk, command: Say, said_at: datetime, moment: Moment) -> Outcome:
    """Go on with a start that was a question."""
    if not command.subject.isdecimal() or len(command.subject) > len("9999999999"):
        return finished(desk)
    due_at = datetime.fromtimestamp(int(command.subject), UTC)
    return _propose(desk, _Wish(due_at, said_at, command.detail), moment)


def refuse(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Leave it: no timer is set, and that is said."""
    return _unset(desk, moment, "start.not_set" if desk.case.is_quiet() else "start.as_before", {})


def _unset(desk: Desk, moment: Moment, key: str, values: Mapping[str, Value]) -> Outcome:
    """Say that no timer is set, and wait for no answer any more."""
    idle = replace(desk, dialogue=Idle()) if isinstance(desk.dialogue, HalfStarted) else desk
    said = note(desk, key, values, keyboard=keyboard_of(desk.case))
    return Outcome(idle, (Over(ABOUT, moment.now, desk.me.id), said))


def _propose(desk: Desk, wish: _Wish, moment: Moment) -> Outcome:
    """Start, unless something has to be asked or said first."""
    left = wish.due_at - moment.now
    if left < desk.house.timing.shortest / 2:
        return _unset(desk, moment, f"start.passed{_beside(desk)}", {})
    if left > LONGEST:
        return _unset(desk, moment, f"start.too_long{_beside(desk)}", {"longest": LONGEST})
    question = _open_question(desk, wish, left, moment)
    return _start(desk, wish, moment) if question is None else question


def _open_question(desk: Desk, wish: _Wish, left: timedelta, moment: Moment) -> Outcome | None:
    ladder = ladder_of(desk.contacts)
    values: dict[str, Value] = {"due": wish.due_at, "left": left}
    if left > LONGEST_UNASKED and LONG not in wish.settled:
        return _ask(desk, moment, "start.long", values, wish.choice("yes_start", LONG), _no())
    told = desk.case.alert_is_open()
    if (told or not desk.case.is_quiet()) and _replacing(told=told) not in wish.settled:
        key = "start.replace_alert" if told else "start.replace"
        yes = wish.choice("yes_replace", _replacing(told=told))
        return _ask(desk, moment, key, values, yes, _no())
    if not ladder and ALONE not in wish.settled:
        key = "start.nobody" if not _agreed(desk) else "start.unreachable"
        offers = (choice("invite", Verb.INVITE), wish.choice("alone", ALONE))
        return _ask(desk, moment, key, values, *offers)
    if ladder and LEFT not in wish.settled and (key := _departed(desk)):
        offers = (wish.choice("start_anyway", LEFT), choice("invite", Verb.INVITE))
        return _ask(desk, moment, key, values, *offers)
    return None


def _replacing(*, told: bool) -> str:
    return REPLACE_ALERT if told else REPLACE


def _agreed(desk: Desk) -> bool:
    return any(each.consent is not Consent.ASKED for each in desk.contacts)


def _departed(desk: Desk) -> str:
    """Choose how to say that somebody stopped, or cannot be reached any more; "" if nobody."""
    if any(each.consent is Consent.LEFT for each in desk.contacts):
        return "start.someone_left"
    agreed = (each for each in desk.contacts if each.consent is Consent.AGREED)
    return "start.someone_unreachable" if any(not each.reachable for each in agreed) else ""


def _ask(
    desk: Desk, moment: Moment, key: str, values: Mapping[str, Value], *choices: Choice
) -> Outcome:
    """Ask, and remember the question: after 2 min without an answer it is asked once more."""
    waits = HalfStarted(key, tuple(values.items()), choices, moment.now + HALF_STARTED)
    asked = note(desk, key, values, *choices, about=ABOUT)
    over = Over(ABOUT, moment.now, desk.me.id)
    return Outcome(replace(desk, dialogue=waits), (over, asked))


def nudge(desk: Desk, moment: Moment) -> Outcome:
    """Say loudly, once, that no timer is set yet, with the question again."""
    waits = desk.dialogue
    if not isinstance(waits, HalfStarted) or waits.nudge_at is None or waits.nudge_at > moment.now:
        return Outcome(desk)
    asked = replace(desk, dialogue=replace(waits, nudge_at=None))
    return Outcome(asked, (_loud(desk, waits, moment),))


def ask_again(desk: Desk, waits: HalfStarted, moment: Moment) -> Outcome:
    """Ask a start's question once more, as things are now."""
    question, choices = _as_of(waits, moment.now)
    return say(desk, question.key, question.values, *choices, about=ABOUT)


def _as_of(waits: HalfStarted, now: datetime) -> tuple[Text, tuple[Choice, ...]]:
    """Count anew how long it is to each time in a question and its choices."""
    question = _counted(Text(waits.key, dict(waits.values)), now)
    return question, tuple(replace(each, label=_counted(each.label, now)) for each in waits.choices)


def _counted(text: Text, now: datetime) -> Text:
    """Count anew how long it is to the time in a text; "9 h" stays what somebody typed."""
    values = {
        name: [_counted(each, now) for each in value] if isinstance(value, list) else value
        for name, value in text.values.items()
    }
    due_at = values.get("due")
    if isinstance(due_at, datetime) and text.key != "choice.for":
        values["left"] = max(due_at - now, timedelta())
    return Text(text.key, values)


def left_open(before: Desk, after: Desk, moment: Moment) -> tuple[Notice, ...]:
    """Say at once, loudly, that no timer is set where another question takes the place of a start.

    Only one thing is waited for at a time, so nobody would say so 2 min later.
    """
    waits = before.dialogue
    if not isinstance(waits, HalfStarted) or waits.nudge_at is None:
        return ()
    if isinstance(after.dialogue, HalfStarted | Idle):
        return ()
    return (_loud(before, waits, moment),)


def _loud(desk: Desk, waits: HalfStarted, moment: Moment) -> Notice:
    question, choices = _as_of(waits, moment.now)
    question = replace(question, key=_SHORTER.get(waits.key, waits.key))
    key = f"start.not_yet{_beside(desk)}"
    said = note(desk, key, {"question": question}, *choices, about=ABOUT)
    return replace(said, urgency=Urgency.QUESTION)


def vouched(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Start instead of what runs, on two words."""
    epoch = "".join(filter(str.isdecimal, tap.deed))
    settled = tap.deed.removeprefix(Verb.START).lstrip(epoch)
    if not epoch or len(epoch) > len("9999999999"):
        return finished(desk)
    wish = _Wish(datetime.fromtimestamp(int(epoch), UTC), said_at, settled)
    left = wish.due_at - moment.now
    if left < desk.house.timing.shortest / 2:
        return _unset(desk, moment, f"start.passed{_beside(desk)}", {})
    return _start(desk, wish, moment, tap.tag)


def _start(desk: Desk, wish: _Wish, moment: Moment, given: bytes = b"") -> Outcome:
    code = code_of(desk.case)
    if code is not None and not given and not desk.case.is_quiet():
        deed = f"{Verb.START}{int(wish.due_at.timestamp())}{wish.settled}"
        return grids.ask(desk, code, deed, "", moment)
    before: tuple[Effect, ...] = ()
    if given and not desk.case.is_quiet():
        kept, before = keep(desk.case, given, wish.said_at, moment)
        desk = replace(desk, case=kept)
    ladder = () if ALONE in wish.settled else ladder_of(desk.contacts)
    changes = desk.house.timing
    case, effects = cases.begin(desk.case, wish.due_at, ladder, changes, moment, wish.said_at)
    case, asked = tonight.ask_first(case, wish.due_at)
    about = "" if case.checkin is None else case.checkin.about
    shown = note(desk, "start.keys", about=about, keyboard=Keyboard.RUNNING)
    keys = () if desk.address.network in desk.house.numbered else (replace(shown, silent=True),)
    stayed = tuple(each for each in desk.contacts if each.consent is not Consent.LEFT)
    started = replace(desk, dialogue=Idle(), case=case, contacts=stayed)
    over = Over(ABOUT, moment.now, desk.me.id)
    return Outcome(started, (*before, over, *keys, *effects, *asked))
