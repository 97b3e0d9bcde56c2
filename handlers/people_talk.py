"""Who is told: seeing, ordering and removing one's people, and stopping to be somebody's peer."""

from dataclasses import replace

from handlers import case as cases
from handlers.commands import Say
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Choice, Effect, Notice, Text, Value
from handlers.pairing import two_words
from handlers.people import TIERS, Consent, Contact
from handlers.replies import choice, finished, note, say
from handlers.words import Verb


def show(desk: Desk, _command: Say, moment: Moment) -> Outcome:
    """List the worker's people in the order they are told, and those the worker helps."""
    mine = sorted(desk.contacts, key=lambda each: (each.tier, each.place))
    people = [_line(each, moment) for each in mine if each.consent is not Consent.LEFT]
    helping = [
        Text("people.helping", {"worker": each.worker_name})
        for each in desk.helping
        if each.consent is Consent.AGREED
    ]
    offers = tuple(_open(each) for each in mine if each.consent is Consent.AGREED)
    invite = choice("invite", Verb.INVITE)
    key = "people.list" if people else "people.none"
    values: dict[str, Value] = {"people": people, "helping": helping}
    return say(desk, key, values, *offers, invite, about="people")


def _line(contact: Contact, moment: Moment) -> Text:
    values: dict[str, Value] = {"name": contact.peer_name, "tier": contact.tier}
    if contact.consent is Consent.ASKED:
        return Text("people.line.asked", {"tier": contact.tier})
    if not contact.reachable:
        return Text("people.line.unreachable", values)
    if contact.reached_at is None:
        return Text("people.line.never", values)
    return Text("people.line", {**values, "ago": moment.now - contact.reached_at})


def _open(contact: Contact) -> Choice:
    label = Text("choice.person", {"name": contact.peer_name})
    return Choice(label, f"{Verb.PERSON}:{contact.id}")


def person(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Show one of the worker's people, and what can be changed."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    tiers = [
        choice(f"tier_{tier}", Verb.TIER, contact.id, str(tier))
        for tier in range(1, TIERS + 1)
        if tier != contact.tier
    ]
    compare = () if contact.words_match else _comparing(contact)
    values: dict[str, Value] = {
        "name": contact.peer_name,
        "tier": contact.tier,
        "words": two_words(contact),
    }
    key = "people.person" if contact.words_match else "people.person.unsure"
    remove = choice("remove", Verb.REMOVE, contact.id)
    return say(desk, key, values, *tiers, *compare, remove, about="people")


def _comparing(contact: Contact) -> tuple[Choice, ...]:
    return (
        choice("same", Verb.SAME, contact.id),
        choice("different", Verb.DIFFERENT, contact.id),
    )


def _mine(desk: Desk, subject: str) -> Contact | None:
    """Find one of the worker's own people."""
    return next((each for each in desk.contacts if each.id == subject), None)


def _saved(desk: Desk) -> Notice:
    return note(desk, "saved" if desk.case.is_quiet() else "saved.next_timer")


def tier(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Put somebody on another tier."""
    contact = _mine(desk, command.subject)
    if contact is None or command.detail not in {str(each) for each in range(1, TIERS + 1)}:
        return finished(desk)
    moved = replace(contact, tier=int(command.detail))
    contacts = tuple(moved if each is contact else each for each in desk.contacts)
    return Outcome(replace(desk, contacts=contacts), (_saved(desk),))


def remove(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask before somebody is removed; they will not be told."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    yes = choice("yes_remove", Verb.REMOVE_YES, contact.id)
    return say(desk, "people.remove", {"name": contact.peer_name}, yes, about="people")


def remove_yes(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Remove somebody silently; a timer that runs keeps its ladder."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    contacts = tuple(each for each in desk.contacts if each is not contact)
    return Outcome(replace(desk, contacts=contacts), (_saved(desk),))


def stop(desk: Desk, _command: Say, _moment: Moment) -> Outcome:
    """Ask whose peer somebody wants to stop being."""
    offers = [_leave_one(each) for each in desk.helping if each.consent is Consent.AGREED]
    if not offers:
        return say(desk, "stop.nobody", about="people")
    return say(desk, "stop.whom", None, *offers, about="people")


def _leave_one(contact: Contact) -> Choice:
    label = Text("choice.stop_for", {"worker": contact.worker_name})
    return Choice(label, f"{Verb.LEAVE_YES}:{contact.id}")


def leave(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Stop being somebody's peer: at once, without a reason; they hear before their next start."""
    contact = next((each for each in desk.helping if each.id == command.subject), None)
    if contact is None or contact.consent is not Consent.AGREED:
        return finished(desk)
    left = replace(contact, consent=Consent.LEFT)
    helping = tuple(left if each is contact else each for each in desk.helping)
    after, effects = lose(replace(desk, helping=helping), contact, moment)
    return Outcome(after, (*effects, note(desk, "stop.done")))


def lose(desk: Desk, contact: Contact, moment: Moment) -> tuple[Desk, tuple[Effect, ...]]:
    """Let the worker's timer and alerts go on without this peer."""
    host = desk.hosts.get(contact.worker)
    if host is None:
        return desk, ()
    after, effects = cases.lose_peer(host, desk.me.id, moment)
    return desk.with_host(after), effects
