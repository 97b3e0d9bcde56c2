from datetime import timedelta

import pytest

from handlers.commands import invitation_named, read, read_stranger
from handlers.desk import Numbered
from handlers.dialogue import Dialogue, Idle, Naming, WritingPlan
from handlers.said import ChooseWhich, Command, Say, SetTimer, Show, Type, UseInvitation, read_token
from handlers.times import Ask, By, Exact, NotUnderstood, Reason
from handlers.words import Verb
from tests.handlers.cast import ANA, BEA, EVENING, HOUR
from tests.handlers.desks import evening

CODE = "abcdefghijklmnopqrst-_"
WORDS = "maple otter sunny desk"


def said(text: str, dialogue: Dialogue | None = None, *numbers: Numbered) -> Command:
    """Read what Ana types, with these choices open."""
    group = evening(signal=[ANA])
    group.dialogues[ANA] = dialogue or Idle()
    group.numbers[ANA] = list(numbers)
    return read(group.desk(ANA), text, "", EVENING)


@pytest.mark.parametrize(
    "text", ["2h", "/timer 2h", "/timer@the_bot 2h", "timer 2h", "/checkin 2h"]
)
def test_a_time_starts_the_flow_with_or_without_a_command(text: str) -> None:
    assert said(text) == SetTimer(Exact(EVENING + 2 * HOUR, By.DURATION))


def test_an_ambiguous_time_comes_with_its_readings() -> None:
    command = said("9")

    assert isinstance(command, SetTimer)
    assert isinstance(command.reading, Ask)


def test_a_time_that_cannot_be_says_why() -> None:
    assert said("2m") == SetTimer(NotUnderstood(Reason.TOO_SHORT))


def test_words_behind_a_time_are_kept_apart() -> None:
    assert said("2h flat 4") == SetTimer(Exact(EVENING + 2 * HOUR, By.DURATION), "flat 4")


@pytest.mark.parametrize(
    "text",
    ["+30", "more 30", "/more 30", "/extend 30", "/more@the_bot 30", "+30 min", "+٣٠", "\uff0b30"],
)
def test_longer_is_read_however_it_is_written(text: str) -> None:
    assert said(text) == Say(Verb.MORE, "", "30")


@pytest.mark.parametrize("text", ["/call", "/sos", "/panic", "call", "Call me", "CALL ME!"])
def test_all_names_of_call_me_work(text: str) -> None:
    assert said(text) == Say(Verb.CALL)


@pytest.mark.parametrize("text", ["all good", "/ok", "ok", "👍", "👍🏽", "OK!", "/safe", "fine"])
def test_all_names_of_all_good_work(text: str) -> None:
    assert said(text) == Say(Verb.SAFE)


def test_booking_is_known_only_to_say_what_this_is() -> None:
    assert said("/booking") == Say(Verb.BOOKING)


def test_cancel_ends_no_timer() -> None:
    assert said("/cancel") == Say(Verb.CANCEL)


@pytest.mark.parametrize("text", ["/start", "/start hello", "hi", "Hello", "start"])
def test_a_start_without_an_invitation_is_a_hello(text: str) -> None:
    assert said(text) == Say(Verb.HELLO)


@pytest.mark.parametrize("text", ["/nonsense", "/nonsense 2"])
def test_a_command_nobody_knows_gets_help_and_is_never_a_name(text: str) -> None:
    assert said(text) == Say(Verb.HELP)
    assert said(text, Naming()) == Say(Verb.HELP)


@pytest.mark.parametrize("text", ["note Flat 4", "/note Flat 4", "NOTE: x", "note"])
def test_a_note_with_words_is_known_as_one(text: str) -> None:
    command = said(text)

    assert command in (Say(Verb.NOTE, detail="words"), Say(Verb.NOTE), Type(text))
    assert command == Type(text) if ":" in text else isinstance(command, Say)


def test_a_plan_may_begin_with_note() -> None:
    assert said("note to you: ring", WritingPlan()) == Type("note to you: ring")


