"""Every cell of both machines: each state with each event has a test, or changes nothing.

A cell that changes nothing is tested here; of the others this table names the test.
"""

from importlib import import_module
from itertools import product
from typing import Final, get_args

import pytest

from handlers import alert as alerts
from handlers import checkin as checkins
from handlers.alert_states import AlertEvent, AlertState
from handlers.checkin_states import CheckInEvent, CheckInState
from tests.handlers.stages import ALERT_EVENTS, CHECKIN_EVENTS, alert_in, checkin_in

NOTHING: Final = "-"

CHECKIN: Final = """
Running TimePassed       checkin.the_timer_is_up_and_ana_is_asked
Running SaidSafe         checkin.all_good_in_time_closes_and_tells_nobody
Running Extended         checkin.more_time_counts_from_the_old_due_time
Running KeptRunning      -
Running Replaced         checkin.another_timer_ends_the_one_that_runs
Running QuestionAccepted -
Running QuestionRefused  -
Running AlertClosed      -
Running PeerLeft         checkin_ladder.a_peer_who_leaves_is_off_the_running_ladder
Running PeerLost         checkin_ladder.the_last_peer_who_can_be_reached_is_lost_and_ana_is_told
Running Returned         downtime.everyone_with_a_running_timer_is_told_that_the_bot_was_away
Due TimePassed           checkin.questions_come_at_the_times_of_the_table
Due SaidSafe             checkin.all_good_in_grace_closes_and_tells_nobody
Due Extended             checkin.more_time_in_grace_counts_from_now_and_asks_anew
Due KeptRunning          -
Due Replaced             checkin.another_timer_ends_the_one_that_is_due
Due QuestionAccepted     grace.the_first_accepted_question_starts_the_third
Due QuestionRefused      grace.questions_refused_for_good_need_no_third
Due AlertClosed          -
Due PeerLeft             checkin_ladder.a_peer_who_leaves_in_grace_is_off_the_ladder
Due PeerLost             checkin_ladder.the_last_peer_is_lost_in_grace_and_ana_is_told
Due Returned             downtime.grace_that_was_slept_through_asks_again
Missed TimePassed        -
Missed SaidSafe          checkin_missed.a_late_all_good_still_calls_off_the_alert
Missed Extended          checkin_missed.staying_out_longer_closes_the_alert_and_starts_anew
Missed KeptRunning       -
Missed Replaced          checkin_missed.another_timer_ends_the_one_that_was_missed
Missed QuestionAccepted  -
Missed QuestionRefused   -
Missed AlertClosed       checkin_missed.peers_who_close_the_alert_end_the_timer
Missed PeerLeft          checkin_missed.who_leaves_during_the_alert_is_not_told_by_the_next_one
Missed PeerLost          -
Missed Returned          -
Closed TimePassed        -
Closed SaidSafe          -
Closed Extended          -
Closed KeptRunning       checkin.keep_it_running_brings_the_old_time_back
Closed Replaced          -
Closed QuestionAccepted  -
Closed QuestionRefused   -
Closed AlertClosed       -
Closed PeerLeft          checkin_ladder.who_leaves_before_keep_it_running_is_not_told
Closed PeerLost          -
Closed Returned          -
"""

