"""People and what ties them: addresses, contacts, plans, ladders, invitations."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NewType

from handlers.codes import Code
from handlers.moment import Network

PersonId = NewType("PersonId", str)
"""32 hex digits, drawn at random when somebody joins."""

PLAN_LINES = 5
TIERS = 4
PEERS = 8
IDLE_AFTER = timedelta(days=90)
"""Of a pairing nobody used meanwhile, the worker is asked whether it stays."""


class Level(IntEnum):
    """What a peer may see of a worker's alert; each includes the ones before."""

    RING = 0
    """Just ring me: the name and the wish to be rung."""
    PLAN = 1
    """The plan and the times."""
    NOTE = 2
    """May open the locked note."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: one chat on one network."""

    network: Network
    chat: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks with the bot: worker, peer, or both."""

    id: PersonId
    name: str = field(repr=False)
    """What their people call them; "" until they have said."""
    language: str
    zone: str
    """A key of the tz database: used to read and to show times, never to keep them."""
    first_line: str = field(default="", repr=False)
    """How messages to them as a peer begin: the name of one of the catalogue's lines
    (`parcel`, `up`), or own words; "" for the catalogue's first."""
    reminders: bool = True
    """Whether the quiet reminder before a timer's end is wanted."""
    tell_start: bool = False
    """Ask my first person, when I start, whether they are there tonight."""
    tell_home: bool = False
    """Tell those I asked at the start when I'm home."""
    reachable: bool = True
    """False once a network said that nothing can be sent to them; true when they write again."""
    finished_one: bool = False
    """Whether they have ended a timer of theirs with "all good" at least once."""
    code: Code | None = None
    """Their two words, for the next timer; None: an answer alone is enough."""
    leaves: bool = False
    """They asked to be forgotten, and are as soon as nothing of theirs is open any more."""


class WishKind(StrEnum):
    """What somebody has said about police or an ambulance."""

    UNSET = "unset"
    NO = "no"
    YES = "yes"
    ONLY = "only"
    """Only under a condition, in `Wish.words`: "if hurt", "from 23:40 on"."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A worker's wish about calling police or an ambulance."""

    kind: WishKind = WishKind.UNSET
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker would like their peers to do, in the worker's own words."""

    lines: tuple[str, ...] = field(default=(), repr=False)
    """At most `PLAN_LINES`."""
    quiet: str = field(default="", repr=False)
    """The line for the quiet case."""
    police: Wish = Wish()
    ambulance: Wish = Wish()


class Consent(StrEnum):
    """Where the peer's side of a contact stands."""

    ASKED = "asked"
    """They opened the invitation and have not answered."""
    AGREED = "agreed"
    LEFT = "left"
    """They stopped; kept only until the worker has been told."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A worker's peer: somebody who agreed, or is being asked, to be told."""

    id: str
    worker: PersonId
    peer: PersonId
    consent: Consent
    made_at: datetime
    tier: int = 1
    """1 is told first; at most `TIERS`."""
    place: int = 1
    """The order within the ladder, for showing; unique per worker."""
    peer_name: str = field(default="", repr=False)
    """The name the peer chose for this worker."""
    worker_name: str = field(default="", repr=False)
    """The name the worker had when the peer agreed: what the peer's messages call them."""
    shares_name: bool = False
    """Whether the others may read the peer's name when they take an alert."""
    words_match: bool | None = None
    """Whether the two words were the same by voice; None until one of them has said."""
    worker_is_new: bool = False
    """The worker's key on a network is new, and the peer has not heard their voice since."""
    reached_at: datetime | None = None
    """When a practice or an alert last got an answer from them."""
    used_at: datetime | None = None
    """The end of the week in which a timer or an alert last counted on them, or when the worker was
    last asked whether they stay; None: never."""
    reachable: bool = True
    """Read fresh from the peer's own row, never kept in the contact's."""

    @property
    def level(self) -> Level:
        """Just ring me until the two words match, then the default: may open the note."""
        return Level.NOTE if self.words_match else Level.RING


@dataclass(frozen=True, slots=True)
class Rung:
    """One place of a ladder, as it was frozen: later changes of the contact do not reach it."""

    peer: PersonId
    tier: int
    name: str = field(repr=False)
    level: Level
    shares_name: bool
    worker_name: str = field(default="", repr=False)


Ladder = tuple[Rung, ...]
"""Ordered by tier, then place."""


def ladder_of(contacts: tuple[Contact, ...]) -> Ladder:
    """Freeze the ladder: those who agreed and can be reached, in order."""
    agreed = [c for c in contacts if c.consent is Consent.AGREED and c.reachable]
    return tuple(
        Rung(c.peer, c.tier, c.peer_name, c.level, c.shares_name, c.worker_name)
        for c in sorted(agreed, key=lambda c: (c.tier, c.place))
    )


class InvitationKind(StrEnum):
    """What an invitation lets its bearer do."""

    JOIN = "join"
    """Join the group's bot; made by the coordinator."""
    PEER = "peer"
    """Be asked to be the inviter's peer; joins the bot by that."""
    LINK = "link"
    """Add another network's address to the inviter."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in that works once and for 24 hours."""

    code: str = field(repr=False)
    """22 characters of base64url: 128 bits, for the deep link."""
    words: str = field(repr=False)
    """Four words of `handlers.wordlist`, single spaces, lower case."""
    kind: InvitationKind
    inviter: PersonId | None
    """None for the coordinator's."""
    expires_at: datetime
    place: int = 1
    """Where on the inviter's ladder the bearer will stand."""
