"""What was heard of the networks, and when they count as taking nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.hearing import LATELY, MANY_CHATS, Hearing
from handlers.moment import Gap, Network

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = EVENING + 30 * SECOND
MUCH_LATER = EVENING + LATELY
TELEGRAM, SIGNAL = Network.TELEGRAM, Network.SIGNAL


def accepting(hearing: Hearing, at: datetime = LATER) -> bool:
    return hearing.snapshot(at).accepting


def fail_for_many(hearing: Hearing, at: datetime = EVENING) -> None:
    for chat in range(MANY_CHATS):
        hearing.failed(TELEGRAM, str(chat), at)


def test_a_network_was_heard_up_to_the_last_time() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], EVENING)

    hearing.heard(TELEGRAM, LATER)

    heard = hearing.snapshot(LATER)
    assert heard.after(TELEGRAM, LATER)
    assert not heard.after(SIGNAL, EVENING)


def test_a_network_counts_as_taking_messages_from_the_start() -> None:
    assert accepting(Hearing([TELEGRAM], EVENING))


def test_without_a_network_nothing_is_deaf() -> None:
    assert accepting(Hearing([], EVENING), MUCH_LATER)


def test_one_send_that_found_no_way_is_the_network() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.cut_off(TELEGRAM, EVENING)
    hearing.answered(TELEGRAM, LATER)

    assert not accepting(hearing)


def test_a_network_that_answers_nothing_for_a_minute_takes_nothing() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    assert accepting(hearing, MUCH_LATER - SECOND)
    assert not accepting(hearing, MUCH_LATER)


def test_a_poll_that_is_refused_is_an_answer() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.answered(TELEGRAM, LATER)

    assert accepting(hearing, MUCH_LATER)
    assert not hearing.has_heard(TELEGRAM)


def test_a_few_failing_chats_are_not_the_network() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    for chat in range(MANY_CHATS - 1):
        for _ in range(3):
            hearing.failed(TELEGRAM, str(chat), EVENING)

    assert accepting(hearing)


def test_many_failing_chats_are() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    fail_for_many(hearing)

    assert not accepting(hearing)


@pytest.mark.parametrize("many", [True, False])
def test_one_message_taken_ends_it(*, many: bool) -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    fail_for_many(hearing) if many else hearing.cut_off(TELEGRAM, EVENING)

    hearing.took(TELEGRAM, LATER)

    assert accepting(hearing)


@pytest.mark.parametrize("many", [True, False])
def test_a_minute_without_another_failure_ends_it(*, many: bool) -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    fail_for_many(hearing) if many else hearing.cut_off(TELEGRAM, EVENING)

    hearing.answered(TELEGRAM, LATER)

    assert not accepting(hearing, MUCH_LATER - SECOND)
    assert accepting(hearing, MUCH_LATER)


def test_chats_that_failed_long_ago_do_not_count_with_those_that_fail_now() -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    hearing.failed(TELEGRAM, "bea", EVENING)
    hearing.answered(TELEGRAM, MUCH_LATER)

    for chat in range(MANY_CHATS - 1):
        hearing.failed(TELEGRAM, str(chat), MUCH_LATER)

    assert accepting(hearing, MUCH_LATER)


def test_another_network_that_takes_messages_is_enough() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], EVENING)

    hearing.cut_off(TELEGRAM, EVENING)

    assert accepting(hearing)


def test_a_clock_set_back_keeps_no_network_deaf() -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    hearing.cut_off(TELEGRAM, EVENING)

    an_hour_ago = EVENING - timedelta(hours=1)
    hearing.answered(TELEGRAM, an_hour_ago)

    assert accepting(hearing, an_hour_ago)


def test_the_return_counts_from_the_last_time_it_was_missed() -> None:
    hearing = Hearing([TELEGRAM], EVENING)
    hearing.cut_off(TELEGRAM, EVENING)
    hearing.snapshot(LATER)

    hearing.took(TELEGRAM, LATER + SECOND)

    assert hearing.snapshot(MUCH_LATER).accepting_since == LATER


def test_a_silence_that_nobody_looked_into_is_no_outage() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.heard(TELEGRAM, MUCH_LATER)

    heard = hearing.snapshot(MUCH_LATER + SECOND)
    assert heard.accepting
    assert heard.accepting_since is None


def test_without_an_outage_there_is_no_return() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.failed(TELEGRAM, "bea", EVENING)
    hearing.took(TELEGRAM, LATER)

    assert hearing.snapshot(LATER).accepting_since is None


def test_a_look_that_failed_makes_a_gap_from_the_last_time_to_the_next() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], EVENING)
    for network in (TELEGRAM, SIGNAL):
        hearing.heard(network, EVENING)

    hearing.unheard(SIGNAL)
    for network in (TELEGRAM, SIGNAL):
        hearing.heard(network, LATER)
        hearing.heard(network, MUCH_LATER)

    assert hearing.snapshot(MUCH_LATER).gaps == {SIGNAL: Gap(EVENING, LATER)}


def test_a_network_that_was_not_heard_yet_has_no_gap() -> None:
    hearing = Hearing([TELEGRAM], EVENING)

    hearing.unheard(TELEGRAM)
    hearing.heard(TELEGRAM, LATER)

    assert hearing.snapshot(LATER).gaps == {}


def test_an_absence_is_a_gap_on_every_network_from_when_it_is_heard_again() -> None:
    hearing = Hearing([TELEGRAM, SIGNAL], MUCH_LATER)
    hearing.heard(TELEGRAM, MUCH_LATER)

    hearing.was_away(EVENING, MUCH_LATER)
    hearing.heard(SIGNAL, MUCH_LATER + SECOND)

    assert hearing.snapshot(MUCH_LATER).gaps == {
        TELEGRAM: Gap(EVENING, MUCH_LATER),
        SIGNAL: Gap(EVENING, MUCH_LATER + SECOND),
    }
