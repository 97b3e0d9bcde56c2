"""The one door and the only writer: event, load, decide, save with the outbox, commit.

Everything is synchronous: nothing else happens between a load and its save. What is decided
inside one `together()` shares one commit; each event has a savepoint of its own there, so that
one which fails takes nothing with it. How an event is decided is in `bot/ring.py`.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from loguru import logger

from bot import links, ring
from bot.broken import TRIES, Broken
from bot.clock import Clock
from bot.hearing import Hearing
from bot.logs import fault
from bot.seal import Seal
from bot.senders import Senders
from bot.transports import Incoming
from handlers.commands import invitation_named
from handlers.desk import House
from handlers.invitations import make
from handlers.moment import Moment, Network
from handlers.notices import Notice
from handlers.people import Address, Invitation, InvitationKind, PersonId
from handlers.timings import LOOK_AGAIN
from storage import (
    alerts,
    cases,
    deadlines,
    deliveries,
    dialogues,
    forgetting,
    invitations,
    outbox,
    people,
)
from storage import house as memory
from storage.database import Database, savepoint, transaction
from storage.errors import AccessError, BusyError, DiskError, StorageError, UnreadableError
from storage.outbox_rows import Row

BATCH = 500
"""Due rows taken in one commit: 10,000 at once would keep everybody else waiting for 71 ms."""
HEARTBEAT = timedelta(seconds=30)
"""Half of what counts as having been away: a kill and a start at once are no absence."""

OF_THE_FILE = (AccessError, BusyError, DiskError, UnreadableError)
"""Failures that are not one event's own: nothing of the shared commit can be saved."""


def draw() -> bytes:
    """Draw the randomness of one event."""
    return os.urandom(16)


