"""Comparing two words by voice, so that two people know it is them; and being there both ways."""

from dataclasses import replace

from handlers.consent import about, answered, changed, question
from handlers.desk import Desk, Outcome
from handlers.moment import Moment
from handlers.notices import Effect, Notice, Urgency, Value
from handlers.people import PEERS, TIERS, Consent, Contact, PersonId
from handlers.replies import choice, finished, note
from handlers.said import Say
from handlers.wordlist import words_of
from handlers.words import Verb


def two_words(contact: Contact) -> str:
    """Give the two words of a pairing: the same for both sides, of 20 bits."""
    return " ".join(words_of(bytes.fromhex(contact.id)).split()[:2])


def ask(contact: Contact) -> tuple[Notice, ...]:
    """Ask both whether they have the same two words."""
    return tuple(_asked(contact, to, "pair.compare") for to in (contact.worker, contact.peer))


def ask_again(contact: Contact, doubted: PersonId) -> Notice:
    """Ask the other one only: the key of `doubted` is new, so their own word proves nothing."""
    other = contact.peer if doubted == contact.worker else contact.worker
    return replace(_asked(contact, other, "key.theirs"), urgency=Urgency.QUESTION)


def _asked(contact: Contact, to: PersonId, key: str) -> Notice:
    name = contact.peer_name if to == contact.worker else contact.worker_name
    offers = (
        choice("same", Verb.SAME, contact.id),
        choice("different", Verb.DIFFERENT, contact.id),
        choice("later", Verb.COMPARE_LATER, contact.id),
    )
    values: dict[str, Value] = {"words": two_words(contact), "name": name}
    return Notice(to, key, values, offers, about=about(contact))


def compared(desk: Desk, command: Say, _moment: Moment) -> Outcome:
    """Note the comparison: the worker's "same" raises the level, anybody's "different" lowers it.

    A peer who says "same" proves nothing of themself: it is the worker who must know who they are.
    But it is the peer who knows the voice of a worker whose key is new.
    """
    contact = desk.contact(command.subject)
    if contact is None or contact.consent is not Consent.AGREED:
        return finished(desk)
    is_worker = contact.worker == desk.me.id
    if command.verb is Verb.DIFFERENT:
        contact = replace(contact, words_match=False)
    elif command.verb is Verb.SAME and is_worker:
        contact = replace(contact, words_match=True)
    elif command.verb is Verb.SAME:
        contact = replace(contact, worker_is_new=False)
    after = changed(desk, contact)
    over = answered(desk, contact)
    return Outcome(after, (over, *_said(after, command.verb, contact, is_worker=is_worker)))


def _said(desk: Desk, verb: Verb, contact: Contact, *, is_worker: bool) -> tuple[Effect, ...]:
    other = contact.peer_name if is_worker else contact.worker_name
    both = () if is_worker else _ask_both(desk, contact)
    if verb is Verb.SAME:
        return (note(desk, "pair.same", {"name": other}), *both)
    if verb is Verb.COMPARE_LATER:
        return (note(desk, "pair.later"), *both)
    key = "pair.different" if is_worker else "pair.different.peer"
    warned = Notice(
        contact.peer if is_worker else contact.worker,
        "pair.other_different",
        {"name": contact.worker_name if is_worker else contact.peer_name},
        urgency=Urgency.QUESTION,
    )
    return (note(desk, key, {"name": other}), warned)


def _ask_both(desk: Desk, contact: Contact) -> tuple[Notice, ...]:
    if _has(desk, contact):
        return ()
    offers = (
        choice("yes", Verb.BOTH, contact.id),
        choice("not_now", Verb.BOTH_NOT, contact.id),
    )
    worker = {"worker": contact.worker_name}
    return (note(desk, "pair.both", worker, *offers, about=about(contact)),)


def _has(desk: Desk, contact: Contact) -> bool:
    """Whether the other is on the own ladder, or was asked; or there is no place left on it."""
    mine = [each for each in desk.contacts if each.consent is not Consent.LEFT]
    return len(mine) >= PEERS or any(each.peer == contact.worker for each in mine)


def both_ways(desk: Desk, command: Say, moment: Moment) -> Outcome:
    """Ask the worker to be there for their peer too: the same question, the other way round.

    The two words are compared anew: "same" was the word of the one who is asked now.
    """
    contact = next((each for each in desk.helping if each.id == command.subject), None)
    if contact is None or contact.consent is not Consent.AGREED or _has(desk, contact):
        return finished(desk)
    over = answered(desk, contact)
    if command.verb is Verb.BOTH_NOT:
        return Outcome(desk, (over, note(desk, "talk.fine")))
    stayed = tuple(each for each in desk.contacts if each.peer != contact.worker)
    place = max((each.place for each in stayed), default=0) + 1
    asked = Contact(
        id=moment.key("contact"),
        worker=desk.me.id,
        peer=contact.worker,
        consent=Consent.ASKED,
        made_at=moment.now,
        tier=min(place, TIERS),
        place=place,
        worker_name=desk.me.name,
    )
    put = question(asked.peer, asked, desk.case.plan)
    said = note(desk, "pair.both.asked", {"worker": contact.worker_name})
    return Outcome(replace(desk, contacts=(*stayed, asked)), (over, put, said))
