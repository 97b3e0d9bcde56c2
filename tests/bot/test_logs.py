"""The log of a process of its own, as it would stand in a journal or a file."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot import logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
SECRET = "Robin-flat-4"
ROOT = Path(__file__).parents[2]


def logged(code: str, *, file: Path | None = None) -> str:
    """Run a few lines of code after `configure` and return what the process wrote."""
    place = "None" if file is None else f"Path({str(file)!r})"
    head = f"""\
import asyncio, gc, logging, sys, threading, warnings
from pathlib import Path
from loguru import logger
from bot import logs
TOKEN, SECRET = {TOKEN!r}, {SECRET!r}
logs.configure({place})
"""
    command = [sys.executable, "-c", head + textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    return done.stderr


def test_an_entry_is_one_line_with_utc_time_level_and_message() -> None:
    written = logged('logger.info("alert.delivered tier={} tries={}", 1, 2)')

    line = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO alert\.delivered tier=1 tries=2\n"
    assert re.fullmatch(line, written)


def test_an_entry_with_line_breaks_stays_one_line() -> None:
    written = logged(r'logger.info("one\ntwo")')

    assert written.endswith("INFO one two\n")
    assert written.count("\n") == 1


def test_debug_is_not_logged() -> None:
    assert logged('logger.debug("any.thing")') == ""


def test_a_token_never_stands_in_the_log() -> None:
    written = logged('logger.warning("{}", TOKEN); logging.warning(f"called {TOKEN}/getMe")')

    assert written.count("\n") == 2
    assert "AAHdqTcv" not in written


def test_a_caught_error_is_told_by_class_and_place_only() -> None:
    written = logged("""
        try:
            int(SECRET)
        except ValueError:
            logger.exception("tick.failed")
    """)

    assert "ERROR tick.failed ValueError at " in written
    assert SECRET not in written
    assert written.count("\n") == 1


def test_a_library_is_heard_without_its_values() -> None:
    written = logged('logging.getLogger("telegram.ext").warning("Received data was %r", SECRET)')

    assert "WARNING library.telegram.ext Received data was %r\n" in written
    assert SECRET not in written


@pytest.mark.parametrize(
    "sentence",
    [
        "f'no route for {123456789}'",
        "f'<Task {SECRET}> failed'",
        "f'asked https://api.telegram.org/bot/{SECRET}'",
        "f'text {SECRET!r} is odd'",
        "f'first line\\n{SECRET}'",
        "ValueError(SECRET)",
    ],
)
def test_what_a_library_wrote_into_its_sentence_is_taken_out(sentence: str) -> None:
    written = logged(f'logging.getLogger("asyncio").error({sentence})')

    assert "ERROR library.asyncio" in written
    assert SECRET not in written
    assert "123456789" not in written


def test_a_library_s_error_is_told_by_class() -> None:
    written = logged("""
        try:
            int(SECRET)
        except ValueError:
            logging.getLogger("apscheduler").critical("Job raised", exc_info=True)
    """)

    assert "CRITICAL library.apscheduler ValueError at " in written
    assert SECRET not in written


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore", "telegram", "apscheduler", "aiohttp", "asyncio", "anything"]
)
def test_libraries_are_held_down_to_warnings(name: str) -> None:
    written = logged(f"""
        logging.getLogger({name!r}).info("secret request")
        logging.getLogger({name!r} + ".child").info("secret request")
    """)

    assert written == ""


def test_a_handler_that_fails_prints_nothing_of_the_entry() -> None:
    written = logged("""
        class Broken(logging.StreamHandler):
            def format(self, record):
                raise RuntimeError
        logging.getLogger("signalbot").addHandler(Broken())
        logging.getLogger("signalbot").warning("text %s", SECRET)
    """)

    assert SECRET not in written


def test_an_error_that_nobody_caught_is_told_by_class_and_place() -> None:
    written = logged("int(SECRET)")

    assert "CRITICAL process.fault ValueError at " in written
    assert SECRET not in written
    assert written.count("\n") == 1


def test_an_error_in_a_thread_is_told_by_class() -> None:
    written = logged("""
        thread = threading.Thread(target=int, args=(SECRET,))
        thread.start()
        thread.join()
    """)

    assert "ERROR thread.fault ValueError" in written
    assert SECRET not in written


def test_an_error_while_cleaning_up_is_told_by_class() -> None:
    written = logged("""
        class Leaving:
            def __del__(self):
                int(SECRET)
        Leaving()
    """)

    assert "ERROR process.unraisable ValueError at " in written
    assert SECRET not in written


def test_a_task_that_failed_unseen_is_told_by_class() -> None:
    written = logged("""
        async def fail():
            int(SECRET)
        async def main():
            logs.watch(asyncio.get_running_loop())
            task = asyncio.ensure_future(fail())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            del task
            gc.collect()
        asyncio.run(main())
    """)

    assert "ERROR loop.fault ValueError at " in written
    assert SECRET not in written


def test_a_complaint_of_the_loop_without_an_error_is_logged_too() -> None:
    written = logged("""
        async def main():
            loop = asyncio.get_running_loop()
            logs.watch(loop)
            loop.call_exception_handler({"message": SECRET})
        asyncio.run(main())
    """)

    assert written.endswith("ERROR loop.fault unknown\n")


def test_a_warning_is_told_by_class_and_place() -> None:
    written = logged("warnings.warn(SECRET)")

    assert re.search(r"WARNING python\.warning UserWarning at \S+:\d+\n$", written)
    assert SECRET not in written


def test_a_log_file_takes_all_and_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "hearthlight.log"

    written = logged('logger.info("app.ready")', file=file)

    assert written == ""
    assert file.read_text().endswith("INFO app.ready\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_fault_names_what_it_came_from() -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        described = logs.fault(error)

    assert re.fullmatch(r"KeyError at bot/test_logs\.py:\d+ from ValueError", described)


def test_an_error_never_raised_has_no_place() -> None:
    assert logs.fault(ValueError(SECRET)) == "ValueError"
