"""A town some time later, by everybody's clock: needs the Debian tool faketime."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.journeys.town import Town


def later(town: Town, span: timedelta) -> None:
    """Start the bot again so much later, by its clock and by the servers'."""
    town.bot.stop()
    _pass(town, span)
    town.bot.start()
    town.wait(6)  # more than a pulse
    town.settle()


def killed_for(town: Town, span: timedelta, meanwhile: Callable[[], object]) -> None:
    """Let the power go, something happen, and the power come back after so long."""
    town.bot.kill()
    meanwhile()
    _pass(town, span)
    town.bot.start()


def _pass(town: Town, span: timedelta) -> None:
    [library] = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    town.api.state.ahead += span
    town.signal.state.ahead += span
    town.bot.more |= {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"+{town.api.state.ahead.total_seconds():.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