@pytest.mark.parametrize("text", ["", "  ", "\n", "\x00", "\ud800"])
def test_what_is_no_text_is_shown_not_typed(text: str) -> None:
    assert said(text) == Show()


@pytest.mark.parametrize(
    "text",
    [
        f"/start {CODE}",
        f"/start@the_bot {CODE}",
        f" /start  {CODE} ",
        f"https://t.me/the_bot?start={CODE}",
    ],
)
def test_the_code_of_an_invitation_is_found(text: str) -> None:
    assert invitation_named(text) == CODE
    assert said(text) == UseInvitation()


def test_the_words_of_an_invitation_are_found_in_any_case() -> None:
    assert invitation_named("Maple Otter, Sunny  desk") == WORDS


@pytest.mark.parametrize(
    "text", [f"/start {CODE}x", "/start abc", f"start {CODE}", "maple otter sunny"]
)
def test_what_is_not_quite_an_invitation_is_none(text: str) -> None:
    assert invitation_named(text) == ""


def test_a_stranger_is_read_for_invitations_and_greetings_only() -> None:
    assert read_stranger(WORDS, "") == UseInvitation()
    assert read_stranger("Hello!", "") == Say(Verb.HELLO)
    assert read_stranger("2h", "") == Type("")
    assert read_stranger("", "safe:1") == Say(Verb.SAFE, "1")


def test_a_token_is_read_into_verb_subject_and_detail() -> None:
    assert read_token("line:c1:parcel") == Say(Verb.LINE, "c1", "parcel")
    assert read_token("more15:t1") == Say(Verb.MORE, "t1", "15")
    assert read_token("got:a1:") == Say(Verb.GOT, "a1")
    assert read_token("setup") == Say(Verb.SETUP)


@pytest.mark.parametrize(
    "token", [":", "::", "more", "more9999:x", "nonsense:1", "\x00", "é:ü:ß", "a" * 99]
)
def test_a_token_nobody_made_says_nothing(token: str) -> None:
    assert read_token(token) in (Type(""), Say(Verb.MORE))


def test_a_digit_is_the_choice_it_numbers() -> None:
    assert said("2", None, Numbered(2, "more30:t", "checkin:t")) == Say(Verb.MORE, "t", "30")


def test_a_digit_without_a_choice_is_a_time() -> None:
    assert isinstance(said("9", None, Numbered(2, "more30:t", "checkin:t")), SetTimer)


def test_a_digit_numbers_nothing_where_buttons_are_shown() -> None:
    group = evening()
    group.numbers[ANA] = [Numbered(9, "more30:t", "checkin:t")]

    assert isinstance(read(group.desk(ANA), "9", "", EVENING), SetTimer)


def test_a_word_goes_to_the_question_it_answers() -> None:
    assert said("yes", None, Numbered(1, "agree:c", "pair:c")) == Say(Verb.AGREE, "c")
    assert said("no", None, Numbered(2, "refuse:c", "pair:c")) == Say(Verb.REFUSE, "c")
    assert said("later", None, Numbered(3, "agreelater:c", "pair:c")) == Say(Verb.AGREE_LATER, "c")
    assert said("i've got it", None, Numbered(5, "got:a", "alert:a")) == Say(Verb.GOT, "a")


def test_a_word_that_fits_two_questions_is_asked_back() -> None:
    mine, theirs = Numbered(1, "safe:t", "checkin:t"), Numbered(5, "got:a", "alert:a")

    assert said("ok", None, mine, theirs) == ChooseWhich((theirs, mine))


def test_a_choice_of_for_whom_is_not_a_second_question() -> None:
    first, again = Numbered(5, "got:a", "alert:a"), Numbered(8, "got:a:", "whom")

    assert said("i've got it", None, first, again) == Say(Verb.GOT, "a")
    assert said("ok", None, again) == Say(Verb.SAFE)
    assert said("8", None, first, again) == Say(Verb.GOT, "a")


