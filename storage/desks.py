"""Everything known when one person says something, and what becomes of it: read and written whole.

Both in one transaction: `load`, decide (`handlers/chat.py`), `save`.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo

from handlers.case import Case
from handlers.desk import Desk, House, Outcome, Stranger
from handlers.notices import UNCLEAR, Effect, Notice
from handlers.people import Address, Invitation, PersonId
from storage import (
    cases,
    codec,
    contacts,
    dialogues,
    invitations,
    leaving,
    numbers,
    outbox,
    people,
    plans,
    sent,
    strangers,
)
from storage.database import Database

ZoneOf = Callable[[str], tzinfo]
"""Gives the zone of a key of the tz database; the core cannot, the files belong to the world."""


def load(
    db: Database,
    address: Address,
    house: House,
    zone_of: ZoneOf,
    now: datetime,
    *,
    offered: str = "",
    language: str = "",
) -> Desk | Stranger:
    """Return the desk of whoever reads at an address.

    offered: the invitation that their message names, by code or words. language: what the network
    guesses of a stranger's; "" for the house's.
    """
    invitation = invitations.find(db, offered, now) if offered else None
    person = people.find(db, address)
    if person is not None:
        return _desk(db, person, address, house, zone_of, invitation, now)
    inviter = None if invitation is None else invitation.inviter
    return Stranger(
        address=address,
        language=language or house.language,
        house=house,
        zone=zone_of(house.zone),
        offered=invitation,
        host=None if inviter is None else cases.load(db, inviter),
        answered_today=strangers.was_answered(db, address, now),
    )


def quoting(db: Database, desk: Desk, ref: str) -> Desk:
    """Put on a desk what the message quotes that just came: the network's id of it."""
    found = sent.asked(db, desk.me.id, desk.address, ref)
    if found is None:
        return desk
    return replace(desk, quoted=numbers.of_question(db, desk.me.id, *found))


def load_person(
    db: Database, person: PersonId, house: House, zone_of: ZoneOf, now: datetime
) -> Desk:
    """Return the desk of somebody who did not just write, at the address they used last.

    Raises `UnknownPersonError`.
    """
    reads = people.reader(db, person)
    if reads is None:
        raise people.UnknownPersonError
    return _desk(db, person, reads.address, house, zone_of, None, now)


def _desk(
    db: Database,
    person: PersonId,
    address: Address,
    house: House,
    zone_of: ZoneOf,
    offered: Invitation | None,
    now: datetime,
) -> Desk:
    case = cases.load(db, person)
    helping = contacts.of_peer(db, person)
    tied = {contact.worker for contact in helping} | set(cases.asking(db, person))
    hosts = _hosts(db, sorted(tied))
    if offered is not None and offered.inviter is not None:
        hosts[offered.inviter] = cases.load(db, offered.inviter)
    return Desk(
        me=case.worker,
        address=address,
        zone=zone_of(case.worker.zone),
        house=house,
        case=case,
        contacts=contacts.of_worker(db, person),
        helping=helping,
        hosts=hosts,
        unread=frozenset(tied - hosts.keys()),
        dialogue=dialogues.load(db, person),
        numbers=numbers.of_person(db, person),
        was_unclear=sent.is_newest(db, person, UNCLEAR),
        invitations=invitations.of_inviter(db, person, now),
        offered=offered,
    )


def _hosts(db: Database, workers: Iterable[PersonId]) -> dict[PersonId, Case]:
    """Return the cases of these workers; whose rows cannot be read is left out."""
    hosts = {}
    for worker in workers:
        with suppress(*codec.MALFORMED):
            hosts[worker] = cases.load(db, worker)
    return hosts


def save(
    db: Database,
    before: Desk | Stranger,
    outcome: Outcome,
    now: datetime,
    *,
    accepting: bool = True,
) -> tuple[Notice, ...]:
    """Write what differs from `before`, which was loaded in this transaction, then the effects.

    Returns what is to be said to the address itself, once and after the commit, as nobody is kept
    to whom it could be queued: a stranger's line, and the last word to somebody who left.
    accepting: whether any network takes messages from us.
    """
    after = outcome.desk
    if after is None:
        if outcome.greeted:
            strangers.greet(db, before.address, now)
        return _spoken(outcome.effects)
    if outcome.used is not None:
        invitations.drop(db, outcome.used)
    if isinstance(before, Stranger):
        before = _welcome(db, before, after, now)
    for worker, case in after.hosts.items():
        _save_case(db, before.hosts[worker], case, now, accepting=accepting)
    if after.leaves:
        if after.case.duress_is_open():
            ghost = replace(after.case, worker=replace(after.me, leaves=True))
            people.save(db, ghost.worker, now)
            _save_case(db, before.case, ghost, now, accepting=accepting)
        return _leave(db, after, outcome.effects, now)
    _save_own(db, before, after, outcome.used, now)
    _save_case(db, before.case, after.case, now, accepting=accepting)
    outbox.put_all(db, outcome.effects, now)
    return ()


def _welcome(db: Database, stranger: Stranger, after: Desk, now: datetime) -> Desk:
    """Let a stranger be somebody; return the desk that was empty before."""
    people.save(db, after.me, now)
    people.add_address(db, after.me.id, after.address, now)
    strangers.forget(db, after.address)
    host = stranger.host
    hosts = {} if host is None else {host.worker.id: host}
    return Desk(after.me, after.address, after.zone, after.house, Case(after.me), hosts=hosts)


def _leave(
    db: Database, after: Desk, effects: Iterable[Effect], now: datetime
) -> tuple[Notice, ...]:
    """Forget somebody; what their peers may still have to be told of them waits for its end."""
    person, effects = after.me.id, tuple(effects)
    if after.case.duress_is_open():
        leaving.detach(db, person)
    else:
        leaving.erase(db, person)
    outbox.put_all(db, [each for each in effects if each.to != person], now)
    return _spoken(each for each in effects if each.to == person)


def _spoken(effects: Iterable[Effect]) -> tuple[Notice, ...]:
    return tuple(each for each in effects if isinstance(each, Notice))


def _save_own(
    db: Database, before: Desk, after: Desk, used: Invitation | None, now: datetime
) -> None:
    me = after.me
    if me != before.me:
        people.save(db, me, now)
    if after.dialogue != before.dialogue:
        dialogues.save(db, me.id, after.dialogue)
    if after.case.plan != before.case.plan:
        plans.save(db, me.id, after.case.plan)
    contacts.save(db, (*before.contacts, *before.helping), (*after.contacts, *after.helping))
    made = [each for each in after.invitations if each != used]
    invitations.save(db, before.invitations, made, now)


def _save_case(db: Database, before: Case, after: Case, now: datetime, *, accepting: bool) -> None:
    if after != before:
        cases.save(db, before, after, now, accepting=accepting)
