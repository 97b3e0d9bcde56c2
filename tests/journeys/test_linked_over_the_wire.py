"""One person on both networks, over the wire: a dead network keeps nothing that cannot wait."""

import re
from collections.abc import Callable

from handlers.moment import Network
from tests.journeys.mixes import MIXES, Mix, trio
from tests.journeys.phones import Phone
from tests.journeys.three import plain
from tests.journeys.town import Town
from tests.servers.signal_faults import Fault

AT_MOST = 90.0
"""Seconds from the opening of an alert until who is told has read it; 60 s are the first's."""
Note = Callable[[str, object], None]
OTHER = {Network.TELEGRAM: Network.SIGNAL, Network.SIGNAL: Network.TELEGRAM}


def linked(town: Town, mix: Mix) -> tuple[Phone, Phone, Phone]:
    """Let a mix's Bea link her other network, and write on her first one last."""
    ana, bea, _ = trio(town, mix)
    other = town.phone("Bea", OTHER[mix.peers], MIXES.index(mix))
    bea.say("link")
    words = re.search(r"\n(\w+ \w+ \w+ \w+)\n", plain(bea.reads("link.words").text))
    assert words is not None
    other.say(words[1])
    for each in (bea, other):
        each.reads("link.done")
    bea.say("status")
    bea.reads("status.none")
    return ana, bea, other


def took(ana: Phone, other: Phone) -> float:
    """Wait for the alert on the other phone; return the seconds since Ana's timer was missed."""
    opened_at = ana.reads("timer.missed").at
    return other.reads("alert.missed", AT_MOST).at - opened_at


def test_with_telegram_dead_the_alert_is_read_on_signal(
    mixed_town: Town, record_property: Note
) -> None:
    ana, bea, other = linked(mixed_town, Mix(Network.SIGNAL, Network.TELEGRAM))
    mixed_town.settle()
    mixed_town.api.go_offline()

    ana.say("2s")
    seconds = took(ana, other)
    other.press("choice.got_it")
    other.reads("alert.thanks")
    ana.say("all good")
    other.reads("alert.over.safe")

    record_property("alert on Signal after", f"{seconds:.1f} s")
    assert seconds <= AT_MOST
    assert bea.got("alert.missed") == []


def test_with_signal_stuck_or_a_phone_off_the_alert_is_read_on_telegram(
    mixed_town: Town, record_property: Note
) -> None:
    ana, bea, other = linked(mixed_town, Mix(Network.TELEGRAM, Network.SIGNAL))
    her_ana, off, her_other = linked(mixed_town, Mix(Network.SIGNAL, Network.SIGNAL))
    mixed_town.settle()
    off.on_signal.phone.turn_off()
    mixed_town.signal.fault(Fault.HANG, who=bea.on_signal.phone.uuid, times=None)

    for each in (ana, her_ana):
        each.say("2s")
    seconds = max(took(ana, other), took(her_ana, her_other))
    other.press("choice.got_it")
    other.reads("alert.thanks")
    mixed_town.signal.fault(Fault.HANG, times=None)
    ana.say("all good")
    other.reads("alert.over.safe")

    record_property("alert on Telegram after", f"{seconds:.1f} s")
    assert seconds <= AT_MOST
    assert bea.got("alert.missed") == []
