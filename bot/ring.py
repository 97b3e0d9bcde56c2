"""The ring of each kind of event: load, decide, save with the outbox. The engine commits it.

Every function here runs in a savepoint of the engine's transaction and undoes nothing itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.seal import Seal
from bot.transports import Incoming, Kind
from bot.zones import zone_of
from handlers import case as cases
from handlers import chat, commands, doubting, people_talk, reactions
from handlers.alert_states import Accepted, AlertEvent, Stand, Unreachable
from handlers.checkin_states import (
    CheckInEvent,
    PeerLost,
    QuestionAccepted,
    QuestionRefused,
    Running,
)
from handlers.codes import PAIR
from handlers.desk import Desk, House, Outcome, Stranger
from handlers.matters import beside
from handlers.moment import Moment
from handlers.notices import Effect, Notice, Proof, Urgency, Value
from handlers.people import Address, Consent, PersonId
from handlers.said import Tap
from storage import alerts, contacts, deliveries, desks, inbox, outbox, people, sent
from storage import cases as kept
from storage.database import Database

LOOKS_AHEAD = 3
"""How many steps a timer that could not be saved is followed: due, missed, told."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line to somebody who is not kept, so that it cannot stand in the outbox."""

    address: Address
    language: str
    notice: Notice = field(repr=False)
    removes: tuple[sent.Standing, ...] = field(default=(), repr=False)
    """What leaves their chats with it."""


def hear(
    db: Database, incoming: Incoming, house: House, moment: Moment, seal: Seal, *, brief: bool
) -> tuple[Spoken, ...]:
    """Decide what one person said or pressed; a message seen before changes nothing.

    brief: what changes nothing is not answered either, for its sender floods the chat.
    Returns what is to be said to the address itself after the commit, for nobody is kept there.
    """
    if not inbox.is_new(db, incoming.network, incoming.key, moment.now):
        return ()
    address = Address(incoming.network, incoming.chat)
    if incoming.kind is Kind.BLOCKED:
        _go_from(db, address, house, moment)
        return ()
    people.touch(db, address, moment.now)
    deliveries.heard_from(db, address)
    named, language = commands.invitation_named(incoming.text), incoming.language
    found = desks.load(db, address, house, zone_of, moment.now, offered=named, language=language)
    if isinstance(found, Desk) and incoming.kind is not Kind.PRESS and incoming.replies_to:
        found = desks.quoting(db, found, incoming.replies_to)
    outcome = _decide(found, incoming, moment, seal)
    if outcome is None:
        return ()
    if brief and outcome.desk == found:
        outcome = replace(outcome, effects=())
    after = outcome.desk
    gone = after is not None and after.leaves
    removes = tuple(sent.of_person(db, after.me.id)) if after is not None and gone else ()
    said = desks.save(db, found, outcome, moment.now, accepting=moment.heard.accepting)
    if after is not None and incoming.ref and not gone:
        _mind(db, incoming.ref, after, moment, unsaid=outcome.unsaid)
    language = language or house.language
    return tuple(Spoken(address, language, notice, removes) for notice in said)


def _decide(
    found: Desk | Stranger, incoming: Incoming, moment: Moment, seal: Seal
) -> Outcome | None:
    """Decide what becomes of it; None of an emoji that says nothing to us."""
    if isinstance(found, Stranger):
        if incoming.kind is Kind.REACTION:
            return None
        known = commands.read_stranger(incoming.text, incoming.token)
        return chat.greet(found, known, moment)
    if incoming.kind is Kind.REACTION:
        said = reactions.read(found, incoming.text)
    else:
        said = commands.read(found, incoming.text, incoming.token, moment.now)
    if said is None:
        return None
    if isinstance(said, Tap) and len(said.taps) == PAIR:
        said = replace(said, tag=seal(found.me.id, said.taps))
    return chat.answer(found, said, min(incoming.sent_at, moment.now), moment)


def _mind(db: Database, ref: str, desk: Desk, moment: Moment, *, unsaid: bool) -> None:
    """See to it that the person's own message leaves the chat: now, or with what it is about."""
    if unsaid:
        outbox.erase_incoming(db, desk.me.id, desk.address, ref, moment.now)
    elif about := beside(desk):
        sent.remember_incoming(db, desk.me.id, desk.address, ref, about, moment.now)


def apologise(db: Database, incoming: Incoming, moment: Moment) -> None:
    """Say to a known person that nothing came of what they said: deciding it failed."""
    inbox.is_new(db, incoming.network, incoming.key, moment.now)
    person = people.find(db, Address(incoming.network, incoming.chat))
    if person is not None:
        sorry = Notice(person, "sorry.failed", urgency=Urgency.QUESTION)
        outbox.put_all(db, (sorry,), moment.now)


def nudge(db: Database, person: PersonId, house: House, moment: Moment) -> None:
    """Ask a half-started timer's question once more."""
    desk = desks.load_person(db, person, house, zone_of, moment.now)
    desks.save(db, desk, chat.nudge(desk, moment), moment.now)


def ask_if_still(
    db: Database, worker: PersonId, contact: str, house: House, moment: Moment
) -> None:
    """Ask a worker whether an idle pairing stays."""
    desk = desks.load_person(db, worker, house, zone_of, moment.now)
    desks.save(db, desk, people_talk.ask_if_still(desk, contact, moment), moment.now)


def pass_time(db: Database, worker: PersonId, moment: Moment) -> None:
    """Do what time asks of one worker's timer and alerts."""
    case = kept.load(db, worker)
    _save(db, case, cases.pass_time(case, moment), moment)


