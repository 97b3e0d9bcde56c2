"""A bot that logs all it can, with every library as talkative as it can be.

As a process of its own (`python -m tests.journeys.talkative`) it is `hearthlight run`.
"""

import asyncio
import logging
import sys
from pathlib import Path

from loguru import logger

from bot import logs
from bot.app import run
from bot.settings import load


def log_all(folder: Path) -> None:
    """Log as a coordinator's bot does, and all there is beside it in `everything.log`."""
    logs.configure(folder / "hearthlight.log")
    logger.add(folder / "everything.log", level=0, backtrace=False, diagnose=False)
    root = logging.getLogger()
    known = [logging.getLogger(name) for name in list(root.manager.loggerDict)]
    for each in (root, *known):
        each.setLevel(logging.NOTSET + 1)
    for handler in root.handlers:
        handler.setLevel(logging.NOTSET)


if __name__ == "__main__":
    settings = load({})
    log_all(settings.data_dir)
    logger.add(
        sys.stderr,
        filter=lambda record: not record["message"].startswith("library."),
        backtrace=False,
        diagnose=False,
    )
    asyncio.run(run(settings), debug=True)
