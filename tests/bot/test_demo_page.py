"""The demo's page answers its own browser only, asks nobody outside, and does as it is told."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientResponse, ClientSession, ClientTimeout

import bot
from bot.demo_page import PAGE_FILES, DemoPage, open_page
from bot.demo_view import as_json
from bot.transports import Hidden, Message, Plain
from handlers.moment import Network
from tests.bot.pretend_house import EVENING, EchoHouse

TOKEN = "k3YpQ"
PAGE = Path(bot.__file__).parent / "page"

Visit = Callable[[ClientSession, DemoPage, EchoHouse], Awaitable[None]]


def visit(doing: Visit, house: EchoHouse | None = None) -> None:
    async def scene() -> None:
        lived_in = house or EchoHouse()
        page = await open_page(lived_in, TOKEN)
        try:
            async with ClientSession(timeout=ClientTimeout(total=10)) as browser:
                await doing(browser, page, lived_in)
        finally:
            await page.close()

    asyncio.run(scene())


async def pushed(answer: ClientResponse) -> dict[str, object]:
    """Read the next view from a stream of events."""
    while not (line := await answer.content.readline()).startswith(b"data: "):
        assert line
    view: dict[str, object] = json.loads(line.removeprefix(b"data: "))
    return view


def texts(view: dict[str, object], phone: int) -> list[str]:
    phones = view["phones"]
    assert isinstance(phones, list)
    return [
        "".join(
            span.get("text") or "".join(inner["text"] for inner in span["hidden"])
            for span in message["spans"]
        )
        for message in phones[phone]["messages"]
    ]


@pytest.mark.parametrize("name", PAGE_FILES)
def test_every_file_of_the_page_is_served_behind_the_token(name: str) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.get(page.address + name) as answer:
            assert answer.status == 200
            assert answer.content_type == PAGE_FILES[name][1]

    visit(doing)


@pytest.mark.parametrize("path", ["", "events", "demo.js", "k3Yp/", "k3Yp/events", "K3YPQ/"])
def test_without_the_token_there_is_nothing(path: str) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        root = page.address.removesuffix(f"{TOKEN}/")
        async with browser.get(root + path) as answer:
            assert answer.status == 404

    visit(doing)


@pytest.mark.parametrize("path", ["../keys.py", "%2e%2e/keys.py", "index.html", "demo", "DEMO.JS"])
def test_no_other_file_is_served(path: str) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.get(page.address + path) as answer:
            assert answer.status == 404

    visit(doing)


@pytest.mark.parametrize("path", ["", "demo.js", "events", "nothing", "../nothing/"])
def test_every_answer_lets_the_browser_ask_this_page_only(path: str) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.get(page.address + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self';")
            assert "unsafe" not in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "Set-Cookie" not in answer.headers

    visit(doing)


def test_a_foreign_name_that_points_here_is_turned_away() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        port = page.address.split(":")[2].split("/")[0]
        foreign = {"Host": f"rebound.example:{port}"}
        async with browser.get(page.address, headers=foreign) as answer:
            assert answer.status == 403

    visit(doing)


def test_an_action_from_another_site_is_turned_away() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        foreign = {"Origin": "http://elsewhere.example"}
        async with browser.post(page.address + "jump", headers=foreign, json={}) as answer:
            assert answer.status == 403
        assert house.clock == EVENING

    visit(doing)


def test_the_page_listens_on_loopback_only() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/{TOKEN}/", page.address)

    visit(doing)


def test_the_files_name_no_address_outside() -> None:
    for name, _ in PAGE_FILES.values():
        text = (PAGE / name).read_text(encoding="utf-8")
        found = re.findall(r"(?:https?:)?//[\w.]+\.\w+[^\s\"']*|url\(|@import", text)
        assert [each for each in found if each != "http://www.w3.org/2000/svg"] == []


def test_the_page_holds_no_script_or_style_the_policy_would_refuse() -> None:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    script = (PAGE / "demo.js").read_text(encoding="utf-8")

    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?! src=)", page) == []
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script) == []
    )


def test_what_is_said_on_a_phone_reaches_the_bot_and_its_answer_is_pushed() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.get(page.address + "events") as stream:
            before = await pushed(stream)
            said = {"phone": "bea", "text": "2h"}
            async with browser.post(page.address + "say", json=said) as answer:
                assert answer.status == 204
            assert texts(before, 1) == []
            assert texts(await pushed(stream), 1) == ["2h", "You said: 2h"]

    visit(doing)


def test_two_windows_both_follow() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with (
            browser.get(page.address + "events") as one,
            browser.get(page.address + "events") as two,
        ):
            await pushed(one)
            await pushed(two)
            await house.jump()
            assert [(await pushed(each))["clock"] for each in (one, two)] == ["20:40", "20:40"]

    visit(doing)


def test_an_inline_button_is_pressed_on_its_own_message() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        await house.say("ana", "2h")
        message = house.view().phones[0].messages[-1].ref
        pressed = {"phone": "ana", "message": message, "token": "safe:1"}
        async with browser.post(page.address + "press", json=pressed) as answer:
            assert answer.status == 204
        assert house.view().phones[0].messages[-1].text == "You said: pressed safe:1"

    visit(doing)


def test_a_phone_is_switched_off_and_on() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        seen = []
        for on in (False, True):
            async with browser.post(page.address + "switch", json={"phone": "ana", "on": on}):
                seen.append(house.view().phones[0].off)
        assert seen == [True, False]

    visit(doing)


@pytest.mark.parametrize("action", ["say", "press"])
def test_a_phone_that_is_off_does_nothing(action: str) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        await house.switch("ana", on=False)
        wish = {"phone": "ana", "text": "2h", "message": "1", "token": "safe:1"}
        async with browser.post(page.address + action, json=wish) as answer:
            assert answer.status == 409

    visit(doing)


def test_time_passes_as_asked() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.post(page.address + "advance", json={"minutes": "30"}) as answer:
            assert answer.status == 204
        assert house.clock == EVENING + timedelta(minutes=30)

    visit(doing)


def test_a_fourth_phone_comes_and_a_new_start_takes_it_away() -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        counts = []
        for action in ("add", "restart"):
            async with browser.post(page.address + action, json={}):
                counts.append(len(house.view().phones))
        assert counts == [4, 3]

    visit(doing)


@pytest.mark.parametrize(
    ("action", "wish", "status"),
    [
        ("explode", {}, 404),
        ("say", {"phone": "nobody", "text": "2h"}, 404),
        ("say", {"phone": "ana", "text": "  "}, 400),
        ("say", {"phone": "ana", "text": 7}, 400),
        ("say", ["ana", "2h"], 400),
        ("switch", {"phone": "ana"}, 404),
        ("advance", {"minutes": "-5"}, 400),
        ("advance", {"minutes": "soon"}, 400),
        ("advance", {"minutes": "1441"}, 400),
        ("say", {"phone": "ana", "text": "x" * 20_000}, 413),
    ],
)
def test_an_action_that_makes_no_sense_changes_nothing(
    action: str, wish: object, status: int
) -> None:
    async def doing(browser: ClientSession, page: DemoPage, house: EchoHouse) -> None:
        async with browser.post(page.address + action, json=wish) as answer:
            assert answer.status == status
        assert house.view() == EchoHouse().view()

    visit(doing)


def test_times_are_shown_in_the_zone_of_the_clock() -> None:
    house = EchoHouse()
    house.clock = EVENING.astimezone(ZoneInfo("Europe/Berlin"))

    asyncio.run(house.say("cat", "2h"))
    view = json.loads(json.dumps(as_json(house.view())))

    assert view["clock"] == "21:30"
    assert {each["at"] for each in view["phones"][2]["messages"]} == {"21:30"}
    assert view["timeline"] == [{"at": "21:30", "text": "outbox: 1 sent"}]
    assert view["next_event"] == {"at": "21:40", "text": "reminder"}


def test_hidden_words_stay_marked_and_keys_are_told() -> None:
    house = EchoHouse()
    spans = Plain("Timer ("), Hidden((Plain("Bea"),)), Plain(")")

    keyed = Message("cat", spans, keys=(("30 min", "1 h"),))
    asyncio.run(house.networks[Network.TELEGRAM].send(keyed))
    view = json.loads(json.dumps(as_json(house.view())))

    phone = view["phones"][2]
    hidden = {"hidden": [{"text": "Bea"}]}
    assert phone["messages"][0]["spans"] == [{"text": "Timer ("}, hidden, {"text": ")"}]
    assert phone["keys"] == [["30 min", "1 h"]]


def test_a_deleted_message_is_not_pushed_and_an_edited_one_is_marked() -> None:
    house = EchoHouse()
    telegram = house.networks[Network.TELEGRAM]

    async def scene() -> None:
        gone = await telegram.send(Message("ana", (Plain("Up?"),)))
        kept = await telegram.send(Message("ana", (Plain("Timer"),)))
        await telegram.delete("ana", gone)
        await telegram.edit(kept, Message("ana", (Plain("Done"),)))

    asyncio.run(scene())
    view = json.loads(json.dumps(as_json(house.view())))

    shown = view["phones"][0]["messages"]
    assert [(each["spans"], each["edited"]) for each in shown] == [([{"text": "Done"}], True)]
