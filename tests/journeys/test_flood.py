"""One flooded chat never delays another's alert by more than 2 s, and order within a chat is kept.

The grace is long enough that an alert which waits until the network was heard would be late.
"""

import time
from collections.abc import Callable

import pytest

from tests.bot.process import PATIENCE
from tests.journeys.record import due_in
from tests.journeys.town import Three, Town
from tests.servers.bot_api import Fault

LATE = 2.0
"""Seconds another chat's alert may be late by, from its end of grace to its being accepted."""
MEASURED = pytest.mark.parametrize("timings", [{"GRACE": "12s"}])
Note = Callable[[str, object], None]


class Dee:
    """Misses a timer: Cat is to read of it in about 14 s."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.cat = town.phone("Cat")
        dee = town.phone("Dee")
        dee.say("2s")
        self._due = due_in(dee.reads("timer.card"))

    @property
    def left(self) -> float:
        """Seconds until Cat is to read of it."""
        return self._due - time.time()

    def late(self) -> float:
        """Wait for the alert; return by how many seconds it was accepted late."""
        self._town.bot.until(lambda: self.cat.sent, "an alert", self.left + PATIENCE)
        self.cat.got_only("alert.missed")
        wall = time.time() - time.monotonic()
        return self.cat.sent[0].at + wall - self._due


@MEASURED
@pytest.mark.parametrize("fault", [Fault.FLOOD, Fault.HANG, Fault.SLOW, Fault.SERVER_ERROR])
def test_a_chat_that_takes_nothing_delays_nobody_elses_alert(
    fault: Fault, three: Three, town: Town, record_property: Note
) -> None:
    ana, bea, _ = three
    town.api.fault(fault, method="sendMessage", chat=bea.person.id, times=None, retry_after=30)
    for _ in range(20):
        bea.say("status")
    ana.say("1s")

    dee = Dee(town)
    town.phone("Eve").say("1s")  # Bea is Eve's only peer
    late = dee.late()

    record_property(f"alert late beside a chat with {fault}", f"{late:.2f} s")
    assert 0 <= late <= LATE
    assert bea.got("alert.missed") == [] or fault is Fault.SLOW


@MEASURED
def test_thousands_of_messages_of_one_person_delay_nobody_elses_alert(
    three: Three, town: Town, record_property: Note
) -> None:
    ana, _, _ = three

    dee = Dee(town)
    town.wait(dee.left - 3)
    for _ in range(2500):
        ana.say("status")
    while dee.left > -1:
        for _ in range(20):
            ana.say("status")
        town.wait(0.1)
    late = dee.late()

    record_property(f"alert late beside {ana.answers} messages of one person", f"{late:.2f} s")
    assert ana.answers > 2500
    assert 0 <= late <= LATE


@MEASURED
def test_hundreds_of_strangers_who_write_delay_nobodys_alert(
    town: Town, record_property: Note
) -> None:
    strangers = [town.stranger(number) for number in range(200)]

    dee = Dee(town)
    town.wait(dee.left - 3)
    for _ in range(5):
        for each in strangers:
            each.say("/start")
    in_time = dee.left > 0
    late = dee.late()

    record_property("alert late beside 1000 messages of 200 strangers", f"{late:.2f} s")
    assert in_time
    assert 0 <= late <= LATE


def test_the_answers_to_one_person_come_in_the_order_of_what_they_said(
    three: Three, town: Town
) -> None:
    ana, _, _ = three
    ana.say("2h")
    ana.reads("timer.card")

    for _ in range(6):
        ana.say("+15")
        ana.say("people")
    town.bot.until(lambda: len(ana.got("people.list")) == 6, "the last answer")

    dues = [due_in(each) for each in ana.got("timer.extended")]
    assert dues == [dues[0] + 15 * 60 * times for times in range(6)]
