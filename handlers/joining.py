"""Joining: from the first hello to a person who can set a timer, in at most five answers."""

from dataclasses import replace

from handlers import linking, pairing
from handlers.case import Case
from handlers.desk import Desk, Outcome, Stranger
from handlers.dialogue import ChoosingCity, Idle, Naming, WritingPlan, WritingWish
from handlers.moment import Moment
from handlers.notices import Notice, Value
from handlers.people import InvitationKind, Person, PersonId
from handlers.plan_talk import save_plan
from handlers.replies import choice, keyboard_of, left, note, saved, say, with_me
from handlers.said import Command, Say, UseInvitation
from handlers.typed import one_line
from handlers.words import Verb

LONGEST_NAME = 40


def greet(stranger: Stranger, command: Command, moment: Moment) -> Outcome:
    """Let somebody in who has an invitation; anyone else reads one neutral line a day."""
    offered = stranger.offered
    if isinstance(command, UseInvitation) and offered is not None:
        if offered.kind is InvitationKind.PEER and stranger.host is not None:
            hosts = {stranger.host.worker.id: stranger.host}
            desk = replace(_newcomer(stranger, moment), hosts=hosts, offered=offered)
            return pairing.open_invitation(desk, moment)
        if offered.kind is InvitationKind.LINK and stranger.host is not None:
            return linking.joined(stranger, offered, stranger.host)
        if offered.kind is InvitationKind.JOIN:
            return replace(hello(_newcomer(stranger, moment)), used=offered)
    if stranger.house.open_door:
        return hello(_newcomer(stranger, moment))
    if stranger.answered_today:
        return Outcome(None)
    desk = _newcomer(stranger, moment)
    return Outcome(None, (note(desk, "stranger"),), greeted=True)


def _newcomer(stranger: Stranger, moment: Moment) -> Desk:
    house = stranger.house
    me = Person(
        id=PersonId(moment.key("person")),
        name="",
        language=stranger.language or house.language,
        zone=house.zone,
    )
    return Desk(me, stranger.address, stranger.zone, house, Case(me))


def hello(desk: Desk) -> Outcome:
    """Say what this is, who runs it, what is kept, and what it cannot do."""
    values: dict[str, Value] = {"run_by": desk.house.run_by}
    network = desk.address.network
    offers = (
        choice("set_up", Verb.SETUP),
        choice("how", Verb.HOW),
        choice("not_now", Verb.LATER),
    )
    return say(desk, f"hello.{network}", values, *offers)


def how_it_works(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Explain it in a few sentences more."""
    offers = (choice("set_up", Verb.SETUP), choice("not_now", Verb.LATER))
    return say(desk, "hello.how", None, *offers)


def set_up(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Ask for a name; any word will do."""
    return say(replace(desk, dialogue=Naming()), "join.name")


def named(desk: Desk, text: str, moment: Moment) -> Outcome:
    """Take the name, and ask about the clock."""
    name = one_line(text)
    if not name or len(name) > LONGEST_NAME:
        return say(desk, "join.name.again", {"longest": LONGEST_NAME})
    return _ask_clock(with_me(desk, replace(desk.me, name=name)), moment)


def _ask_clock(desk: Desk, moment: Moment) -> Outcome:
    offers = (choice("yes", Verb.CLOCK_YES), choice("no_change", Verb.CLOCK_NO))
    now: dict[str, Value] = {"now": moment.now}
    return say(replace(desk, dialogue=Idle()), "join.clock", now, *offers)


def ask_city(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask which city's clock is theirs, while joining or from the settings."""
    waits = replace(desk, dialogue=ChoosingCity(joining=command.verb is Verb.CLOCK_NO))
    return say(waits, "join.city", None, choice("not_now", Verb.PLAN_LATER))


def city_chosen(desk: Desk, text: str, waits: ChoosingCity, moment: Moment) -> Outcome:
    """Set the zone; a timer that runs keeps its instant."""
    zone = desk.house.cities.get(one_line(text).strip(".!").lower())
    if zone is None:
        return say(desk, "join.city.again", None, choice("not_now", Verb.PLAN_LATER))
    moved = replace(with_me(desk, replace(desk.me, zone=zone)), dialogue=Idle())
    return _ask_clock(moved, moment) if waits.joining else Outcome(moved, (saved(moved),))


def clock_is_right(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Ask whom to tell."""
    offers = (choice("invite", Verb.INVITE), choice("later", Verb.LATER))
    return say(desk, "join.who", None, *offers)


def ask_plan(desk: Desk) -> Notice:
    """Ask for the plan as the last step of joining."""
    return note(desk, "join.plan", None, choice("later", Verb.PLAN_LATER))


def later(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Go on without an answer: always possible, never asked why."""
    if not desk.me.name:
        return say(left(desk), "join.not_now")
    if command.verb is Verb.LATER and not desk.case.plan.lines:
        waits = replace(left(desk), dialogue=WritingPlan(joining=True))
        return Outcome(waits, (ask_plan(desk),))
    match desk.dialogue:
        case _ if not desk.case.is_quiet():
            return say(left(desk), "talk.fine", keyboard=keyboard_of(desk.case))
        case ChoosingCity(joining=True):
            return clock_is_right(left(desk), command, moment)
        case ChoosingCity() | WritingPlan(joining=False) | WritingWish():
            return say(left(desk), "talk.fine", keyboard=keyboard_of(desk.case))
        case _:
            return ready(left(desk))


def ready(desk: Desk) -> Outcome:
    """Say that a timer can be set now, and how."""
    return say(desk, "join.ready", keyboard=keyboard_of(desk.case))


def plan_written(desk: Desk, text: str) -> Outcome:
    """Take the plan as the last answer of joining."""
    kept = save_plan(desk, text)
    if kept is None:
        return say(desk, "plan.too_long", None, choice("later", Verb.PLAN_LATER))
    return ready(replace(kept, dialogue=Idle()))
