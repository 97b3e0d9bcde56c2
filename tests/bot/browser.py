"""A page in the system's Chromium; it may ask nobody but its own server, and log no fault."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, ViewportSize, async_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1280, "height": 720}


@asynccontextmanager
async def browser_page(address: str, size: ViewportSize = DESK) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(error.message))
        page.on("console", lambda message: faults.append(message.text))
        page.on("request", lambda request: _must_be_ours(faults, request.url, address))
        await page.goto(address)
        yield page
        await browser.close()
        assert faults == []


def _must_be_ours(faults: list[str], url: str, address: str) -> None:
    if not url.startswith(address):
        faults.append(url)
