"""An evening of three workers and a peer while the power goes again and again.

Each says only what has one right outcome, so that a lost message or one applied twice shows: Ana
gives her timers more time and ends them early, which is answered by how long they would have run;
Dee answers in time; Eve misses hers, Bea says that she has it, and Eve comes back.
"""

import time
from dataclasses import dataclass
from random import Random

from tests.journeys.record import MARK, number_in
from tests.journeys.town import Phone, Town

QUARTER = 15 * 60
SOON = 60
"""Seconds in which the bot was always there again; no two timers of hers are as near in length."""
MOST_QUARTERS = 60
"""No extension passes 24 h; 3 h and 60 quarters make 18."""


@dataclass(frozen=True)
class Ended:
    """A timer of Ana's that she ended: when it was to begin, and by how much it was longer."""

    began: int
    """Unix seconds of the message that set it."""
    minutes: int
    quarters: int

    def fits(self, due: int) -> bool:
        """Whether it would have run until then; a short while it counts from its being heard."""
        return 0 <= due - self.began - 60 * self.minutes - QUARTER * self.quarters < SOON


class Person:
    """Somebody who answers; what was said last may still be waiting."""

    def __init__(self, town: Town, name: str) -> None:
        self.town = town
        self.phone: Phone = town.phone(name)
        self._last = 0

    @property
    def is_heard(self) -> bool:
        """Whether the bot has confirmed everything they said."""
        with self.town.api.state.changed:
            waiting = self.town.api.state.waiting
            return not waiting or waiting[0]["update_id"] > self._last

    def say(self, text: str) -> int:
        """Write to the bot; return the unix second of it."""
        with self.town.api.state.changed:
            said_at = self.phone.say(text)
            self._last = self.town.api.state.last_update
            return said_at

    def press(self, key: str) -> None:
        """Press a button."""
        with self.town.api.state.changed:
            self.phone.press(key)
            self._last = self.town.api.state.last_update


class Ana(Person):
    """Sets long timers, gives them more time, ends them early."""

    def __init__(self, town: Town) -> None:
        super().__init__(town, "Ana")
        self.ended: list[Ended] = []
        self._began = 0
        self._minutes = 120
        self._quarters = 0
        self._is_starting = False

    def act(self, rng: Random) -> None:
        """Say the next few things; a start must be heard before anything can be about it."""
        if self._is_starting and not self.is_heard:
            return
        self._is_starting = False
        if not self._began:
            self._begin()
            return
        for _ in range(rng.randint(1, 3)):
            self.say("+15")
            self._quarters += 1
        if rng.random() < 0.3 or self._quarters > MOST_QUARTERS:
            self.end()
            self._begin()

    def end(self) -> None:
        self.say("ok")
        self.ended.append(Ended(self._began, self._minutes, self._quarters))

    def _begin(self) -> None:
        """Set one a minute longer than the last: two in one second would end at the same one."""
        self._minutes += 1
        self._began = self.say(f"{self._minutes}m")
        self._quarters = 0
        self._is_starting = True


class Dee(Person):
    """Sets short timers and always answers in time, whether or not the bot is there."""

    def __init__(self, town: Town) -> None:
        super().__init__(town, "Dee")
        self.ended = 0
        self._due = self._answers = 0.0

    def act(self, rng: Random) -> None:
        if not self.is_heard:
            return
        now = time.monotonic()
        if not self._due:
            seconds = rng.randint(25, 30)
            self.say(f"{seconds}s")
            self._due, self._answers = now + seconds, now + rng.uniform(0, 8)
        elif now >= self._answers:
            self.end()

    def end(self) -> None:
        if self._due:
            assert time.monotonic() < self._due, "this machine is too slow to answer in time"
            self.say("all good")
            self.ended += 1
            self._due = 0.0


class Bea(Person):
    """Eve's peer, who says that she has it."""

    def __init__(self, town: Town) -> None:
        super().__init__(town, "Bea")
        self.taken: list[int] = []
        """The numbers of alerts she has taken."""

    @property
    def is_answered(self) -> bool:
        """Whether she has read what became of the last she took."""
        thanks = map(number_in, (each.text for each in self.phone.got("alert.thanks")))
        return not self.taken or self.taken[-1] in thanks

    def take(self, number: int) -> None:
        """Say that she has it."""
        self.press("choice.got_it")
        self.taken.append(number)


class Eve(Person):
    """Misses her timers; answers some time after Bea was told."""

    def __init__(self, town: Town, bea: Bea) -> None:
        super().__init__(town, "Eve")
        self.missed = 0
        self.came_back = 0
        self._bea = bea
        self._seen = 0
        """How many alerts Bea had when Eve last came back."""
        self._last_number = 0

    @property
    def told(self) -> int:
        """The number under which Bea was told of the timer Eve misses now; 0 if she was not.

        What may be the last alert once more is none of this one.
        """
        if self.missed == self.came_back:
            return 0
        for alert in self._bea.phone.got("alert.missed")[self._seen :]:
            number = number_in(alert.text)
            if MARK not in alert.text or number != self._last_number:
                return number
        return 0

    def act(self, rng: Random) -> None:
        """Miss a timer, let Bea take it, come back: each once the last is answered."""
        if not self.is_heard or not self._bea.is_answered:
            return
        if self.missed == self.came_back:
            self.say("1s")
            self.missed += 1
        elif (told := self.told) and told not in self._bea.taken and rng.random() < 0.5:
            self._bea.take(told)
        elif told and rng.random() < 0.2:
            self.come_back()

    def come_back(self) -> None:
        self._last_number = self.told
        self._seen = len(self._bea.phone.got("alert.missed"))
        self.say("all good")
        self.came_back += 1
