"""From the outbox to the phones: nothing lost, nobody waits for another's chat, repeats say so."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import courier
from bot.transports import DeliveryError, Message
from bot.transports.bubble import Bubble
from bot.transports.local import LocalTransport, Phone
from handlers.moment import Network
from tests.journeys.house import House, label, play

TO_DUE = timedelta(hours=2)
GRACE = timedelta(minutes=10)


class Moody(LocalTransport):
    """A network with faults for single chats; what it was asked to do is kept."""

    def __init__(self, like: LocalTransport) -> None:
        super().__init__(like.network, like.abilities, like.now)
        self.faults: dict[str, list[DeliveryError]] = {}
        """What the next calls for a chat end in."""
        self.hangs: set[str] = set()
        self.tried: list[tuple[str, str]] = []
        """Chat and text of each call."""

    async def send(self, message: Message) -> str:
        self.tried.append((message.chat, message.text))
        if message.chat in self.hangs:
            await asyncio.Event().wait()
        if self.faults.get(message.chat):
            raise self.faults[message.chat].pop(0)
        return await super().send(message)


def read(phone: Phone) -> str:
    return phone.last.text.replace("\u2068", "").replace("\u2069", "")


def cards(worker: Phone) -> list[Bubble]:
    """Find the live cards on a phone: a start can be undone there only."""
    return [each for each in worker.messages if "Undo" in [b.label for b in each.buttons]]


def moody(house: House) -> None:
    """Let the networks have faults for single chats."""
    house.telegram = Moody(house.telegram)
    house.signal = Moody(house.signal)


def evening(
    folder: Path,
    journey: Callable[[House, Moody, Phone, Phone, Phone], Awaitable[None]],
    peers: Network = Network.TELEGRAM,
) -> None:
    """Ana, with Bea before Cat on her ladder, has set a timer for 2 h."""

    async def begin(house: House) -> None:
        ana = await house.join("Ana")
        bea, cat = await house.join("Bea", peers), await house.join("Cat", peers)
        await house.pair(ana, bea)
        await house.pair(ana, cat)
        await house.say(ana, "2h")
        assert isinstance(house.telegram, Moody)
        await journey(house, house.telegram, ana, bea, cat)

    play(folder, begin, moody)


def test_a_message_nobody_knows_the_fate_of_is_sent_again_and_says_so(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, bea: Phone, _c: Phone) -> None:
        await house.advance(TO_DUE)
        net.faults["bea"] = [DeliveryError(unknown=True)]

        await house.advance(GRACE + timedelta(seconds=5))

        tried = [text for chat, text in net.tried if chat == "bea" and "No." in text]
        assert len(tried) == 2
        assert "may have" not in tried[0]
        assert tried[0] != tried[1]
        assert bea.last.text == tried[1]

    evening(tmp_path, journey)


def test_a_message_that_was_not_taken_is_no_repeat(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, _b: Phone, _c: Phone) -> None:
        await house.advance(TO_DUE)
        net.faults["bea"] = [DeliveryError()]

        await house.advance(GRACE + timedelta(seconds=5))

        first, second = [text for chat, text in net.tried if chat == "bea" and "No." in text]
        assert first == second

    evening(tmp_path, journey)


def test_tries_come_after_2_5_15_and_30_seconds(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, _c: Phone) -> None:
        net.faults["ana"] = [DeliveryError() for _ in range(5)]
        net.tried.clear()
        began = house.clock.now()
        await house.say(ana, "people")
        waits = []
        while net.faults["ana"]:
            left = len(net.faults["ana"])
            await house.advance(timedelta(seconds=1))
            if len(net.faults["ana"]) < left:
                waits.append((house.clock.now() - began).total_seconds())

        assert waits == [2, 7, 22, 52]

    evening(tmp_path, journey)


def test_the_wait_a_network_asks_for_is_kept(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, _c: Phone) -> None:
        net.faults["ana"] = [DeliveryError(retry_after=timedelta(seconds=40))]
        net.tried.clear()

        await house.say(ana, "people")
        await house.advance(timedelta(seconds=39))
        before = len(net.tried)
        await house.advance(timedelta(seconds=1))

        assert (before, len(net.tried)) == (1, 2)

    evening(tmp_path, journey)


def test_nothing_goes_to_a_flooded_chat_however_urgent(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, bea: Phone, _c: Phone) -> None:
        await house.advance(TO_DUE + GRACE - timedelta(seconds=10))
        net.faults["bea"] = [DeliveryError(retry_after=timedelta(seconds=40))]
        net.tried.clear()

        await house.say(bea, "people")
        await house.advance(timedelta(seconds=39))
        before = [chat for chat, _ in net.tried].count("bea")
        await house.advance(timedelta(seconds=1))

        assert before == 1
        assert "Ana hasn't answered" in "".join(
            text.replace("\u2068", "").replace("\u2069", "")
            for chat, text in net.tried
            if chat == "bea"
        )

    evening(tmp_path, journey)


def test_a_flooded_chat_keeps_its_order(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, _c: Phone) -> None:
        net.faults["ana"] = [DeliveryError(retry_after=timedelta(seconds=40))]
        net.tried.clear()

        await house.say(ana, "people")
        await house.say(ana, "status")
        await house.advance(timedelta(seconds=40))

        first, again, second = [text for _, text in net.tried]
        assert first == again != second

    evening(tmp_path, journey)


def test_an_alert_does_not_wait_for_what_failed_before_it(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, bea: Phone, _c: Phone) -> None:
        await house.advance(TO_DUE + GRACE - timedelta(seconds=60))
        net.faults["bea"] = [DeliveryError() for _ in range(4)]
        await house.say(bea, "people")  # fails at 0, 2, 7 and 22 s; the next try is after 52 s
        await house.advance(timedelta(seconds=59))
        before = read(bea)

        await house.advance(timedelta(seconds=1))

        assert "Ana hasn't answered" not in before
        assert "Ana hasn't answered" in read(bea)

    evening(tmp_path, journey)


def test_a_flooded_chat_does_not_delay_another(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, cat: Phone) -> None:
        net.faults["ana"] = [DeliveryError(retry_after=timedelta(hours=1))]
        await house.say(ana, "people")

        await house.say(cat, "status")

        assert not cat.last.mine
        assert cat.messages[-1] == cat.last

    evening(tmp_path, journey)


def test_a_peer_who_blocked_the_bot_is_passed_over_at_once(tmp_path: Path) -> None:
    async def journey(house: House, _n: Moody, _a: Phone, bea: Phone, cat: Phone) -> None:
        await house.advance(TO_DUE)
        bea.blocked = True  # and the network does not say so

        await house.advance(GRACE)

        assert "Ana hasn't answered" in read(cat)

    evening(tmp_path, journey)


def test_a_chat_that_fails_for_a_minute_opens_the_next_tier(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, _b: Phone, cat: Phone) -> None:
        await house.advance(TO_DUE)
        net.faults["bea"] = [DeliveryError() for _ in range(99)]
        house.signal.down = True
        await house.advance(GRACE + timedelta(seconds=59))
        before = read(cat)

        await house.advance(timedelta(seconds=1))

        assert "Ana hasn't answered" not in before
        assert "Ana hasn't answered" in read(cat)

    evening(tmp_path, journey)


def test_a_call_that_hangs_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, cat: Phone) -> None:
        net.hangs = {"ana"}
        await ana.say("people")

        await cat.say("status")
        for _ in range(200):
            await asyncio.sleep(0)

        assert cat.messages[-1] == cat.last
        assert ana.messages[-1].mine

    evening(tmp_path, journey)


def test_a_network_that_only_hangs_leaves_places_to_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey(house: House, net: Moody, ana: Phone, bea: Phone, cat: Phone) -> None:
        monkeypatch.setattr(courier, "MOST_SENDERS", 2)
        monkeypatch.setattr(courier, "MOST_OF_ONE", 1)
        assert isinstance(house.signal, Moody)
        house.signal.hangs, before = {"bea", "cat"}, len(house.signal.tried)
        await house.advance(timedelta(minutes=1))
        for each in (bea, cat):
            await each.say("status")

        await ana.say("status")
        for _ in range(200):
            await asyncio.sleep(0)

        assert len(house.signal.tried) - before == 1
        assert not ana.messages[-1].mine

    evening(tmp_path, journey, Network.SIGNAL)


def test_an_edit_of_a_message_that_is_gone_is_sent_anew(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, ana: Phone, _b: Phone, _c: Phone) -> None:
        (card,) = cards(ana)
        await net.delete("ana", card.ref)

        await house.say(ana, "+30")

        (anew,) = cards(ana)
        assert anew.ref != card.ref

    evening(tmp_path, journey)


def test_the_card_is_edited_in_place(tmp_path: Path) -> None:
    async def journey(house: House, _n: Moody, ana: Phone, _b: Phone, _c: Phone) -> None:
        (card,) = cards(ana)

        await house.press(ana, label("all_good"))

        (now,) = [each for each in ana.history if each.ref == card.ref]
        assert now.edited

    evening(tmp_path, journey)


def test_while_no_network_takes_anything_no_further_tier_opens(tmp_path: Path) -> None:
    async def journey(house: House, net: Moody, _a: Phone, _b: Phone, _c: Phone) -> None:
        await house.advance(TO_DUE)
        house.signal.down = True
        net.faults["bea"] = [DeliveryError(cut_off=True) for _ in range(99)]

        await house.advance(GRACE + timedelta(minutes=5))

        assert not [text for chat, text in net.tried if chat == "cat" and "No." in text]

    evening(tmp_path, journey)
