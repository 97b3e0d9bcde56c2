"""Drawing an invitation, whatever it lets its bearer do."""

from base64 import urlsafe_b64encode
from datetime import timedelta

from handlers.moment import Moment
from handlers.people import Invitation, InvitationKind, PersonId
from handlers.wordlist import words_of

VALID_FOR = timedelta(hours=24)


def make(
    kind: InvitationKind,
    inviter: PersonId | None,
    moment: Moment,
    *,
    place: int = 1,
    lasts: timedelta = VALID_FOR,
) -> Invitation:
    """Draw an invitation: one use, as a code of 128 bits and as four words."""
    code = urlsafe_b64encode(bytes.fromhex(moment.key("invitation")))
    return Invitation(
        code=code.decode().rstrip("="),
        words=words_of(bytes.fromhex(moment.key("invited words"))),
        kind=kind,
        inviter=inviter,
        expires_at=moment.now + lasts,
        place=place,
    )
