"""The demo's page, from a start to the all-clear, as a newcomer does it in a browser.

The picture in the README is this journey at its end. To take it anew, and look at it before it is
committed: `.venv/bin/python -m tests.journeys.test_page_journey`
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from bot.clock import ManualClock
from bot.demo import ARRIVAL, Demo
from bot.demo_page import open_page
from bot.pretend import EVENING
from tests.bot.browser import browser_page

pytestmark = pytest.mark.needs("chromium")

PICTURE = Path(__file__).parents[2] / "docs" / "demo.png"
LARGEST_PICTURE = 400_000
"""Bytes: it is loaded with the README."""
SIZE: ViewportSize = {"width": 1400, "height": 1220}
TO_THE_ALERT = ("22:20", "22:30", "22:35", "22:38", "22:40")


def visit(folder: Path, doing: Callable[[Page], Awaitable[None]]) -> None:
    async def scene() -> None:
        demo = Demo(folder, lambda: ManualClock(EVENING - ARRIVAL))
        await demo.begin()
        page = await open_page(demo, "token")
        try:
            async with browser_page(page.address, SIZE) as window:
                await doing(window)
        finally:
            await page.close()
            await demo.end()

    asyncio.run(scene())


def chat(page: Page, name: str) -> Locator:
    return page.get_by_role("log", name=f"{name}'s chat")


async def write(page: Page, name: str, text: str) -> None:
    field = page.get_by_label(f"Message as {name}")
    await field.fill(text)
    await field.press("Enter")


async def reads(page: Page, name: str, words: str) -> None:
    """Wait until these words are in somebody's chat, whatever invisible signs are in between."""
    between = "[\u2068\u2069]*"
    await expect(chat(page, name)).to_contain_text(re.compile(between.join(map(re.escape, words))))


async def uncover(page: Page, name: str) -> None:
    """Read what is covered, all of it."""
    covered = chat(page, name).get_by_role("button", name="Covered text. Press to read it.")
    while await covered.count():
        await covered.first.click()


async def jump_to_the_alert(page: Page) -> None:
    for time in TO_THE_ALERT:
        await page.get_by_role("button", name="Jump to next event").click()
        await expect(page.locator("#clock")).to_have_text(time)


async def evening(page: Page) -> None:
    """Start, missed, alert, "I've got it", all good, all clear."""
    await write(page, "Ana", "2h")
    await reads(page, "Ana", "Timer until 22:30 (in 2 h)")
    await jump_to_the_alert(page)
    await reads(page, "Bea", "hasn't answered since 22:30")
    await write(page, "Bea", "I've got it")
    await reads(page, "Bea", "Thank you. I'll ask you again at 23:00")
    await page.get_by_role("button", name="+5 min").click()
    await chat(page, "Ana").get_by_role("button", name="All good").last.click()
    await reads(page, "Bea", "All settled.")


def test_a_newcomer_sees_an_evening_from_the_start_to_the_all_clear(tmp_path: Path) -> None:
    async def doing(page: Page) -> None:
        await evening(page)

        await reads(page, "Ana", "Good to hear from you.")
        await expect(page.locator("#next")).to_have_text("Nothing is waiting.")

    visit(tmp_path, doing)


def test_nobody_but_the_first_person_hears_of_it_once_they_have_it(tmp_path: Path) -> None:
    async def doing(page: Page) -> None:
        await evening(page)

        await expect(chat(page, "Cat").get_by_role("article")).to_have_count(1)

    visit(tmp_path, doing)


def test_a_lock_screen_tells_a_stranger_nothing(tmp_path: Path) -> None:
    async def doing(page: Page) -> None:
        await write(page, "Ana", "2h")
        await jump_to_the_alert(page)

        lock = page.get_by_label("Bea's phone").get_by_role("status")
        await expect(lock).to_have_text("22:40 Your parcel is waiting.")

    visit(tmp_path, doing)


def test_underneath_shows_what_became_of_the_timer_and_the_alert(tmp_path: Path) -> None:
    async def doing(page: Page) -> None:
        await evening(page)

        timeline = page.locator("#timeline")
        await expect(timeline).to_contain_text("alert worker=1 open kind=missed tier=1")
        await expect(timeline).to_contain_text("checkin worker=1 closed ending=safe")

    visit(tmp_path, doing)


def test_the_picture_in_the_readme_is_small_enough_to_be_loaded_with_it() -> None:
    size = PICTURE.stat().st_size

    assert 0 < size < LARGEST_PICTURE


async def take_picture(page: Page) -> None:
    """Take the picture of the README: the evening at its end, everything readable."""
    await evening(page)
    for name in ("Ana", "Bea", "Cat"):
        await uncover(page, name)
        await chat(page, name).evaluate("chat => chat.scrollTo(0, chat.scrollHeight)")
    await page.evaluate("document.activeElement.blur()")
    PICTURE.parent.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURE, full_page=True)


if __name__ == "__main__":
    with TemporaryDirectory() as somewhere:
        visit(Path(somewhere), take_picture)
