"""Ways in that work once and for 24 hours."""

from collections.abc import Iterable
from datetime import datetime

from handlers.people import Invitation, InvitationKind, PersonId
from storage import codec
from storage.database import Database, Row


def find(db: Database, named: str, now: datetime) -> Invitation | None:
    """Return the invitation with this code or these words; an expired one counts as none."""
    found = db.row(
        """SELECT code, words, kind, inviter, expires_at, place FROM invitations
        WHERE (code = ? OR words = ?) AND expires_at > ?""",
        named,
        named,
        codec.from_instant(now),
    )
    return None if found is None else _invitation(found)


def of_inviter(db: Database, inviter: PersonId, now: datetime) -> tuple[Invitation, ...]:
    """Return somebody's invitations that still work, the oldest first."""
    found = db.rows(
        """SELECT code, words, kind, inviter, expires_at, place FROM invitations
        WHERE inviter = ? AND expires_at > ? ORDER BY made_at, code""",
        inviter,
        codec.from_instant(now),
    )
    return tuple(map(_invitation, found))


def add(db: Database, invitation: Invitation, now: datetime) -> None:
    """Keep a new invitation, made at `now`."""
    db.change(
        """INSERT INTO invitations (code, words, kind, inviter, made_at, expires_at, place)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        invitation.code,
        invitation.words,
        invitation.kind,
        invitation.inviter,
        codec.from_instant(now),
        codec.from_instant(invitation.expires_at),
        invitation.place,
    )


def drop(db: Database, invitation: Invitation) -> None:
    """Let an invitation work no more: used, or taken back."""
    db.change("DELETE FROM invitations WHERE code = ?", invitation.code)


def save(
    db: Database, before: Iterable[Invitation], after: Iterable[Invitation], now: datetime
) -> None:
    """Write what differs: what is in `before` only is removed."""
    old, new = set(before), set(after)
    for gone in old - new:
        drop(db, gone)
    for fresh in new - old:
        add(db, fresh, now)


def _invitation(row: Row) -> Invitation:
    code, words, kind, inviter, expires_at, place = row
    return Invitation(
        code=code,
        words=words,
        kind=InvitationKind(kind),
        inviter=None if inviter is None else PersonId(inviter),
        expires_at=codec.to_instant(int(expires_at)),
        place=place,
    )
