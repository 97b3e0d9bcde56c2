"""The root secret: made once, read from its file, and the keys derived from it by label."""

import os
import re
import stat
from pathlib import Path
from typing import Final, Literal, Self

from nacl.hashlib import blake2b

from bot.new_file import write_new

KEY_BYTES: Final = 32
_OTHERS: Final = 0o077
_MOST: Final = 1024
"""More bytes than any key file has, with blanks and line ends."""
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{64}")

Label = Literal["database", "backups", "codes"]


class KeyFileError(Exception):
    """The key file cannot be used; the text is one sentence that says what to do."""


class Secret:
    """The root secret, in memory until wiped. It shows itself nowhere."""

    __slots__ = ("_root",)

    def __init__(self, root: bytearray) -> None:
        if len(root) != KEY_BYTES:
            raise ValueError("A root secret is 32 bytes.")
        self._root = root

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not to be copied or written down.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def derive(self, label: Label) -> bytearray:
        """Return the 32 bytes of the key for one purpose; the caller wipes them.

        Keyed BLAKE2b, the label as personalisation: no key tells anything of another. libsodium's
        wrapper takes and gives immutable bytes, so short-lived copies remain until reused.
        """
        if not any(self._root):
            raise ValueError("The root secret has been wiped.")
        digest = blake2b(
            b"hearthlight", digest_size=KEY_BYTES, key=bytes(self._root), person=label.encode()
        )
        return bytearray(digest.digest())

    def wipe(self) -> None:
        """Overwrite it with zeros; afterwards nothing can be derived."""
        wipe(self._root)


def wipe(key: bytearray) -> None:
    """Overwrite a key in memory with zeros."""
    key[:] = bytes(len(key))


def make_key_file(path: Path) -> None:
    """Write a fresh root secret as 64 hex digits, mode 0600, on the disk when this returns.

    Raises `KeyFileError` if anything is there already.
    """
    try:
        write_new(path, os.urandom(KEY_BYTES).hex().encode() + b"\n")
    except FileExistsError:
        raise KeyFileError("There is a key file already: nothing was changed.") from None
    except OSError:
        raise KeyFileError(
            "The key file cannot be made: check its folder, its owner and the disk."
        ) from None


def read_root(path: Path, credentials: Path | None = None) -> Secret:
    """Read the root secret from its key file; raises `KeyFileError`.

    A file that others may read is refused, except below `credentials`, the folder in which
    systemd hands them over (`CREDENTIALS_DIRECTORY`) with rights of its own.
    """
    text = bytearray(_MOST)
    try:
        length = _read(path, text, credentials)
        found = text[:length].strip()
        if not _HEX.fullmatch(found):
            raise KeyFileError(
                "The key file does not hold 64 hex digits: put the right one back; without any"
                " database yet, remove it and run init again."
            )
        # `bytes.fromhex` would leave the whole of it behind in a string.
        root = bytearray(int(found[place : place + 2], 16) for place in range(0, 64, 2))
        wipe(found)
        return Secret(root)
    finally:
        wipe(text)


def _read(path: Path, into: bytearray, credentials: Path | None) -> int:
    try:
        with path.open("rb", buffering=0) as file:
            shown = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & _OTHERS
            if shown and not _is_below(path, credentials):
                raise KeyFileError("Others may read the key file: run chmod 600 on it.")
            return file.readinto(into)
    except FileNotFoundError:
        raise KeyFileError(
            "There is no key file: put the one you kept in its place, or check"
            " HEARTHLIGHT_KEY_FILE."
        ) from None
    except OSError:
        raise KeyFileError("The key file cannot be read: check its owner and folder.") from None


def _is_below(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.resolve().is_relative_to(folder.resolve())
