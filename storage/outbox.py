"""What is to be said: queued with the decision, claimed before it is sent, gone once it was taken.

A claim is a commit: a claimed row without a result after a crash may have arrived, and is sent
again as a repeat.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import assert_never

from handlers.moment import Network
from handlers.notices import Answered, Effect, Erase, Notice, Over, Proof, Urgency, Withdraw
from handlers.people import Address, PersonId
from handlers.timings import ACCEPTED_WITHIN
from storage import codec, forgetting, numbers, people, sent
from storage.database import Database
from storage.outbox_rows import Kind, Row, next_rows


def put_all(db: Database, effects: Iterable[Effect], now: datetime) -> None:
    """Queue, take back and forget what a decision wants, in its order.

    What is for somebody who left meanwhile is left out.
    """
    for effect in effects:
        match effect:
            case Notice():
                _put(db, effect, now)
            case Withdraw():
                _withdraw(db, effect)
            case Over():
                numbers.free(db, effect.about, effect.to)
                forgetting.plan(db, effect.about, effect.to, effect.forget_at, now)
            case Erase():
                _erase(db, effect, now)
            case Answered():
                numbers.free(db, effect.about, effect.to)
            case _:
                assert_never(effect)


def _put(db: Database, notice: Notice, now: datetime) -> None:
    """Queue one; it replaces what waits in its slot."""
    if notice.slot:
        _drop_waiting(db, notice.to, notice.slot)
    several = notice.everywhere or notice.proof is Proof.ALERT
    places = people.addresses(db, notice.to) if several else ()
    if notice.everywhere and places:
        added = [_add(db, notice, now, to=place) for place in places]
    else:
        added = [_add(db, notice, now)]
        for place in places[1:]:
            _add_spare(db, notice, now, place, added[0])
    tokens = [choice.token for choice in notice.choices if not choice.passes_on]
    if any(added) and tokens:
        numbers.give(db, notice.to, notice.about, tokens, now)


def _add_spare(db: Database, notice: Notice, now: datetime, to: Address, first: int) -> None:
    """Queue what goes to another address too unless the first message arrives in time."""
    db.change(
        """UPDATE outbox SET spare_of = ?, repeat = 1, tries = 1, not_before = ? WHERE id = ?""",
        first,
        codec.from_instant(now + ACCEPTED_WITHIN),
        _add(db, notice, now, to=to),
    )


def _add(db: Database, notice: Notice, now: datetime, to: Address | None = None) -> int:
    """Queue one message, for one address only if it is given; return its id, 0 for nobody."""
    stamp = codec.from_instant(now)
    added = db.row(
        """INSERT INTO outbox (person, kind, urgency, key, parameters, choices, about, slot,
            silent, proof, keyboard, made_at, not_before, pinned, network, chat)
        SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM people WHERE id = ?
        RETURNING id""",
        Kind.EDIT if notice.edits else Kind.SEND,
        notice.urgency,
        notice.key,
        codec.dump_values(notice.values),
        codec.dump_choices(notice.choices),
        notice.about,
        notice.slot,
        notice.silent,
        notice.proof,
        notice.keyboard,
        stamp,
        stamp,
        to is not None,
        None if to is None else to.network,
        None if to is None else to.chat,
        notice.to,
    )
    return 0 if added is None else int(added[0])


def _drop_waiting(db: Database, person: PersonId, slot: str) -> None:
    db.change(
        "DELETE FROM outbox WHERE person = ? AND slot = ? AND claimed_at IS NULL", person, slot
    )


def _withdraw(db: Database, wanted: Withdraw) -> None:
    """Take back what waits; what is on its way is not tried again."""
    db.change(
        """DELETE FROM outbox
        WHERE about = ?1 AND (?2 IS NULL OR person = ?2) AND claimed_at IS NULL""",
        wanted.about,
        wanted.to,
    )
    db.change(
        """UPDATE outbox SET recall = coalesce(recall, 'withdrawn')
        WHERE about = ?1 AND (?2 IS NULL OR person = ?2)""",
        wanted.about,
        wanted.to,
    )


def _erase(db: Database, wanted: Erase, now: datetime) -> None:
    """Remove what stands in a slot; what is on its way is removed when it arrives."""
    _drop_waiting(db, wanted.to, wanted.slot)
    db.change(
        "UPDATE outbox SET recall = 'erased' WHERE person = ? AND slot = ?",
        wanted.to,
        wanted.slot,
    )
    forgetting.queue(db, sent.take(db, wanted.to, wanted.slot), Urgency.ANSWER, now)


def erase_incoming(
    db: Database, person: PersonId, address: Address, ref: str, now: datetime
) -> None:
    """Queue the removal of a message that the person wrote."""
    message = sent.Standing(person, address.network, address.chat, ref)
    forgetting.queue(db, [message], Urgency.ANSWER, now)


def claim(
    db: Database,
    now: datetime,
    networks: Collection[Network],
    limit: int,
    busy: Collection[Address],
) -> list[Row]:
    """Take what is to be sent next: at most one row a chat, most urgent first, then oldest.

    `networks` take messages now; the `busy` get none, and who has a row on its way only what stands
    in for it elsewhere. A peer whose telling is claimed counts as attempted from then on.
    """
    if not networks:
        return []
    rows = next_rows(db, now, networks, limit, busy)
    stamp = codec.from_instant(now)
    db.change_each(
        """UPDATE outbox SET claimed_at = ?, tries = tries + 1, network = ?, chat = ?, ref = ?
        WHERE id = ?""",
        [(stamp, row.address.network, row.address.chat, row.ref, row.id) for row in rows],
    )
    db.change_each(
        "UPDATE alert_peers SET attempted = 1 WHERE alert = ? AND person = ?",
        [
            (row.about.removeprefix("alert:"), row.person)
            for row in rows
            if row.proof is Proof.ALERT
        ],
    )
    return rows


def next_retry(db: Database, now: datetime) -> datetime | None:
    """Return when the next row after `now` may be tried again, None if none waits for that."""
    found = db.row(
        """SELECT min(not_before) FROM outbox
        WHERE claimed_at IS NULL AND tries > 0 AND not_before > ?""",
        codec.from_instant(now),
    )
    return None if found is None else codec.to_instant(found[0])


def hurry(db: Database, now: datetime) -> None:
    """Let every row that waits for another try be tried now."""
    at = codec.from_instant(now)
    db.change(
        """UPDATE outbox SET not_before = ?1
        WHERE claimed_at IS NULL AND tries > 0 AND not_before > ?1""",
        at,
    )


def waiting(db: Database) -> int:
    """Count what no network has taken yet."""
    [(count,)] = db.rows("SELECT count(*) FROM outbox")
    return int(count)
