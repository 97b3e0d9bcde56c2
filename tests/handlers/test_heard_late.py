"""What waited while the bot was away is heard in one go, and each word counts as said when sent."""

from datetime import timedelta

import pytest

from handlers.checkin_states import Closed, Due, Missed, Running
from tests.handlers.cast import ANA, BEA, HOUR, MINUTE, clock, keys_of
from tests.handlers.desks import Group, evening
from tests.handlers.stages import missed, running
from tests.handlers.world import World


def hear(group: Group, *said: tuple[str, str]) -> None:
    """Let the bot hear in one go what Ana sent, each at its time."""
    for at, text in said:
        group.says(ANA, text, sent=group.now - clock(at))


def hers(group: Group) -> Running | Due | Missed | Closed:
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    return checkin.state


def running_until_half_past_ten(heard_at: str) -> Group:
    """Ana's timer runs until 22:30; the bot was away, and is back."""
    group = evening()
    group.says(ANA, "2h")
    group.now = clock(heard_at)
    return group


def test_more_time_counts_from_when_it_was_said() -> None:
    world = running()
    world.now = clock("22:50")

    effects = world.extend(30, at=clock("22:33"))

    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("23:03")
    assert keys_of(effects, ANA) == ["timer.card.next", "timer.extended"]


def test_more_time_that_is_over_when_it_is_heard_is_said_to_be_and_asked_about() -> None:
    world = running()
    world.now = clock("23:10")

    effects = world.extend(30, at=clock("22:25"))
    asked = world.return_after(timedelta())

    assert keys_of(effects) == ["timer.extended.over"]
    assert world.read[1].notice.values == {"at": clock("22:25"), "due": clock("23:00")}
    assert keys_of(asked) == ["timer.due.away"]
    assert not world.alerted(BEA)


def test_more_time_that_is_over_leaves_the_question_its_time() -> None:
    world = running()
    world.now = clock("23:10")
    world.extend(30, at=clock("22:25"))
    world.return_after(timedelta())

    world.until("23:12:59")
    before = world.alerted(BEA)
    world.until("23:13:01")

    assert not before
    assert world.alerted(BEA)


def test_the_alert_says_when_ana_was_last_heard_by_what_she_sent() -> None:
    group = evening()
    group.now = clock("21:30")

    hear(group, ("20:31", "2h"), ("20:40", "+30"), ("20:35", "+15"))

    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert checkin.heard_at == clock("20:40")


def test_a_timer_that_nobody_heard_end_counts_as_heard_when_it_was_asked_for() -> None:
    group = evening()
    group.now = clock("21:30")

    hear(group, ("20:31", "2h"))

    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert (checkin.started_at, checkin.heard_at) == (clock("20:31"), clock("20:31"))


def test_staying_out_that_is_over_when_it_is_heard_keeps_the_alert() -> None:
    world = missed()
    world.now = clock("23:10")
    before = world.alert

    effects = world.extend(15, at=clock("22:44"))

    assert world.alert == before
    assert isinstance(world.checkin.state, Missed)
    assert world.checkin.heard_at == clock("22:44")
    assert keys_of(effects) == ["timer.extended.over"]


def test_staying_out_that_is_heard_late_names_the_time_it_gives() -> None:
    world = missed()
    world.now = clock("23:10")

    effects = world.extend(30, at=clock("22:44"))

    assert keys_of(effects, ANA) == ["timer.card", "timer.extended.told"]
    assert isinstance(world.checkin.state, Running)
    assert world.checkin.state.due_at == clock("23:14")


def still_out() -> World:
    """Bea was told; Ana then stays out until 22:57."""
    world = missed()
    world.until("22:42")
    world.extend(15)
    return world


def test_after_still_out_a_question_that_comes_late_has_its_time() -> None:
    world = still_out()
    world.forget_read()

    world.return_after(HOUR)
    world.until("23:44:59")
    before = world.alerted(BEA)
    world.until("23:45:01")

    assert not before
    assert world.alerted(BEA)


def test_after_still_out_a_question_that_comes_late_promises_nothing_at_once() -> None:
    world = still_out()
    world.now += HOUR

    assert keys_of(world.tick(), ANA) == ["timer.due"]


def test_a_start_and_its_all_good_heard_in_one_go_alarm_nobody() -> None:
    group = evening()
    group.now = clock("21:30")

    hear(group, ("20:31", "2h"), ("20:50", "ok"))
    group.wait(4 * HOUR)

    assert isinstance(hers(group), Closed)
    assert group.keys(BEA) == []


def test_a_start_more_time_and_all_good_heard_in_one_go_alarm_nobody() -> None:
    group = evening()
    group.now = clock("21:30")

    hear(group, ("20:31", "2h"), ("20:40", "+30"), ("20:50", "ok"))
    group.wait(4 * HOUR)

    assert isinstance(hers(group), Closed)
    assert group.keys(BEA) == []


@pytest.mark.parametrize("heard_at", ["22:29", "22:50", "23:10"])
def test_more_time_and_all_good_heard_in_one_go_alarm_nobody(heard_at: str) -> None:
    group = running_until_half_past_ten(heard_at)

    hear(group, ("22:25", "+30"), ("22:28", "ok"))
    group.wait(4 * HOUR)

    assert isinstance(hers(group), Closed)
    assert group.keys(BEA) == []


def test_all_good_and_a_start_heard_in_one_go_end_the_old_timer_and_begin_one() -> None:
    group = running_until_half_past_ten("23:10")

    hear(group, ("22:28", "ok"), ("22:28", "1h"))

    assert group.keys(ANA)[-2:] == ["start.keys", "timer.card.next"]
    state = hers(group)
    assert isinstance(state, Running)
    assert state.due_at == clock("00:10")


def test_two_starts_and_all_good_heard_in_one_go_end_what_began() -> None:
    group = evening()
    group.now = clock("21:30")

    hear(group, ("20:31", "2h"), ("20:32", "1h"))
    asked = group.last(ANA).key
    hear(group, ("20:50", "ok"))
    group.wait(4 * HOUR)

    assert asked == "start.replace"
    assert isinstance(hers(group), Closed)
    assert group.keys(BEA) == []


def test_more_time_from_before_the_start_is_not_about_it() -> None:
    group = evening()
    group.now = clock("21:30")
    hear(group, ("20:40", "2h"))

    hear(group, ("20:39", "+30"))

    assert group.last(ANA).key == "talk.finished"


def test_a_start_instead_of_an_alert_counts_as_answered_when_it_was_pressed() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 10 * MINUTE)
    group.says(ANA, "1h")
    group.now += 5 * MINUTE

    group.says(ANA, "", group.token(ANA, "yes_replace"), sent=5 * MINUTE)

    assert group.last(BEA).values["at"] == clock("22:40")
