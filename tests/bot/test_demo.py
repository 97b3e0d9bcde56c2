"""The evening behind the demo's page: real engine, storage and wording, pretend phones."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo import ARRIVAL, Demo, new_clock
from bot.demo_view import View
from bot.pretend import EVENING
from bot.transports.local import PhoneOffError
from tests.bot.demo_visit import MINUTE, TO_THE_ALERT, next_event, phone, press, texts, visit


def folders(folder: Path) -> set[Path]:
    return set(folder.iterdir())


def seen(view: View) -> object:
    """Give what a view shows, without the ids that each evening draws anew."""
    phones = [
        (each.name, each.role, each.network, each.off, each.keys, [m.text for m in each.messages])
        for each in view.phones
    ]
    return view.clock, phones, view.timeline, view.next_event, view.can_add


def test_the_evening_begins_with_three_people_who_are_joined_and_paired(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        view = demo.view()

        assert [(each.name, each.role, each.network) for each in view.phones] == [
            ("Ana", "worker", "Telegram"),
            ("Bea", "peer", "Signal"),
            ("Cat", "backup", "Telegram"),
        ]
        assert f"{view.clock:%A %H:%M}" == "Friday 20:30"
        assert texts(demo, "ana")[0].startswith("All set. Send me a time")
        assert [texts(demo, key) for key in ("bea", "cat")] == [["Good. It's you and Ana."]] * 2

    visit(tmp_path, doing)


def test_the_first_message_can_be_a_time(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")

        assert texts(demo, "ana")[-1].startswith("Timer until 22:30 (in 2 h)")
        assert next_event(demo) == "22:20 quiet reminder"

    visit(tmp_path, doing)


def test_a_jump_goes_from_event_to_event(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        announced = []
        for _ in range(6):
            announced.append(next_event(demo))
            await demo.jump()

        assert announced == [
            "22:20 quiet reminder",
            "22:30 the timer is up",
            "22:35 another question",
            "22:38 another question",
            "22:40 peers are told",
            "22:41 a repeat",
        ]

    visit(tmp_path, doing)


def test_time_passes_with_all_that_happens_on_the_way(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")

        await demo.advance(TO_THE_ALERT)

        assert f"{demo.view().clock:%H:%M}" == "22:40"
        assert "Ana hasn't answered since 22:30" in texts(demo, "bea")[-1]
        assert "Police: no. Ambulance: if hurt." in texts(demo, "bea")[-1]

    visit(tmp_path, doing)


def test_an_answer_by_its_number_and_one_by_a_button_settle_it(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        await demo.advance(TO_THE_ALERT)

        await demo.say("bea", "1")
        thanks = texts(demo, "bea")[-1]
        await press(demo, "ana", "All good")

        assert "I'll ask you again at 23:00" in thanks
        assert texts(demo, "bea")[-1].startswith("All settled.")

    visit(tmp_path, doing)


def test_a_phone_that_is_off_shows_what_came_once_it_is_on(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        await demo.switch("bea", on=False)
        await demo.advance(TO_THE_ALERT)
        before = len(texts(demo, "bea"))
        with pytest.raises(PhoneOffError):
            await demo.say("bea", "1")

        await demo.switch("bea", on=True)

        assert (before, len(texts(demo, "bea"))) == (1, 2)

    visit(tmp_path, doing)


def test_starting_over_leaves_nothing_of_the_evening_before(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        fresh = seen(demo.view())
        before = folders(tmp_path)
        await demo.say("ana", "2h")
        await demo.add_phone()

        await demo.restart()

        assert seen(demo.view()) == fresh
        assert not before & folders(tmp_path)

    visit(tmp_path, doing)


def test_a_fourth_phone_is_another_worker_s_with_people_of_her_own(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        could = demo.view().can_add
        await demo.add_phone()
        await demo.add_phone()
        await demo.say("dee", "2h")
        await demo.advance(TO_THE_ALERT)

        assert (could, demo.view().can_add, len(demo.view().phones)) == (True, False, 4)
        assert phone(demo, "dee").role == "another worker"
        assert "Dee hasn't answered since 22:30" in texts(demo, "ana")[-1]

    visit(tmp_path, doing)


def test_the_page_hears_of_each_new_minute(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await asyncio.sleep(0)
        rung = asyncio.Event()
        demo.on_change = rung.set

        demo._evening.house.clock.advance(MINUTE)  # noqa: SLF001 - real time, which nobody does

        await asyncio.wait_for(rung.wait(), 2)

    visit(tmp_path, doing)


def test_the_clock_begins_when_they_join_and_goes_on() -> None:
    clock = new_clock()

    ahead = clock.now() - (EVENING - ARRIVAL)

    assert timedelta() <= ahead < MINUTE
