"""Two words: what they do, and that no others can be told from them in Ana's chats."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from handlers.alert_states import Alert, AlertKind, Held, Open, Stand
from handlers.codes import THEMES
from handlers.people import PersonId
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, MINUTE
from tests.handlers.coded import OTHER, OWN, PAIRS, TEAS, answer, coded, looked_for, running, tap
from tests.handlers.desks import Group

NAMED = ("code.given", "code.which", "code.second")
"""What shows words: those that were tapped, or all of them in an order drawn anew."""


def shown(group: Group) -> list[str]:
    """Give all that Ana has read, but for the words and for what is drawn at random."""
    own = (n for n in group.read if n.to == ANA)
    bare = (replace(n, values={}, choices=()) if n.key in NAMED else n for n in own)
    return [re.sub(r"[0-9a-f]{32}", "id", f"{n} {n.values}") for n in bare]


def told(group: Group, who: PersonId = BEA) -> list[str]:
    return [key for key in group.keys(who) if key.startswith("alert.")]


def after(stage: Callable[[], Group], words: tuple[str, str]) -> Group:
    """Answer, live on through the minute, a look around, the next timer and its end."""
    group = stage()
    answer(group, *words)
    group.wait(2 * MINUTE)
    for text in ("status", "people", "ok"):
        group.says(ANA, text)
    tap(group, *OWN)
    group.wait(MINUTE)
    group.says(ANA, "2h")
    group.wait(HOUR)
    answer(group, *OWN)
    group.wait(2 * HOUR)
    return group


@pytest.mark.parametrize("stage", [running, looked_for])
def test_all_72_pairs_look_the_same_then_and_later(stage: Callable[[], Group]) -> None:
    own = after(stage, OWN)

    others = {words: after(stage, words) for words in PAIRS}

    assert len(others) == 72
    assert [words for words, group in others.items() if shown(group) != shown(own)] == []
    closed = [words for words, group in others.items() if "alert.duress" not in told(group)]
    assert closed == [OWN]


def test_the_own_words_end_a_timer_and_nobody_reads_of_it() -> None:
    group = running()

    keys = answer(group, *OWN)
    group.wait(HOUR)

    assert keys == ["timer.card.done", "timer.done.early", "code.given"]
    assert (told(group), told(group, CAT)) == ([], [])
    assert not group.cases[ANA].duress_is_open()


def test_other_words_reach_the_first_tier_after_a_minute_and_the_next_after_five() -> None:
    group = running()
    answer(group, *OTHER)

    assert told(group) == []
    group.wait(MINUTE)
    assert (told(group), told(group, CAT)) == (["alert.duress"], [])
    group.wait(5 * MINUTE)
    assert told(group, CAT) == ["alert.duress"]


def test_a_slip_corrected_within_the_minute_alarms_nobody() -> None:
    group = running()
    answer(group, *OTHER)

    group.presses(ANA, "change")
    assert tap(group, *OWN) == ["code.changed", "code.given"]
    group.wait(HOUR)

    assert told(group) == []


def test_own_words_changed_into_others_count_as_others() -> None:
    group = running()
    answer(group, *OWN)

    group.presses(ANA, "change")
    tap(group, *OTHER)
    group.wait(MINUTE)

    assert told(group) == ["alert.duress"]


def test_the_minute_counts_from_the_first_words() -> None:
    group = running()
    answer(group, *OTHER)
    change = group.token(ANA, "change")
    group.says(ANA, "", change)
    grid = [c.token for c in group.last(ANA).choices if c.label.key == "word.mint"]

    group.wait(MINUTE)

    assert told(group) == ["alert.duress"]
    assert group.says(ANA, "", change) == ["talk.finished"]
    group.says(ANA, "", grid[0])
    assert tap(group, "lemon") == ["talk.finished"]


def test_an_open_alert_ends_with_the_own_words_when_the_minute_is_over() -> None:
    group = looked_for()

    keys = answer(group, *OWN)

    assert keys == ["timer.card.done", "timer.done.after_alert", "code.given"]
    assert told(group)[-1] != "alert.over.safe"
    group.wait(MINUTE)
    assert told(group)[-1] == "alert.over.safe"


def test_an_open_alert_turns_quiet_with_other_words_and_declines_and_holds_lapse() -> None:
    group = looked_for()
    group.presses(BEA, "cant_now")
    group.presses(CAT, "got_it")

    answer(group, *OTHER)
    group.wait(MINUTE)

    alert = group.cases[ANA].duress
    assert alert is not None
    assert (alert.kind, type(alert.state)) == (AlertKind.DURESS, Open)
    assert (told(group)[-1], told(group, CAT)[-1]) == ("alert.duress", "alert.duress")


def test_who_may_only_ring_reads_that_it_is_over() -> None:
    group = coded()
    group.contacts[0] = replace(group.contacts[0], words_match=None)
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 12 * MINUTE)
    group.wait(10 * MINUTE)

    answer(group, *OTHER)
    group.wait(HOUR)

    assert (told(group)[-1], group.choices(BEA)) == ("alert.over.safe", [])
    assert "alert.duress" not in told(group)
    assert "alert.duress" in told(group, CAT)


def test_quiet_help_is_not_ended_by_one_peer_alone() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)

    group.presses(BEA, "got_it")
    group.presses(BEA, "spoken")
    group.wait(2 * HOUR)

    assert group.cases[ANA].duress_is_open()


def test_two_peers_end_quiet_help() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(7 * MINUTE)
    group.presses(BEA, "got_it")

    group.presses(BEA, "spoken")
    group.presses(CAT, "spoken")

    assert told(group)[-1] == "alert.over.peers"


@pytest.mark.parametrize("voice_first", [True, False])
def test_the_own_words_and_one_voice_end_quiet_help(*, voice_first: bool) -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    group.presses(BEA, "got_it")
    if voice_first:
        group.presses(BEA, "spoken")

    assert answer(group, *OWN)[0] == "timer.none"
    group.wait(MINUTE)
    if not voice_first:
        assert told(group)[-1] == "alert.own_words"
        group.presses(BEA, "spoken")

    assert told(group)[-1] == ("alert.over.safe" if voice_first else "alert.over.vouched")


def test_other_words_again_change_nothing_for_the_peers() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    before = told(group)

    answer(group, *OTHER)
    group.wait(MINUTE / 2)

    assert told(group) == before


def test_nothing_of_quiet_help_reaches_its_worker_until_it_ends_after_three_days() -> None:
    group = running()
    answer(group, *OTHER)
    before = len(shown(group))

    group.wait(73 * HOUR)

    assert len(shown(group)) == before
    assert told(group)[-1] == "alert.over.unresolved"
    assert not group.cases[ANA].duress_is_open()


def test_ok_without_a_timer_asks_for_words_and_says_that_none_runs() -> None:
    group = coded()

    assert answer(group, *OTHER)[0] == "timer.none"
    group.wait(MINUTE)

    assert told(group) == []


def test_words_may_be_typed_and_leave_the_chat() -> None:
    group = running(signal=[ANA])

    keys = group.says(ANA, "Mint, lemon")
    group.wait(MINUTE)

    assert keys == ["timer.card.done", "timer.done.early", "code.given"]
    assert told(group) == []


def test_numbers_of_the_list_stand_for_words() -> None:
    group = running(signal=[ANA])
    group.says(ANA, "ok")
    numbers = {n.token.split(":")[2][0]: n.number for n in group.numbers[ANA] if "tap:" in n.token}
    mint, lemon = (numbers[str(TEAS.index(word))] for word in OWN)

    keys = group.says(ANA, f"{mint} {lemon}")

    assert keys[-1] == "code.given"
    group.wait(MINUTE)
    assert told(group) == []


def test_a_word_typed_is_a_tap_on_the_open_grid() -> None:
    group = running()
    group.says(ANA, "ok")

    assert group.says(ANA, "mint") == ["code.second"]
    assert group.says(ANA, "lemon")[-1] == "code.given"


@pytest.mark.parametrize("text", ["mint soda", "mint mint", "7 x"])
def test_what_is_no_pair_of_words_does_nothing(text: str) -> None:
    group = running(signal=[ANA])
    group.says(ANA, "ok")

    group.says(ANA, text)

    assert group.is_running(ANA)
    assert not group.cases[ANA].duress_is_open()


def test_a_word_without_a_grid_is_no_answer() -> None:
    group = running()

    assert "code.second" not in group.says(ANA, "mint")


def test_who_does_not_remember_changes_nothing() -> None:
    group, idle = running(), coded()
    group.says(ANA, "ok")
    idle.says(ANA, "ok")

    assert group.presses(ANA, "forgot") == ["code.forgot.running"]
    assert idle.presses(ANA, "forgot") == ["code.forgot"]
    assert group.is_running(ANA)


def test_an_hour_more_is_free_and_more_than_that_asks_for_words() -> None:
    group = running()

    assert group.says(ANA, "+60")[-1] == "timer.extended"
    assert group.says(ANA, "+15") == ["code.which"]
    assert "timer.extended" in tap(group, *OTHER)
    group.wait(MINUTE)
    assert told(group) == ["alert.duress"]
    assert group.says(ANA, "+60")[-1] == "timer.extended"


def test_more_than_a_day_is_refused_before_any_words() -> None:
    group = coded()
    group.says(ANA, "12h")
    for _ in range(12):
        if group.says(ANA, "+60") == ["code.which"]:
            tap(group, *OWN)
    checkin = group.cases[ANA].checkin

    assert checkin is not None
    assert group.says(ANA, "+60") == ["timer.too_long"]
    assert group.says(ANA, "", f"tap:{checkin.id}:01.more60") == ["timer.too_long"]
    assert group.says(ANA, "", f"tap:{checkin.id}:01.more7") == ["talk.finished"]


@pytest.mark.parametrize(
    ("words", "read"), [(OWN, "alert.over.still_out"), (OTHER, "alert.duress")]
)
def test_staying_out_after_the_alert_asks_for_words(words: tuple[str, str], read: str) -> None:
    group = looked_for()

    assert group.says(ANA, "+15") == ["code.which"]
    assert "timer.extended.told" in tap(group, *words)
    group.wait(MINUTE)

    assert told(group)[-1] == read
    assert group.is_running(ANA)


@pytest.mark.parametrize("words", [OWN, OTHER])
@pytest.mark.parametrize("stage", [running, looked_for])
def test_another_timer_asks_for_words(stage: Callable[[], Group], words: tuple[str, str]) -> None:
    group = stage()
    group.says(ANA, "3h")

    assert group.presses(ANA, "yes_replace") == ["code.which"]
    assert "timer.card.next" in tap(group, *words)
    group.wait(MINUTE)

    assert ("alert.duress" in told(group)) == (words == OTHER)


def test_another_timer_whose_time_has_passed_meanwhile_is_refused() -> None:
    group = running()
    group.says(ANA, "10 min")
    group.presses(ANA, "yes_replace")

    group.wait(20 * MINUTE)

    assert tap(group, *OWN) == ["start.passed.running"]


def test_undo_of_a_start_asks_for_words() -> None:
    group = running()
    group.says(ANA, "undo")

    assert group.presses(ANA, "yes_undo") == ["code.which"]
    tap(group, *OTHER)
    group.wait(MINUTE)

    assert told(group) == ["alert.duress"]


def test_a_second_chat_is_linked_on_words_while_something_runs() -> None:
    group = running()
    group.says(ANA, "link")

    assert group.presses(ANA, "yes_link") == ["code.which"]
    assert "link.words" in tap(group, *OTHER)
    group.wait(MINUTE)

    assert told(group) == ["alert.duress"]


@pytest.mark.parametrize("words", [OWN, OTHER])
def test_being_forgotten_asks_for_words_and_looks_the_same(words: tuple[str, str]) -> None:
    group = running()
    group.says(ANA, "forget")

    assert group.presses(ANA, "yes_forget") == ["code.which"]
    assert tap(group, *words) == ["forget.done"]
    assert ANA not in group.people
    group.wait(MINUTE)

    assert told(group) == ([] if words == OWN else ["alert.duress"])


def test_a_grid_for_something_that_is_over_is_finished() -> None:
    group = running()
    group.says(ANA, "forget")
    group.presses(ANA, "yes_forget")
    grid = {c.label.key: c.token for c in group.last(ANA).choices}
    answer(group, *OWN)

    group.says(ANA, "", grid["word.mint"])
    assert tap(group, "lemon") == ["talk.finished"]
    assert ANA in group.people


def test_call_me_taken_back_by_words_tells_nobody_of_it() -> None:
    group = running()
    group.says(ANA, "call")

    answer(group, *OWN)
    group.wait(HOUR)

    assert told(group) == []


def test_a_call_that_was_heard_ends_on_words() -> None:
    group = running()
    group.says(ANA, "call")
    group.wait(2 * MINUTE)

    assert "timer.done.after_alert" in answer(group, *OWN)
    group.wait(MINUTE)

    assert told(group)[-1] == "alert.over.safe"


def test_a_timer_missed_beside_quiet_help_keeps_its_number_and_asks_nobody_to_ring() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    group.presses(BEA, "got_it")
    group.says(ANA, "30 min")

    group.wait(HOUR)

    assert "alert.beside_duress" in told(group)
    one, other = group.cases[ANA].duress, group.cases[ANA].alert
    assert one is not None
    assert other is not None
    assert one.number == other.number


def beside() -> Group:
    """Quiet help was asked for, and then another timer was missed."""
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    group.says(ANA, "30 min")
    group.wait(HOUR)
    return group


def test_one_answer_counts_for_both_alerts_of_a_worker() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    group.says(ANA, "30 min")
    group.wait(HOUR)

    group.presses(BEA, "got_it")

    one, other = group.cases[ANA].duress, group.cases[ANA].alert
    assert one is not None
    assert other is not None
    assert (type(one.state), type(other.state)) == (Held, Held)


def test_words_for_a_second_alert_go_to_the_one_the_peers_know() -> None:
    group = running()
    answer(group, *OTHER)
    group.wait(MINUTE)
    group.says(ANA, "30 min")
    group.wait(HOUR)

    answer(group, *OWN)
    group.wait(MINUTE)

    assert not group.cases[ANA].alert_is_open()
    assert "alert.own_words" in told(group)


def test_words_count_for_all_themes() -> None:
    assert {len(set(words)) for words in THEMES.values()} == {9}


def test_until_the_minute_is_over_nothing_goes_out() -> None:
    group = running()
    answer(group, *OTHER)

    group.wait(MINUTE / 2)

    assert told(group) == []
    assert group.cases[ANA].duress_is_open()


def test_the_next_tier_is_told_where_all_who_were_may_only_ring() -> None:
    group = coded()
    group.contacts[0] = replace(group.contacts[0], words_match=None)
    group.join(DEE)
    group.tie(ANA, DEE)
    group.contacts[-1] = replace(group.contacts[-1], tier=3, place=3)
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 12 * MINUTE)

    answer(group, *OTHER)
    group.wait(MINUTE)

    assert (told(group)[-1], told(group, CAT), told(group, DEE)) == (
        "alert.over.safe",
        ["alert.duress"],
        [],
    )


def test_tiers_still_to_come_stay_to_come_when_it_turns_quiet() -> None:
    group = looked_for()

    answer(group, *OTHER)
    group.wait(2 * MINUTE)
    assert told(group, CAT) == []
    group.wait(4 * MINUTE)

    assert told(group, CAT) == ["alert.duress"]


def test_a_quoted_message_of_one_of_two_alerts_is_answered_about_that_one() -> None:
    group = beside()
    alert = group.cases[ANA].alert
    assert alert is not None

    assert group.says(BEA, "hm", quotes=alert.about) == ["alert.press_one"]


def test_words_of_a_timer_that_is_over_are_finished() -> None:
    group = running()
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    closed = running()
    answer(closed, *OWN)

    assert group.says(ANA, "", "tap:nothing:03.safe") == ["talk.finished"]
    assert group.says(ANA, "", "tap::03.start") == ["talk.finished"]
    assert closed.says(ANA, "", f"tap:{checkin.id}:03.more60") == ["talk.finished"]


def test_whoever_was_told_of_the_second_alert_stays_told() -> None:
    group = beside()
    group.cases[ANA] = replace(group.cases[ANA], duress=untold(group))

    answer(group, *OWN)

    duress = group.cases[ANA].duress
    assert duress is not None
    assert duress.telling(BEA).stand is Stand.TOLD


def untold(group: Group) -> Alert:
    """Give quiet help that nobody was told of."""
    duress = group.cases[ANA].duress
    assert duress is not None
    return replace(duress, tellings={})


def test_staying_out_until_a_time_that_has_passed_leaves_the_alert_to_the_peers() -> None:
    group = looked_for()
    group.says(ANA, "+15")
    group.says(ANA, "mint")
    grid = group.token_of(ANA, "word.lemon")

    group.wait(HOUR)
    group.says(ANA, "", grid, sent=HOUR)

    assert not group.is_running(ANA) or group.cases[ANA].duress_is_open()


def test_who_may_only_ring_and_was_not_told_yet_never_is() -> None:
    group = coded()
    group.contacts[1] = replace(group.contacts[1], words_match=None)
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 12 * MINUTE)

    answer(group, *OTHER)
    group.wait(5 * HOUR)

    assert told(group, CAT) == []
