import pytest

from handlers.people import Consent, ladder_of
from tests.handlers.cast import ANA, BEA, CAT, HOUR, MINUTE
from tests.handlers.desks import alerted, evening
from tests.handlers.pairs import EVE, invited, paired


def test_pairing_asks_name_number_line_sharing_practice_and_words_in_this_order() -> None:
    group = paired()

    assert group.keys(EVE) == [
        "pair.ask",
        "pair.name",
        "pair.number",
        "pair.line",
        "pair.share",
        "pair.practise",
        "pair.compare",
    ]
    assert group.keys(ANA)[-2:] == ["pair.agreed", "pair.compare"]


def test_who_said_yes_stands_on_the_ladder_after_the_others() -> None:
    group = paired()

    ladder = ladder_of(tuple(group.contacts))

    assert [(rung.peer, rung.tier) for rung in ladder] == [(BEA, 1), (CAT, 2), (EVE, 3)]


def test_typed_words_answer_all_of_pairing() -> None:
    group = invited(signal=frozenset([EVE]))
    texts = ("yes", "Eve", "my own words", "The cat is out.", "no", "later", "same", "not now")

    keys = [group.says(EVE, text)[-1] for text in texts]

    assert keys == [
        "pair.name",
        "pair.line",
        "pair.line.own",
        "pair.share",
        "pair.practise",
        "pair.compare",
        "pair.both",
        "talk.fine",
    ]
    assert group.people[EVE].first_line == "The cat is out."
    assert not group.contact(ANA, EVE).shares_name


def test_numbers_of_answered_questions_are_free_again() -> None:
    group = invited(signal=frozenset([EVE]))
    for answer in ("1", "Eve", "1", "1"):
        group.says(EVE, answer)

    assert [(each.number, each.token.split(":")[0]) for each in group.numbers[EVE]] == [
        (1, "practise"),
        (2, "pracnot"),
    ]


@pytest.mark.parametrize("line", ["", "x" * 41, "\u200b"])
def test_a_first_line_that_no_lock_screen_shows_is_asked_again(line: str) -> None:
    group = paired()
    group.presses(EVE, "line_own")

    assert group.says(EVE, line) in (["pair.line.own"], ["talk.only_text"])


def test_a_first_line_of_forty_letters_fits() -> None:
    group = paired()
    group.presses(EVE, "line_own")

    assert group.says(EVE, "x" * 40) == ["pair.share"]


def test_only_the_lines_that_are_offered_can_be_pressed() -> None:
    group = paired()
    made_up = group.token(EVE, "line_up").replace("up", "Ana is out tonight")

    assert group.says(EVE, "", made_up) == ["talk.finished"]
    assert group.people[EVE].first_line == "parcel"


@pytest.mark.parametrize("name", ["", "\u2068", "x" * 41])
def test_a_peers_name_that_cannot_be_shown_is_asked_again(name: str) -> None:
    group = invited()
    group.presses(EVE, "agree")

    assert group.says(EVE, name) in (["join.name.again"], ["talk.only_text"])
    assert group.contact(ANA, EVE).consent is Consent.ASKED


def test_a_peer_keeps_the_name_they_already_have_and_another_for_this_worker() -> None:
    group = evening()
    group.says(BEA, "invite")
    group.says(CAT, group.invitations[0].words)
    group.presses(CAT, "agree")
    group.says(CAT, "Kit")

    assert group.people[CAT].name == "Cat"
    assert group.contact(BEA, CAT).peer_name == "Kit"


def test_a_practice_one_is_sent_only_if_wanted() -> None:
    group = invited()
    for answer in ("agree", "Eve", "line_up", "no"):
        group.says(EVE, "Eve") if answer == "Eve" else group.presses(EVE, answer)

    keys = group.presses(EVE, "yes")

    assert keys == ["alert.drill", "pair.compare"]
    assert group.presses(EVE, "got_it") == ["alert.drill.thanks"]
    assert group.contact(ANA, EVE).reached_at == group.now


def test_during_an_alert_no_practice_is_sent() -> None:
    group = paired()
    group.says(ANA, "2h")
    group.wait(2 * HOUR + 10 * MINUTE)

    assert group.says(EVE, "", f"practise:{group.contact(ANA, EVE).id}") == ["pair.compare"]


def test_without_an_answer_to_the_name_nothing_of_pairing_goes_on() -> None:
    group = invited()
    contact = group.contact(ANA, EVE).id

    for token in ("line:{}:up", "ownline:{}", "share:{}", "practise:{}", "same:{}", "both:{}"):
        assert group.says(EVE, "", token.format(contact)) == ["talk.finished"]
    assert group.contact(ANA, EVE).consent is Consent.ASKED


def test_buttons_of_a_pairing_that_is_over_are_stale() -> None:
    group = paired()
    contact = group.contact(ANA, EVE).id
    group.says(ANA, "", f"removeyes:{contact}")

    for verb in ("agree", "refuse", "agreelater", "share", "practise", "same", "both", "ownline"):
        assert group.says(EVE, "", f"{verb}:{contact}") == ["talk.finished"]
    assert group.says(EVE, "", f"line:{contact}:up") == ["talk.finished"]


def test_a_text_for_a_pairing_that_was_taken_back_meanwhile_is_told_so() -> None:
    group = invited()
    group.presses(EVE, "agree")
    group.says(ANA, "", f"removeyes:{group.contact(ANA, EVE).id}")

    assert group.says(EVE, "Eve") == ["talk.finished"]
    assert group.says(EVE, "Eve") == ["hello.telegram"]


def test_an_own_line_for_a_pairing_that_was_taken_back_meanwhile_is_told_so() -> None:
    group = paired()
    group.presses(EVE, "line_own")
    group.says(ANA, "", f"removeyes:{group.contact(ANA, EVE).id}")

    assert group.says(EVE, "The cat is out.") == ["talk.finished"]


def test_a_name_typed_while_an_alert_waits_is_not_taken_for_a_name() -> None:
    group = alerted()
    group.says(CAT, "invite")
    group.says(BEA, group.invitations[0].words)
    group.presses(BEA, "agree")

    assert group.says(BEA, "is she ok") == ["alert.press_one"]
    assert group.contact(CAT, BEA).consent is Consent.ASKED


def test_every_message_to_the_other_is_told_under_their_own_name_for_them() -> None:
    group = paired()
    to_eve = [each for each in group.read if each.to == EVE]

    assert {each.values["worker"] for each in to_eve if "worker" in each.values} == {"Ana"}
