"""The question whether somebody would be told, and what all messages of a pairing are about."""

from dataclasses import replace

from handlers.desk import Desk
from handlers.moment import Moment
from handlers.notices import Answered, Notice
from handlers.people import TIERS, Consent, Contact, Invitation, PersonId, Plan
from handlers.replies import choice
from handlers.tellings import plan_values
from handlers.words import Verb


def contact_of(worker: PersonId, peer: PersonId, offered: Invitation, moment: Moment) -> Contact:
    """Tie the bearer of an invitation to its inviter: asked, at the invitation's place."""
    return Contact(
        id=moment.key("contact"),
        worker=worker,
        peer=peer,
        consent=Consent.ASKED,
        made_at=moment.now,
        tier=min(offered.place, TIERS),
        place=offered.place,
    )


def question(to: PersonId, contact: Contact, plan: Plan) -> Notice:
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


def answered(desk: Desk, contact: Contact) -> Answered:
    """Let the numbers of the question go that was just answered."""
    return Answered(about(contact), desk.me.id)


def changed(desk: Desk, contact: Contact) -> Desk:
    """Put a contact of either side back on the desk."""
    contacts = tuple(contact if each.id == contact.id else each for each in desk.contacts)
    helping = tuple(contact if each.id == contact.id else each for each in desk.helping)
    return replace(desk, contacts=contacts, helping=helping)
