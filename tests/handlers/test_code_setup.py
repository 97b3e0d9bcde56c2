"""Choosing two words, trying them, changing them and doing without."""

from dataclasses import replace

import pytest

from handlers.codes import THEMES
from handlers.people import Consent
from tests.handlers.cast import ANA, BEA, HOUR, MINUTE
from tests.handlers.coded import OTHER, OWN, answer, coded, running, tap
from tests.handlers.desks import Group, evening, tag_of


def code_tag(group: Group) -> bytes | None:
    code = group.people[ANA].code
    return None if code is None else code.tag


def test_it_is_offered_once_after_the_first_timer_that_was_ended() -> None:
    group = evening()
    group.people[ANA] = replace(group.people[ANA], finished_one=False)
    group.says(ANA, "2h")

    first = group.says(ANA, "ok")
    group.says(ANA, "2h")

    assert first[-1] == "code.offer"
    assert group.choices(ANA) != []
    assert "code.offer" not in group.says(ANA, "ok")


def test_it_is_not_offered_to_whom_nobody_could_be_told_quietly() -> None:
    group = evening()
    group.people[ANA] = replace(group.people[ANA], finished_one=False)
    group.contacts = [replace(each, words_match=None) for each in group.contacts]
    group.says(ANA, "2h")

    assert "code.offer" not in group.says(ANA, "ok")
    assert group.says(ANA, "private answer") == ["code.needs_someone"]
    assert group.says(ANA, "", "theme:teas") == ["talk.finished"]


def test_two_words_are_chosen_tried_once_and_followed_by_the_quiet_line() -> None:
    group = evening()
    group.says(ANA, "private answer")

    picked = group.presses(ANA, "theme_teas")
    chosen = tap(group, *OWN)
    tried = tap(group, *OWN)
    written = group.says(ANA, "Text parcel.")

    assert picked == ["code.pick.teas", "code.which"]
    assert chosen == ["saved", "code.try", "code.which"]
    assert tried == ["code.tried.same", "code.quiet_line"]
    assert written == ["saved"]
    assert code_tag(group) == tag_of(ANA, "01")
    assert group.cases[ANA].plan.quiet == "Text parcel."


def test_other_words_in_practice_are_said_to_be_others_once() -> None:
    group = evening()
    group.says(ANA, "", "theme:teas")
    tap(group, *OWN)
    practice = {c.label.key: c.token for c in group.last(ANA).choices}

    assert tap(group, *OTHER)[0] == "code.tried.other"
    group.says(ANA, "", practice["word.mint"])
    assert tap(group, "lemon") == ["talk.finished"]


def test_a_quiet_line_that_is_too_long_is_asked_again_and_may_wait() -> None:
    group = evening()
    group.says(ANA, "", "theme:teas")
    tap(group, *OWN)
    tap(group, *OWN)

    assert group.says(ANA, "x " * 400) == ["plan.too_long"]
    assert group.presses(ANA, "later") == ["talk.as_before"]


def test_settings_show_the_way_and_what_is_set() -> None:
    fresh, set_up = evening(), coded()

    assert fresh.says(ANA, "", "code") == ["code.show"]
    assert set_up.says(ANA, "", "code") == ["code.show.set"]
    assert "code_off" in set_up.choices(ANA)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_new_words_a_day_after_the_last_timer_need_no_old_ones(theme: str) -> None:
    group = coded()

    assert group.says(ANA, "", f"theme:{theme}")[0] == f"code.pick.{theme}"
    first, second = THEMES[theme][:2]
    assert tap(group, first, second)[0] == "saved"
    assert code_tag(group) == tag_of(ANA, "01")


@pytest.mark.parametrize("old", [OWN, OTHER])
def test_new_words_within_a_day_are_taken_only_with_the_old_ones(old: tuple[str, str]) -> None:
    group = running()
    before = code_tag(group)
    group.says(ANA, "", "theme:flowers")

    assert tap(group, *old)[:2] == ["code.pick.flowers", "code.which"]
    assert tap(group, "tulip", "iris") == ["saved.next_timer", "code.try", "code.which"]
    assert tap(group, "tulip", "iris")[0] == "code.tried.same"
    group.wait(MINUTE)

    assert (code_tag(group) == before) == (old == OTHER)
    assert ("alert.duress" in group.keys(BEA)) == (old == OTHER)


def test_new_words_without_the_old_ones_are_not_taken_from_a_stale_grid() -> None:
    group = running()

    group.says(ANA, "", "tap:teas:0.set")

    assert group.says(ANA, "", "tap:teas:03.set") == ["talk.finished"]
    assert group.says(ANA, "", "tap:nothing:03.set") == ["talk.finished"]
    assert group.says(ANA, "", "tap:teas:03.nothing") == ["talk.finished"]
    assert evening().says(ANA, "", "tap::03.safe") == ["talk.finished"]


@pytest.mark.parametrize("words", [OWN, OTHER])
def test_doing_without_asks_for_the_words_within_a_day(words: tuple[str, str]) -> None:
    group = running()
    before = code_tag(group)

    assert group.says(ANA, "", "codeoff") == ["code.which"]
    assert tap(group, *words)[0] == "saved.next_timer"
    group.wait(MINUTE)

    assert code_tag(group) == (None if words == OWN else before)
    assert ("alert.duress" in group.keys(BEA)) == (words == OTHER)


def test_other_old_words_given_after_a_timer_reach_the_people_of_the_next_one() -> None:
    group = running()
    answer(group, *OWN)
    group.wait(HOUR)
    group.says(ANA, "", "theme:flowers")

    tap(group, *OTHER)
    group.wait(MINUTE)

    assert "alert.duress" in group.keys(BEA)


def test_doing_without_a_day_later_needs_no_words() -> None:
    group = coded()

    assert group.says(ANA, "", "codeoff") == ["saved"]
    assert code_tag(group) is None
    assert group.says(ANA, "", "codeoff") == ["talk.finished"]
    assert group.says(ANA, "", "tap::03.off") == ["talk.finished"]


def test_a_running_timer_keeps_the_words_it_began_with() -> None:
    group = coded()
    group.says(ANA, "", "theme:flowers")
    group.says(ANA, "2h")
    tap(group, "tulip", "iris")

    answer(group, *OWN)
    group.wait(HOUR)

    assert "alert.duress" not in group.keys(BEA)


def test_a_timer_that_tells_nobody_quietly_asks_for_no_words() -> None:
    group = coded()
    group.contacts = [replace(each, words_match=None) for each in group.contacts]
    group.says(ANA, "2h")

    assert "code.which" not in group.says(ANA, "ok")


def test_a_theme_nobody_knows_is_finished() -> None:
    group = coded()
    group.contacts[0] = replace(group.contacts[0], consent=Consent.LEFT)

    assert group.says(ANA, "", "theme:cars") == ["talk.finished"]
