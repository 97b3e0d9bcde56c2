"""Pairing: a peer reads the plan, says yes, and the two make sure that it is them."""

from dataclasses import replace

from handlers import case as cases
from handlers import comparing
from handlers.consent import about, answered, changed, contact_of, question
from handlers.desk import Desk, Outcome
from handlers.dialogue import Idle, NamingForPeer, WritingFirstLine
from handlers.moment import Moment
from handlers.notices import Notice, Over, Value
from handlers.people import Consent, Contact, Plan, Rung
from handlers.replies import choice, finished, left, note, say, with_me
from handlers.said import Say
from handlers.typed import one_line
from handlers.words import Verb

LONGEST_NAME = 40
LONGEST_LINE = 40
"""A first line must fit a lock screen."""
FIRST_LINES = ("parcel", "up")
"""Those the catalogue offers."""


def open_invitation(desk: Desk, moment: Moment) -> Outcome:
    """Ask the bearer of an invitation whether they would be told; it works once."""
    offered = desk.offered
    host = None if offered is None or offered.inviter is None else desk.hosts.get(offered.inviter)
    if offered is None or host is None:
        return say(desk, "pair.unknown")
    if host.worker.id == desk.me.id:
        return say(desk, "pair.yourself")
    known = next((each for each in desk.helping if each.worker == host.worker.id), None)
    if known is not None and known.consent is Consent.AGREED:
        return say(desk, "pair.already", {"worker": known.worker_name})
    if known is not None and known.consent is Consent.ASKED:
        return _asked_now(desk, known, host.plan)
    others = tuple(each for each in desk.helping if each is not known)
    asked = contact_of(host.worker.id, desk.me.id, offered, moment)
    asked = replace(asked, worker_name=host.worker.name)
    return replace(
        _asked_now(replace(desk, helping=(*others, asked)), asked, host.plan), used=offered
    )


def ask_again(desk: Desk) -> Outcome | None:
    """Ask once more for a consent that was never given or refused; None if none is open."""
    for contact in desk.helping:
        host = desk.hosts.get(contact.worker)
        if contact.consent is Consent.ASKED and host is not None:
            return _asked_now(desk, contact, host.plan)
    return None


def _asked_now(desk: Desk, contact: Contact, plan: Plan) -> Outcome:
    return Outcome(desk, (question(desk.me.id, contact, plan),))


def _mine(desk: Desk, subject: str, consent: Consent = Consent.AGREED) -> Contact | None:
    """Find the contact in which I am the peer, if the pairing has come that far."""
    found = (each for each in desk.helping if each.id == subject and each.consent is consent)
    return next(found, None)


def agree(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Ask the name; with it the consent is complete."""
    contact = _mine(desk, command.subject, Consent.ASKED)
    if contact is None:
        return finished(desk)
    waits = replace(desk, dialogue=NamingForPeer(contact.id))
    return say(waits, "pair.name", {"worker": contact.worker_name}, about=about(contact))


def refuse(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Take a no: nothing is kept, nobody asks why."""
    contact = _mine(desk, command.subject, Consent.ASKED)
    if contact is None:
        return finished(desk)
    without = replace(desk, helping=tuple(each for each in desk.helping if each is not contact))
    if desk.dialogue == NamingForPeer(contact.id):
        without = left(without)
    stranger = not (desk.me.name or desk.contacts or without.helping)
    told = Notice(contact.worker, "pair.not_taken")
    said = note(desk, "pair.refused", {"worker": contact.worker_name})
    over = Over(about(contact), moment.now, desk.me.id)
    return Outcome(replace(without, leaves=stranger), (told, over, said))


def agree_later(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Leave the question open."""
    contact = _mine(desk, command.subject, Consent.ASKED)
    return finished(desk) if contact is None else say(desk, "pair.later")


def named(desk: Desk, text: str, waits: NamingForPeer) -> Outcome:
    """Take the name: from now on the peer is on the ladder of the next timer."""
    contact = _mine(desk, waits.contact, Consent.ASKED)
    if contact is None:
        return finished(replace(desk, dialogue=Idle()))
    name = one_line(text)
    if not name or len(name) > LONGEST_NAME:
        return say(desk, "join.name.again", {"longest": LONGEST_NAME}, about=about(contact))
    contact = replace(contact, consent=Consent.AGREED, peer_name=name)
    agreed = replace(changed(desk, contact), dialogue=Idle())
    if not desk.me.name:
        agreed = with_me(agreed, replace(desk.me, name=name))
    worker: dict[str, Value] = {"worker": contact.worker_name}
    told = Notice(contact.worker, "pair.agreed", {"name": name}, about=about(contact))
    number = note(desk, "pair.number", worker, about=about(contact))
    over = answered(desk, contact)
    return Outcome(agreed, (over, told, number, _ask_line(agreed, contact)))


def _ask_line(desk: Desk, contact: Contact) -> Notice:
    return note(
        desk,
        "pair.line",
        None,
        *(choice(f"line_{name}", Verb.LINE, contact.id, name) for name in FIRST_LINES),
        choice("line_own", Verb.OWN_LINE, contact.id),
        about=about(contact),
    )


def line(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Take one of the lines the catalogue offers."""
    contact = _mine(desk, command.subject)
    if contact is None or command.detail not in FIRST_LINES:
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
    words = one_line(text)
    if not words or len(words) > LONGEST_LINE:
        return say(desk, "pair.line.own", {"longest": LONGEST_LINE}, about=about(contact))
    return _lined(replace(desk, dialogue=Idle()), contact, words)


def _lined(desk: Desk, contact: Contact, words: str) -> Outcome:
    lined = with_me(desk, replace(desk.me, first_line=words))
    question = note(
        lined,
        "pair.share",
        {"worker": contact.worker_name},
        choice("yes", Verb.SHARE, contact.id),
        choice("no", Verb.SHARE_NOT, contact.id),
        about=about(contact),
    )
    return Outcome(lined, (answered(desk, contact), question))


def share(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Note whether the others may read the name; then offer a practice one."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    contact = replace(contact, shares_name=command.verb is Verb.SHARE)
    question = note(
        desk,
        "pair.practise",
        None,
        choice("yes", Verb.PRACTISE, contact.id),
        choice("later", Verb.PRACTISE_NOT, contact.id),
        about=about(contact),
    )
    return Outcome(changed(desk, contact), (answered(desk, contact), question))


def practise(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Send a practice alert if wanted, and let the two compare two words by voice."""
    contact = _mine(desk, command.subject)
    if contact is None:
        return finished(desk)
    over = answered(desk, contact)
    compare = (note(desk, "talk.fine"),) if contact.words_match else comparing.ask(contact)
    host = desk.hosts.get(contact.worker)
    if command.verb is Verb.PRACTISE_NOT or host is None:
        return Outcome(desk, (over, *compare))
    after, effects = cases.practise(host, rung_of(contact), desk.house.timing, moment)
    return Outcome(desk.with_host(after), (over, *effects, *compare))


def rung_of(contact: Contact) -> Rung:
    """Give a contact's place as a practice would find it."""
    name = contact.peer_name
    return Rung(contact.peer, 1, name, contact.level, contact.shares_name, contact.worker_name)