class Engine:
    """Takes events and keeps what follows. Everything that writes belongs inside `together()`."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        hearing: Hearing,
        house: House,
        entropy: Callable[[], bytes] = draw,
        seal: Seal | None = None,
    ) -> None:
        """`entropy` gives 16 random bytes for each event.

        seal: makes the tags of the two-tap codes; by default under a key of its own.
        """
        self.house = house
        """May be replaced while running, as when the bot's own name becomes known."""
        self.spoken: list[ring.Spoken] = []
        """What is to be said to strangers, and to those who left, after the commit."""
        self._db = db
        self._clock = clock
        self._hearing = hearing
        self._entropy = entropy
        self._seal = seal or Seal(bytearray(draw() + draw()))
        self._broken = Broken()
        self._senders = Senders(clock.monotonic)
        self._beat_at: datetime | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let everything that is decided inside share one commit. Raises StorageError."""
        try:
            with transaction(self._db):
                yield
        except BaseException:
            self.spoken.clear()
            raise

    def wake(self) -> datetime | None:
        """Begin after a start; return when the bot was last known to be there, None at first."""
        unknown = deliveries.unknown_after_crash(self._db)
        if unknown:
            logger.warning("outbox.unknown rows={}", unknown)
        return memory.seen_at(self._db)

    def meet(self, bots: Mapping[Network, str]) -> None:
        """Learn how the bot is found on its networks."""
        links.remember(self._db, bots)
        self.house = replace(self.house, bots={**self.house.bots, **bots})

    def rest(self) -> None:
        """Leave a last heartbeat before the end."""
        memory.note_seen(self._db, self._clock.now())

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Undo only what is decided inside, if it fails."""
        with savepoint(self._db):
            yield

    def receive(self, batch: Iterable[Incoming]) -> None:
        """Decide what people said and pressed, in order; of a stranger's flood nothing."""
        dropped = 0
        for incoming in batch:
            address = Address(incoming.network, incoming.chat)
            flood = self._senders.flood(address)
            if flood and not self.knows(address):
                dropped += 1
                continue
            moment = self.moment()
            hear = partial(self._hear, incoming, address, moment, brief=flood)
            if not self.attempt(incoming.kind, hear):
                self.attempt("sorry", partial(ring.apologise, self._db, incoming, moment))
        if dropped:
            logger.warning("strangers.dropped messages={}", dropped)

    def _hear(self, incoming: Incoming, address: Address, moment: Moment, *, brief: bool) -> None:
        guess = bool(invitation_named(incoming.text)) and not self.knows(address)
        if guess and not self._senders.may_guess(address):
            logger.warning("strangers.guess_refused")
            incoming = replace(incoming, text="")
        self.spoken += ring.hear(self._db, incoming, self.house, moment, self._seal, brief=brief)
        if guess and not self.knows(address):
            self._senders.guessed(address)

    def tick(self) -> bool:
        """Do all that is due; return whether more is due than one commit should hold.

        What waits for a network to be heard is looked at a little early: the network may just
        have been heard.
        """
        now = self._clock.now()
        due = cases.due(self._db, now + LOOK_AGAIN, BATCH + len(self._broken))
        for worker in due:
            self._try(worker, now)
        for person in dialogues.due(self._db, now, BATCH):
            self.attempt("nudge", partial(self._nudge, person))
        self.attempt("forget", lambda: forgetting.due(self._db, now, BATCH))
        self.beat()
        return len(due) >= BATCH and any(
            worker not in self._broken for worker in cases.due(self._db, now, len(self._broken) + 1)
        )

    def _nudge(self, person: PersonId) -> None:
        ring.nudge(self._db, person, self.house, self.moment())

    def _try(self, worker: PersonId, now: datetime) -> None:
        """Decide one worker's case; one that cannot be decided never blocks another's."""
        if self._broken.rests(worker, now):
            return
        if self.attempt("case", lambda: ring.pass_time(self._db, worker, self.moment())):
            self._broken.heal(worker)
        elif tries := self._broken.fail(worker, now):
            logger.error("case.unreadable tries={}", tries)
            self.attempt("warn", partial(self._warn, worker, first=tries == TRIES))

    def _warn(self, worker: PersonId, *, first: bool) -> None:
        at = ring.warn_ladder(self._db, worker, self.house, self.moment(), first=first)
        if at is not None:
            self._broken.put_off(worker, at, self._clock.now())

    def beat(self) -> None:
        """Leave a heartbeat, once in a while."""
        now = self._clock.now()
        if self._beat_at is None or now - self._beat_at >= HEARTBEAT:
            memory.note_seen(self._db, now)
            self._beat_at = now

    def absent(self) -> list[PersonId]:
        """List everybody with something running, for `come_back` after an absence."""
        forever = self._clock.now() + timedelta(days=365)
        return cases.due(self._db, forever, -1)

    def come_back(self, workers: Iterable[PersonId], gone_at: datetime) -> None:
        """Go on with these workers' cases after the bot was away since `gone_at`."""
        for worker in workers:
            self.attempt("back", partial(self._come_back, worker, gone_at))

    def _come_back(self, worker: PersonId, gone_at: datetime) -> None:
        ring.come_back(self._db, worker, gone_at, self.moment())

    def claim(
        self, networks: Collection[Network], limit: int, busy: Collection[Address]
    ) -> list[Row]:
        """Take what is to be sent next, at most one row a chat and none for the busy."""
        now = self._clock.now()
        return outbox.claim(self._db, now, frozenset(networks), limit, frozenset(busy))

    def delivered(self, row: int, ref: str) -> None:
        """Note that a network took a row, under its own id of the message."""
        fate = deliveries.delivered(self._db, row, ref, self._clock.now())
        if fate is not None:
            self.attempt("accepted", lambda: ring.accept(self._db, fate, self.moment()))

    def not_delivered(
        self, row: int, again_at: datetime, *, unknown: bool, elsewhere: bool
    ) -> None:
        """Note that a row was not taken, and is to be tried again then.

        unknown: it may have arrived; it is sent again as a repeat. elsewhere: what stands in for it
        at another address goes now.
        """
        deliveries.retry(self._db, row, again_at, unknown=unknown, elsewhere=elsewhere)

    def undeliverable(self, row: int) -> None:
        """Note that a row can never be taken where it went."""
        fate = deliveries.give_up(self._db, row)
        if fate is not None:
            lose = partial(ring.lose, self._db, fate.person, self.house)
            self.attempt("refused", lambda: lose(self.moment()))

    def unfit(self, row: int) -> None:
        """Note that a row cannot be sent as it is: an alert then goes without details.

        What cannot be simpler is dropped, so that it keeps nothing else of its person waiting. An
        alert was then accepted by nobody: the next tier opens, and its repeats are tried anew.
        """
        if not deliveries.simplify(self._db, row, self._clock.now()):
            deliveries.drop(self._db, row)

    def arrived(self, network: Network, chat: str, refs: Iterable[str]) -> None:
        """Note that a phone has these messages."""
        deliveries.arrived(self._db, network, chat, refs)

    def identified(self, network: Network, keys: Mapping[str, str]) -> None:
        """Compare the keys of the people on a network with those they had; a new one is told."""
        for person in people.with_new_keys(self._db, network, keys):
            self.attempt("key", partial(self._doubt, person))

    def _doubt(self, person: PersonId) -> None:
        ring.doubt(self._db, person, self.house, self.moment())

    def invite(self) -> Invitation:
        """Make an invitation to join, as the coordinator."""
        moment = self.moment()
        made = make(InvitationKind.JOIN, None, moment)
        invitations.add(self._db, made, moment.now)
        return made

    def next_deadline(self) -> datetime | None:
        """Say when `tick` is next needed; it may lie in the past. Writes nothing."""
        return deadlines.next(self._db)

    def next_retry(self) -> datetime | None:
        """Say when a row that was not taken is to be tried again. Writes nothing."""
        return outbox.next_retry(self._db, self._clock.now())

    def hurry(self) -> None:
        """Let what was not taken be tried again now."""
        outbox.hurry(self._db, self._clock.now())

    def is_waiting(self) -> bool:
        """Whether a deadline is here, or as near as what waits for a network to be heard."""
        deadline = self.next_deadline()
        return deadline is not None and deadline <= self._clock.now() + LOOK_AGAIN

    def untaken(self) -> frozenset[str]:
        """Return the alerts nobody has, though everybody was told. Writes nothing."""
        return alerts.untaken(self._db)

    def knows(self, address: Address) -> bool:
        """Whether somebody known writes from here; assumed when that cannot be read."""
        try:
            return people.find(self._db, address) is not None
        except StorageError:
            return True

    def recipient(self, person: PersonId) -> people.Recipient | None:
        """Say how to write to somebody; None once they left."""
        return people.reader(self._db, person)

    def unsaved_alerts(self) -> list[Notice]:
        """Say which alerts are due though the disk takes nothing. Writes nothing."""
        found: list[Notice] = []
        for worker in cases.due(self._db, self._clock.now(), BATCH):
            try:
                found += ring.unsaved_alerts(self._db, worker, self.moment())
            except Exception as error:  # noqa: BLE001 - one row must not stop the others
                logger.error("event.failed kind=unsaved {}", fault(error))
        return found

    def attempt(self, what: str, act: Callable[[], object]) -> bool:
        """Do one thing in a savepoint of its own; return whether it was done."""
        try:
            with savepoint(self._db):
                act()
        except OF_THE_FILE:
            raise
        except Exception as error:  # noqa: BLE001 - one row must not stop the others
            logger.error("event.failed kind={} {}", what, fault(error))
            return False
        return True

    def moment(self) -> Moment:
        """Read the clock and draw the randomness of one event."""
        now = self._clock.now()
        return Moment(now, self._entropy(), self._hearing.snapshot(now))
