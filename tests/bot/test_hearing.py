"""What was heard of the networks, and when they count as taking nothing."""

from datetime import UTC, datetime, timedelta

from bot.hearing import Hearing
from handlers.moment import Network

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
LATER = EVENING + timedelta(minutes=1)
TELEGRAM, SIGNAL = Network.TELEGRAM, Network.SIGNAL


def test_a_network_was_heard_up_to_the_last_time() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], EVENING)

    hearing.heard(TELEGRAM, LATER)

    heard = hearing.snapshot()
    assert heard.after(TELEGRAM, LATER)
    assert not heard.after(SIGNAL, EVENING)


def test_one_failing_chat_is_not_the_network() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    for _ in range(3):
        hearing.failed(TELEGRAM, "bea")

    assert hearing.snapshot().accepting


def test_two_failing_chats_are() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.failed(TELEGRAM, "bea")
    hearing.failed(TELEGRAM, "cat")

    assert not hearing.snapshot().accepting


def test_one_message_taken_ends_it() -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    hearing.failed(TELEGRAM, "bea")
    hearing.failed(TELEGRAM, "cat")

    hearing.took(TELEGRAM)

    assert hearing.snapshot().accepting


def test_another_network_that_takes_messages_is_enough() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], EVENING)

    hearing.failed(TELEGRAM, "bea")
    hearing.failed(TELEGRAM, "cat")

    assert hearing.snapshot().accepting
