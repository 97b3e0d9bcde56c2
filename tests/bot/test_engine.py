"""The ring: what is decided is saved with what is to be said of it; each event stands alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.broken import TRIES, TRY_AGAIN
from bot.clock import ManualClock
from bot.engine import HEARTBEAT, Engine
from bot.hearing import Hearing
from bot.quiet import FORGET_EVERY, Quiet
from bot.transports import Incoming, Kind
from handlers.desk import House
from handlers.moment import Network
from handlers.people import IDLE_AFTER, Consent, Contact, PersonId
from storage import checkins, codec, contacts
from storage import house as memory
from storage.database import Database, maintenance, transaction
from storage.errors import DiskFullError
from storage.opening import create_database, open_database
from storage.outbox_rows import Row
from tests.storage.cast import ANA, BEA, CAT, checkin, join

EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
HOUSE = House("the Thursday group", "en", "UTC")
NETWORKS = frozenset(Network)


class Room:
    """An engine on a real file, with Ana, Bea and Cat in it, and a check-in of Ana's."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = ManualClock(EVENING)
        self.hearing = Hearing(NETWORKS, EVENING)
        self.engine = Engine(db, self.clock, self.hearing, HOUSE)
        self.quiet = Quiet(db, self.clock, self.engine)
        self._keys = 0
        with transaction(db):
            for person, name in ((ANA, "Ana"), (BEA, "Bea"), (CAT, "Cat")):
                join(db, person, name)

    def start(self, worker: PersonId, minutes: int = 30) -> None:
        due_at = EVENING + timedelta(minutes=minutes)
        one = replace(checkin(worker, worker, due_at), worker=worker, started_at=EVENING)
        with transaction(self.db):
            checkins.save(self.db, None, one, EVENING)

    def said(self, name: str, text: str) -> Incoming:
        self._keys += 1
        key = str(self._keys)
        chat = f"{name}'s chat"
        return Incoming(Network.TELEGRAM, chat, Kind.TEXT, key, self.clock.now(), text=text)

    def receive(self, *incoming: Incoming) -> None:
        with self.engine.together():
            self.engine.receive(incoming)

    def tick(self) -> bool:
        with self.engine.together():
            return self.engine.tick()

    def claim(self) -> list[Row]:
        with self.engine.together():
            return self.engine.claim(NETWORKS, 100, ())

    def all_rows(self) -> list[Row]:
        """Send everything that waits, round after round."""
        found: list[Row] = []
        while rows := self.claim():
            found += rows
            with self.engine.together():
                for row in rows:
                    self.engine.delivered(row.id, f"ref {row.id}")
        return found

    def poison_dialogue(self, person: PersonId) -> None:
        """Make what is kept of somebody unreadable."""
        with transaction(self.db):
            sql = "INSERT INTO dialogues (person, word, fields) VALUES (?, 'choosing_city', '{{')"
            self.db.change(sql, person)

    def poison_timer(self, worker: PersonId) -> None:
        with transaction(self.db):
            self.db.change("UPDATE checkins SET plan = 'no JSON' WHERE worker = ?", worker)

    def fill_disk(self) -> None:
        """Let the file grow no further, as a full disk would."""
        with maintenance(self.db):
            self.db.rows("PRAGMA max_page_count = 1")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    path, key = tmp_path / "hearthlight.db", bytearray(range(32))
    create_database(path, key)
    with open_database(path, key, before_upgrade=lambda _: None) as db:
        yield Room(db)


def keys(rows: list[Row]) -> set[tuple[PersonId, str]]:
    return {(row.person, row.key) for row in rows}


def test_what_a_message_leads_to_is_saved_with_what_is_said_of_it(room: Room) -> None:
    room.receive(room.said("Ana", "status"))

    assert keys(room.claim()) == {(ANA, "status.none")}


def test_a_message_handed_in_twice_is_decided_once(room: Room) -> None:
    once = room.said("Ana", "status")

    room.receive(once, once)
    room.receive(once)

    assert len(room.all_rows()) == 1


