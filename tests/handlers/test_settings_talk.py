import pytest

from handlers import chat
from handlers.alert_states import Stand
from handlers.notices import Keyboard
from handlers.said import Say
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE, moment
from tests.handlers.desks import alerted, evening
from tests.handlers.pairs import EVE, invited


def test_settings_show_what_can_be_changed() -> None:
    group = evening()

    assert group.says(ANA, "/settings") == ["settings.show"]
    assert group.choices(ANA) == ["reminders_off", "start_on", "home_on", "clock", "plan", "code"]


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("reminders_off", "reminders", False),
        ("start_on", "tell_start", True),
        ("home_on", "tell_home", True),
    ],
)
def test_each_setting_is_one_press(label: str, field: str, *, value: bool) -> None:
    group = evening()
    group.says(ANA, "settings")

    assert group.presses(ANA, label) == ["saved"]
    assert getattr(group.people[ANA], field) is value
    assert group.cases[ANA].worker == group.people[ANA]


def test_a_setting_changed_while_a_timer_runs_counts_from_the_next() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "settings")

    assert group.presses(ANA, "reminders_off") == ["saved.next_timer"]
    group.wait(2 * HOUR)
    assert "timer.reminder" in group.keys(ANA)


def test_a_setting_nobody_offers_is_stale() -> None:
    group = evening()

    assert group.says(ANA, "", "switch:everything:on") == ["talk.finished"]


@pytest.mark.parametrize("word", ["help", "/help", "/start", "hello", "/whatever"])
def test_help_is_near_and_says_that_no_answer_means_no_timer(word: str) -> None:
    assert evening().says(ANA, word) == ["help"]


def test_privacy_names_who_runs_it_and_the_network() -> None:
    group = evening(signal=[BEA])

    assert group.says(ANA, "privacy") == ["privacy.telegram"]
    assert group.says(BEA, "/privacy") == ["privacy.signal"]
    assert group.last(BEA).values == {"run_by": "the Thursday group"}


def test_booking_says_what_this_is_and_nothing_else() -> None:
    group = evening()

    assert group.says(ANA, "/booking") == ["help.what_this_is"]
    assert not group.is_running(ANA)


@pytest.mark.parametrize("word", ["note", "/note", "note Flat 4, bell K"])
def test_what_cannot_be_done_yet_is_said_plainly(word: str) -> None:
    group = evening()

    assert group.says(ANA, word) == ["talk.not_yet"]
    assert "Flat 4" not in repr(group.read)


def test_only_words_meant_to_be_locked_leave_the_chat() -> None:
    desk = evening().desk(ANA)
    said = {
        command: chat.answer(desk, command, EVENING, moment()).unsaid
        for command in (Say(Verb.NOTE, detail="words"), Say(Verb.NOTE), Say(Verb.LINK, "", "x"))
    }

    assert list(said.values()) == [True, False, False]


def test_forget_is_asked_first_and_then_erases() -> None:
    group = evening()

    assert group.says(ANA, "forget") == ["forget.ask"]
    assert ANA in group.people
    assert group.says(ANA, "yes") == ["forget.done"]
    assert ANA not in group.people
    assert group.contacts == []


@pytest.mark.parametrize("answer", ["no", "not now", "later"])
def test_forget_can_be_left(answer: str) -> None:
    group = evening()
    group.says(ANA, "forget")

    assert group.says(ANA, answer) == ["talk.as_before"]
    assert ANA in group.people


def test_forget_while_a_timer_runs_is_asked_in_those_words_and_ends_it() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(ANA, "forget") == ["forget.ask.running"]
    assert group.is_running(ANA)
    assert group.presses(ANA, "yes_forget") == ["forget.done"]
    assert group.keys(BEA) == []


def test_forget_during_an_alert_says_what_people_will_read_and_tells_them() -> None:
    group = alerted()

    assert group.says(ANA, "forget") == ["forget.ask.alert"]
    assert group.presses(ANA, "yes_forget") == ["forget.done"]
    assert group.last(BEA).key == "alert.over.safe"


def test_a_yes_to_forget_from_before_the_timer_is_asked_anew() -> None:
    group = evening()
    group.says(ANA, "forget")
    old = group.token(ANA, "yes_forget")
    group.says(ANA, "2h")

    assert group.says(ANA, "", old) == ["forget.ask.running"]
    assert group.is_running(ANA)


def test_a_yes_to_forget_from_before_people_were_told_is_asked_anew() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "forget")
    old = group.token(ANA, "yes_forget")
    group.wait(2 * HOUR + 10 * MINUTE)

    assert group.says(ANA, "", old) == ["forget.ask.alert"]
    assert "alert.over.safe" not in group.keys(BEA)


def test_a_peer_who_is_forgotten_leaves_every_ladder_and_alert_at_once() -> None:
    group = alerted()
    group.says(BEA, "ok")
    group.says(BEA, "forget")

    assert group.says(BEA, "yes") == ["forget.done"]
    alert = group.cases[ANA].alert
    assert alert is not None
    assert alert.telling(BEA).stand is Stand.GONE
    assert group.keys(CAT)[:1] == ["alert.missed"]
    assert "stop.one_stopped" in group.keys(ANA)


def test_a_peer_removed_meanwhile_who_is_forgotten_leaves_the_alert_too() -> None:
    group = alerted()
    group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")
    group.says(BEA, "forget")
    group.says(BEA, "yes")
    alert = group.cases[ANA].alert

    assert alert is not None
    assert alert.telling(BEA).stand is Stand.GONE
    assert "stop.one_stopped" not in group.keys(ANA)


def test_whoever_was_only_asked_and_is_forgotten_counts_as_a_no() -> None:
    group = invited()
    group.says(EVE, "forget")
    group.presses(EVE, "yes_forget")

    assert group.last(ANA).key == "pair.not_taken"
    assert EVE not in group.people


def test_the_last_word_to_whoever_leaves_is_one_and_the_last() -> None:
    group = alerted()
    group.says(ANA, "forget")
    before = len(group.keys(ANA))

    group.presses(ANA, "yes_forget")

    assert group.keys(ANA)[before:] == ["forget.done"]


def test_a_made_up_yes_to_forget_only_asks() -> None:
    group = evening()

    assert group.says(ANA, "", "forgetyes:made-up") == ["forget.ask"]
    assert ANA in group.people


def test_all_good_may_be_said_with_a_question_to_forget_still_open() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "forget")
    group.wait(2 * HOUR + MINUTE)

    assert group.says(ANA, "ok")[-1] == "timer.done"


def test_help_brings_the_keys_that_count_now() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "help")

    assert group.last(ANA).keyboard is Keyboard.RUNNING
