"""A small world in memory around one worker's case.

It plays what storage, courier and networks do: it takes messages, reports back, drops what is
withdrawn, and lets time jump from deadline to deadline.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers import alert as alerts
from handlers import case as cases
from handlers import checkin as checkins
from handlers.alert_states import Accepted, Alert, AlertEvent, Unreachable
from handlers.case import Case
from handlers.checkin_states import (
    CheckIn,
    CheckInEvent,
    PeerLost,
    QuestionAccepted,
    QuestionRefused,
)
from handlers.moment import Gap, Heard, Moment, Network
from handlers.notices import Effect, Erase, Notice, Proof, Withdraw
from handlers.people import Ladder, PersonId, Rung
from tests.handlers.cast import EVENING, LADDER, MINUTE, NO_CHANGES, PLAN, TWO_HOURS, ana, clock


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody reads, and when it arrived."""

    at: datetime
    notice: Notice


@dataclass
class World:
    """One worker's case among pretend networks."""

    case: Case = field(default_factory=lambda: Case(ana(), PLAN))
    now: datetime = EVENING
    accepting: bool = True
    """Whether any network takes messages."""
    deaf_since: datetime | None = None
    """Nothing was heard of the worker's network from then on."""
    gaps: dict[Network, Gap] = field(default_factory=dict)
    """When networks were not heard, or the bot was away."""
    since: datetime = EVENING
    """When the bot (re)started."""
    blocked: frozenset[PersonId] = frozenset()
    """To whom nothing can be sent."""
    silent: frozenset[PersonId] = frozenset()
    """Sending to them is begun, and nobody ever learns what became of it."""
    busy: frozenset[PersonId] = frozenset()
    """Those whose own timer is running."""
    lost: frozenset[PersonId] = frozenset()
    """Those of whom it is known by now that nothing can be sent to them."""
    networks: frozenset[Network] = frozenset({Network.TELEGRAM})
    hears: frozenset[Network] = frozenset({Network.TELEGRAM})
    """The networks that are heard."""
    waiting: list[Notice] = field(default_factory=list)
    read: list[Message] = field(default_factory=list)
    watch: Callable[["World", Case, tuple[Effect, ...]], None] | None = None
    """Told after each decision: this world, the case before, what followed."""
    events: int = 0
    accepting_since: datetime | None = None
    """Since when a network takes messages again."""

    @property
    def checkin(self) -> CheckIn:
        assert self.case.checkin is not None
        return self.case.checkin

    @property
    def alert(self) -> Alert:
        assert self.case.alert is not None
        return self.case.alert

    @property
    def drill(self) -> Alert:
        assert self.case.drill is not None
        return self.case.drill

    def moment(self) -> Moment:
        last = self.now if self.deaf_since is None else self.deaf_since
        heard = dict.fromkeys(self.hears, last) if last >= self.since else {}
        self.events += 1
        entropy = self.events.to_bytes(16, "big")
        if not self.accepting:
            self.accepting_since = self.now
        known = Heard(self.since, heard, self.accepting, self.accepting_since, self.gaps)
        return Moment(self.now, entropy, known)

    def decide(self, step: Callable[[Case, Moment], cases.Step]) -> tuple[Effect, ...]:
        """Load, decide, save, send."""
        before = self._load()
        self.case, effects = step(before, self.moment())
        self._queue(effects)
        if self.watch is not None:
            self.watch(self, before, effects)
        if self.accepting and self.waiting:
            self.deliver()
        return effects

    def _load(self) -> Case:
        """Read fresh what is never kept, as storage does."""
        case = self.case
        if case.busy != self.busy:
            case = replace(case, busy=self.busy)
        if case.checkin is not None and case.checkin.networks != self.networks:
            case = replace(case, checkin=replace(case.checkin, networks=self.networks))
        if case.checkin is not None and case.checkin.unreachable != self.lost:
            case = replace(case, checkin=replace(case.checkin, unreachable=self.lost))
        if case.alert is not None and case.alert.busy != self.busy:
            case = replace(case, alert=replace(case.alert, busy=self.busy))
        return case

    def _queue(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Notice(to=to, slot=slot):
                    if slot:
                        self._drop_slot(to, slot)
                    self.waiting.append(effect)
                case Withdraw(about=about, to=to):
                    kept = (n for n in self.waiting if n.about != about or to not in (None, n.to))
                    self.waiting = list(kept)
                case Erase(to=to, slot=slot):
                    self._drop_slot(to, slot)
                case _:
                    pass

    def _drop_slot(self, to: PersonId, slot: str) -> None:
        self.waiting = [n for n in self.waiting if n.to != to or n.slot != slot]

    def deliver(self) -> None:
        """Hand everything that waits to the networks, most urgent first."""
        while self.waiting:
            self.waiting.sort(key=lambda each: each.urgency)
            self._send(self.waiting.pop(0))

    def _send(self, notice: Notice) -> None:
        if notice.to in self.blocked:
            self._refuse(notice)
            return
        if notice.proof is Proof.ALERT:
            self._attempt(notice)
        if notice.to in self.silent:
            return
        self.read.append(Message(self.now, notice))
        if notice.proof is Proof.QUESTION:
            self.hear(QuestionAccepted())
        elif notice.proof is Proof.ALERT:
            self._to_alert(notice, Accepted(notice.to))

    def _refuse(self, notice: Notice) -> None:
        if notice.proof is Proof.QUESTION:
            self.hear(QuestionRefused())
        elif notice.proof is Proof.ALERT:
            self._to_alert(notice, Unreachable(notice.to))

    def _attempt(self, notice: Notice) -> None:
        """Mark a telling as begun, as storage does with the claim."""
        for name in ("alert", "drill"):
            alert: Alert | None = getattr(self.case, name)
            if alert is not None and alert.about == notice.about:
                begun = replace(alert.telling(notice.to), attempted=True)
                alert = replace(alert, tellings={**alert.tellings, notice.to: begun})
                self.case = replace(
                    self.case,
                    alert=alert if name == "alert" else self.case.alert,
                    drill=alert if name == "drill" else self.case.drill,
                )

    def _to_alert(self, notice: Notice, event: AlertEvent) -> None:
        practice = self.case.drill is not None and self.case.drill.about == notice.about
        tell = cases.tell_drill if practice else cases.tell_alert
        self.decide(lambda case, now: tell(case, event, now))

    def start(self, duration: timedelta = TWO_HOURS, ladder: Ladder = LADDER) -> tuple[Effect, ...]:
        """Let Ana start a timer."""
        due_at = self.now + duration
        return self.decide(lambda case, now: cases.begin(case, due_at, ladder, NO_CHANGES, now))

    def hear(self, event: CheckInEvent) -> tuple[Effect, ...]:
        """Let the check-in hear something, alone."""
        return self.decide(lambda case, now: cases.tell_checkin(case, event, now))

    def say(self, event: AlertEvent) -> tuple[Effect, ...]:
        """Let a peer, or a network, say something about the alert."""
        return self.decide(lambda case, now: cases.tell_alert(case, event, now))

    def all_good(self, at: datetime | None = None) -> tuple[Effect, ...]:
        """Let Ana say "all good", sent at `at`."""
        return self.decide(lambda case, now: cases.say_safe(case, at or self.now, now))

    def extend(self, minutes: int = 30, at: datetime | None = None) -> tuple[Effect, ...]:
        """Let Ana ask for more time, sent at `at`."""
        by = minutes * MINUTE
        return self.decide(lambda case, now: cases.extend(case, by, at or self.now, now))

    def call(self, ladder: Ladder = LADDER) -> tuple[Effect, ...]:
        """Let Ana ask for somebody now."""
        return self.decide(lambda case, now: cases.call(case, ladder, NO_CHANGES, now))

    def undo_call(self) -> tuple[Effect, ...]:
        """Let Ana take that back."""
        return self.decide(cases.undo_call)

    def practise(self, place: Rung = LADDER[0]) -> tuple[Effect, ...]:
        """Send one peer a practice."""
        return self.decide(lambda case, now: cases.practise(case, place, NO_CHANGES, now))

    def lose(self, peer: PersonId) -> tuple[Effect, ...]:
        """Let somebody stop being Ana's peer."""
        return self.decide(lambda case, now: cases.lose_peer(case, peer, now))

    def lose_touch(self, peer: PersonId) -> tuple[Effect, ...]:
        """Let it become known that nothing can be sent to one of Ana's peers."""
        self.lost |= {peer}
        return self.hear(PeerLost(peer))

    def tick(self) -> tuple[Effect, ...]:
        """Do what time asks for now."""
        return self.decide(cases.pass_time)

    def next_deadline(self) -> datetime | None:
        """Say when time next matters."""
        case = self._load()
        found = [] if case.checkin is None else [checkins.deadline(case.checkin, self.now)]
        found += [
            alerts.deadline(alert, self.now, accepting=self.accepting)
            for alert in (case.alert, case.drill)
            if alert is not None
        ]
        return min((each for each in found if each is not None), default=None)

    def jump(self) -> bool:
        """Go to the next deadline; False if there is none."""
        at = self.next_deadline()
        if at is None:
            return False
        self.now = max(at, self.now)
        self.tick()
        return True

    def until(self, at: datetime | str) -> None:
        """Let time pass, deadline by deadline, up to and including `at`."""
        end = clock(at) if isinstance(at, str) else at
        while (due := self.next_deadline()) is not None and due <= end:
            self.jump()
        self.now = end

    def return_after(self, away: timedelta) -> tuple[Effect, ...]:
        """Let the bot be away for so long, and come back with everything heard."""
        gone_at = self.now
        self.now = self.since = gone_at + away
        return self.decide(lambda case, now: cases.come_back(case, gone_at, now))

    def keys(self, person: PersonId) -> list[str]:
        """List what somebody has read, by key."""
        return [message.notice.key for message in self.read if message.notice.to == person]

    def alerted(self, person: PersonId) -> bool:
        """Whether somebody has read of an alert."""
        return any(key.startswith(("alert.missed", "alert.call")) for key in self.keys(person))

    def forget_read(self) -> None:
        """Look only at what comes from here on."""
        self.read.clear()