ALERT: Final = """
Pending TimePassed    calls.ten_seconds_later_two_tiers_are_asked_together
Pending Undone        calls.a_call_taken_back_in_time_told_nobody
Pending Took          -
Pending Declined      -
Pending StillOn       -
Pending CannotReach   -
Pending WantedHelp    -
Pending SpokeWith     -
Pending Reopened      -
Pending SaidSafe      calls.all_good_before_anybody_was_asked_ends_the_call
Pending StayedOut     calls.staying_out_ends_a_call_that_waits
Pending FellDue       calls.a_timer_that_falls_due_ends_the_wait_of_a_call
Pending CalledAgain   calls.asking_twice_says_again_how_long_it_waits
Pending PeerLeft      calls.who_leaves_while_a_call_waits_is_not_asked
Pending Unreachable   calls.who_cannot_be_reached_while_a_call_waits_is_not_asked
Pending Accepted      -
Pending RealOpened    -
Pending Returned      -
Open TimePassed       alert.the_next_tier_is_told_when_the_time_of_the_first_is_over
Open Undone           -
Open Took             answers.ive_got_it_stops_repeats_and_climbing
Open Declined         cannot.i_cant_asks_the_next_tier_when_nobody_is_left_in_it
Open StillOn          answers.still_on_it_takes_an_alert_that_nobody_has
Open CannotReach      cannot.i_cant_reach_them_asks_the_next_tier_once
Open WantedHelp       -
Open SpokeWith        spoken.weve_spoken_needs_no_hold
Open Reopened         -
Open SaidSafe         ends.all_good_goes_to_those_with_an_attempted_send_only
Open StayedOut        checkin_missed.staying_out_longer_closes_the_alert_and_starts_anew
Open FellDue          calls.a_call_becomes_a_missed_check_in_and_says_so
Open CalledAgain      again.call_me_during_an_alert_tells_a_second_tier_and_restarts_its_clock
Open PeerLeft         alert.a_tier_whose_only_peer_leaves_gives_way_at_once
Open Unreachable      alert.a_tier_whose_only_peer_cannot_be_reached_gives_way_at_once
Open Accepted         alert.acceptance_by_one_of_the_tier_ends_the_sixty_seconds
Open RealOpened       -
Open Returned         downtime.an_open_alert_writes_once_to_its_tier_and_counts_anew
Held TimePassed       answers.the_holder_is_asked_and_has_five_minutes
Held Undone           -
Held Took             answers.a_second_ive_got_it_helps
Held Declined         cannot.a_holder_who_cant_any_more_hands_on_to_the_next_tier
Held StillOn          answers.each_still_on_it_renews_the_hold
Held CannotReach      cannot.a_holder_who_cant_reach_them_stays_a_helper
Held WantedHelp       answers.help_tells_the_next_tier_and_the_holder_keeps_it
Held SpokeWith        spoken.weve_spoken_pauses_and_asks_ana
Held Reopened         -
Held SaidSafe         ends.all_good_closes_whoever_has_it
Held StayedOut        ends.staying_out_closes_whoever_has_it
Held FellDue          calls.a_held_call_that_falls_due_stays_held
Held CalledAgain      again.call_me_during_a_hold_tells_a_second_tier_and_the_holder_keeps_it
Held PeerLeft         answers.a_holder_who_leaves_hands_on
Held Unreachable      answers.a_holder_who_blocks_the_bot_hands_on_to_the_helper
Held Accepted         answers.an_accepted_message_changes_no_hold
Held RealOpened       -
Held Returned         downtime.a_hold_that_ran_out_is_asked_still_on_it
Spoken TimePassed     spoken.half_an_hour_later_the_next_tier_is_asked_to_confirm
Spoken Undone         -
Spoken Took           spoken.ive_got_it_after_weve_spoken_is_asked_to_confirm
Spoken Declined       spoken.the_voice_who_cant_any_more_hands_on
Spoken StillOn        spoken.a_ladder_of_one_closes_as_one_voice
Spoken CannotReach    spoken.the_voice_who_cant_reach_them_after_all_asks_the_next_tier
Spoken WantedHelp     -
Spoken SpokeWith      spoken.a_second_voice_closes_it
Spoken Reopened       spoken.anyone_alerted_may_reopen
Spoken SaidSafe       ends.all_good_closes_whoever_has_it
Spoken StayedOut      ends.staying_out_closes_whoever_has_it
Spoken FellDue        calls.a_spoken_call_that_falls_due_is_open_again
Spoken CalledAgain    again.call_me_after_weve_spoken_opens_it_again
Spoken PeerLeft       spoken.the_voice_who_leaves_hands_on
Spoken Unreachable    spoken.the_voice_who_blocks_the_bot_hands_on
Spoken Accepted       spoken.an_accepted_message_changes_no_voice
Spoken RealOpened     -
Spoken Returned       -
Exhausted TimePassed  exhausted.the_repeats_of_the_table_go_on
Exhausted Undone      -
Exhausted Took        exhausted.ive_got_it_still_holds
Exhausted Declined    exhausted.who_cant_is_not_asked_again
Exhausted StillOn     exhausted.still_on_it_still_holds
Exhausted CannotReach exhausted.who_cant_reach_them_helps_and_is_still_asked
Exhausted WantedHelp  -
Exhausted SpokeWith   exhausted.weve_spoken_still_pauses
Exhausted Reopened    -
Exhausted SaidSafe    ends.all_good_closes_whoever_has_it
Exhausted StayedOut   ends.staying_out_closes_whoever_has_it
Exhausted FellDue     exhausted.a_call_that_falls_due_says_so_to_everyone
Exhausted CalledAgain exhausted.call_me_opens_it_again
Exhausted PeerLeft    exhausted.the_last_peer_who_leaves_is_told_to_ana_at_once
Exhausted Unreachable exhausted.the_last_peer_who_blocks_the_bot_is_told_to_ana_at_once
Exhausted Accepted    exhausted.an_accepted_message_changes_nothing_else
Exhausted RealOpened  -
Exhausted Returned    -
Settled TimePassed    -
Settled Undone        -
Settled Took          -
Settled Declined      -
Settled StillOn       -
Settled CannotReach   -
Settled WantedHelp    -
Settled SpokeWith     -
Settled Reopened      -
Settled SaidSafe      -
Settled StayedOut     -
Settled FellDue       -
Settled CalledAgain   -
Settled PeerLeft      -
Settled Unreachable   -
Settled Accepted      -
Settled RealOpened    -
Settled Returned      -
"""

