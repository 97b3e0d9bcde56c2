"""The end of grace: the alert opens once that is fair, and at the latest when it must."""

from datetime import datetime, timedelta

import pytest

from handlers.alert_states import Open
from handlers.checkin_states import Due, Missed, QuestionAccepted, QuestionRefused
from handlers.moment import Gap, Network
from handlers.notices import Erase, Notice, Text, Value
from tests.handlers.cast import ANA, BEA, EVENING, HOUR, LADDER, MINUTE, SECOND, TWO_HOURS, clock
from tests.handlers.stages import due, running
from tests.handlers.world import World


def _opened_at(world: World) -> datetime:
    """Let time pass until the alert opens, and say when."""
    while world.case.alert is None:
        assert world.jump()
    return world.now


def _quiet(duration: timedelta = TWO_HOURS) -> World:
    """Let a timer run; no question is taken by any network."""
    world = World(accepting=False)
    world.start(duration)
    return world


def test_nothing_is_told_before_grace_is_over() -> None:
    world = running()

    world.until("22:39:59")

    assert world.case.alert is None


def test_heard_and_asked_long_ago_opens_at_the_end_of_grace() -> None:
    world = running()

    assert _opened_at(world) == clock("22:40")
    assert isinstance(world.checkin.state, Missed)
    assert world.alerted(BEA)


def test_a_network_that_was_not_heard_past_grace_holds_it_back_half_the_grace() -> None:
    world = running()
    world.deaf_since = clock("22:39:59")

    assert _opened_at(world) == clock("22:45")


def test_a_network_heard_again_opens_it_at_once() -> None:
    world = running()
    world.deaf_since = clock("22:35")
    world.until("22:42")
    world.deaf_since = None

    assert _opened_at(world) == clock("22:42:01")


def test_each_network_of_the_worker_has_to_be_heard() -> None:
    world = running()
    world.networks = frozenset(Network)

    assert _opened_at(world) == clock("22:45")


def test_half_of_a_short_grace_is_the_longest_wait() -> None:
    world = World()
    world.start(30 * MINUTE)
    world.deaf_since = EVENING

    assert _opened_at(world) == EVENING + 35 * MINUTE + 150 * SECOND


def test_five_minutes_are_the_longest_wait_of_a_long_timer() -> None:
    world = World()
    world.start(9 * HOUR)
    world.deaf_since = EVENING

    assert _opened_at(world) == EVENING + 9 * HOUR + 35 * MINUTE


def test_the_first_accepted_question_starts_the_third() -> None:
    world = _quiet()
    world.until("22:39")
    world.hear(QuestionAccepted())

    assert _opened_at(world) == clock("22:42")


def test_only_the_first_accepted_question_counts() -> None:
    world = _quiet()
    world.until("22:36")
    world.hear(QuestionAccepted())
    world.until("22:39")
    world.hear(QuestionAccepted())

    assert _opened_at(world) == clock("22:40")
    assert world.alert.facts.accepted == 2


def test_a_third_of_a_short_grace_is_what_a_question_gets() -> None:
    world = _quiet(30 * MINUTE)
    world.until(EVENING + 34 * MINUTE)
    world.hear(QuestionAccepted())

    assert _opened_at(world) == EVENING + 35 * MINUTE + 40 * SECOND


def test_a_question_that_nobody_accepts_holds_it_back_half_the_grace() -> None:
    world = _quiet()

    assert _opened_at(world) == clock("22:45")


def test_both_together_hold_it_back_half_the_grace() -> None:
    world = _quiet()
    world.deaf_since = EVENING
    world.until("22:43")
    world.hear(QuestionAccepted())
    world.deaf_since = None

    assert _opened_at(world) == clock("22:45")


def test_questions_refused_for_good_need_no_third() -> None:
    world = _quiet()
    world.until("22:39")
    world.hear(QuestionRefused())

    assert _opened_at(world) == clock("22:40")
    assert world.alert.facts.refused


def test_refused_questions_still_wait_for_a_deaf_network() -> None:
    world = due()
    world.hear(QuestionRefused())
    world.deaf_since = clock("22:35")

    assert _opened_at(world) == clock("22:45")


def test_the_alert_states_the_gap() -> None:
    world = running()
    world.deaf_since = clock("22:15")

    _opened_at(world)

    asked = next(m.notice.values["asked"] for m in world.read if m.notice.to == BEA)
    assert isinstance(asked, list)
    gap: dict[str, Value] = {"networks": [Text("network.telegram")], "since": clock("22:15")}
    assert asked[-1] == Text("alert.deaf", gap)


def _tried(world: World) -> list[Text]:
    asked = next(m.notice.values["asked"] for m in world.read if m.notice.to == BEA)
    assert isinstance(asked, list)
    return asked


