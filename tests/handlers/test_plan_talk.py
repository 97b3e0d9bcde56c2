import pytest

from handlers.notices import Text
from handlers.people import Plan, Wish, WishKind
from handlers.plan_talk import LONGEST_PLAN
from tests.handlers.cast import ANA, HOUR, MINUTE
from tests.handlers.desks import Group, evening


def writing() -> Group:
    """Ana is about to write her plan anew."""
    group = evening()
    group.says(ANA, "plan")
    group.presses(ANA, "change_plan")
    return group


def test_the_plan_is_shown_as_others_read_it() -> None:
    group = evening()

    assert group.says(ANA, "plan") == ["plan.show"]
    assert group.choices(ANA) == ["change_plan", "police_wish", "ambulance_wish"]


def test_a_new_plan_replaces_the_old_one_and_is_shown() -> None:
    group = writing()

    assert group.says(ANA, "Ring twice.\n\n  Then   knock. \n") == ["plan.saved"]
    assert group.cases[ANA].plan == Plan(("Ring twice.", "Then knock."))


def test_call_me_may_be_a_plan_while_nothing_runs() -> None:
    group = writing()

    assert group.says(ANA, "Call me") == ["plan.saved"]
    assert group.cases[ANA].plan.lines == ("Call me",)
    assert not group.cases[ANA].alert_is_open()


def test_call_me_is_never_a_plan_while_a_timer_runs() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "", "plan:mine:write")

    assert group.says(ANA, "Call me") == ["call.soon"]
    assert group.cases[ANA].plan == Plan(("Call me.",))


def test_a_plan_written_while_a_timer_runs_counts_from_the_next() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "", "plan:mine:write")

    assert group.says(ANA, "Ring twice.") == ["plan.saved.next_timer"]
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    assert checkin.plan == Plan(("Call me.",))


def test_a_plan_written_during_a_call_counts_from_the_next() -> None:
    group = evening()
    group.says(ANA, "call")
    group.wait(MINUTE)
    group.says(ANA, "", "plan:mine:write")

    assert group.says(ANA, "Ring twice.") == ["plan.saved.next_timer"]
    alert = group.cases[ANA].alert
    assert alert is not None
    assert alert.plan == Plan(("Call me.",))


@pytest.mark.parametrize(
    "text", ["1\n2\n3\n4\n5\n6", "x" * (LONGEST_PLAN + 1), "\u200b\n\u2068", "🙂" * 10_000]
)
def test_a_plan_no_message_can_hold_is_asked_again(text: str) -> None:
    group = writing()

    assert group.says(ANA, text) == ["plan.too_long"]
    assert group.cases[ANA].plan == Plan(("Call me.",))
    assert group.says(ANA, "Ring twice.") == ["plan.saved"]


@pytest.mark.parametrize(
    "text", ["تعالي إلى الباب", "👩‍🚒" * 20, "x" * LONGEST_PLAN, "1\n2\n3\n4\n5"]
)
def test_a_plan_may_be_in_any_script(text: str) -> None:
    assert writing().says(ANA, text) == ["plan.saved"]


@pytest.mark.parametrize("answer", ["not now", "no", "/cancel"])
def test_writing_a_plan_can_be_left(answer: str) -> None:
    group = writing()

    assert group.says(ANA, answer) == ["talk.fine"]
    assert group.says(ANA, "Ring twice.") == ["talk.unclear"]


@pytest.mark.parametrize("word", ["people", "help", "settings", "stop", "status", "/privacy"])
def test_a_command_is_never_taken_for_a_plan(word: str) -> None:
    group = writing()
    group.says(ANA, word)

    assert group.cases[ANA].plan == Plan(("Call me.",))


def test_a_clear_time_starts_a_timer_even_while_a_plan_is_asked_for() -> None:
    group = writing()

    assert group.says(ANA, "2h")[0] == "start.keys"
    assert group.says(ANA, "Ring twice.") == ["talk.unclear.running"]


def test_all_good_ends_the_timer_even_while_a_plan_is_asked_for() -> None:
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "", "plan:mine:write")
    group.wait(2 * HOUR)

    group.says(ANA, "ok")

    assert not group.is_running(ANA)


@pytest.mark.parametrize("which", ["police", "ambulance"])
@pytest.mark.parametrize(
    ("label", "kind"),
    [("wish_no", WishKind.NO), ("wish_yes", WishKind.YES), ("wish_unset", WishKind.UNSET)],
)
def test_a_wish_is_saved_with_one_press(which: str, label: str, kind: WishKind) -> None:
    group = evening()
    group.says(ANA, "plan")
    group.presses(ANA, f"{which}_wish")

    assert group.presses(ANA, label) == ["plan.saved"]
    assert getattr(group.cases[ANA].plan, which) == Wish(kind)


@pytest.mark.parametrize("which", ["police", "ambulance"])
def test_a_condition_is_written_in_own_words(which: str) -> None:
    group = evening()
    group.says(ANA, "", f"wish:{which}")

    assert group.presses(ANA, "wish_only") == [f"wish.{which}.write"]
    assert group.says(ANA, "if  I'm hurt") == ["plan.saved"]
    assert getattr(group.cases[ANA].plan, which) == Wish(WishKind.ONLY, "if I'm hurt")


@pytest.mark.parametrize("text", ["x" * 81, "\u200b"])
def test_a_condition_no_message_can_hold_is_asked_again(text: str) -> None:
    group = evening()
    group.says(ANA, "", "wish:police:only")

    assert group.says(ANA, text) == ["wish.too_long"]
    assert group.presses(ANA, "not_now") == ["talk.fine"]
    assert group.cases[ANA].plan.police == Wish()


def test_yes_and_no_can_be_typed_for_a_wish() -> None:
    group = evening()
    group.says(ANA, "", "wish:police")
    group.says(ANA, "no")
    group.says(ANA, "", "wish:ambulance")
    group.says(ANA, "yes")

    plan = group.cases[ANA].plan
    assert (plan.police, plan.ambulance) == (Wish(WishKind.NO), Wish(WishKind.YES))


@pytest.mark.parametrize("token", ["wish", "wish:fire", "wish:fire:no"])
def test_a_wish_nobody_offers_is_stale(token: str) -> None:
    assert evening().says(ANA, "", token) == ["talk.finished"]


def test_an_unset_wish_says_that_the_worker_has_not_said() -> None:
    group = evening()
    group.says(ANA, "plan")

    police = group.last(ANA).values["police"]
    assert police == Text("wish.police.unset", {"worker": "Ana", "words": ""})