Cell = tuple[str, str]
FILES: Final = {
    "checkin": "test_checkin",
    "checkin_ladder": "test_checkin_ladder",
    "checkin_missed": "test_checkin_missed",
    "grace": "test_checkin_grace",
    "downtime": "test_downtime",
    "alert": "test_alert",
    "answers": "test_alert_answers",
    "cannot": "test_alert_cannot",
    "spoken": "test_alert_spoken",
    "exhausted": "test_alert_exhausted",
    "calls": "test_alert_calls",
    "again": "test_alert_call_again",
    "ends": "test_alert_ends",
}


def _cells(table: str) -> dict[Cell, str]:
    rows = [line.split() for line in table.strip().splitlines()]
    cells = {(state, event): test for state, event, test in rows}
    assert len(cells) == len(rows), "a cell stands twice"
    return cells


def _all(states: object, events: object) -> set[Cell]:
    names = ([each.__name__ for each in get_args(union)] for union in (states, events))
    return set(product(*names))


def _nothing(table: str) -> list[Cell]:
    return [cell for cell, test in _cells(table).items() if test == NOTHING]


def test_the_table_holds_every_cell_of_the_check_in() -> None:
    assert set(_cells(CHECKIN)) == _all(CheckInState, CheckInEvent)


def test_the_table_holds_every_cell_of_the_alert() -> None:
    assert set(_cells(ALERT)) == _all(AlertState, AlertEvent)


@pytest.mark.parametrize(
    "named", sorted({*_cells(CHECKIN).values(), *_cells(ALERT).values()} - {NOTHING})
)
def test_every_named_test_is_there(named: str) -> None:
    file, _, name = named.partition(".")

    module = import_module(f"tests.handlers.{FILES[file]}")

    assert callable(getattr(module, f"test_{name}", None))


@pytest.mark.parametrize(("state", "event"), _nothing(CHECKIN))
def test_a_check_in_stays_as_it_is(state: str, event: str) -> None:
    checkin, world = next(checkin_in(s) for s in get_args(CheckInState) if s.__name__ == state)
    said = next(each for kind, each in CHECKIN_EVENTS.items() if kind.__name__ == event)

    after, effects = checkins.step(checkin, said, world.moment())

    assert (after, effects) == (checkin, ())


@pytest.mark.parametrize(("state", "event"), _nothing(ALERT))
def test_an_alert_stays_as_it_is(state: str, event: str) -> None:
    alert, world = next(alert_in(s) for s in get_args(AlertState) if s.__name__ == state)
    said = next(each for kind, each in ALERT_EVENTS.items() if kind.__name__ == event)

    after, effects = alerts.step(alert, said, world.moment())

    assert (after, effects) == (alert, ())