def test_the_alert_states_a_gap_that_is_over() -> None:
    world = running()
    gap = Gap(clock("22:20"), clock("22:34"))
    world.gaps = {Network.TELEGRAM: gap}

    _opened_at(world)

    said: dict[str, Value] = {
        "networks": [Text("network.telegram")],
        "since": gap.since,
        "until": gap.until,
    }
    assert _tried(world)[-1] == Text("alert.gap", said)


def test_a_gap_that_was_over_when_the_timer_was_up_matters_to_nobody() -> None:
    world = running()
    world.gaps = {Network.TELEGRAM: Gap(clock("22:10"), clock("22:20"))}

    _opened_at(world)

    assert world.alert.facts.gap is None
    assert [text.key for text in _tried(world)] == ["alert.heard", "alert.asked", "alert.asked.all"]


def test_a_short_gap_on_telegram_which_keeps_everything_matters_to_nobody() -> None:
    world = running()
    world.gaps = {Network.TELEGRAM: Gap(clock("22:33"), clock("22:33:59"))}

    _opened_at(world)

    assert world.alert.facts.gap is None


def test_a_short_gap_on_signal_is_stated() -> None:
    world = running()
    world.networks = world.hears = frozenset({Network.SIGNAL})
    world.gaps = {Network.SIGNAL: Gap(clock("22:33"), clock("22:33:20"))}

    _opened_at(world)

    assert _tried(world)[-1].key == "alert.gap.lost"


def test_what_was_sent_in_a_gap_on_signal_may_be_lost_all_evening() -> None:
    world = running()
    world.networks = world.hears = frozenset(Network)
    world.gaps = {
        Network.TELEGRAM: Gap(clock("22:25"), clock("22:31")),
        Network.SIGNAL: Gap(clock("21:00"), clock("21:10")),
    }

    _opened_at(world)

    assert world.alert.facts.gap == Gap(clock("21:00"), clock("22:31"))
    assert _tried(world)[-1].key == "alert.gap.lost"


def test_an_alert_without_a_gap_states_none() -> None:
    world = running()

    _opened_at(world)

    assert world.alert.facts.deaf == ()
    assert world.alert.facts.deaf_since is None


def test_ana_reads_that_her_people_were_written_to() -> None:
    world = running()

    _opened_at(world)

    assert world.keys(ANA)[-1] == "timer.missed"


def test_an_unsent_question_is_taken_back_when_the_alert_opens() -> None:
    world = _quiet()

    _opened_at(world)

    waiting = [each.key for each in world.waiting if each.to == ANA]
    assert waiting == ["timer.missed"]


def test_with_nobody_left_ana_is_not_told_that_somebody_was_written_to() -> None:
    world = World()
    world.start(ladder=LADDER[:1])
    world.lose(BEA)
    world.forget_read()

    world.until("22:40")

    assert world.keys(ANA)[-1] == "worker.nobody_left"
    assert "timer.missed" not in world.keys(ANA)


def test_the_card_of_a_missed_timer_is_a_new_one_in_the_place_of_the_old() -> None:
    world = running()
    world.until("22:39")
    world.now = clock("22:40")

    effects = world.tick()

    card = world.checkin.card
    slots = [each for each in effects if getattr(each, "slot", "") == card]
    [old, new] = slots
    assert old == Erase(ANA, card)
    assert isinstance(new, Notice)
    assert (new.key, new.edits, new.silent) == ("timer.missed", False, False)


def test_an_open_alert_stays_what_it_is_for_time() -> None:
    world = running()
    world.until("22:40")

    assert isinstance(world.alert.state, Open)
    assert not isinstance(world.checkin.state, Due)


@pytest.mark.parametrize("gone_for", [25 * MINUTE, 3 * HOUR])
def test_after_a_return_the_longest_wait_counts_from_the_return(gone_for: timedelta) -> None:
    world = running()
    world.until("22:25")
    world.deaf_since = clock("22:25")

    world.return_after(gone_for)

    assert _opened_at(world) == clock("22:25") + gone_for + 5 * MINUTE


def test_after_a_return_the_question_gets_its_third() -> None:
    world = running()
    world.until("22:25")

    world.return_after(HOUR)

    assert _opened_at(world) == clock("23:28")


def test_a_sleep_through_the_grace_is_asked_before_anybody_is_told() -> None:
    world = running()
    world.until("22:25")
    world.deaf_since = clock("22:25")
    world.now = clock("23:30")
    world.tick()

    assert _opened_at(world) == clock("23:35")


def test_asked_before_a_downtime_is_asked_enough() -> None:
    world = due()

    world.return_after(HOUR)

    assert _opened_at(world) == clock("23:31:01")
