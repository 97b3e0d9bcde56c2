"""The demo's page in a real browser: by keyboard, for a screen reader, and asking nobody else."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from bot.demo_page import open_page
from bot.qr import modules
from bot.transports import Message, Plain
from handlers.moment import Network
from tests.bot.browser import browser_page
from tests.bot.pretend_house import EchoHouse

pytestmark = pytest.mark.needs("chromium")

Looking = Callable[[Page, EchoHouse], Awaitable[None]]


def look(doing: Looking) -> None:
    async def scene() -> None:
        house = EchoHouse()
        page = await open_page(house, "token")
        try:
            async with browser_page(page.address) as window:
                await doing(window, house)
        finally:
            await page.close()

    asyncio.run(scene())


def test_enter_sends_and_the_answer_appears_in_the_same_phone() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        field = page.get_by_label("Message as Ana")
        await field.fill("2h")
        await field.press("Enter")
        chat = page.get_by_role("log", name="Ana's chat")
        await expect(chat.get_by_role("article")).to_have_count(2)
        await expect(field).to_have_value("")
        await expect(page.get_by_role("log", name="Bea's chat")).to_have_text("")

    look(doing)


def test_a_button_under_a_message_is_reached_and_pressed_by_keyboard() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        await house.say("ana", "2h")
        button = page.get_by_role("button", name="All good")
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("log", name="Ana's chat")).to_contain_text("pressed safe:1")

    look(doing)


def test_an_address_is_drawn_as_a_code_that_a_camera_reads() -> None:
    link = "https://t.me/evening_timer_bot?start=k3YpQ"

    async def doing(page: Page, house: EchoHouse) -> None:
        await house.say("bea", link)
        code = page.get_by_role("img", name="The invitation as a QR code")
        await expect(code).to_be_visible()
        drawn = await code.locator("path").get_attribute("d")
        dark = sum(row.count("1") for row in modules(link))
        assert drawn is not None
        assert drawn.count("M") == dark
        box = await code.bounding_box()
        assert box is not None
        assert box["width"] == pytest.approx(box["height"])

    look(doing)


def test_covered_words_are_read_only_after_they_are_uncovered() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        await house.say("bea", "flat 4")
        chat = page.get_by_role("log", name="Bea's chat")
        cover = chat.get_by_role("button", name="Covered text. Press to read it.")
        assert "You said: flat 4" not in await chat.aria_snapshot()
        await cover.focus()
        await page.keyboard.press("Enter")
        await expect(cover).to_have_count(0)
        assert "flat 4" in (await chat.aria_snapshot()).split("You said:")[1]

    look(doing)


def test_a_lock_screen_shows_the_first_line_of_what_rings_and_nothing_silent() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        lock = page.get_by_label("Bea's phone").get_by_role("status")
        await expect(lock).to_be_attached()
        signal = house.networks[Network.SIGNAL]
        await signal.send(Message("bea", (Plain("Your parcel is waiting.\nNo. 71."),)))
        await signal.send(Message("bea", (Plain("10 minutes left."),), silent=True))
        house.on_change()
        await expect(lock).to_have_text("20:30 Your parcel is waiting.")

    look(doing)


def test_a_phone_that_is_off_is_dark_and_cannot_write() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        phone = page.get_by_role("region", name="Ana's phone")
        power = phone.get_by_role("button", name="Phone off")
        await power.click()
        await expect(power).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_label("Message as Ana")).to_be_hidden()
        await power.click()
        await expect(page.get_by_label("Message as Ana")).to_be_enabled()

    look(doing)


def test_the_clock_moves_a_phone_is_added_and_all_starts_over() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        phones = page.get_by_role("main").get_by_role("region")
        await page.get_by_role("button", name="+30 min").click()
        await expect(page.locator("#clock")).to_have_text("21:00")
        await page.get_by_role("button", name="Add a phone").click()
        await expect(phones).to_have_count(4)
        await page.get_by_role("button", name="Start over").click()
        await expect(phones).to_have_count(3)
        await expect(page.locator("#clock")).to_have_text("20:30")

    look(doing)


def test_a_narrow_window_keeps_every_phone_inside_a_strip() -> None:
    async def doing(page: Page, house: EchoHouse) -> None:
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(page.get_by_label("Message as Cat")).to_be_attached()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        strip = await page.evaluate("document.getElementById('phones').scrollWidth")
        assert wide == 390
        assert strip > 390

    look(doing)
