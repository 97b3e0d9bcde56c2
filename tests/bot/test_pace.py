"""How fast a network may be written to, in all and to one chat."""

from datetime import UTC, datetime, timedelta

from bot.clock import ManualClock
from bot.pace import Limits, Pace

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)


def paced(limits: Limits | None = Limits()) -> tuple[Pace, ManualClock]:  # noqa: B008 - frozen
    clock = ManualClock(EVENING)
    return Pace(limits, clock.monotonic), clock


def test_30_may_go_at_once_and_then_30_a_second() -> None:
    pace, clock = paced()
    for chat in range(30):
        pace.took(str(chat))

    spent = pace.free()
    clock.advance(timedelta(seconds=0.5))

    assert (spent, pace.free()) == (0, 15)


def test_a_spent_network_says_how_long_it_needs() -> None:
    pace, clock = paced()
    for chat in range(30):
        pace.took(str(chat))

    clock.advance(pace.wait())

    assert pace.free() == 1


def test_a_few_messages_to_one_chat_may_go_at_once() -> None:
    pace, _ = paced()

    waits = [pace.took("ana") for _ in range(5)]

    assert [round(wait.total_seconds()) for wait in waits] == [0, 0, 0, 1, 2]


def test_a_chat_that_rested_may_have_a_few_at_once_again() -> None:
    pace, clock = paced()
    for _ in range(4):
        pace.took("ana")

    clock.advance(timedelta(seconds=4))

    assert pace.took("ana") == timedelta()


def test_one_chat_does_not_slow_another() -> None:
    pace, _ = paced()
    for _ in range(9):
        pace.took("ana")

    assert pace.took("bea") == timedelta()


def test_three_flooded_chats_stop_the_network_until_one_may_go_on() -> None:
    pace, clock = paced()
    for seconds, chat in enumerate(("ana", "bea", "cat"), start=5):
        pace.flooded(chat, timedelta(seconds=seconds))

    stopped = pace.free()
    clock.advance(pace.wait())

    assert stopped == 0
    assert pace.free()


def test_two_flooded_chats_stop_nobody_else() -> None:
    pace, _ = paced()
    pace.flooded("ana", timedelta(minutes=1))
    pace.flooded("bea", timedelta(minutes=1))

    assert pace.free() == 30


def test_without_limits_nothing_waits() -> None:
    pace, _ = paced(None)

    waits = {pace.took("ana") for _ in range(100)}

    assert waits == {timedelta()}
    assert pace.free() is None
