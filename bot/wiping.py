"""`hearthlight wipe`: the key first, then everything that was sealed with it, then the rest.

Without the key the database and its copies are noise, so whatever happens after the first file has
gone changes little. Only what Hearthlight made is touched.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import click

from bot.clock import pause
from bot.control import Answer, RefusedError, ask
from bot.files import backups_of
from bot.settings import FILE_NAME, Settings, SettingsError, load
from bot.setup import TOKEN_FILE
from storage.errors import AlreadyRunningError, StorageError
from storage.opening import LOCK_NAME, Lock

KEY_NAME = "root.key"
SMALL = 65_536
"""Files up to so many bytes are overwritten: keys and tokens. The others are sealed, or codes."""
PATIENCE = 0.5
"""Seconds for the running bot to answer, and again for it to end."""
LOOKS = 10

ASKED = """\
This destroys, in this order: the key, the database with everyone in it, its copies, the log, the
settings and the tokens in {folder}. A running bot ends.
Nothing brings it back. Timers that run end too, and nobody is told of them any more.
Wiping after a legal demand may itself be an offence."""
DONE = """\
Wiped. The key was overwritten and removed first, then the rest was removed.
The disk may keep old blocks for a while: an SSD, a snapshot or a copy-on-write file system does.
They are sealed, but so may be an old block that held the key: encrypt the disk, or destroy it.
I can't reach copies and keys kept elsewhere, what is in chats and at the networks, or the folder of
signal-cli. Revoke the bot's token at @BotFather."""
NOTHING = "There is nothing of Hearthlight in {folder}: nothing was wiped."
LEFT = "Not everything is wiped. Still there, remove it yourself: {files}"
STILL_RUNS = "A bot still runs here and has the key in memory: kill it, or cut the power."
KEPT = "Nothing was changed."


def by_command(options: Mapping[str, object], *, asks: bool) -> tuple[bool, str]:
    """Wipe an installation, beside a running bot or without one; say whether all of it is gone.

    With `asks`, only after a typed yes. Raises SettingsError where there is nothing.
    """
    settings = load(options)
    if not any(_there(each) for each in _all(settings)):
        raise SettingsError(NOTHING.format(folder=settings.data_dir))
    if asks:
        click.echo(ASKED.format(folder=settings.data_dir))
        if click.prompt("Type wipe to go on", default="", show_default=False).strip() != "wipe":
            return False, KEPT
    for key in _keys(settings):
        _destroy(key)
    with suppress(RefusedError):  # it hangs, or is of another version: it shows below
        ask(settings.control_socket, "wipe", PATIENCE)
    ended = _is_over(settings.data_dir)
    left = destroy(settings)
    lines = [LEFT.format(files=", ".join(map(str, left)))] if left else []
    lines += [] if ended else [STILL_RUNS]
    return (False, "\n".join(lines)) if lines else (True, DONE)


def and_end(settings: Settings, end: Callable[[int], object] = os._exit) -> Answer:
    """Wipe, as the running bot, and end the process right after the answer.

    Nothing is finished: whatever else it wrote would be a trace. The keys in its memory go with it.
    """
    destroy(settings)
    asyncio.get_running_loop().call_later(PATIENCE / 5, end, 0)
    return {}


def destroy(settings: Settings) -> list[Path]:
    """Remove everything Hearthlight made, the key first; return what could not be removed."""
    return [each for each in _all(settings) if not _destroy(each)]


def _all(settings: Settings) -> Iterator[Path]:
    """Name every file, in the order in which they go; the settings before what they name."""
    yield from _keys(settings)
    yield from _beginning(settings.database_file)
    yield from _inside(backups_of(settings))
    if settings.log_file is not None:
        yield settings.log_file
        yield from _rotated(settings.log_file)
    folder = settings.data_dir
    yield from (folder / FILE_NAME, folder / TOKEN_FILE, settings.webhook_file)
    yield from (settings.control_socket, folder / LOCK_NAME)


def _keys(settings: Settings) -> Iterator[Path]:
    """Name the key the settings name, and the one a service manager hands a copy of."""
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    if handed is None or not settings.key_file.is_relative_to(handed):  # it goes with the service
        yield settings.key_file
    yield settings.data_dir / KEY_NAME


def _beginning(path: Path) -> Iterator[Path]:
    """Name a database, its journals, and what a crash left of a new one."""
    yield path
    yield from sorted(path.parent.glob(f"{path.name}?*"))


def _inside(folder: Path) -> Iterator[Path]:
    """Name the copies, and their folder."""
    yield from sorted(folder.glob("hearthlight-*"))
    yield folder


def _rotated(log: Path) -> Iterator[Path]:
    """Name the logs of the days before."""
    yield from sorted(log.parent.glob(f"{log.stem}.[0-9]*{log.suffix}"))


def _there(path: Path) -> bool:
    return os.path.lexists(path) and path.name != LOCK_NAME


def _destroy(path: Path) -> bool:
    """Remove a file for good, where a link leads too; whether it is gone."""
    with suppress(OSError):
        _overwrite(path)
    with suppress(OSError):
        if path.is_dir():
            path.rmdir()
        else:
            path.resolve().unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        _sync(path.parent)
    return not os.path.lexists(path)


def _overwrite(path: Path) -> None:
    """Write over a small file where it lies, and wait until the disk has it."""
    size = path.stat().st_size
    if not path.is_file() or size > SMALL:
        return
    with path.open("r+b", buffering=0) as file:
        file.write(bytes(size))
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_over(folder: Path) -> bool:
    """Whether no process has the database open, within a moment."""
    for _ in range(LOOKS):
        try:
            Lock(folder).close()
        except AlreadyRunningError:
            pause(timedelta(seconds=PATIENCE / LOOKS))
        except StorageError:
            return True  # the folder is not there, or not ours to write
        else:
            return True
    return False
