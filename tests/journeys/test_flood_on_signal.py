"""One chat on Signal never delays another's alert by more than 2 s, whatever comes of it."""

from collections.abc import Callable

import pytest

from handlers.moment import Network
from tests.journeys.mixes import MIXES, Mix, Trios
from tests.journeys.record import due_in
from tests.journeys.town import Town
from tests.servers.signal_faults import SEND, Fault

LATE = 2.0
"""Seconds another chat's alert may be late by, from its end of grace to its being accepted."""
BESIDE = MIXES.index(Mix(Network.TELEGRAM, Network.SIGNAL))
"""Whose worker's phone tells the second, and whose peer is told on Signal."""
NOISY = MIXES.index(Mix(Network.SIGNAL, Network.SIGNAL))
TROUBLES = {"a chat that hangs": 20, "a thousand messages of one person": 1000}
"""And how many messages come from there."""
Note = Callable[[str, object], None]


@pytest.mark.parametrize("timings", [{"GRACE": "12s"}])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_chat_in_trouble_delays_nobody_elses_alert(
    trouble: str, everyone: Trios, mixed_town: Town, record_property: Note
) -> None:
    ana, bea, _ = (list(each) for each in everyone)
    if trouble == "a chat that hangs":
        who = bea[NOISY].on_signal.phone.uuid
        mixed_town.signal.fault(Fault.HANG, route=SEND, who=who, times=None)

    ana[BESIDE].say("2s")
    grace_ends_at = due_in(ana[BESIDE].reads("timer.card"), 1)
    for _ in range(TROUBLES[trouble]):
        bea[NOISY].say("status")
    alert = bea[BESIDE].reads("alert.missed")

    late = alert.place / 1000 - grace_ends_at  # its place is its time in milliseconds
    record_property(f"alert late on Signal beside {trouble}", f"{late:.1f} s")
    assert 0 <= late <= LATE
