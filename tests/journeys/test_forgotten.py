"""What is over is forgotten: rows after a day, and everything but people after a restore."""

import asyncio
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.pretend import EVENING
from handlers.moment import Network
from storage import restored
from storage.copies import keep_copy, restore
from storage.database import maintenance
from storage.house import BACKED_UP
from tests.journeys.house import KEY, House, label, play
from tests.journeys.three import Three, play_three, read, shown, told
from tests.storage.sealed_pages import read_files

BACKUPS_KEY = bytes(reversed(KEY))
STAYS = {"people", "addresses", "contacts", "plans", "house", "sqlite_sequence"}
PASSES_WITHIN_TWO_DAYS = {"inbox", "sent", "numbers"}
"""What people sent is known by its digest; a pairing's open question may be asked again."""


def tables_with_rows(house: House) -> set[str]:
    with maintenance(house.db):
        tables = house.db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {
        table
        for (table,) in tables
        if house.db.rows(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - our own names
    }


async def missed_and_answered(three: Three) -> None:
    await three.miss()
    await three.press(three.bea, "got_it")
    await three.wait(1)
    await three.say(three.ana, "ok")


async def pass_hours(three: Three, hours: int) -> None:
    """Let time pass as it does: the purge waits for quiet moments."""
    for _ in range(hours):
        await three.wait(60)


def test_a_day_after_its_end_no_row_of_a_timer_or_an_alert_is_left(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await missed_and_answered(three)
        during = tables_with_rows(three.house)

        await pass_hours(three, 27)

        assert {"checkins", "alerts", "checkin_peers", "alert_peers", "sent"} <= during
        assert tables_with_rows(three.house) - STAYS - PASSES_WITHIN_TWO_DAYS == set()
        for table in ("sent", "numbers"):
            abouts = three.house.db.rows(f"SELECT about FROM {table}")  # noqa: S608 - our own
            assert not [about for (about,) in abouts if re.match("checkin:|alert:", about)]

    play_three(tmp_path, journey)


def test_two_days_later_not_even_ids_of_messages_are_left(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await missed_and_answered(three)

        await pass_hours(three, 50)

        assert tables_with_rows(three.house) - STAYS == set()

    play_three(tmp_path, journey)


def test_what_was_purged_cannot_be_read_back_even_with_the_key(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await missed_and_answered(three)
        await three.wait(1)
        [(alert,)] = three.house.db.rows("SELECT id FROM alerts")
        [(checkin,)] = three.house.db.rows("SELECT id FROM checkins")
        ids.update((alert, checkin))

        await pass_hours(three, 27)

    ids = set[str]()
    play_three(tmp_path, journey)

    pages = read_files(tmp_path / "hearthlight.db", bytearray(KEY))
    assert len(ids) == 2
    assert not [each for each in ids if each.encode() in pages]


def test_after_a_restore_everyone_reads_it_and_nothing_runs(tmp_path: Path) -> None:
    copies, again = tmp_path / "copies", tmp_path / "again"
    copies.mkdir()
    again.mkdir()

    async def journey(three: Three) -> None:
        await three.start()
        key = bytearray(BACKUPS_KEY)
        keep_copy(three.house.db, copies, key, BACKED_UP, three.house.clock.now())

    play_three(tmp_path, journey)
    [copy] = copies.iterdir()
    house = House(again)
    house.path.unlink()
    tell = partial(restored.tell_everyone, key="house.restored", now=EVENING)
    restore(copy, bytearray(BACKUPS_KEY), house.path, bytearray(KEY), BACKED_UP, afterwards=tell)

    async def days_later() -> None:
        await house.start()
        said = {
            each: told(house.phone(each, network))
            for each, network in (
                ("Ana", Network.TELEGRAM),
                ("Bea", Network.SIGNAL),
                ("Cat", Network.TELEGRAM),
            )
        }
        await house.advance(timedelta(hours=3))
        nobody_else = told(house.phone("Bea", Network.SIGNAL))
        await house.say(house.phone("Ana"), "2h")
        started = read(house.phone("Ana"))
        await house.stop()

        line = "I was restored from a copy. No timer is running. Please set yours again."
        assert said == {"Ana": [line], "Bea": [line], "Cat": [line]}
        assert nobody_else == [line]
        assert "I write to Bea." in started

    asyncio.run(days_later())


def test_an_invitation_is_forgotten_after_a_day(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana = await house.join("Ana")
        await house.say(ana, "invite")
        before = house.db.rows("SELECT code FROM invitations")

        for _ in range(26):
            await house.advance(timedelta(hours=1))

        assert len(before) == 1
        assert house.db.rows("SELECT code FROM invitations") == []

    play(tmp_path, journey)


def test_whatever_was_said_beside_a_timer_leaves_the_chat_with_it(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = shown(three.ana)
        await three.start()
        for text in ("hm", "undo", "25h", "other", "no"):
            await three.say(three.ana, text)
        await three.press(three.ana, "not_now")
        await three.say(three.ana, "ok")
        during = shown(three.ana)

        await three.wait(61)

        assert len(during) > len(before) + 8
        assert shown(three.ana) == before

    play_three(tmp_path, journey)


def test_for_whom_leaves_the_chat_with_what_it_was_about(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        house, cat = three.house, three.cat
        await house.pair(cat, three.bea)
        await house.say(cat, "2h")
        await three.miss()
        await three.wait(11)
        await house.say(cat, "ok")
        asked = shown(cat, "For whom?")
        await house.press(cat, label("for_own_timer"))

        await three.wait(61)

        assert asked
        assert shown(cat, "For whom?") == []

    play_three(tmp_path, journey)


def test_thanks_for_tonight_leave_the_peers_chat_with_the_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.ana, "settings")
        await three.press(three.ana, "start_on")
        await three.start()
        await three.press(three.bea, "here")
        thanked = shown(three.bea, "Thank you. I'll write about it")
        await three.say(three.ana, "ok")

        await three.wait(61)

        assert thanked
        assert shown(three.bea, "Thank you. I'll write about it") == []

    play_three(tmp_path, journey)
