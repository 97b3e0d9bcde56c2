"""The plan: what a worker would like their people to do, in the worker's own words."""

from dataclasses import replace

from handlers.desk import Desk, Outcome
from handlers.dialogue import Idle, WritingPlan, WritingWish
from handlers.moment import Moment
from handlers.notices import Choice, Value
from handlers.people import PLAN_LINES, Plan, Wish, WishKind
from handlers.replies import choice, finished, say
from handlers.said import Say
from handlers.tellings import plan_values
from handlers.typed import one_line
from handlers.words import Verb

LONGEST_PLAN = 600
"""Characters in all: the plan, the wishes and the facts fit one message on either network."""
LONGEST_WISH = 80

POLICE, AMBULANCE = "police", "ambulance"


def show(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Show the plan, or ask for a new one."""
    if command.detail == "write":
        waits = replace(desk, dialogue=WritingPlan())
        return say(waits, "plan.write", {"lines": PLAN_LINES}, _not_now())
    plan = desk.case.plan
    return say(desk, "plan.show", _shown(desk, plan), *_offers())


def _shown(desk: Desk, plan: Plan) -> dict[str, Value]:
    return plan_values(plan, desk.me.name)


def _offers() -> tuple[Choice, ...]:
    return (
        choice("change_plan", Verb.PLAN, "mine", "write"),
        choice("police_wish", Verb.WISH, POLICE),
        choice("ambulance_wish", Verb.WISH, AMBULANCE),
    )


def _not_now() -> Choice:
    return choice("not_now", Verb.PLAN_LATER)


def save_plan(desk: Desk, text: str) -> Desk | None:
    """Put typed lines into the plan; None if they are too many or too long."""
    lines = tuple(line for line in map(one_line, text.splitlines()) if line)
    if not lines or len(lines) > PLAN_LINES or sum(map(len, lines)) > LONGEST_PLAN:
        return None
    return _with_plan(desk, replace(desk.case.plan, lines=lines))


def _with_plan(desk: Desk, plan: Plan) -> Desk:
    return replace(desk, case=replace(desk.case, plan=plan))


def written(desk: Desk, text: str) -> Outcome:
    """Save the lines, and show how others will read them."""
    saved = save_plan(desk, text)
    if saved is None:
        return say(desk, "plan.too_long", None, _not_now())
    return _saved(replace(saved, dialogue=Idle()))


def _saved(desk: Desk) -> Outcome:
    key = "plan.saved" if desk.case.is_quiet() else "plan.saved.next_timer"
    return say(desk, key, _shown(desk, desk.case.plan), *_offers())


def wish(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask for, or set, a wish about police or an ambulance."""
    which, kind = command.subject, command.detail
    if which not in (POLICE, AMBULANCE):
        return finished(desk)
    if kind == WishKind.ONLY:
        return say(
            replace(desk, dialogue=WritingWish(which)), f"wish.{which}.write", None, _not_now()
        )
    if kind in (WishKind.YES, WishKind.NO, WishKind.UNSET):
        return _saved(_with_plan(desk, _wished(desk.case.plan, which, Wish(WishKind(kind)))))
    offers = (
        choice("wish_no", Verb.WISH, which, WishKind.NO),
        choice("wish_only", Verb.WISH, which, WishKind.ONLY),
        choice("wish_yes", Verb.WISH, which, WishKind.YES),
        choice("wish_unset", Verb.WISH, which, WishKind.UNSET),
    )
    return say(desk, f"wish.{which}.ask", None, *offers)


def _wished(plan: Plan, which: str, wish: Wish) -> Plan:
    return replace(plan, police=wish) if which == POLICE else replace(plan, ambulance=wish)


def wish_written(desk: Desk, text: str, waits: WritingWish) -> Outcome:
    """Take the condition: "if hurt", "from 23:40 on"."""
    words = one_line(text)
    if not words or len(words) > LONGEST_WISH:
        return say(desk, "wish.too_long", {"longest": LONGEST_WISH}, _not_now())
    wished = _wished(desk.case.plan, waits.which, Wish(WishKind.ONLY, words))
    return _saved(replace(_with_plan(desk, wished), dialogue=Idle()))
