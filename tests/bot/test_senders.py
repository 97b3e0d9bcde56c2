"""How much one sender may say, and how often strangers may guess."""

from bot import senders
from bot.senders import ALL_GUESSES, BURST, GUESSES, Senders
from handlers.moment import Network
from handlers.people import Address

EVE, ZOE = Address(Network.TELEGRAM, "eve"), Address(Network.TELEGRAM, "zoe")


class Watch:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def spend(all_of: Senders, address: Address = EVE) -> None:
    for _ in range(BURST):
        all_of.flood(address)


def test_a_burst_is_no_flood_and_what_follows_is() -> None:
    some = Senders(Watch())

    assert [some.flood(EVE) for _ in range(BURST + 1)] == [False] * BURST + [True]


def test_a_flood_of_one_sender_is_not_anothers() -> None:
    some = Senders(Watch())

    spend(some)

    assert not some.flood(ZOE)


def test_after_a_flood_one_message_a_second_is_none() -> None:
    watch = Watch()
    some = Senders(watch)
    spend(some)

    watch.at = 1

    assert [some.flood(EVE), some.flood(EVE)] == [False, True]


def test_a_stranger_guesses_so_often_a_day() -> None:
    watch = Watch()
    some = Senders(watch)

    for _ in range(GUESSES):
        some.guessed(EVE)
    now = some.may_guess(EVE), some.may_guess(ZOE)
    watch.at = 24 * 3600

    assert now == (False, True)
    assert some.may_guess(EVE)


def test_all_strangers_together_guess_so_often_an_hour() -> None:
    watch = Watch()
    some = Senders(watch)

    for guess in range(ALL_GUESSES):
        some.guessed(Address(Network.TELEGRAM, str(guess)))
    now = some.may_guess(EVE)
    watch.at = 3600

    assert not now
    assert some.may_guess(EVE)


def test_who_rested_is_forgotten_once_there_are_many() -> None:
    watch = Watch()
    some = Senders(watch)
    spend(some)
    for number in range(senders.MANY - 1):
        some.flood(Address(Network.TELEGRAM, str(number)))

    watch.at = 2
    some.flood(ZOE)

    assert some.kept == 2
