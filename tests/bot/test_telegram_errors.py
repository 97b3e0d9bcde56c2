"""Rows of the table of errors that the wire cannot be made to show quickly."""

from datetime import timedelta

import pytest
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.transports import DeliveryError
from bot.transports.telegram_errors import translated, wait_of

httpx = pytest.importorskip("httpx", reason="python-telegram-bot brings it along")


def meaning(error: Exception) -> tuple[bool, bool]:
    ours = translated(error)
    assert isinstance(ours, DeliveryError)
    return ours.permanent, ours.unknown


@pytest.mark.parametrize(
    "cause", [httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError, httpx.ProxyError]
)
def test_what_failed_before_a_connection_stood_was_surely_not_sent(
    cause: type[Exception],
) -> None:
    error = TimedOut()
    error.__cause__ = cause("")

    assert meaning(error) == (False, False)


def test_without_a_connection_the_network_is_at_fault_and_not_the_chat() -> None:
    no_way, no_turn = NetworkError(""), TimedOut()
    no_way.__cause__, no_turn.__cause__ = httpx.ConnectError(""), httpx.PoolTimeout("")

    ours = [translated(error) for error in (no_way, no_turn)]

    assert [isinstance(each, DeliveryError) and each.cut_off for each in ours] == [True, False]


@pytest.mark.parametrize(
    "cause", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.RemoteProtocolError]
)
def test_what_failed_later_may_have_arrived(cause: type[Exception]) -> None:
    error = NetworkError("")
    error.__cause__ = cause("")

    assert meaning(error) == (False, True)


@pytest.mark.parametrize("error", [TelegramError("Invalid server response"), KeyError("result")])
def test_an_answer_nobody_can_read_is_unknown(error: Exception) -> None:
    assert meaning(error) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
    ],
)
def test_every_forbidden_means_that_the_person_is_out_of_reach(text: str) -> None:
    assert meaning(Forbidden(text)) == (True, False)


@pytest.mark.filterwarnings("ignore")
def test_a_wait_is_read_from_seconds_and_from_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    error = RetryAfter(7)

    now = wait_of(error)
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    later = wait_of(error)

    assert now == later == timedelta(seconds=7)
