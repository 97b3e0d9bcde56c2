"""A person's key is new: a new phone most of the time, and sometimes somebody else.

Alerts go to them all the same. What is beyond an alert is not shown to a peer, and a worker's bare
"all good" calls nobody off, until the other side has heard two words from them by voice.
"""

from dataclasses import replace

from handlers import comparing, tellings
from handlers.alert_states import Alert
from handlers.desk import Desk, Outcome
from handlers.notices import Effect
from handlers.people import Consent, Contact
from handlers.replies import note


def key_changed(desk: Desk) -> Outcome:
    """Have everybody tied to this person compare the two words again."""
    theirs = tuple(_without_match(each) for each in desk.helping)
    mine = tuple(_with_new_worker(each) for each in desk.contacts)
    tied = [each for each in (*mine, *theirs) if each.consent is Consent.AGREED]
    doubted = replace(desk, helping=theirs, contacts=mine)
    told = [comparing.ask_again(each, desk.me.id) for each in tied]
    return Outcome(doubted, (note(desk, "key.mine"), *told) if told else ())


def _without_match(contact: Contact) -> Contact:
    agreed = contact.consent is Consent.AGREED
    return replace(contact, words_match=None) if agreed else contact


def _with_new_worker(contact: Contact) -> Contact:
    agreed = contact.consent is Consent.AGREED
    return replace(contact, worker_is_new=True) if agreed else contact


def is_doubted(desk: Desk) -> bool:
    """Whether nobody has yet heard this worker's voice since their key changed."""
    agreed = [each for each in desk.contacts if each.consent is Consent.AGREED]
    return bool(agreed) and all(each.worker_is_new for each in agreed)


def ask_for_voice(desk: Desk, alert: Alert) -> Outcome:
    """Keep the alert open: those who were told are asked to hear the worker themselves."""
    asked: list[Effect] = [
        tellings.to_peer(alert, rung.peer, "alert.new_key") for rung in alert.told()
    ]
    return Outcome(desk, (note(desk, "key.heard", about=alert.about), *asked))
