"""Choosing two words, trying them once, changing them, and doing without."""

from dataclasses import replace
from datetime import datetime
from hmac import compare_digest

from handlers import grids
from handlers.codes import NEW_AFTER, THEMES, Code
from handlers.desk import Desk, Outcome
from handlers.dialogue import ChangingCode, Idle, TryingCode, WritingQuiet
from handlers.moment import Moment
from handlers.notices import Notice
from handlers.people import Consent, Level, ladder_of
from handlers.plan_talk import LONGEST_PLAN
from handlers.replies import choice, finished, keyboard_of, note, saved, say, with_me
from handlers.said import Say, Tap
from handlers.typed import one_line
from handlers.vouching import keep
from handlers.words import Verb


def can_have(desk: Desk) -> bool:
    """Whether somebody could be told quietly: one peer above "just ring me"."""
    return any(c.consent is Consent.AGREED and c.level >= Level.PLAN for c in desk.contacts)


def offer(desk: Desk) -> tuple[Notice, ...]:
    """Offer it once, after the first timer that was ended; it leaves the chat with that."""
    if desk.me.finished_one or desk.me.code is not None or not can_have(desk):
        return ()
    themes = (choice(f"theme_{theme}", Verb.THEME, theme) for theme in THEMES)
    about = "" if desk.case.checkin is None else desk.case.checkin.about
    not_now = choice("not_now", Verb.CODE_LATER)
    return (note(desk, "code.offer", None, *themes, not_now, about=about),)


def show(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Say what it is, and let it be chosen, changed or done without."""
    if not can_have(desk):
        return say(desk, "code.needs_someone", keyboard=keyboard_of(desk.case))
    offers = [choice(f"theme_{theme}", Verb.THEME, theme) for theme in THEMES]
    if desk.me.code is not None:
        offers.append(choice("code_off", Verb.CODE_OFF))
    key = "code.show" if desk.me.code is None else "code.show.set"
    return say(desk, key, None, *offers, choice("not_now", Verb.CODE_LATER))


def later(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Leave it as it is."""
    return say(_idle(desk), "talk.as_before", keyboard=keyboard_of(desk.case))


def _needs_old(desk: Desk, moment: Moment) -> Code | None:
    """Give the code whose words are wanted before new ones; None a day after the last timer."""
    checkin = desk.case.checkin
    recent = checkin is not None and moment.now < checkin.heard_at + NEW_AFTER
    return desk.me.code if recent or not desk.case.is_quiet() else None


def theme(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take the theme, and let two of its words be tapped; the old ones first where they are due."""
    if command.subject not in THEMES or not can_have(desk):
        return finished(desk)
    old = _needs_old(desk, moment)
    if old is not None and not isinstance(desk.dialogue, ChangingCode):
        return grids.ask(desk, old, f"old{_letters(command.subject)}", "", moment)
    return _pick(desk, command.subject, moment)


def _letters(name: str) -> str:
    """Name a theme in a deed, which has no room for more than a number."""
    return str(list(THEMES).index(name))


def _pick(desk: Desk, name: str, moment: Moment) -> Outcome:
    said = note(desk, f"code.pick.{name}")
    return Outcome(
        desk, (grids.gone(desk, moment), said, grids.grid(desk, name, "set", name, moment))
    )


def old_given(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Go on to the new words, whichever the old ones were."""
    kept, effects = keep(desk.case, tap.tag, said_at, moment, ladder=ladder_of(desk.contacts))
    number = int(tap.deed.removeprefix("old") or 0) % len(THEMES)
    asking = replace(desk, case=kept, dialogue=ChangingCode(tap.tag))
    picked = _pick(asking, list(THEMES)[number], moment)
    return replace(picked, effects=(*effects, *picked.effects))


def chosen(desk: Desk, tap: Tap, _said_at: datetime, moment: Moment) -> Outcome:
    """Keep the new words from the next timer on, and let them be tried."""
    if tap.subject not in THEMES or (_needs_old(desk, moment) and not _gave_old(desk)):
        return finished(desk)
    new = Code(tap.subject, tap.tag)
    me = replace(desk.me, code=_replaced(desk, new))
    trying = replace(with_me(desk, me), dialogue=TryingCode(tap.tag))
    said = note(trying, "code.try")
    return Outcome(
        trying, (saved(desk), said, grids.grid(trying, tap.subject, "try", tap.subject, moment))
    )


def _gave_old(desk: Desk) -> bool:
    return isinstance(desk.dialogue, ChangingCode)


def _replaced(desk: Desk, new: Code | None) -> Code | None:
    """Take other words, or none, in the place of the old if these were given."""
    old, waits = desk.me.code, desk.dialogue
    if old is None or not isinstance(waits, ChangingCode):
        return new
    return new if old.is_own(waits.given) else old


def tried(desk: Desk, tap: Tap, _said_at: datetime, _moment: Moment) -> Outcome:
    """Say once whether these were the words just chosen, then ask for the quiet line."""
    waits = desk.dialogue
    if not isinstance(waits, TryingCode):
        return finished(desk)
    key = "code.tried.same" if compare_digest(waits.tag, tap.tag) else "code.tried.other"
    writing = replace(desk, dialogue=WritingQuiet())
    asked = note(desk, "code.quiet_line", None, choice("later", Verb.CODE_LATER))
    return Outcome(writing, (note(desk, key), asked))


def quiet_written(desk: Desk, text: str) -> Outcome:
    """Keep what the peers should do if the words were others."""
    line = one_line(text)
    if len(line) > LONGEST_PLAN:
        return say(desk, "plan.too_long", None, choice("later", Verb.CODE_LATER))
    plan = replace(desk.case.plan, quiet=line)
    done = replace(_idle(desk), case=replace(desk.case, plan=plan))
    return Outcome(done, (saved(desk),))


def off(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """Do without, a day after the last timer; else the words are asked for."""
    if desk.me.code is None:
        return finished(desk)
    old = _needs_old(desk, moment)
    if old is not None:
        return grids.ask(desk, old, "off", "", moment)
    return _without(desk)


def off_given(desk: Desk, tap: Tap, said_at: datetime, moment: Moment) -> Outcome:
    """Do without, as far as whoever holds the phone can see."""
    kept, effects = keep(desk.case, tap.tag, said_at, moment, ladder=ladder_of(desk.contacts))
    done = _without(replace(desk, case=kept, dialogue=ChangingCode(tap.tag)))
    return replace(done, effects=(*effects, *done.effects))


def _without(desk: Desk) -> Outcome:
    me = replace(desk.me, code=_replaced(desk, None))
    return Outcome(_idle(with_me(desk, me)), (saved(desk),))


def _idle(desk: Desk) -> Desk:
    return replace(desk, dialogue=Idle())
