"""What the demo shows of the machines below the phones: codes and counts."""

import json
from pathlib import Path

from bot.demo import Demo
from bot.demo_view import as_json
from bot.pretend import PLAN
from tests.bot.demo_visit import MINUTE, TO_THE_ALERT, codes, next_event, press, visit


def test_underneath_tells_what_became_of_timer_alert_and_outbox(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        await demo.advance(TO_THE_ALERT)
        await demo.say("bea", "1")
        await press(demo, "ana", "All good")

        states = [each for each in codes(demo) if not each.startswith("outbox")]
        assert states == [
            "checkin worker=1 running",
            "checkin worker=1 due questions=1",
            "checkin worker=1 due questions=2",
            "checkin worker=1 due questions=3",
            "checkin worker=1 missed",
            "alert worker=1 open kind=missed tier=1",
            "alert worker=1 held tier=1 helpers=0 renewals=0",
            "checkin worker=1 closed ending=safe",
            "alert worker=1 settled outcome=safe_worker",
        ]
        assert codes(demo)[:3] == [states[0], "outbox waiting=2", "outbox empty"]

    visit(tmp_path, doing)


def test_underneath_follows_a_call_to_its_end(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "call")
        announced = [next_event(demo)]
        await demo.jump()
        await demo.say("bea", "I've got it")
        announced.append(next_event(demo))
        await demo.say("bea", "We've spoken")
        announced.append(next_event(demo))
        await press(demo, "cat", "We've spoken")

        states = [each for each in codes(demo) if each.startswith("alert")]
        assert announced == [
            "20:30 peers are asked to ring",
            "20:50 still on it?",
            "21:00 a second voice is asked",
        ]
        assert states == [
            "alert worker=1 pending kind=call",
            "alert worker=1 open kind=call tier=2",
            "alert worker=1 held tier=2 helpers=0 renewals=0",
            "alert worker=1 spoken",
            "alert worker=1 settled",
        ]

    visit(tmp_path, doing)


def test_underneath_says_when_everybody_was_told_and_nobody_has_it(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        await demo.advance(TO_THE_ALERT + 21 * MINUTE)

        assert codes(demo)[-3] == "alert worker=1 exhausted tier=2"
        assert next_event(demo).endswith("a repeat")

    visit(tmp_path, doing)


def test_underneath_holds_no_name_and_no_text(tmp_path: Path) -> None:
    async def doing(demo: Demo) -> None:
        await demo.say("ana", "2h")
        await demo.advance(TO_THE_ALERT)

        shown = json.dumps(as_json(demo.view())["timeline"]).lower()
        assert shown.count("alert")
        assert not [word for word in ("ana", "bea", "cat", PLAN.lower(), "2h") if word in shown]

    visit(tmp_path, doing)