def come_back(db: Database, worker: PersonId, gone_at: datetime, moment: Moment) -> None:
    """Go on with one worker's timer and alerts after the bot was away."""
    case = kept.load(db, worker)
    _save(db, case, cases.come_back(case, gone_at, moment), moment)


def unsaved_alerts(db: Database, worker: PersonId, moment: Moment) -> Iterable[Notice]:
    """Say which alerts time asks for, without saving anything: the disk does not take it."""
    case = kept.load(db, worker)
    effects: tuple[Effect, ...] = ()
    # What fell due is taken as asked then: asked anew at each look, its wait would never be over.
    state = None if case.checkin is None else case.checkin.state
    due_at = state.due_at if isinstance(state, Running) else moment.now
    for at in (min(due_at, moment.now), *(moment.now,) * (LOOKS_AHEAD - 1)):
        case, more = cases.pass_time(case, replace(moment, now=at))
        effects = (*effects, *more)
    notices = (each for each in effects if isinstance(each, Notice))
    return [each for each in notices if each.proof is Proof.ALERT and "number" in each.values]


def warn_ladder(
    db: Database, worker: PersonId, house: House, moment: Moment, *, first: bool
) -> datetime | None:
    """Tell a worker's peers that their timer cannot be read: an alert without details, not early.

    Returns when it is time for that, None once they were told or where nobody is to be. Until then
    the worker alone is told, the `first` time.
    """
    at = kept.told_from(db, worker, house.timing)
    if at is None:
        return None
    if at > moment.now:
        values: dict[str, Value] = {"at": at, "left": at - moment.now}
        own = Notice(worker, "timer.unreadable", values, urgency=Urgency.QUESTION)
        outbox.put_all(db, (own,) if first else (), moment.now)
        return at
    peers = [each for each in contacts.of_worker(db, worker) if each.consent is Consent.AGREED]
    notices = (
        Notice(each.peer, "alert.unreadable", {"worker": each.worker_name}, urgency=Urgency.ALERT)
        for each in peers
    )
    outbox.put_all(db, notices, moment.now)
    return None


def accept(db: Database, fate: deliveries.Fate, moment: Moment) -> None:
    """Let the machine know that a network took what it wanted proof of."""
    match fate.proof:
        case Proof.QUESTION:
            _tell_checkin(db, fate, moment)
        case Proof.ALERT:
            worker = alerts.worker_of(db, fate.about)
            if worker is not None:
                _tell(db, worker, Accepted(fate.person), moment, only=fate.about)
        case Proof.NONE:
            pass


def _tell_checkin(db: Database, fate: deliveries.Fate, moment: Moment) -> None:
    case = kept.load(db, fate.person)
    if case.checkin is not None and case.checkin.about == fate.about:
        _save(db, case, cases.tell_checkin(case, QuestionAccepted(), moment), moment)


def _go_from(db: Database, address: Address, house: House, moment: Moment) -> None:
    """Note that somebody blocked the bot at one address; they may read at another."""
    person = people.find(db, address)
    people.mark_gone(db, address)
    if person is not None and not people.is_anywhere(db, person):
        lose(db, person, house, moment)


def doubt(db: Database, person: PersonId, house: House, moment: Moment) -> None:
    """Go on with somebody whose key on a network is new: it may be somebody else's phone."""
    desk = desks.load_person(db, person, house, zone_of, moment.now)
    desks.save(db, desk, doubting.key_changed(desk), moment.now)


def lose(db: Database, person: PersonId | None, house: House, moment: Moment) -> None:
    """Go on without somebody who can be sent nothing any more: they blocked the bot, or left."""
    if person is None:
        return
    desk = desks.load_person(db, person, house, zone_of, moment.now)
    people.mark_reachable(db, desk.me.id, reachable=False)
    _tell_timer(db, desk.me.id, QuestionRefused(), moment)
    for worker, case in desk.hosts.items():
        if desk.me.reachable:
            _tell_timer(db, worker, PeerLost(desk.me.id), moment)
        told = (alert.telling(desk.me.id).stand is Stand.TOLD for alert in case.alerts())
        if any(told):
            _tell(db, worker, Unreachable(desk.me.id), moment)


def _tell_timer(db: Database, worker: PersonId, event: CheckInEvent, moment: Moment) -> None:
    case = kept.load(db, worker)
    _save(db, case, cases.tell_checkin(case, event, moment), moment)


def _tell(
    db: Database, worker: PersonId, event: AlertEvent, moment: Moment, only: str = ""
) -> None:
    """Give a worker's alert and practice an event, or the one of the two it is about."""
    before = kept.load(db, worker)
    after, effects = before, tuple[Effect, ...]()
    if before.alert is not None and only in ("", before.alert.about):
        after, effects = cases.tell_alert(after, event, moment)
    if before.duress is not None and only in ("", before.duress.about):
        after, more = cases.tell_duress(after, event, moment)
        effects = (*effects, *more)
    if before.drill is not None and only in ("", before.drill.about):
        after, more = cases.tell_drill(after, event, moment)
        effects = (*effects, *more)
    _save(db, before, (after, effects), moment)


def _save(db: Database, before: cases.Case, step: cases.Step, moment: Moment) -> None:
    after, effects = step
    kept.save(db, before, after, moment.now, accepting=moment.heard.accepting)
    outbox.put_all(db, effects, moment.now)
