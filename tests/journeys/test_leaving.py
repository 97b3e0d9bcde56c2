"""People who stop, are removed or change while a timer runs, and who is forgotten."""

from pathlib import Path

from handlers.moment import Network
from storage.database import maintenance
from tests.journeys.house import House, play
from tests.journeys.three import DUE, GRACE_ENDS, Three, named, play_three, read, shown, told


async def stop_being_there(three: Three) -> None:
    await three.say(three.bea, "stop")
    await three.house.press(three.bea, named("Ana"))


async def remove(three: Three, name: str) -> None:
    await three.say(three.ana, "people")
    await three.house.press(three.ana, named(name))
    await three.press(three.ana, "remove")
    await three.press(three.ana, "yes_remove")


def test_a_peer_who_stops_is_told_of_nothing_from_then_on(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()

        await stop_being_there(three)
        await three.until(GRACE_ENDS)

        assert told(three.bea, "Ana hasn't answered") == []
        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_a_peer_who_stops_during_an_alert_hands_it_on_at_once(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()

        await stop_being_there(three)

        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_the_last_peers_block_the_bot_mid_run_and_ana_is_told_at_once_and_once(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.bea.block()
        await three.wait(0.1)
        before = told(three.ana, "I can reach nobody for this timer.")

        await three.cat.block()
        await three.wait(0.1)
        at_once = told(three.ana, "I can reach nobody for this timer.")
        await three.cat.block()
        await three.wait(10)

        assert before == []
        assert len(at_once) == 1
        assert told(three.ana, "I can reach nobody for this timer.") == at_once

    play_three(tmp_path, journey)


def test_who_blocked_the_bot_and_writes_again_in_time_is_told(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.bea.block()
        await three.wait(0.1)
        three.bea.blocked = False
        await three.say(three.bea, "status")

        await three.until(GRACE_ENDS)

        assert len(told(three.bea, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_the_next_start_says_that_somebody_stopped_and_offers_to_go_on(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await stop_being_there(three)

        await three.start()
        asked = read(three.ana)
        await three.press(three.ana, "start_anyway")

        assert asked.startswith("No timer is set yet. One of your people has stopped.")
        assert "I write to Cat." in read(three.ana)

    play_three(tmp_path, journey)


def test_when_the_last_peer_stops_the_worker_is_told_at_once(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.say(ana, "2h")

        await house.say(bea, "stop")
        await house.press(bea, named("Ana"))

        assert told(ana, "I can reach nobody for this timer.")

    play(tmp_path, journey)


def test_who_is_removed_reads_nothing_of_it(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = told(three.bea)

        await remove(three, "Bea")
        await three.start()
        await three.until(GRACE_ENDS)

        assert told(three.bea) == before
        assert len(told(three.cat, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_a_running_timer_keeps_who_is_removed(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()

        await remove(three, "Bea")
        said = read(three.ana)
        await three.until(GRACE_ENDS)

        assert "from your next timer on.\nThe timer that runs keeps them." in said
        assert len(told(three.bea, "Ana hasn't answered")) == 1

    play_three(tmp_path, journey)


def test_who_is_removed_during_an_alert_reads_its_end_like_the_others(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await remove(three, "Bea")

        await three.say(three.ana, "ok")

        assert "All settled." in read(three.bea)

    play_three(tmp_path, journey)


def test_another_order_counts_from_the_next_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.say(three.ana, "people")
        await three.house.press(three.ana, named("Bea"))
        await three.press(three.ana, "tier_3")
        said = read(three.ana)

        await three.until(GRACE_ENDS)
        this_time = told(three.bea, "Ana hasn't answered"), told(three.cat, "Ana hasn't answered")
        await three.say(three.ana, "ok")
        await three.start("1h")
        await three.wait(70)

        assert said == "Saved. Bea has place 3. It counts from your next timer."
        assert (len(this_time[0]), this_time[1]) == (1, [])
        assert len(told(three.cat, "Ana hasn't answered since 23:40")) == 1
        assert told(three.bea, "Ana hasn't answered since 23:40") == []

    play_three(tmp_path, journey)


def test_another_plan_counts_from_the_next_timer(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        await three.say(three.ana, "plan")
        await three.press(three.ana, "change_plan")
        await three.say(three.ana, "Ring twice.")
        said = read(three.ana)

        await three.until(GRACE_ENDS)
        await three.say(three.ana, "ok")
        await three.start("1h")
        await three.wait(70)

        first, second = told(three.bea, "Ana hasn't answered")
        assert said.startswith("Saved. It counts from your next timer.")
        assert "Ring twice." not in first
        assert "Ring twice." in second

    play_three(tmp_path, journey)


def test_an_invited_peer_counts_from_the_next_timer(tmp_path: Path) -> None:
    async def journey(house: House) -> None:
        ana, bea = await house.join("Ana"), await house.join("Bea")
        cat = await house.join("Cat")
        await house.pair(ana, bea)
        await house.say(ana, "2h")

        await house.pair(ana, cat)
        await house.advance(DUE - house.clock.now())
        await house.advance(GRACE_ENDS + (GRACE_ENDS - DUE) - house.clock.now())

        assert len(told(bea, "Ana hasn't answered")) == 1
        assert told(cat, "Ana hasn't answered") == []

    play(tmp_path, journey)


def mentions(house: House, words: str) -> set[str]:
    """Name the tables with a row that has these words in any column."""
    with maintenance(house.db):
        tables = house.db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    found = set[str]()
    for (table,) in tables:
        _, rows = house.db.columns_and_rows(f'SELECT * FROM "{table}"')  # noqa: S608 - our own
        found |= {table for row in rows if any(words in str(column) for column in row)}
    return found


def test_forget_leaves_no_row_with_somebodys_name_id_or_chat(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.start()
        [(ana,)] = three.house.db.rows("SELECT id FROM people WHERE name = 'Ana'")
        before = mentions(three.house, ana)
        await three.say(three.ana, "forget")

        await three.press(three.ana, "yes_forget")

        assert {"people", "addresses", "contacts", "checkins"} <= before
        assert mentions(three.house, ana) == set()
        assert mentions(three.house, "ana") == set()
        assert mentions(three.house, "Ana") == set()
        assert read(three.ana) == "Done. I've erased it. Take care."

    play_three(tmp_path, journey)


def test_who_is_forgotten_during_an_alert_leaves_an_all_clear(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        await three.miss()
        await three.say(three.ana, "forget")

        await three.press(three.ana, "yes_forget")

        assert "All settled." in read(three.bea)
        assert mentions(three.house, "Ana") == set()

    play_three(tmp_path, journey)


def test_a_peer_who_is_forgotten_is_missing_at_once_and_told_before_the_next_start(
    tmp_path: Path,
) -> None:
    async def journey(three: Three) -> None:
        await three.say(three.bea, "forget")
        await three.press(three.bea, "yes_forget")

        await three.start()

        assert mentions(three.house, "Bea") == set()
        assert told(three.ana, "One of your people has stopped.")

    play_three(tmp_path, journey)


def test_what_stood_in_the_chats_of_who_is_forgotten_leaves_them_too(tmp_path: Path) -> None:
    async def journey(three: Three) -> None:
        before = shown(three.ana)
        await three.start()
        await three.wait(1)
        during = shown(three.ana)
        await three.say(three.ana, "forget")

        await three.press(three.ana, "yes_forget")

        after = [text for text in shown(three.ana) if text not in before]
        assert len(during) > len(before)
        assert after == ["Done. I've erased it. Take care."]

    play_three(tmp_path, journey)
