"""Everything known when one person says something: their desk. And what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo

from handlers.case import Case
from handlers.dialogue import Dialogue, Idle
from handlers.moment import Network
from handlers.notices import Effect
from handlers.people import Address, Contact, Invitation, Person, PersonId
from handlers.timings import TimingChanges

ONE_LINE_EVERY = timedelta(days=1)
"""Somebody unknown reads one neutral line in this time."""


@dataclass(frozen=True, slots=True)
class House:
    """What a coordinator has set for the whole group, and what the shell knows of the world."""

    run_by: str
    """Who runs the bot, said at hello."""
    language: str
    zone: str
    open_door: bool = False
    """Anyone who finds the bot may join; otherwise by invitation only."""
    timing: TimingChanges = TimingChanges()
    numbered: frozenset[Network] = frozenset({Network.SIGNAL})
    """Networks without buttons: choices are numbered lines there, and a digit answers."""
    cities: Mapping[str, str] = field(default_factory=dict, repr=False)
    """A city's name in lower case -> its key of the tz database."""
    bots: Mapping[Network, str] = field(default_factory=dict)
    """How the bot is found: on Telegram the start of a deep link that a code is appended to, on
    Signal the link to its account."""

    def link(self, code: str) -> str | None:
        """Make the deep link of an invitation; None while the bot's name is unknown."""
        start = self.bots.get(Network.TELEGRAM)
        return None if start is None else f"{start}{code}"

    @property
    def on_signal(self) -> str | None:
        """The link to the bot on Signal, where words can be sent to it; None if it has none."""
        return self.bots.get(Network.SIGNAL)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that stands for a choice in one person's chat, until what it is about is over."""

    number: int
    token: str
    about: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One person, all they have running, and all they are asked about."""

    me: Person
    address: Address
    zone: tzinfo
    house: House
    case: Case
    """My own timer and alerts, as a worker."""
    contacts: tuple[Contact, ...] = ()
    """My peers."""
    helping: tuple[Contact, ...] = ()
    """The workers I am a peer of, or am asked to be."""
    hosts: Mapping[PersonId, Case] = field(default_factory=dict)
    """The cases of every worker I am tied to: as a peer (`helping`), as one who was just invited
    (`offered`), or because I stand on the ladder of a timer or alert of theirs that is not over."""
    unread: frozenset[PersonId] = frozenset()
    """Those of them whose case could not be read, so that it is not in `hosts`."""
    dialogue: Dialogue = Idle()
    numbers: tuple[Numbered, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    """Mine that are still open, and the one I just used."""
    offered: Invitation | None = None
    """The invitation that this very message names, if it is valid."""
    quoted: tuple[Numbered, ...] | None = None
    """The open choices of the question that this very message quotes, none if that is over; None
    where it quotes no question."""
    was_unclear: bool = False
    """They were told that a text of theirs is no answer, and nothing was asked or understood since;
    only where there are no buttons."""
    leaves: bool = False
    """Everything about me is to be erased."""

    def with_host(self, case: Case) -> "Desk":
        """Put another worker's case back."""
        return replace(self, hosts={**self.hosts, case.worker.id: case})

    def is_mine(self, about: str) -> bool:
        """Whether something is about my own timer or alert."""
        mine = (self.case.checkin, self.case.alert)
        return any(each is not None and each.about == about for each in mine)

    def contact(self, subject: str) -> Contact | None:
        """Find a contact of mine, either way round, by its id."""
        return next((c for c in (*self.contacts, *self.helping) if c.id == subject), None)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is not known at the address they write from."""

    address: Address
    language: str
    house: House
    zone: tzinfo
    offered: Invitation | None = None
    host: Case | None = None
    """The case of whoever made the invitation."""
    answered_today: bool = False
    """They were given the one neutral line within the last day."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is now true, and what is to be said."""

    desk: Desk | None
    """None: a stranger stays a stranger."""
    effects: tuple[Effect, ...] = ()
    used: Invitation | None = None
    """An invitation that works no more."""
    greeted: bool = False
    """A stranger was given the one neutral line of the day."""
    unclear: bool = False
    """What they said is no answer to anything: nothing has changed, and they may have been told."""
    unsaid: bool = False
    """The person's own message is to be removed from the chat, where the network can."""
