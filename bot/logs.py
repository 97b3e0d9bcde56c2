"""The log: one line each, codes and counts; never a name, an address, a text or a token."""

import asyncio
import logging
import os
import re
import sys
import threading
import warnings
from datetime import time, timedelta
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TextIO

import loguru
from loguru import logger

_FORMAT = "{time:YYYY-MM-DDTHH:mm:ss!UTC}Z {level} {message}"
_TOKEN = re.compile(r"\d+:[\w-]{30,}")
_TELLING = re.compile(r"""https?://\S+|<[^>]*>|'[^']*'|"[^"]*"|\S*\d{4,}\S*|\S+@\S+""")
"""What may be somebody's in a library's sentence: addresses, reprs, quotes, ids, numbers."""
_TALKATIVE = ("aiohttp", "apscheduler", "asyncio", "httpcore", "httpx", "telegram")
"""httpx logs addresses with the token at INFO, telegram texts and ids at DEBUG."""
_LONGEST_TEMPLATE = 100
_KEPT = timedelta(days=6)
"""A file holds a day and is kept six more: no line is older than 7 days."""


def configure(log_file: Path | None) -> None:
    """Send everything anyone logs, warns of or fails with to standard error, or to a file.

    The file is begun anew each midnight and readable by its owner alone. Raises OSError when it
    cannot be written.
    """
    logger.remove()
    logger.configure(patcher=_one_clean_line)
    if log_file is None:
        logger.add(sys.stderr, format=_FORMAT, level="INFO", backtrace=False, diagnose=False)
    else:
        logger.add(
            log_file,
            format=_FORMAT,
            level="INFO",
            backtrace=False,
            diagnose=False,
            rotation=time(),
            retention=_KEPT,
            encoding="utf-8",
            opener=_for_the_owner,
        )
    _intercept_libraries()
    _replace_hooks()


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop's own complaints logged by class and place instead of with their values."""
    loop.set_exception_handler(_loop_failed)


def fault(error: BaseException) -> str:
    """Describe an error by class and places in the code, without a value: what a log may hold."""
    places = [
        _place(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)
    ]
    trail = " > ".join(places[-6:])
    cause = error.__cause__ or error.__context__
    described = f"{type(error).__name__} at {trail}" if trail else type(error).__name__
    return f"{described} from {type(cause).__name__}" if cause else described


def redact(text: str) -> str:
    """Take a bot's token out of a text."""
    return _TOKEN.sub("(token)", text)


def _place(file: str, line: int | None) -> str:
    path = Path(file)
    return f"{path.parent.name}/{path.name}:{line}"


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _one_clean_line(record: "loguru.Record") -> None:
    """Keep every entry to one line without a token; a traceback becomes class and places."""
    message = " ".join(redact(record["message"]).split())
    caught = record["exception"]
    if caught is not None and caught.value is not None:
        message = f"{message} {fault(caught.value)}"
    record["message"] = message
    record["exception"] = None


class _Library(logging.Handler):
    """Passes on what a library logs: who, how grave, the class of the error, its bare sentence."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the sentence without the values that belong into it."""
        error = record.exc_info[1] if record.exc_info else None
        parts = [f"library.{record.name}"]
        parts += [fault(error)] if error is not None else []
        parts.append(_bare(record.msg))
        logger.log(_level(record.levelno), "{}", " ".join(parts))


def _bare(template: object) -> str:
    """Reduce a library's sentence to its first line, without what may be somebody's."""
    if not isinstance(template, str):
        return type(template).__name__
    first = template.partition("\n")[0]
    return _TELLING.sub("(…)", redact(first))[:_LONGEST_TEMPLATE]


def _level(number: int) -> str:
    if number >= logging.CRITICAL:
        return "CRITICAL"
    return "ERROR" if number >= logging.ERROR else "WARNING"


def _intercept_libraries() -> None:
    logging.basicConfig(handlers=[_Library(logging.WARNING)], level=logging.WARNING, force=True)
    # A failing handler would print the entry with its values.
    logging.raiseExceptions = False
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _replace_hooks() -> None:
    """Python prints the text of what nobody caught; here only its class and place are told."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _thread_failed
    warnings.showwarning = _warned


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    logger.critical("process.fault {}", fault(error))


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    name = args.exc_type.__name__ if args.exc_value is None else fault(args.exc_value)
    logger.error("process.unraisable {}", name)


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    name = args.exc_type.__name__ if args.exc_value is None else fault(args.exc_value)
    logger.error("thread.fault {}", name)


def _loop_failed(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    name = fault(error) if isinstance(error, BaseException) else "unknown"
    logger.error("loop.fault {}", name)


def _warned(
    message: Warning | str,  # noqa: ARG001 -- the signature of warnings.showwarning
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 -- the same
    line: str | None = None,  # noqa: ARG001 -- the same
) -> None:
    logger.warning("python.warning {} at {}", category.__name__, _place(filename, lineno))
