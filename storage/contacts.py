"""Who is whose peer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.people import Consent, Contact, PersonId
from storage import codec
from storage.database import Database, Row


def of_worker(db: Database, worker: PersonId) -> tuple[Contact, ...]:
    """Return a worker's peers, asked, agreed and left, by tier and place."""
    found = db.rows(
        """SELECT contacts.id, worker, peer, consent, made_at, tier, place, peer_name,
            worker_name, shares_name, words_match, worker_is_new, reached_at, used_at,
            people.reachable
        FROM contacts JOIN people ON people.id = peer
        WHERE worker = ? ORDER BY tier, place""",
        worker,
    )
    return tuple(map(_contact, found))


def of_peer(db: Database, peer: PersonId) -> tuple[Contact, ...]:
    """Return the workers somebody is or was asked to be a peer of, the oldest first."""
    found = db.rows(
        """SELECT contacts.id, worker, peer, consent, made_at, tier, place, peer_name,
            worker_name, shares_name, words_match, worker_is_new, reached_at, used_at,
            people.reachable
        FROM contacts JOIN people ON people.id = peer
        WHERE peer = ? ORDER BY made_at, contacts.id""",
        peer,
    )
    return tuple(map(_contact, found))


def save(db: Database, before: Iterable[Contact], after: Iterable[Contact]) -> None:
    """Write what differs: what is in `before` only is removed."""
    old = {contact.id: _kept(contact) for contact in before}
    new = {contact.id: _kept(contact) for contact in after}
    for gone in old.keys() - new.keys():
        db.change("DELETE FROM contacts WHERE id = ?", gone)
    for key, contact in new.items():
        if key not in old:
            _add(db, contact)
        elif contact != old[key]:
            _change(db, contact)


def note_used(db: Database, now: datetime) -> None:
    """Note of every pairing that a timer or an alert still kept counts on it.

    To the end of the week only: a pairing outlives its timers and must be no diary of them.
    """
    db.change(
        """UPDATE contacts SET used_at = ? WHERE EXISTS (
            SELECT 1 FROM checkins JOIN checkin_peers ON checkin = checkins.id
            WHERE checkins.worker = contacts.worker AND person = contacts.peer
        ) OR EXISTS (
            SELECT 1 FROM alerts JOIN alert_peers ON alert = alerts.id
            WHERE alerts.worker = contacts.worker AND person = contacts.peer
        )""",
        codec.from_instant(_end_of_week(now)),
    )


def _end_of_week(now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=7 - now.weekday())


def idle(db: Database, since: datetime, limit: int) -> list[tuple[PersonId, str]]:
    """List pairings nobody used after `since`, the peer not having written: worker and id."""
    instant = codec.from_instant(since)
    found = db.rows(
        """SELECT contacts.worker, contacts.id FROM contacts JOIN people ON people.id = peer
        WHERE consent = 'agreed' AND coalesce(used_at, made_at) <= ?
            AND coalesce(reached_at, made_at) <= ? AND heard_at <= ?
        ORDER BY made_at LIMIT ?""",
        instant,
        instant,
        instant,
        limit,
    )
    return [(PersonId(worker), str(contact)) for worker, contact in found]


def _kept(contact: Contact) -> Contact:
    """Leave out what is read fresh from the peer's own row."""
    return replace(contact, reachable=True)


def _contact(row: Row) -> Contact:
    key, worker, peer, consent, made_at, tier, place, peer_name, worker_name, *rest = row
    shares_name, words_match, worker_is_new, reached_at, used_at, reachable = rest
    return Contact(
        id=key,
        worker=PersonId(worker),
        peer=PersonId(peer),
        consent=Consent(consent),
        made_at=codec.to_instant(int(made_at)),
        tier=tier,
        place=place,
        peer_name=peer_name,
        worker_name=worker_name,
        shares_name=bool(shares_name),
        words_match=None if words_match is None else bool(words_match),
        worker_is_new=bool(worker_is_new),
        reached_at=codec.to_instant(reached_at),
        used_at=codec.to_instant(used_at),
        reachable=bool(reachable),
    )


def _add(db: Database, contact: Contact) -> None:
    """Add one at its place, or last: a peer who joins does not know which places are taken."""
    db.change(
        """INSERT INTO contacts (id, worker, peer, consent, made_at, tier, place, peer_name,
            worker_name, shares_name, words_match, worker_is_new, reached_at, used_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        contact.id,
        contact.worker,
        contact.peer,
        contact.consent,
        codec.from_instant(contact.made_at),
        contact.tier,
        _free_place(db, contact),
        contact.peer_name,
        contact.worker_name,
        contact.shares_name,
        contact.words_match,
        contact.worker_is_new,
        codec.from_instant(contact.reached_at),
        codec.from_instant(contact.used_at),
    )


def _free_place(db: Database, contact: Contact) -> int:
    places = {
        place for (place,) in db.rows("SELECT place FROM contacts WHERE worker = ?", contact.worker)
    }
    return max(places) + 1 if contact.place in places else contact.place


def _change(db: Database, contact: Contact) -> None:
    db.change(
        """UPDATE contacts SET consent = ?, tier = ?, place = ?, peer_name = ?, worker_name = ?,
            shares_name = ?, words_match = ?, worker_is_new = ?, reached_at = ?, used_at = ?
        WHERE id = ?""",
        contact.consent,
        contact.tier,
        contact.place,
        contact.peer_name,
        contact.worker_name,
        contact.shares_name,
        contact.words_match,
        contact.worker_is_new,
        codec.from_instant(contact.reached_at),
        codec.from_instant(contact.used_at),
        contact.id,
    )
