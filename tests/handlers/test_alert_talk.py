import pytest

from handlers.alert_states import Held, Open, Settled, Stand
from handlers.people import Consent
from tests.handlers.cast import ANA, BEA, CAT, DEE, HOUR, MINUTE
from tests.handlers.desks import Group, alerted, evening

SLIPS = ["is she ok?", "I'm on it", "yes!!", "im calling her now", "oh no", "I have it", "👍👎"]


def state(group: Group) -> object:
    """Give the state of Ana's alert."""
    alert = group.cases[ANA].alert
    return None if alert is None else alert.state


def both_out() -> Group:
    """Bea and Cat are each Ana's and Dee's first person; both alerts are open."""
    group = evening()
    group.join(DEE)
    group.tie(DEE, BEA)
    group.says(ANA, "2h")
    group.says(DEE, "2h")
    group.wait(2 * HOUR + 10 * MINUTE)
    return group


@pytest.mark.parametrize("word", ["I've got it", "I’ve got it", "got it", "ok", "👍", "OK."])
def test_a_peer_takes_it_with_a_word(word: str) -> None:
    group = alerted()

    assert group.says(BEA, word) == ["alert.thanks"]
    assert isinstance(state(group), Held)


@pytest.mark.parametrize("text", SLIPS)
def test_typed_text_never_counts_as_an_answer_and_brings_the_choices(text: str) -> None:
    group = alerted()

    assert group.says(BEA, text) == ["alert.press_one"]
    assert group.choices(BEA) == ["got_it", "cant_now"]
    assert isinstance(state(group), Open)


def test_typed_text_of_a_peer_is_never_passed_on() -> None:
    group = alerted()
    before = len(group.keys(ANA)) + len(group.keys(CAT))

    group.says(BEA, "is she at flat 4?")

    assert len(group.keys(ANA)) + len(group.keys(CAT)) == before
    assert "flat 4" not in repr(group.read)


@pytest.mark.parametrize("text", ["", "yes", "no", "later"])
def test_a_photo_or_a_bare_yes_brings_the_choices_too(text: str) -> None:
    group = alerted()

    assert group.says(BEA, text) == ["alert.press_one"]


def test_text_that_was_waited_for_is_not_taken_while_an_alert_waits() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(BEA, "", "plan:mine:write")
    before = group.cases[BEA].plan
    group.wait(2 * HOUR + 10 * MINUTE)

    assert group.says(BEA, "is she ok? I'm calling") == ["alert.press_one"]
    assert group.cases[BEA].plan == before


def test_who_has_it_may_go_on_with_their_own_plan_until_asked_again() -> None:
    group = alerted()
    group.says(BEA, "ok")
    group.says(BEA, "", "plan:mine:write")

    assert group.says(BEA, "Ring twice.") == ["plan.saved"]
    group.says(BEA, "", "plan:mine:write")
    group.wait(21 * MINUTE)
    assert group.says(BEA, "Ring thrice.") == ["alert.press_one"]


def test_once_someone_has_spoken_a_peer_may_write_their_plan() -> None:
    group = alerted()
    group.says(BEA, "ok")
    group.says(BEA, "we've spoken")
    group.says(BEA, "", "plan:mine:write")

    assert group.says(BEA, "Ring twice.") == ["plan.saved"]


def test_who_declined_may_write_their_plan() -> None:
    group = alerted()
    group.says(BEA, "I can't now")
    group.says(BEA, "", "plan:mine:write")

    assert group.says(BEA, "Ring twice.") == ["plan.saved"]


def test_an_answer_notes_when_the_peer_was_last_reached() -> None:
    group = alerted()
    group.says(BEA, "ok")

    assert group.contact(ANA, BEA).reached_at == group.now
    assert group.contact(ANA, CAT).reached_at is None


def test_a_word_that_fits_two_alerts_is_asked_back_by_name() -> None:
    group = both_out()

    assert group.says(BEA, "I've got it") == ["talk.for_whom"]
    assert [choice.label.key for choice in group.last(BEA).choices] == ["choice.for_alert"] * 2
    assert {choice.label.values["worker"] for choice in group.last(BEA).choices} == {"Ana", "Dee"}


def test_the_choice_for_whom_counts_for_that_one_only() -> None:
    group = both_out()
    group.says(BEA, "I've got it")
    alert = group.cases[DEE].alert
    assert alert is not None
    token = next(c.token for c in group.last(BEA).choices if alert.id in c.token)

    assert group.says(BEA, "", token) == ["alert.thanks"]
    assert isinstance(state(group), Open)


def test_a_word_is_for_the_alert_or_for_the_own_timer() -> None:
    group = alerted(signal=[BEA])
    group.says(BEA, "2h")
    group.presses(BEA, "alone")

    assert group.says(BEA, "ok") == ["talk.for_whom"]
    assert [c.label.key for c in group.last(BEA).choices] == [
        "choice.for_alert",
        "choice.for_own_timer",
    ]


