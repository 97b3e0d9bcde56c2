"""Pairing: a peer reads the plan, says yes, and the two make sure that it is them."""

from dataclasses import replace

from handlers import case as cases
from handlers.case import Case
from handlers.commands import Say
from handlers.desk import Desk, Outcome
from handlers.dialogue import Idle, NamingForPeer, WritingFirstLine
from handlers.moment import Moment
from handlers.notices import Choice, Effect, Notice, Urgency, Value
from handlers.people import TIERS, Consent, Contact, Invitation, PersonId, Plan, Rung
from handlers.replies import choice, finished, note, say
from handlers.tellings import plan_values
from handlers.wordlist import words_of
from handlers.words import Verb

LONGEST_NAME = 40
LONGEST_LINE = 40
"""A first line must fit a lock screen."""


def open_invitation(desk: Desk, moment: Moment) -> Outcome:
    """Ask the bearer of an invitation whether they would be told; it works once."""
    offered = desk.offered
    host = None if offered is None or offered.inviter is None else desk.hosts.get(offered.inviter)
    if offered is None or host is None:
        return say(desk, "pair.unknown")
    if host.worker.id == desk.me.id:
        return say(desk, "pair.yourself")
    if any(each.worker == host.worker.id for each in desk.helping):
        return say(desk, "pair.already", {"worker": host.worker.name})
    asked = _contact(host.worker.id, desk.me.id, offered, moment)
    asked = replace(asked, worker_name=host.worker.name)
    question = _question(desk.me.id, asked, host.plan)
    return Outcome(replace(desk, helping=(*desk.helping, asked)), (question,), used=offered)


def _contact(worker: PersonId, peer: PersonId, offered: Invitation, moment: Moment) -> Contact:
    return Contact(
        id=moment.key("contact"),
        worker=worker,
        peer=peer,
        consent=Consent.ASKED,
        made_at=moment.now,
        tier=min(offered.place, TIERS),
        place=offered.place,
    )


def _question(to: PersonId, contact: Contact, plan: Plan) -> Notice:
    """Ask for consent; the plan is read before the yes."""
    return Notice(
        to,
        "pair.ask",
        {"worker": contact.worker_name, **plan_values(plan, contact.worker_name)},
        (
            choice("agree", Verb.AGREE, contact.id),
            choice("no_thanks", Verb.REFUSE, contact.id),
            choice("later", Verb.AGREE_LATER, contact.id),
        ),
        about=about(contact),
    )


def about(contact: Contact) -> str:
    """What the questions of this pairing are about."""
    return f"pair:{contact.id}"


def _mine(desk: Desk, subject: str) -> Contact | None:
    """Find the contact in which I am the peer."""
    return next((each for each in desk.helping if each.id == subject), None)


def _changed(desk: Desk, contact: Contact) -> Desk:
    """Put a contact of either side back on the desk."""
    contacts = tuple(contact if each.id == contact.id else each for each in desk.contacts)
    helping = tuple(contact if each.id == contact.id else each for each in desk.helping)
    return replace(desk, contacts=contacts, helping=helping)


