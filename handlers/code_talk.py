"""Two words that were tapped or typed: the second tap does what they were asked for.

Whichever words they are, what is said here is the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from handlers import code_setup, grids, linking, settings_talk, starting, timer_talk
from handlers.case import GIVEN
from handlers.codes import CHANGED_WITHIN, PAIR, THEMES
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Answered, Effect, Over, Text, Value
from handlers.replies import choice, finished, note, say
from handlers.said import Say, Tap
from handlers.vouching import change, code_of
from handlers.words import Verb

Deed = Callable[[Desk, Tap, datetime, Moment], Outcome]
_DEED = re.compile(r"([a-z]+)(\d*)([a-z]*)")


def tapped(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Go on after a tap: show what is left, or do what both words were asked for."""
    theme = tap.subject if tap.subject in THEMES else _theme(desk)
    name = _DEED.match(tap.deed)
    deed = _DEEDS.get(name.group(1)) if name else None
    if theme is None or deed is None or len(set(tap.taps)) < len(tap.taps):
        return finished(desk)
    if len(tap.taps) < PAIR:
        left = grids.grid(desk, theme, tap.deed, tap.subject, moment, tap.taps)
        return replace(Outcome(desk, (Answered(grids.ABOUT, desk.me.id), left)), unsaid=True)
    done = deed(desk, tap, said_at, moment)
    effects = (grids.gone(desk, moment), *done.effects)
    if _can_be_changed(desk, tap, done):
        effects = (*effects, *_shown(desk, theme, tap, moment))
    return replace(done, effects=effects, unsaid=True)


def _theme(desk: Desk) -> str | None:
    code = code_of(desk.case) or desk.me.code
    return None if code is None else code.theme


def _can_be_changed(desk: Desk, tap: Tap, done: Outcome) -> bool:
    """Whether these words were put aside. Where nothing ran it must not show whether they were."""
    after = done.desk
    if after is None or after.leaves or (tap.deed == Verb.SAFE and desk.case.is_quiet()):
        return False
    return after.case.duress is not desk.case.duress


def _waits(desk: Desk, moment: Moment) -> bool:
    """Whether the words were just put aside, so that they can be changed."""
    kept = desk.case.duress
    return kept is not None and kept.answer is not None and moment.now < kept.answer.judged_at


def _shown(desk: Desk, theme: str, tap: Tap, moment: Moment) -> tuple[Effect, ...]:
    """Show the two words while they can be changed; then they leave the chat."""
    first, second = (Text(f"word.{THEMES[theme][int(place)]}") for place in tap.taps)
    values: dict[str, Value] = {"first": first, "second": second, "left": CHANGED_WITHIN}
    shown = note(desk, "code.given", values, choice("change", Verb.CHANGE), about=GIVEN)
    return (Over(GIVEN, moment.now, desk.me.id), replace(shown, silent=True))


def change_words(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Ask for the two words once more, while they can be changed."""
    kept = desk.case.duress
    code = None if kept is None or not _waits(desk, moment) else kept.code
    return finished(desk) if code is None else grids.ask(desk, code, "change", "", moment)


def _change(desk: Desk, tap: Tap, _said_at: datetime, moment: Moment) -> Outcome:
    changed = change(desk.case, tap.tag, moment)
    if changed is None:
        return finished(desk)
    return say(replace(desk, case=changed), "code.changed")


def forgot(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Change nothing, and say so."""
    said = note(desk, "code.forgot" if desk.case.is_quiet() else "code.forgot.running")
    return Outcome(desk, (grids.gone(desk, moment), said))


def _more(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    minutes = timedelta(minutes=int(re.sub(r"\D", "", tap.deed) or 0))
    return timer_talk.vouched_longer(desk, tap, minutes, said_at, moment)


def _start(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    return starting.vouched(desk, tap, said_at, moment)


_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "safe": timer_talk.vouched_all_good,
        "undo": timer_talk.vouched_all_good,
        "more": _more,
        "start": _start,
        "link": linking.vouched,
        "forget": settings_talk.vouched_forget,
        "change": _change,
        "set": code_setup.chosen,
        "try": code_setup.tried,
        "old": code_setup.old_given,
        "off": code_setup.off_given,
    }
)