def test_nothing_is_said_of_what_was_not_committed(room: Room) -> None:
    def cut_short() -> None:
        with room.engine.together():
            room.engine.receive([room.said("Ana", "status")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_short()

    assert room.claim() == []


def test_a_stranger_is_answered_past_the_outbox_and_not_kept(room: Room) -> None:
    room.receive(room.said("Eve", "hello"))

    assert [each.notice.key for each in room.engine.spoken] == ["stranger"]
    assert room.db.row("SELECT count(*) FROM people") == (3,)


def test_a_message_that_cannot_be_decided_is_answered_with_that(room: Room) -> None:
    room.poison_dialogue(ANA)

    room.receive(room.said("Ana", "2h"))

    assert keys(room.all_rows()) == {(ANA, "sorry.failed")}


def test_a_message_that_cannot_be_decided_leaves_the_others_in_its_commit(room: Room) -> None:
    room.poison_dialogue(ANA)

    room.receive(room.said("Bea", "status"), room.said("Ana", "2h"), room.said("Cat", "status"))

    assert {(BEA, "status.none"), (CAT, "status.none")} < keys(room.all_rows())


def test_a_message_that_cannot_be_decided_leaves_no_trace(room: Room) -> None:
    room.receive(replace(room.said("Ana", ""), kind=Kind.BLOCKED))
    room.poison_dialogue(ANA)

    room.receive(room.said("Ana", "status"))

    assert room.db.row("SELECT reachable FROM people WHERE id = ?", ANA) == (0,)


def test_a_message_from_the_future_counts_as_sent_now(room: Room) -> None:
    room.start(ANA)
    early = room.clock.now() + timedelta(hours=1)
    room.clock.advance(timedelta(minutes=5))

    room.receive(replace(room.said("Ana", "+30"), sent_at=early))

    heard_at = codec.from_instant(room.clock.now())
    assert room.db.row("SELECT heard_at FROM checkins WHERE worker = ?", ANA) == (heard_at,)


def test_a_full_disk_ends_the_whole_commit(room: Room) -> None:
    room.fill_disk()
    many = [room.said("Ana", "status") for _ in range(200)]

    with pytest.raises(DiskFullError):
        room.receive(*many)

    assert room.claim() == []


def test_a_tick_asks_whose_time_is_up(room: Room) -> None:
    room.start(ANA)
    room.clock.advance(timedelta(minutes=30))

    room.tick()

    assert keys(room.claim()) == {(ANA, "timer.due")}


def test_a_timer_that_cannot_be_read_does_not_block_another(room: Room) -> None:
    room.start(ANA)
    room.start(CAT)
    room.poison_timer(ANA)
    room.clock.advance(timedelta(minutes=30))

    room.tick()

    assert (CAT, "timer.due") in keys(room.claim())


def test_after_three_tries_the_people_of_an_unreadable_timer_are_told(room: Room) -> None:
    room.start(ANA)
    with transaction(room.db):
        room.db.change(
            """INSERT INTO contacts (id, worker, peer, consent, made_at, tier, place, peer_name,
                worker_name, shares_name) VALUES ('c', ?, ?, 'agreed', 0, 1, 1, '', 'Ana', 0)""",
            ANA,
            BEA,
        )
    room.poison_timer(ANA)
    room.clock.advance(timedelta(minutes=35))

    told = []
    for _ in range(TRIES):
        room.tick()
        told.append(keys(room.all_rows()))
        room.clock.advance(TRY_AGAIN)

    assert told == [set(), set(), {(BEA, "alert.unreadable")}]


def test_an_unreadable_timer_is_no_reason_to_tick_at_once_again(room: Room) -> None:
    room.start(ANA)
    room.poison_timer(ANA)
    room.clock.advance(timedelta(minutes=30))

    assert not room.tick()


def test_alerts_that_cannot_be_saved_are_still_known(room: Room) -> None:
    room.start(ANA)
    room.clock.advance(timedelta(minutes=60))

    found = room.engine.unsaved_alerts()

    assert [(each.to, each.key) for each in found] == [(BEA, "alert.missed")]
    assert room.claim() == []


def test_a_question_that_was_taken_counts_for_the_check_in(room: Room) -> None:
    room.start(ANA)
    room.clock.advance(timedelta(minutes=30))
    room.tick()

    room.all_rows()

    assert room.db.row("SELECT accepted FROM checkins WHERE worker = ?", ANA) == (1,)


def test_a_question_that_is_refused_for_good_counts_for_the_check_in(room: Room) -> None:
    room.start(ANA)
    room.clock.advance(timedelta(minutes=30))
    room.tick()
    (asked,) = room.claim()

    with room.engine.together():
        room.engine.undeliverable(asked.id)

    assert room.db.row("SELECT refused FROM checkins WHERE worker = ?", ANA) == (1,)
    assert room.db.row("SELECT reachable FROM people WHERE id = ?", ANA) == (0,)


def test_whoever_writes_again_can_be_reached_again(room: Room) -> None:
    room.receive(replace(room.said("Ana", ""), kind=Kind.BLOCKED))
    blocked = room.db.row("SELECT reachable FROM people WHERE id = ?", ANA)

    room.receive(room.said("Ana", "status"))

    assert blocked == (0,)
    assert room.db.row("SELECT reachable FROM people WHERE id = ?", ANA) == (1,)


def test_a_claimed_row_without_a_result_is_a_repeat_after_a_start(room: Room) -> None:
    room.receive(room.said("Ana", "status"))
    room.claim()

    with room.engine.together():
        room.engine.wake()

    assert [row.repeat for row in room.claim()] == [True]


def test_the_heartbeat_is_left_once_in_a_while(room: Room) -> None:
    seen = []
    for _ in range(3):
        room.tick()
        seen.append(memory.seen_at(room.db))
        room.clock.advance(HEARTBEAT / 2)

    assert seen == [EVENING, EVENING, EVENING + HEARTBEAT]


def test_after_90_idle_days_the_worker_is_asked_once_at_a_quiet_moment(room: Room) -> None:
    with transaction(room.db):
        contacts.save(room.db, (), (Contact("ab", ANA, BEA, Consent.AGREED, EVENING),))
    said = []

    for wait in (IDLE_AFTER - FORGET_EVERY, FORGET_EVERY, FORGET_EVERY):
        room.clock.advance(wait)
        room.quiet.forget()
        said.append(keys(room.all_rows()))

    assert said == [set(), {(ANA, "people.still")}, set()]


def test_nobody_is_asked_about_the_idle_while_their_timer_runs(room: Room) -> None:
    with transaction(room.db):
        contacts.save(room.db, (), (Contact("ac", ANA, CAT, Consent.AGREED, EVENING),))
    room.clock.advance(IDLE_AFTER)
    with transaction(room.db):
        one = replace(checkin(ANA, ANA, room.clock.now() + FORGET_EVERY), ladder=())
        checkins.save(room.db, None, one, room.clock.now())

    room.quiet.forget()

    assert room.all_rows() == []
