"""A message that we made badly, or that its network finds so each time, blocks no other."""

from datetime import timedelta
from pathlib import Path

from bot.transports import DeliveryError, Message
from bot.transports.local import LocalTransport
from tests.journeys.house import House, play
from tests.journeys.three import told

TO_ALERT = timedelta(hours=2, minutes=10)
PLAIN = "Something about the timer of Ana can't be read. Please ring them now."


class Picky(LocalTransport):
    """A network that never takes a text with some words in it, for a fault of ours."""

    def __init__(self, like: LocalTransport) -> None:
        super().__init__(like.network, like.abilities, like.now)
        self.words: tuple[str, ...] = ()

    async def send(self, message: Message) -> str:
        if any(word in message.text for word in self.words):
            raise DeliveryError(ours=True)
        return await super().send(message)


def picky(house: House) -> None:
    house.telegram = Picky(house.telegram)


async def evening(house: House, *words: str) -> None:
    """Ana, with Bea before Cat, has missed her time; what has these words is not taken."""
    ana = await house.join("Ana")
    for name in ("Bea", "Cat"):
        await house.pair(ana, await house.join(name))
    await house.say(ana, "2h")
    assert isinstance(house.telegram, Picky)
    house.telegram.words = words
    await house.advance(TO_ALERT)


def test_an_alert_refused_for_its_form_three_times_goes_without_details(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        await evening(house, "hasn't answered")
        await house.advance(timedelta(seconds=30))

        assert len(told(house.phone("Bea"), PLAIN)) == 1

    play(tmp_path, journey, picky)


def test_an_alert_that_is_refused_in_any_form_keeps_no_later_one_waiting(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        await evening(house, "hasn't answered", "Something about the timer")
        await house.advance(timedelta(minutes=2.5))

        assert told(house.phone("Bea"), "No one has this yet.")

    play(tmp_path, journey, picky)


def test_an_answer_that_cannot_be_sent_is_dropped_and_the_next_one_comes(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")
        assert isinstance(house.telegram, Picky)
        house.telegram.words = ("No timer",)
        await house.say(ana, "status")
        await house.advance(timedelta(seconds=30))
        before = len(told(ana))

        await house.say(ana, "help")

        assert len(told(ana)) > before

    play(tmp_path, journey, picky)
