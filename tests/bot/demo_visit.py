"""A visit to the evening behind the demo's page, with a clock that stands still."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from bot.clock import ManualClock
from bot.demo import ARRIVAL, Demo
from bot.demo_view import PhoneView
from bot.pretend import EVENING

MINUTE = timedelta(minutes=1)
TO_THE_ALERT = 130 * MINUTE

Visit = Callable[[Demo], Awaitable[None]]


def visit(folder: Path, doing: Visit) -> None:
    async def scene() -> None:
        demo = Demo(folder, lambda: ManualClock(EVENING - ARRIVAL))
        await demo.begin()
        try:
            await doing(demo)
        finally:
            await demo.end()

    asyncio.run(scene())


def phone(demo: Demo, key: str) -> PhoneView:
    return next(each for each in demo.view().phones if each.id == key)


def texts(demo: Demo, key: str) -> list[str]:
    found = (each.text for each in phone(demo, key).messages)
    return [text.replace("\u2068", "").replace("\u2069", "") for text in found]


def codes(demo: Demo) -> list[str]:
    return [each.text for each in demo.view().timeline]


def next_event(demo: Demo) -> str:
    entry = demo.view().next_event
    return "" if entry is None else f"{entry.at:%H:%M} {entry.text}"


async def press(demo: Demo, key: str, label: str) -> None:
    message, token = next(
        (message.ref, button.token)
        for message in reversed(phone(demo, key).messages)
        for button in message.buttons
        if button.label == label
    )
    await demo.press(key, message, token)
