"""The check-in while its timer runs and in grace. What Ana is asked, and what ends it quietly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import case as cases
from handlers.checkin_states import Closed, Due, Ending, KeptRunning, Replaced, Running
from handlers.notices import Keyboard, Over, Withdraw
from handlers.timings import LONGEST, timings_for
from tests.handlers.cast import (
    ANA,
    BEA,
    CAT,
    EVENING,
    HOUR,
    LADDER,
    MINUTE,
    NO_CHANGES,
    SECOND,
    ana,
    clock,
    keys_of,
    rung,
)
from tests.handlers.stages import closed, due, running
from tests.handlers.world import World


def test_a_start_answers_with_a_card_that_says_when_and_who() -> None:
    world = World()

    world.start()

    card = world.read[0].notice
    assert card.key == "timer.card.next"
    assert card.values["due"] == clock("22:30")
    assert card.values["grace_end"] == clock("22:40")
    assert card.values["next"] == clock("22:50")


def test_a_ladder_of_one_has_no_next_person_on_the_card() -> None:
    world = World()

    world.start(ladder=LADDER[:1])

    assert world.keys(ANA) == ["timer.card"]


def test_the_card_names_all_of_the_first_tier() -> None:
    world = World()

    world.start(ladder=(rung(BEA, 2), rung(CAT, 2)))

    first = world.read[0].notice.values["first"]
    assert isinstance(first, list)
    assert len(first) == 2


def test_the_reminder_comes_quietly_ten_minutes_before() -> None:
    world = running()

    world.until("22:20")

    reminder = world.read[-1]
    assert (reminder.at, reminder.notice.key) == (clock("22:20"), "timer.reminder")
    assert reminder.notice.silent


def test_the_reminder_of_a_short_timer_comes_after_two_thirds() -> None:
    world = World()

    world.start(9 * MINUTE)
    world.until(EVENING + 6 * MINUTE)

    assert world.read[-1].at == EVENING + 6 * MINUTE
    assert world.read[-1].notice.key == "timer.reminder"


def test_who_wants_no_reminders_gets_none() -> None:
    world = World(replace(World().case, worker=replace(ana(), reminders=False)))

    world.start()
    world.until("22:29")

    assert "timer.reminder" not in world.keys(ANA)


def test_the_timer_is_up_and_ana_is_asked() -> None:
    world = running()

    world.until("22:30")

    assert world.read[-1].notice.key == "timer.due"
    assert isinstance(world.checkin.state, Due)
    assert not world.alerted(BEA)


def test_questions_come_at_the_times_of_the_table() -> None:
    world = running()

    world.until("22:39:59")

    asked = [each.at for each in world.read if each.notice.key.startswith("timer.due")]
    assert asked == [clock("22:30"), clock("22:35"), clock("22:38")]


def test_a_later_question_says_when_the_peers_are_told() -> None:
    world = running()

    world.until("22:35")

    assert world.read[-1].notice.key == "timer.due.again"
    assert world.read[-1].notice.values["grace_end"] == clock("22:40")


def test_a_question_that_comes_late_is_not_followed_by_those_before_it() -> None:
    world = running()
    world.until("22:29")
    world.now = clock("22:36")

    world.tick()
    world.until("22:39")

    asked = [each.at for each in world.read if each.notice.key.startswith("timer.due")]
    assert asked == [clock("22:36"), clock("22:38")]


@pytest.mark.parametrize("at", ["20:31", "22:14", "22:29"])
def test_all_good_in_time_closes_and_tells_nobody(at: str) -> None:
    world = running()
    world.until(at)
    world.forget_read()

    world.all_good()
    world.until("23:59")

    assert isinstance(world.checkin.state, Closed)
    assert world.checkin.state.ending is Ending.SAFE
    assert {message.notice.to for message in world.read} == {ANA}
    assert Keyboard.IDLE in [message.notice.keyboard for message in world.read]


def test_all_good_in_grace_closes_and_tells_nobody() -> None:
    world = running()
    world.until("22:39:59")

    world.all_good()
    world.until("23:59")

    assert isinstance(world.checkin.state, Closed)
    assert world.keys(BEA) == []


def test_what_is_over_leaves_every_chat_an_hour_later() -> None:
    world = due()

    effects = world.all_good()

    assert Withdraw(world.checkin.about) in effects
    assert Over(world.checkin.about, world.now + HOUR) in effects


@pytest.mark.parametrize(("before_due", "offered"), [(901 * SECOND, True), (900 * SECOND, False)])
def test_keep_it_running_is_offered_more_than_fifteen_minutes_early(
    before_due: timedelta, *, offered: bool
) -> None:
    world = running()
    world.until(clock("22:30") - before_due)

    effects = world.all_good()

    assert ("timer.done.early" in keys_of(effects)) is offered


def test_keep_it_running_brings_the_old_time_back() -> None:
    world = closed()

    effects = world.hear(KeptRunning())

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("22:30")
    assert keys_of(effects) == ["timer.card.next", "timer.extended"]


def test_keep_it_running_ends_with_the_old_time() -> None:
    world = closed()
    world.until("22:30")

    effects = world.hear(KeptRunning())

    assert isinstance(world.checkin.state, Closed)
    assert effects == ()


def test_more_time_counts_from_the_old_due_time() -> None:
    world = running()
    world.until("21:30")

    effects = world.extend(30)

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("23:00")
    assert keys_of(effects) == ["timer.card.next", "timer.extended"]


def test_more_time_in_grace_counts_from_now_and_asks_anew() -> None:
    world = due()

    world.extend(15)
    world.until("22:46")

    assert world.checkin.state == Due(
        clock("22:46"), clock("22:56"), (clock("22:46"),), 1, clock("22:46")
    )
    assert world.keys(BEA) == []


def test_no_extension_passes_a_day_from_the_start() -> None:
    world = World()
    world.start(LONGEST - 10 * MINUTE)

    effects = world.extend(15)

    assert keys_of(effects) == ["timer.too_long"]
    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == EVENING + LONGEST - 10 * MINUTE


def test_a_refused_extension_still_counts_as_last_heard() -> None:
    world = World()
    world.start(LONGEST - 10 * MINUTE)
    world.until(EVENING + HOUR)

    world.extend(60)

    assert world.checkin.heard_at == EVENING + HOUR


def test_another_timer_ends_the_one_that_runs() -> None:
    world = running()
    first = world.checkin.id

    effects = world.start(3 * HOUR)

    assert world.checkin.id != first
    assert keys_of(effects) == ["timer.card.done", "timer.card.next"]


def test_another_timer_ends_the_one_that_is_due() -> None:
    world = due()

    world.hear(Replaced())
    world.until("23:59")

    assert isinstance(world.checkin.state, Closed)
    assert world.checkin.state.ending is Ending.REPLACED
    assert world.keys(BEA) == []


def test_the_column_follows_the_duration_and_stays_after_an_extension() -> None:
    world = World()
    world.start(44 * MINUTE)

    world.decide(lambda case, now: cases.extend(case, HOUR, world.now, now))

    assert world.checkin.timings == timings_for(44 * MINUTE, NO_CHANGES)
