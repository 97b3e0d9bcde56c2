"""A small group in memory: it keeps desks as storage does, so that people can talk with the core.

Every notice is rendered with the real catalogue: a missing key or parameter fails the test.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from handlers import case as cases
from handlers import chat, commands
from handlers.alert_states import Accepted
from handlers.case import Case
from handlers.checkin import is_open
from handlers.checkin_states import QuestionAccepted
from handlers.codes import PAIR
from handlers.desk import Desk, House, Numbered, Outcome, Stranger
from handlers.dialogue import Dialogue, HalfStarted, Idle
from handlers.moment import Moment, Network
from handlers.notices import UNCLEAR, Answered, Effect, Erase, Notice, Over, Proof
from handlers.people import (
    Address,
    Consent,
    Contact,
    Invitation,
    InvitationKind,
    Person,
    PersonId,
    Plan,
)
from handlers.said import Command, Tap
from tests.catalogue_rules import faults_of
from tests.handlers.cast import ANA, BEA, CAT, EVENING, moment

HOUSE = House(
    run_by="the Thursday group",
    language="en",
    zone="UTC",
    cities={"lisbon": "Europe/Lisbon", "new york": "America/New_York"},
    bots={Network.TELEGRAM: "https://t.me/evening_timer_bot?start="},
)


def tag_of(who: PersonId, places: str) -> bytes:
    """Stand in for the shell, which makes a tag of two words."""
    return f"{who}:{places}".encode()


ALIKE = re.compile(r"first word \d+ twice")
"""10 min or 10 h: the second word tells them apart."""


def contact(worker: PersonId, peer: PersonId, place: int = 1) -> Contact:
    """Tie two people who have agreed and compared their words."""
    return Contact(
        id=f"{worker}{peer}".encode().hex().ljust(32, "0"),
        worker=worker,
        peer=peer,
        consent=Consent.AGREED,
        made_at=EVENING,
        tier=place,
        place=place,
        peer_name=peer.title(),
        worker_name=worker.title(),
        words_match=True,
    )


@dataclass
class Group:
    """Everybody's rows, and what each of them has read."""

    now: datetime = EVENING
    house: House = HOUSE
    signal: frozenset[PersonId] = frozenset()
    """Who writes on Signal; the others are on Telegram."""
    people: dict[PersonId, Person] = field(default_factory=dict)
    cases: dict[PersonId, Case] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    dialogues: dict[PersonId, Dialogue] = field(default_factory=dict)
    numbers: dict[PersonId, list[Numbered]] = field(default_factory=dict)
    invitations: list[Invitation] = field(default_factory=list)
    greeted: set[PersonId] = field(default_factory=set)
    unclear: set[PersonId] = field(default_factory=set)
    """Who was told last that a text was no answer."""
    unread: frozenset[PersonId] = frozenset()
    """Whose case cannot be read by others."""
    read: list[Notice] = field(default_factory=list)
    events: int = 0

    def join(self, *names: PersonId) -> None:
        """Let people be there who have a name, a plan, and a timer behind them."""
        for name in names:
            self.people[name] = Person(name, name.title(), "en", "UTC", finished_one=True)
            self.cases[name] = Case(self.people[name], Plan(("Call me.",)))

    def tie(self, worker: PersonId, *peers: PersonId) -> None:
        """Put peers on a worker's ladder, one a tier."""
        for place, peer in enumerate(peers, 1):
            self.contacts.append(contact(worker, peer, place))

    def moment(self) -> Moment:
        """Make the moment of the next event."""
        self.events += 1
        return replace(moment(self.now), entropy=self.events.to_bytes(16, "big"))

    def address(self, who: PersonId) -> Address:
        """Say where somebody writes from."""
        return Address(Network.SIGNAL if who in self.signal else Network.TELEGRAM, f"chat {who}")

    def desk(self, who: PersonId, offered: Invitation | None = None) -> Desk:
        """Load everything that is known when somebody says something."""
        mine = [each for each in self.contacts if each.worker == who]
        helping = [each for each in self.contacts if each.peer == who]
        tied = {each.worker for each in helping} | {w for w in self.cases if self._is_asked(w, who)}
        if offered is not None and offered.inviter is not None:
            tied.add(offered.inviter)
        return Desk(
            me=self.people[who],
            address=self.address(who),
            zone=UTC,
            house=self.house,
            case=self.cases[who],
            contacts=tuple(map(self._fresh, mine)),
            helping=tuple(map(self._fresh, helping)),
            hosts={worker: self.cases[worker] for worker in sorted(tied - self.unread)},
            unread=frozenset(tied & self.unread),
            dialogue=self.dialogues.get(who, Idle()),
            numbers=tuple(self.numbers.get(who, ())),
            invitations=tuple(i for i in self.invitations if i.inviter == who),
            offered=offered,
            was_unclear=who in self.unclear,
        )

    def _fresh(self, each: Contact) -> Contact:
        return replace(each, reachable=self.people[each.peer].reachable)

    def _is_asked(self, worker: PersonId, peer: PersonId) -> bool:
        case = self.cases[worker]
        ladders = [case.checkin.ladder] if case.checkin and is_open(case.checkin) else []
        ladders += [case.alert.ladder] if case.alert and case.alert_is_open() else []
        ladders += [case.duress.ladder] if case.duress and case.duress_is_open() else []
        return any(rung.peer == peer for ladder in ladders for rung in ladder)

    def says(
        self,
        who: PersonId,
        text: str,
        token: str = "",
        *,
        sent: timedelta = timedelta(),
        quotes: str | None = None,
    ) -> list[str]:
        """Let somebody write or press; return the keys of what they read in return.

        sent: how long ago they did so. quotes: what the question is about that they quote.
        """
        named = commands.invitation_named(text)
        offered = next((i for i in self.invitations if named in (i.code, i.words)), None)
        moment = self.moment()
        if who not in self.people:
            return self._greet(who, commands.read_stranger(text, token), offered, moment)
        desk = self.desk(who, offered)
        if quotes is not None:
            desk = replace(desk, quoted=tuple(n for n in desk.numbers if n.about == quotes))
        command = commands.read(desk, text, token, self.now)
        if isinstance(command, Tap) and len(command.taps) == PAIR:
            command = replace(command, tag=tag_of(who, command.taps))
        return self.decide(who, desk, command, moment, self.now - sent)

    def decide(
        self, who: PersonId, desk: Desk, command: Command, moment: Moment, said_at: datetime
    ) -> list[str]:
        """Answer a command and keep what follows."""
        outcome = chat.answer(desk, command, said_at, moment)
        return self.keep(who, desk, outcome)

    def _greet(
        self, who: PersonId, command: Command, offered: Invitation | None, moment: Moment
    ) -> list[str]:
        inviter = None if offered is None else offered.inviter
        host = None if inviter is None else self.cases[inviter]
        answered = who in self.greeted
        stranger = Stranger(self.address(who), "en", self.house, UTC, offered, host, answered)
        outcome = chat.greet(stranger, command, moment)
        if outcome.desk is None:
            self.greeted |= {who} if outcome.greeted else set()
            return self._said(outcome.effects)
        me = replace(outcome.desk.me, id=who)
        self.people[who], self.cases[who] = me, Case(me)
        hosts = {} if host is None else {host.worker.id: host}
        before = Desk(me, self.address(who), UTC, self.house, Case(me), hosts=hosts)
        effects = tuple(
            replace(e, to=who) if e.to == outcome.desk.me.id else e for e in outcome.effects
        )
        helping = tuple(replace(each, peer=who) for each in outcome.desk.helping)
        after = replace(outcome.desk, me=me, case=Case(me), helping=helping)
        return self.keep(who, before, replace(outcome, desk=after, effects=effects))

    def keep(self, who: PersonId, before: Desk, outcome: Outcome) -> list[str]:
        """Keep what follows from an outcome; return the keys of what somebody reads."""
        desk = outcome.desk
        assert desk is not None
        self.cases |= desk.hosts
        self.people[who], self.cases[who] = desk.me, desk.case
        self.dialogues[who] = desk.dialogue
        old = {each.id for each in (*before.contacts, *before.helping)}
        others = [each for each in self.contacts if each.id not in old]
        self.contacts = [
            *others,
            *{each.id: each for each in (*desk.contacts, *desk.helping)}.values(),
        ]
        gone = set(before.invitations) - set(desk.invitations)
        kept = [each for each in self.invitations if each not in gone and each != outcome.used]
        fresh = [each for each in desk.invitations if each not in before.invitations]
        self.invitations = [*kept, *fresh]
        if desk.leaves:
            self._erase(who)
        return self._said(outcome.effects, who)

    def _erase(self, who: PersonId) -> None:
        if self.cases[who].duress_is_open():
            leaving = replace(self.people.pop(who), leaves=True)
            self.cases[who] = replace(self.cases[who], worker=leaving)
            return
        del self.people[who], self.cases[who]
        self.contacts = [each for each in self.contacts if who not in (each.worker, each.peer)]

    def _said(self, effects: Iterable[Effect], who: PersonId | None = None) -> list[str]:
        keys = []
        for effect in effects:
            match effect:
                case Notice(to=to):
                    faults = [each for each in faults_of(effect) if not ALIKE.fullmatch(each)]
                    assert faults == [], effect.key
                    self.read.append(effect)
                    keys += [effect.key] if who in (None, to) else []
                    self._number(effect)
                    self._note_unclear(effect)
                    self._take(effect)
                case Erase(to=to, slot=slot) if slot == UNCLEAR:
                    self.unclear -= {to}
                case Over(about=about, to=to) | Answered(about=about, to=to):
                    for person, given in self.numbers.items():
                        if to in (None, person):
                            self.numbers[person] = [n for n in given if n.about != about]
                case _:
                    pass
        return keys

    def _note_unclear(self, notice: Notice) -> None:
        """Remember the line that is said once, until something else is asked."""
        if notice.slot == UNCLEAR:
            self.unclear |= {notice.to}
        elif notice.choices:
            self.unclear -= {notice.to}

    def _take(self, notice: Notice) -> None:
        """Let the machines hear that the network took a message."""
        case = self.cases.get(notice.to)
        if notice.proof is Proof.QUESTION and case is not None:
            self.cases[notice.to], _ = cases.tell_checkin(case, QuestionAccepted(), self.moment())
        for worker, each in list(self.cases.items()):
            for alert, tell in (
                (each.alert, cases.tell_alert),
                (each.duress, cases.tell_duress),
                (each.drill, cases.tell_drill),
            ):
                if alert is not None and (alert.about, notice.proof) == (notice.about, Proof.ALERT):
                    self.cases[worker], _ = tell(each, Accepted(notice.to), self.moment())

    def _number(self, notice: Notice) -> None:
        """Give each choice its number, as storage does."""
        tokens = [choice.token for choice in notice.choices if not choice.passes_on]
        given = self.numbers.setdefault(notice.to, [])
        numbers = {each.token: each.number for each in given}
        for token in tokens:
            number = numbers.setdefault(token, max(numbers.values(), default=0) + 1)
            offered = Numbered(number, token, notice.about)
            given += [] if offered in given else [offered]

    def presses(self, who: PersonId, label: str) -> list[str]:
        """Let somebody press the newest choice with this label (the key's part after `choice.`)."""
        return self.says(who, "", self.token(who, label))

    def token(self, who: PersonId, label: str) -> str:
        """Find what the newest choice with this label says."""
        offered = (c for n in reversed(self.read) if n.to == who for c in n.choices)
        return next(choice.token for choice in offered if choice.label.key == f"choice.{label}")

    def token_of(self, who: PersonId, key: str) -> str:
        """Find what the newest choice of this text says."""
        offered = (c for n in reversed(self.read) if n.to == who for c in n.choices)
        return next(choice.token for choice in offered if choice.label.key == key)

    def number(self, who: PersonId, label: str) -> str:
        """Find the number of the newest choice with this label."""
        token = self.token(who, label)
        return next(str(each.number) for each in self.numbers[who] if each.token == token)

    def keys(self, who: PersonId) -> list[str]:
        """List the keys of everything somebody has read."""
        return [notice.key for notice in self.read if notice.to == who]

    def last(self, who: PersonId) -> Notice:
        """Give what somebody has read last."""
        return next(notice for notice in reversed(self.read) if notice.to == who)

    def choices(self, who: PersonId) -> list[str]:
        """List the labels under what somebody has read last."""
        return [choice.label.key.removeprefix("choice.") for choice in self.last(who).choices]

    def wait(self, by: timedelta) -> None:
        """Let time pass minute by minute; timers, alerts and half-started ones do their part."""
        end = self.now + by
        while self.now < end:
            self.now = min(self.now + timedelta(minutes=1), end)
            for who in list(self.cases):
                self.cases[who], effects = cases.pass_time(self.cases[who], self.moment())
                self._said(effects)
            for who, dialogue in list(self.dialogues.items()):
                at = dialogue.nudge_at if isinstance(dialogue, HalfStarted) else None
                if at is not None and at <= self.now:
                    self.keep(who, desk := self.desk(who), chat.nudge(desk, self.moment()))

    def contact(self, worker: PersonId, peer: PersonId) -> Contact:
        """Find the tie of two people."""
        return next(c for c in self.contacts if (c.worker, c.peer) == (worker, peer))

    def is_running(self, who: PersonId) -> bool:
        """Whether somebody's timer runs."""
        return is_open(self.cases[who].checkin)

    def invitation(self, kind: InvitationKind = InvitationKind.JOIN) -> Invitation:
        """Make an invitation, as the coordinator does."""
        made = Invitation("c" * 22, "maple otter sunny desk", kind, None, self.now)
        self.invitations.append(made)
        return made


def evening(*, signal: Iterable[PersonId] = ()) -> Group:
    """Ana has two peers, Bea and then Cat; nothing runs yet."""
    group = Group(signal=frozenset(signal))
    group.join(ANA, BEA, CAT)
    group.tie(ANA, BEA, CAT)
    return group


def alerted(*, signal: Iterable[PersonId] = ()) -> Group:
    """Ana's timer of 2 h was missed, and Bea has just been told."""
    group = evening(signal=signal)
    group.says(ANA, "2h")
    group.wait(timedelta(hours=2, minutes=10))
    assert group.keys(BEA) == ["alert.missed"]
    return group
