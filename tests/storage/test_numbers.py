from handlers.desk import Numbered
from storage import numbers
from storage.database import Database
from tests.storage.cast import ANA, BEA, MINUTE, NOON


def typed(db: Database) -> dict[int, str]:
    return {each.number: each.token for each in numbers.of_person(db, ANA)}


def test_the_first_question_counts_from_one(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one", "more30:one"], NOON)

    assert numbers.of_person(db, ANA) == (
        Numbered(1, "safe:one", "checkin:one"),
        Numbered(2, "more30:one", "checkin:one"),
    )


def test_a_choice_that_is_offered_again_keeps_its_number(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one", "more30:one"], NOON)

    numbers.give(db, ANA, "checkin:one", ["more30:one", "call:one"], NOON)

    assert typed(db) == {1: "safe:one", 2: "more30:one", 3: "call:one"}


def test_the_next_question_goes_on_counting(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)

    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)

    assert typed(db) == {1: "safe:one", 2: "got:red"}


def test_a_number_that_is_free_again_is_not_given_while_a_higher_one_is_open(
    db: Database,
) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)
    numbers.free(db, "checkin:one", ANA)

    numbers.give(db, ANA, "alert:red", ["cant:red"], NOON)

    assert typed(db) == {2: "got:red", 3: "cant:red"}


def test_when_all_is_over_it_counts_from_one_again(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one", "more30:one"], NOON)
    numbers.free(db, "checkin:one", ANA)

    numbers.give(db, ANA, "checkin:two", ["safe:two"], NOON)

    assert typed(db) == {1: "safe:two"}


def test_the_same_choice_twice_in_one_question_is_one_number(db: Database) -> None:
    numbers.give(db, ANA, "plan", ["plan", "plan"], NOON)

    assert typed(db) == {1: "plan"}


def test_a_choice_that_is_offered_about_something_else_is_open_until_that_is_over(
    db: Database,
) -> None:
    numbers.give(db, ANA, "joining", ["invite"], NOON)
    numbers.give(db, ANA, "start", ["invite"], NOON)

    numbers.free(db, "joining", ANA)

    assert typed(db) == {1: "invite"}


def test_a_choice_that_is_offered_a_second_time_stays_open_for_the_first(db: Database) -> None:
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)
    numbers.give(db, ANA, "talk", ["got:red"], NOON)

    numbers.free(db, "talk", ANA)

    assert typed(db) == {1: "got:red"}


def test_every_chat_counts_for_itself(db: Database) -> None:
    numbers.give(db, BEA, "alert:red", ["got:red", "cant:red"], NOON)

    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)

    assert typed(db) == {1: "safe:one"}


def test_what_is_over_for_one_stays_open_for_the_others(db: Database) -> None:
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)
    numbers.give(db, BEA, "alert:red", ["got:red"], NOON)

    numbers.free(db, "alert:red", BEA)

    assert typed(db) == {1: "got:red"}
    assert numbers.of_person(db, BEA) == ()


def test_what_is_over_for_everybody_frees_all_numbers(db: Database) -> None:
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON)
    numbers.give(db, BEA, "alert:red", ["got:red"], NOON)

    numbers.free(db, "alert:red", None)

    assert numbers.of_person(db, ANA) == numbers.of_person(db, BEA) == ()


def test_of_a_question_its_own_choices_are_found(db: Database) -> None:
    numbers.give(db, ANA, "checkin:one", ["safe:one"], NOON)
    numbers.give(db, ANA, "alert:red", ["got:red"], NOON + MINUTE)

    assert numbers.of_question(db, ANA, "checkin:one", NOON) == (
        Numbered(1, "safe:one", "checkin:one"),
    )
    assert numbers.of_question(db, ANA, "alert:red", NOON) == (Numbered(2, "got:red", "alert:red"),)


def test_of_questions_about_nothing_only_the_newest_is_open(db: Database) -> None:
    numbers.give(db, ANA, "", ["clockyes"], NOON + MINUTE)

    assert numbers.of_question(db, ANA, "", NOON) == ()
    assert numbers.of_question(db, ANA, "", NOON + MINUTE) == (Numbered(1, "clockyes", ""),)
