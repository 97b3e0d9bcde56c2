"""A town some hours later, by everybody's clock: needs the Debian tool faketime."""

from datetime import timedelta
from pathlib import Path

from tests.journeys.town import Town


def later(town: Town, span: timedelta) -> None:
    """Start the bot again so much later, by its clock and by the servers'."""
    [library] = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    town.bot.stop()
    town.api.state.ahead += span
    town.signal.state.ahead += span
    town.bot.more |= {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"+{town.api.state.ahead.total_seconds():.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    town.bot.start()
    town.wait(6)  # more than a pulse
    town.settle()
