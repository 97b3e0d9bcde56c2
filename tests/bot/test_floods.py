"""Somebody sends far too much: strangers are not heard, known people are heard and not answered."""

from bot.senders import BURST, GUESSES
from tests.bot.test_engine import Room, keys, room

__all__ = ["room"]

NO_SUCH = "acorn almond amber anchor"


def spoken(room: Room) -> list[str]:
    return [each.notice.key for each in room.engine.spoken]


def test_a_flood_of_a_strangers_is_not_decided(room: Room) -> None:
    room.receive(*(room.said("Eve", "hello") for _ in range(BURST + 50)))

    assert room.db.rows("SELECT count(*) FROM inbox") == [(BURST,)]
    assert spoken(room) == ["stranger"]


def test_of_a_known_persons_flood_every_message_is_decided(room: Room) -> None:
    room.receive(*(room.said("Ana", "status") for _ in range(BURST + 50)))

    assert room.db.rows("SELECT count(*) FROM inbox") == [(BURST + 50,)]


def test_a_known_persons_flood_is_answered_only_where_it_changes_something(room: Room) -> None:
    room.receive(*(room.said("Ana", "status") for _ in range(BURST + 50)))
    answers = len(room.all_rows())

    room.receive(room.said("Ana", "2h"))

    assert answers == BURST
    assert room.all_rows()


def test_a_stranger_who_guesses_too_often_joins_with_no_words_that_day(room: Room) -> None:
    with room.engine.together():
        words = room.engine.invite().words
    room.receive(*(room.said("Eve", NO_SUCH) for _ in range(GUESSES)))

    room.receive(room.said("Eve", words))

    assert room.db.row("SELECT count(*) FROM people") == (3,)
    assert spoken(room) == ["stranger"]


def test_a_stranger_with_the_right_words_at_the_last_try_joins(room: Room) -> None:
    with room.engine.together():
        words = room.engine.invite().words
    room.receive(*(room.said("Eve", NO_SUCH) for _ in range(GUESSES - 1)))

    room.receive(room.said("Eve", words))

    assert room.db.row("SELECT count(*) FROM people") == (4,)


def test_one_strangers_guesses_keep_no_other_from_joining(room: Room) -> None:
    with room.engine.together():
        words = room.engine.invite().words
    room.receive(*(room.said("Eve", NO_SUCH) for _ in range(GUESSES * 2)))

    room.receive(room.said("Zoe", words))

    assert keys(room.all_rows())