def test_a_word_goes_to_the_newest_choice_of_one_question() -> None:
    got, still = Numbered(1, "got:a", "alert:a"), Numbered(4, "still:a", "alert:a")

    assert said("ok", None, got, still) == Say(Verb.STILL, "a")


def test_a_word_that_fits_two_choices_of_one_question_is_asked_back() -> None:
    first, second = Numbered(1, "leaveyes:b", ""), Numbered(2, "leaveyes:c", "")

    assert said("yes", None, first, second) == ChooseWhich((first, second))


def test_all_good_is_never_asked_back_however_many_questions_it_fits() -> None:
    timer, alert = Numbered(1, "safe:t", "checkin:t"), Numbered(7, "safe:a", "alert:a")

    for word in ("All good", "ok", "👍"):
        assert said(word, None, timer, alert) == Say(Verb.SAFE)


@pytest.mark.parametrize("token", ["forgetyes", "removeyes:c", "leaveyes:c", "undoyes:t", "same:c"])
def test_a_mere_ok_confirms_nothing_that_cannot_be_undone(token: str) -> None:
    question = Numbered(3, token, "")

    assert said("ok", None, question) == Say(Verb.SAFE)
    assert said("yes", None, question) == read_token(token)


def test_yes_to_nobody_i_could_tell_invites_someone() -> None:
    offers = Numbered(1, "invite", "start"), Numbered(2, "start:1763850600:a", "start")

    assert said("yes", None, *offers) == Say(Verb.INVITE)
    assert said("Remind only me", None, *offers) == Say(Verb.START, "1763850600", "a")


def test_yes_to_a_start_starts_it() -> None:
    offers = Numbered(1, "start:1763850600:lw", "start"), Numbered(2, "startnot", "start")

    assert said("yes", None, *offers) == Say(Verb.START, "1763850600", "lw")
    assert said("Neither", None, *offers) == Say(Verb.START_NOT)


def test_yes_and_no_without_a_question_are_no_answers() -> None:
    assert said("yes") == Say(Verb.YES)
    assert said("later") == Say(Verb.NO)


@pytest.mark.parametrize(
    "text", ["help", "people", "stop", "status", "hi", "Other", "/plan", "I can't"]
)
def test_a_command_is_never_taken_for_a_name(text: str) -> None:
    assert isinstance(said(text, Naming()), Say)


@pytest.mark.parametrize(
    "text", ["Keep", "Plan", "2h after that", "Robin", "undo", "I'd like help"]
)
def test_other_words_may_be_names_and_plans(text: str) -> None:
    assert said(text, WritingPlan()) == Type(text)


def test_a_word_that_fits_an_open_choice_is_no_plan() -> None:
    assert said("Later", WritingPlan(), Numbered(1, "planlater", "")) == Say(Verb.PLAN_LATER)


@pytest.mark.parametrize("text", ["2h", "9", "90", "until 9"])
def test_a_time_alone_is_no_plan(text: str) -> None:
    assert isinstance(said(text, WritingPlan()), SetTimer)


def test_call_me_is_a_plan_while_nothing_runs_and_a_command_while_something_does() -> None:
    group = evening()
    group.dialogues[ANA] = WritingPlan()
    quiet = read(group.desk(ANA), "Call me", "", EVENING)
    group.dialogues[ANA] = Idle()
    group.says(ANA, "2h")
    group.dialogues[ANA] = WritingPlan()

    assert quiet == Type("Call me")
    assert read(group.desk(ANA), "Call me", "", EVENING) == Say(Verb.CALL)


def test_a_coordinators_minimum_lets_seconds_be_typed() -> None:
    group = evening()
    timing = type(group.house.timing)(minimum=timedelta(seconds=5))
    group.house = type(group.house)("us", "en", "UTC", timing=timing)

    assert read(group.desk(BEA), "20s", "", EVENING) == SetTimer(
        Exact(EVENING + timedelta(seconds=20), By.DURATION)
    )
