from dataclasses import replace

from handlers.people import PersonId
from tests.handlers.cast import ANA, BEA, CAT, HOUR
from tests.handlers.desks import Group, contact, evening


def wanting(*, start: bool = True, home: bool = False) -> Group:
    """Ana wants her first person asked at the start, or told when she is home."""
    group = evening()
    group.people[ANA] = replace(group.people[ANA], tell_start=start, tell_home=home)
    group.cases[ANA] = replace(group.cases[ANA], worker=group.people[ANA])
    return group


def ladder(group: Group) -> list[PersonId]:
    """List who is on the ladder of Ana's timer."""
    checkin = group.cases[ANA].checkin
    return [] if checkin is None else [rung.peer for rung in checkin.ladder]


def test_nobody_reads_of_a_start_unless_the_worker_wants_it() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.keys(BEA) == []


def test_only_the_first_tier_is_asked_at_the_start() -> None:
    group = wanting()
    group.says(ANA, "2h")

    assert group.keys(BEA) == ["tonight.ask"]
    assert group.keys(CAT) == []


def test_a_timer_that_tells_nobody_asks_nobody() -> None:
    group = wanting(home=True)
    group.contacts = []
    group.says(ANA, "2h")
    group.presses(ANA, "alone")

    assert group.keys(BEA) == []


def test_i_am_here_is_passed_on_to_the_worker_at_once() -> None:
    group = wanting()
    group.says(ANA, "2h")

    assert group.presses(BEA, "here") == ["tonight.thanks"]
    assert group.last(ANA).key == "tonight.first_is_there"
    assert ladder(group) == [BEA, CAT]


def test_yes_and_ok_mean_i_am_here() -> None:
    for word in ("yes", "ok", "👍", "I’m here"):
        group = wanting()
        group.says(ANA, "2h")

        assert group.says(BEA, word) == ["tonight.thanks"]


def test_not_tonight_leaves_this_ladder_and_the_worker_reads_it_before_leaving() -> None:
    group = wanting()
    group.says(ANA, "2h")

    assert group.presses(BEA, "not_tonight") == ["tonight.thanks_anyway"]
    assert group.last(ANA).key == "tonight.first_cannot"
    assert ladder(group) == [CAT]


def test_not_tonight_counts_for_this_timer_only() -> None:
    group = wanting()
    group.says(ANA, "2h")
    group.says(BEA, "no")
    group.says(ANA, "ok")

    group.says(ANA, "2h")

    assert ladder(group) == [BEA, CAT]


def test_the_last_one_who_cannot_leaves_the_worker_told_that_nobody_is_left() -> None:
    group = wanting()
    group.contacts = [contact(ANA, BEA)]
    group.says(ANA, "2h")

    group.presses(BEA, "not_tonight")

    assert group.last(ANA).key == "timer.nobody_left"


def test_the_last_one_who_can_be_reached_cannot_and_nobody_is_said_to_be_first_now() -> None:
    group = wanting()
    group.says(ANA, "2h")
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    lost = replace(checkin, unreachable=frozenset({CAT}))
    group.cases[ANA] = replace(group.cases[ANA], checkin=lost)

    group.presses(BEA, "not_tonight")

    assert group.last(ANA).key == "timer.nobody_left"
    assert "tonight.first_cannot" not in group.keys(ANA)


def test_whoever_cannot_tonight_is_still_asked_in_an_alert_that_is_open() -> None:
    group = wanting()
    group.says(ANA, "2h")
    group.says(ANA, "call")
    group.wait(HOUR / 60)

    group.says(BEA, "", group.token(BEA, "not_tonight"))

    alert = group.cases[ANA].alert
    assert alert is not None
    assert alert.telling(BEA).stand == "told"


def test_home_is_told_to_those_who_were_asked() -> None:
    group = wanting(home=True)
    group.says(ANA, "2h")

    group.says(ANA, "ok")

    assert group.keys(BEA) == ["tonight.ask", "tonight.home"]
    assert group.keys(CAT) == []


def test_whoever_could_not_tonight_does_not_read_home() -> None:
    group = wanting(home=True)
    group.says(ANA, "2h")
    group.presses(BEA, "not_tonight")

    group.says(ANA, "ok")

    assert "tonight.home" not in group.keys(BEA)


def test_an_old_button_never_tells_whether_the_timer_still_runs() -> None:
    running, over = wanting(), wanting()
    for group in (running, over):
        group.says(ANA, "2h")
    over.says(ANA, "ok")

    for label in ("here", "not_tonight", "not_tonight"):
        assert running.presses(BEA, label) == over.presses(BEA, label)


def test_after_the_end_the_worker_reads_no_late_answer() -> None:
    group = wanting()
    group.says(ANA, "2h")
    group.says(ANA, "ok")
    before = len(group.keys(ANA))

    group.presses(BEA, "here")

    assert len(group.keys(ANA)) == before


def test_the_words_alone_answer_no_question_that_was_not_asked() -> None:
    group = evening()
    group.says(ANA, "2h")

    assert group.says(BEA, "I'm here") == ["talk.no_question"]
    assert group.says(BEA, "not tonight") == ["talk.no_question"]
    assert ladder(group) == [BEA, CAT]


def test_somebody_who_is_not_on_the_ladder_cannot_leave_it() -> None:
    group = wanting()
    group.tie(CAT, BEA)
    group.says(ANA, "2h")
    checkin = group.cases[ANA].checkin
    assert checkin is not None
    group.contacts = [each for each in group.contacts if each.peer != CAT]
    group.cases[ANA] = replace(
        group.cases[ANA], checkin=replace(checkin, ladder=checkin.ladder[:1])
    )

    assert group.says(CAT, "", f"notonight:{checkin.id}") == ["tonight.thanks_anyway"]
    assert ladder(group) == [BEA]
