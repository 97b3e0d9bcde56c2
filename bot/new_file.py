"""A file that must not be lost and never replaces another: the key, the token, the settings."""

import os
from pathlib import Path

OWNER_ONLY = 0o600


def write_new(path: Path, content: bytes) -> None:
    """Make a file, readable by its owner alone and on the disk when this returns.

    Raises FileExistsError if anything is there, even a link to nowhere, and any other OSError of
    the disk; then nothing is left of it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(path, flags, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        _sync(path.parent)
    except OSError:
        path.unlink()
        raise


def _sync(folder: Path) -> None:
    """Wait until the disk holds the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