def agree(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask the name; with it the consent is complete."""
    contact = _mine(desk, command.subject)
    if contact is None or contact.consent is not Consent.ASKED:
        return finished(desk)
    waits = replace(desk, dialogue=NamingForPeer(contact.id))
    return say(waits, "pair.name", {"worker": contact.worker_name}, about=about(contact))


def refuse(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Take a no: nothing is kept, nobody asks why."""
    contact = _mine(desk, command.subject)
    if contact is None or contact.consent is not Consent.ASKED:
        return finished(desk)
    without = tuple(each for each in desk.helping if each is not contact)
    told = Notice(contact.worker, "pair.not_taken")
    return Outcome(replace(desk, helping=without), (told, note(desk, "pair.refused")))


def agree_later(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Leave the question open."""
    contact = _mine(desk, command.subject)
    return finished(desk) if contact is None else say(desk, "pair.later")


def named(desk: Desk, text: str, waits: NamingForPeer) -> Outcome:
    """Take the name: from now on the peer is on the ladder of the next timer."""
    contact = _mine(desk, waits.contact)
    if contact is None:
        return finished(replace(desk, dialogue=Idle()))
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        return say(desk, "join.name.again", {"longest": LONGEST_NAME}, about=about(contact))
    contact = replace(contact, consent=Consent.AGREED, peer_name=name)
    agreed = replace(_changed(desk, contact), dialogue=Idle())
    if not desk.me.name:
        agreed = replace(agreed, me=replace(desk.me, name=name))
    worker: dict[str, Value] = {"worker": contact.worker_name}
    told = Notice(contact.worker, "pair.agreed", {"name": name}, about=about(contact))
    number = note(desk, "pair.number", worker, about=about(contact))
    return Outcome(agreed, (told, number, _ask_line(agreed, contact)))


def _ask_line(desk: Desk, contact: Contact) -> Notice:
    return note(
        desk,
        "pair.line",
        None,
        choice("line_parcel", Verb.LINE, contact.id, "parcel"),
        choice("line_up", Verb.LINE, contact.id, "up"),
        choice("line_own", Verb.OWN_LINE, contact.id),
        about=about(contact),
    )


def line(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Take one of the lines the catalogue offers."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    return _lined(desk, contact, command.detail)


def own_line(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask for own words."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    waits = replace(desk, dialogue=WritingFirstLine(contact.id))
    return say(waits, "pair.line.own", {"longest": LONGEST_LINE}, about=about(contact))


def line_written(desk: Desk, text: str, waits: WritingFirstLine) -> Outcome:
    """Take the peer's own words for the first line."""
    contact = _mine(desk, waits.contact)
    if contact is None:
        return finished(replace(desk, dialogue=Idle()))
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_LINE:
        return say(desk, "pair.line.own", {"longest": LONGEST_LINE}, about=about(contact))
    return _lined(replace(desk, dialogue=Idle()), contact, words)


def _lined(desk: Desk, contact: Contact, words: str) -> Outcome:
    lined = replace(desk, me=replace(desk.me, first_line=words))
    return say(
        lined,
        "pair.share",
        {"worker": contact.worker_name},
        choice("yes", Verb.SHARE, contact.id),
        choice("no", Verb.SHARE_NOT, contact.id),
        about=about(contact),
    )


def share(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Note whether the others may read the name; then offer a practice one."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    contact = replace(contact, shares_name=command.verb is Verb.SHARE)
    return say(
        _changed(desk, contact),
        "pair.practise",
        None,
        choice("yes", Verb.PRACTISE, contact.id),
        choice("later", Verb.PRACTISE_NOT, contact.id),
        about=about(contact),
    )


def practise(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Send a practice alert if wanted, and let the two compare two words by voice."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    compare = () if contact.words_match else _compare(contact)
    host = desk.hosts.get(contact.worker)
    if command.verb is Verb.PRACTISE_NOT or host is None:
        return Outcome(desk, compare)
    after, effects = cases.practise(host, rung_of(contact), desk.house.timing, moment)
    return Outcome(desk.with_host(after), (*effects, *compare))


def rung_of(contact: Contact) -> Rung:
    """Give a contact's place as a practice would find it."""
    name = contact.peer_name
    return Rung(contact.peer, 1, name, contact.level, contact.shares_name, contact.worker_name)


def two_words(contact: Contact) -> str:
    """Give the two words of a pairing: the same for both sides, of 20 bits."""
    return " ".join(words_of(bytes.fromhex(contact.id)).split()[:2])


def _compare(contact: Contact) -> tuple[Notice, ...]:
    words = two_words(contact)
    offers = (
        choice("same", Verb.SAME, contact.id),
        choice("different", Verb.DIFFERENT, contact.id),
        choice("later", Verb.COMPARE_LATER, contact.id),
    )
    names = ((contact.worker, contact.peer_name), (contact.peer, contact.worker_name))
    return tuple(
        Notice(to, "pair.compare", {"words": words, "name": name}, offers, about=about(contact))
        for to, name in names
    )


def compared(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Note the comparison: the worker's "same" raises the level, anybody's "different" lowers it.

    A peer who says "same" alone proves nothing: it is the worker who must know who they are.
    """
    contact = desk.contact(command.subject)
    if contact is None or contact.consent is not Consent.AGREED:
        return finished(desk)
    is_worker = contact.worker == desk.me.id
    if command.verb is Verb.DIFFERENT:
        contact = replace(contact, words_match=False)
    elif command.verb is Verb.SAME and is_worker:
        contact = replace(contact, words_match=True)
    effects: tuple[Effect, ...] = (note(desk, f"pair.{command.verb}"),)
    if command.verb is Verb.DIFFERENT:
        other = contact.peer if is_worker else contact.worker
        effects = (*effects, Notice(other, "pair.other_different", urgency=Urgency.QUESTION))
    after = _changed(desk, contact)
    if not is_worker:
        effects = (*effects, *_ask_both(after, contact))
    return Outcome(after, effects)


def _ask_both(desk: Desk, contact: Contact) -> tuple[Notice, ...]:
    if any(each.peer == contact.worker for each in desk.contacts):
        return ()
    values: dict[str, Value] = {"worker": contact.worker_name}
    offers: tuple[Choice, ...] = (
        choice("yes", Verb.BOTH, contact.id),
        choice("not_now", Verb.BOTH_NOT, contact.id),
    )
    return (note(desk, "pair.both", values, *offers, about=about(contact)),)


def both_ways(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask the worker to be there for their peer too: the same question, the other way round."""
    contact = _mine(desk, command.subject)
    host: Case | None = None if contact is None else desk.hosts.get(contact.worker)
    if contact is None or host is None or command.verb is Verb.BOTH_NOT:
        return say(desk, "talk.fine")
    if any(each.peer == contact.worker for each in desk.contacts):
        return finished(desk)
    place = max((each.place for each in desk.contacts), default=0) + 1
    asked = replace(
        contact,
        id=moment.key("contact"),
        worker=desk.me.id,
        peer=contact.worker,
        consent=Consent.ASKED,
        made_at=moment.now,
        tier=min(place, TIERS),
        place=place,
        peer_name="",
        worker_name=desk.me.name,
        shares_name=False,
        reached_at=None,
        reachable=True,
    )
    question = _question(asked.peer, asked, desk.case.plan)
    after = replace(desk, contacts=(*desk.contacts, asked))
    return Outcome(after, (question, note(desk, "pair.both.asked")))