def test_a_number_stays_with_its_question() -> None:
    group = evening(signal=[BEA])
    group.says(BEA, "2h")
    group.presses(BEA, "alone")
    own = group.number(BEA, "all_good")
    group.says(ANA, "30m")
    group.wait(40 * MINUTE)

    theirs = group.number(BEA, "got_it")
    asked = group.says(BEA, "ok")
    again = group.number(BEA, "got_it")

    assert (own, asked, theirs) == ("1", ["talk.for_whom"], again)
    assert group.says(BEA, theirs) == ["alert.thanks"]
    assert group.is_running(BEA)
    assert "timer.done.early" in group.says(BEA, own)


def test_a_word_without_numbers_finds_the_only_alert() -> None:
    group = alerted()
    group.numbers.clear()

    assert group.says(BEA, "I've got it") == ["alert.thanks"]


def test_a_word_without_numbers_finds_the_only_practice() -> None:
    group = evening()
    group.says(BEA, "", f"practise:{group.contact(ANA, BEA).id}")
    group.numbers.clear()

    assert group.says(BEA, "I've got it") == ["alert.drill.thanks"]


def test_a_word_without_numbers_that_fits_two_alerts_brings_both() -> None:
    group = both_out()
    group.numbers.clear()

    assert group.says(BEA, "I've got it") == ["alert.press_one", "alert.press_one"]


def test_an_ok_without_numbers_brings_the_choices() -> None:
    group = alerted()
    group.numbers.clear()

    assert group.says(BEA, "ok") == ["alert.press_one"]


def test_a_word_for_an_alert_with_none_open_answers_no_question() -> None:
    group = evening()

    assert group.says(BEA, "I've got it") == ["talk.no_question"]


def test_a_button_of_an_alert_that_is_over_is_stale() -> None:
    group = alerted()
    group.says(ANA, "ok")

    assert isinstance(state(group), Settled)
    assert group.presses(BEA, "got_it") == ["talk.finished"]


def test_unknown_and_forbidden_alerts_are_answered_the_same() -> None:
    group = alerted()
    group.join(DEE)
    alert = group.cases[ANA].alert
    assert alert is not None

    forbidden = group.says(DEE, "", f"got:{alert.id}")
    not_told = group.says(CAT, "", f"got:{alert.id}")
    unknown = group.says(DEE, "", "got:0123456789abcdef")

    assert forbidden == not_told == unknown == ["talk.finished"]
    assert isinstance(state(group), Open)


def test_an_answer_that_changes_nothing_is_told_what_can_be_answered() -> None:
    group = alerted()
    group.says(BEA, "I can't now")

    assert group.says(BEA, "I can't now") == ["alert.as_before"]
    assert group.choices(BEA) == ["got_it", "cant_now"]


def test_what_fits_another_state_of_the_alert_is_told_what_fits_now() -> None:
    group = alerted()
    alert = group.cases[ANA].alert
    assert alert is not None

    for verb in ("help", "reopen"):
        assert group.says(BEA, "", f"{verb}:{alert.id}") == ["alert.as_before"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["ok", "we've spoken"], "alert.spoken.thanks"),
        (["ok", "I can't reach them"], "alert.unreached"),
        (["ok", "I'd like help"], "alert.help"),
        (["ok", "we’ve spoken", "not settled"], "alert.reopened"),
        (["I can't"], "alert.declined.next"),
    ],
)
def test_each_answer_of_a_peer_can_be_typed(words: list[str], key: str) -> None:
    group = alerted()

    answers = [group.says(BEA, word) for word in words]

    assert key in answers[-1]


def test_still_on_it_can_be_typed() -> None:
    group = alerted()
    group.says(BEA, "ok")
    group.wait(20 * MINUTE)

    assert group.last(BEA).key == "alert.still_on"
    assert group.says(BEA, "Still on it.") == ["alert.thanks.still"]


def test_a_worker_never_answers_their_own_alert() -> None:
    group = alerted()
    alert = group.cases[ANA].alert
    assert alert is not None

    assert group.says(ANA, "", f"got:{alert.id}") == ["talk.finished"]


def test_a_time_typed_by_a_peer_starts_their_own_timer_only() -> None:
    group = alerted()

    assert group.says(BEA, "20m") == ["start.nobody"]
    assert isinstance(state(group), Open)


def test_a_peer_who_was_removed_meanwhile_still_answers_what_they_were_told() -> None:
    group = alerted()
    group.says(ANA, "", f"removeyes:{group.contact(ANA, BEA).id}")

    assert group.says(BEA, "I've got it") == ["alert.thanks"]


def test_whoever_left_is_out_of_the_alert() -> None:
    group = alerted()
    group.says(BEA, "stop")
    group.presses(BEA, "stop_for")
    alert = group.cases[ANA].alert

    assert alert is not None
    assert alert.telling(BEA).stand is Stand.GONE
    assert group.contact(ANA, BEA).consent is Consent.LEFT
    assert group.keys(CAT)[:1] == ["alert.missed"]
