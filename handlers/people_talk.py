"""Who is told: seeing, ordering and removing one's people, and stopping to be somebody's peer."""

from collections.abc import Iterator
from dataclasses import replace

from handlers import case as cases
from handlers import tellings
from handlers.awaiting import was_told
from handlers.case import Case
from handlers.comparing import two_words
from handlers.consent import about, answered, changed
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Choice, Effect, Notice, Text, Value
from handlers.pairing import refuse
from handlers.people import TIERS, Consent, Contact, PersonId
from handlers.replies import choice, finished, keyboard_of, note, saved, say
from handlers.said import Say
from handlers.words import Verb


def show(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """List the worker's people in the order they are told, and those the worker helps."""
    people = [_line(desk, each, moment) for each in _shown(desk)]
    helping = [
        Text("people.helping", {"worker": each.worker_name})
        for each in desk.helping
        if each.consent is Consent.AGREED
    ]
    offers = tuple(_open(desk, each) for each in _shown(desk))
    invite = choice("invite", Verb.INVITE)
    key = "people.list" if people else "people.none"
    values: dict[str, Value] = {"people": people, "helping": helping}
    return say(desk, key, values, *offers, invite)


def _shown(desk: Desk) -> list[Contact]:
    """List the worker's people who have not stopped, in the order they are told."""
    mine = (each for each in desk.contacts if each.consent is not Consent.LEFT)
    return sorted(mine, key=lambda each: (each.tier, each.place))


def _turn(desk: Desk, contact: Contact) -> int:
    """Say when somebody is told: 1 for those told first. A tier that has nobody is not counted."""
    return len({each.tier for each in _shown(desk) if each.tier <= contact.tier})


def _number(desk: Desk, contact: Contact) -> int:
    """Give the number of a line, for who has no name yet."""
    return _shown(desk).index(contact) + 1


def _line(desk: Desk, contact: Contact, moment: Moment) -> Text:
    values: dict[str, Value] = {"name": contact.peer_name, "tier": _turn(desk, contact)}
    if contact.consent is Consent.ASKED:
        return Text("people.line.asked", {**values, "place": _number(desk, contact)})
    if not contact.reachable:
        return Text("people.line.unreachable", values)
    if contact.reached_at is None:
        return Text("people.line.never", values)
    ago = moment.now - contact.reached_at
    if ago < tellings.A_WHILE:
        return Text("people.line.now", values)
    return Text("people.line", {**values, "ago": ago})


def _open(desk: Desk, contact: Contact) -> Choice:
    label = Text("choice.person", {"name": contact.peer_name})
    if contact.consent is Consent.ASKED:
        label = Text("choice.person_asked", {"place": _number(desk, contact)})
    return Choice(label, f"{Verb.PERSON}:{contact.id}")


def person(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Show one of the worker's people, and what can be changed."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    remove_it = choice("remove", Verb.REMOVE, contact.id)
    if contact.consent is Consent.ASKED:
        return say(desk, "people.asked", {"place": _number(desk, contact)}, remove_it)
    tiers = [
        choice(f"tier_{tier}", Verb.TIER, contact.id, str(tier))
        for tier in range(1, TIERS + 1)
        if tier != contact.tier
    ]
    values: dict[str, Value] = {"name": contact.peer_name, "tier": _turn(desk, contact)}
    if contact.words_match:
        return say(desk, "people.person", values, *tiers, remove_it)
    values["words"] = two_words(contact)
    offers = (*_comparing(contact), *tiers, remove_it)
    return say(desk, "people.person.unsure", values, *offers)


def _comparing(contact: Contact) -> tuple[Choice, ...]:
    return (
        choice("same", Verb.SAME, contact.id),
        choice("different", Verb.DIFFERENT, contact.id),
    )


def _mine(desk: Desk, subject: str) -> Contact | None:
    """Find one of the worker's own people, who has not stopped."""
    found = (each for each in desk.contacts if each.id == subject)
    return next((each for each in found if each.consent is not Consent.LEFT), None)


def _done(desk: Desk, quiet: str, running: str, contact: Contact) -> Outcome:
    """Confirm a change about one person; a timer that runs keeps its ladder."""
    values: dict[str, Value] = {"name": contact.peer_name, "tier": contact.tier}
    return say(desk, quiet if desk.case.is_quiet() else running, values)


def tier(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Put somebody on another tier."""
    contact = _mine(desk, command.subject)
    if contact is None or command.detail not in {str(each) for each in range(1, TIERS + 1)}:
        return finished(desk)
    moved = replace(contact, tier=int(command.detail))
    return _done(changed(desk, moved), "people.moved", "people.moved.next_timer", moved)


def ask_if_still(desk: Desk, subject: str, moment: Moment) -> Outcome:
    """Ask the worker whether an idle pairing stays; while something of theirs runs, nothing."""
    contact = _mine(desk, subject)
    if contact is None or not desk.case.is_quiet():
        return Outcome(desk)
    asked = Notice(
        desk.me.id,
        "people.still",
        {"name": contact.peer_name},
        (choice("yes", Verb.STAY, contact.id), choice("remove", Verb.REMOVE, contact.id)),
        about=about(contact),
        silent=True,
    )
    return Outcome(changed(desk, replace(contact, used_at=moment.now)), (asked,))


def stay(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Keep somebody who was not needed for long: the time counts anew."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    after = changed(desk, replace(contact, used_at=moment.now))
    kept = note(desk, "people.stays", {"name": contact.peer_name})
    return Outcome(after, (answered(desk, contact), kept))


def remove(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask before somebody is removed; they will not be told."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    yes = choice("yes_remove", Verb.REMOVE_YES, contact.id)
    if contact.consent is Consent.ASKED:
        return say(desk, "people.remove.asked", {"place": _number(desk, contact)}, yes, _not_now())
    return say(desk, "people.remove", {"name": contact.peer_name}, yes, _not_now())


def _not_now() -> Choice:
    """Leave it as it is: always possible."""
    return choice("not_now", Verb.FORGET_NOT)


def remove_yes(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Remove somebody silently."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    contacts = tuple(each for each in desk.contacts if each is not contact)
    after = replace(desk, contacts=contacts)
    if contact.consent is Consent.ASKED:
        return Outcome(after, (saved(after),))
    return _done(after, "people.removed", "people.removed.next_timer", contact)


def stop(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Ask whose peer somebody wants to stop being."""
    offers = [
        _leave_one(each.worker_name, each.id)
        for each in desk.helping
        if each.consent is not Consent.LEFT
    ]
    offers += [_leave_one(case.worker.name, case.worker.id) for case in _no_longer_tied(desk)]
    if offers:
        return say(desk, "stop.whom", None, *offers, _not_now())
    key = "stop.nobody" if desk.case.is_quiet() else "stop.nobody.running"
    return say(desk, key, keyboard=keyboard_of(desk.case))


def _leave_one(name: str, subject: str) -> Choice:
    return Choice(Text("choice.stop_for", {"worker": name}), f"{Verb.LEAVE_YES}:{subject}")


def _no_longer_tied(desk: Desk) -> Iterator[Case]:
    """List the workers who removed this peer after an open alert had told them.

    Only then: a timer of theirs that still counts on this peer must not show.
    """
    tied = {each.worker for each in desk.helping}
    for case in desk.hosts.values():
        real = (each for each in (case.alert, case.duress) if each is not None)
        if case.worker.id not in tied and any(was_told(each, desk.me.id) for each in real):
            yield case


def leave(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Stop being somebody's peer: at once, without a reason; they hear before their next start."""
    told = {case.worker.id: case.worker for case in _no_longer_tied(desk)}
    worker = told.get(PersonId(command.subject))
    if worker is not None:
        return _left(desk, worker.id, worker.name, moment)
    contact = next((each for each in desk.helping if each.id == command.subject), None)
    if contact is None or contact.consent is Consent.LEFT:
        return finished(desk)
    if contact.consent is Consent.ASKED:
        return refuse(desk, command, moment)
    gone = changed(desk, replace(contact, consent=Consent.LEFT))
    return _left(gone, contact.worker, contact.worker_name, moment)


def _left(desk: Desk, worker: PersonId, name: str, moment: Moment) -> Outcome:
    after, effects = lose(desk, worker, moment)
    return Outcome(after, (*effects, note(desk, "stop.done", {"worker": name})))


def lose(desk: Desk, worker: PersonId, moment: Moment) -> tuple[Desk, tuple[Effect, ...]]:
    """Let the worker's timer and alerts go on without this peer."""
    host = desk.hosts.get(worker)
    if host is None:
        return desk, ()
    after, effects = cases.lose_peer(host, desk.me.id, moment)
    return desk.with_host(after), effects
