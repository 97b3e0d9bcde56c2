"""Signal has no link that carries a code: people open the bot there and send it four words."""

from dataclasses import replace
from pathlib import Path

from bot.transports.local import Phone
from handlers.moment import Network
from tests.journeys.house import House, play
from tests.journeys.three import told

AT = "https://signal.me/#eu/ZXZlbmluZ190aW1lci40Mg"
START = "https://t.me/evening_timer_bot?start="


def known_on(*networks: Network) -> dict[Network, str]:
    links = {Network.TELEGRAM: START, Network.SIGNAL: AT}
    return {network: links[network] for network in networks}


async def invited(house: House, worker: Phone) -> Phone:
    """Let a worker invite somebody on Signal whom the bot has never read of."""
    bea = house.phone("Bea", Network.SIGNAL)
    await house.say(worker, "invite")
    await house.say(bea, house.invited(worker).upper())
    return bea


def test_the_words_of_the_house_let_somebody_in_on_signal(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana", Network.SIGNAL)

        assert told(ana, "Hi. I'm a check-in timer.")
        assert told(ana, "All set.")

    play(tmp_path, journey)


def test_the_words_of_a_worker_on_telegram_ask_a_stranger_on_signal(tmp_path: Path) -> None:
    def on_both(house: House) -> None:
        house.settings = replace(house.settings, bots=known_on(*Network))

    async def journey(house: House) -> None:
        ana = await house.join("Ana")

        bea = await invited(house, ana)

        [handed] = told(ana, "Send this to someone you trust.")
        assert AT in handed
        assert START in handed
        assert told(bea, "A question for you.")

    play(tmp_path, journey, on_both)


def test_the_words_of_a_worker_on_signal_alone_ask_a_stranger_there(tmp_path: Path) -> None:
    def on_signal(house: House) -> None:
        house.settings = replace(house.settings, bots=known_on(Network.SIGNAL))

    async def journey(house: House) -> None:
        ana = await house.join("Ana", Network.SIGNAL)

        bea = await invited(house, ana)

        [handed] = told(ana, "Send this to someone you trust.")
        assert AT in handed
        assert "t.me" not in handed
        assert told(bea, "A question for you.")

    play(tmp_path, journey, on_signal)
