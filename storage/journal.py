"""The journal beside the database: damaged, or only cut off as a power cut does.

SQLite reads a journal up to the first frame whose checksum is wrong and takes the rest for what a
power cut left: one flipped bit would silently take back everything confirmed after it. But each
transaction is on the disk before the next is begun (`synchronous=FULL`), so a power cut can spoil
the last one only. Whole transactions after a wrong frame tell that this was none.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct, unpack
from typing import Final, NamedTuple

from storage.errors import attempt

HEAD, FRAME_HEAD = 32, 24
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_FRAME: Final = Struct(">II8sII")
"""Page, size of the file after a commit (0: none ends here), salt, checksum."""
ENOUGH: Final = 2
"""Whole transactions after a wrong frame: a crash in an earlier one may have left one behind."""

Sum = tuple[int, int]


class _Frame(NamedTuple):
    sound: bool
    commits: bool


def is_damaged(path: Path) -> bool:
    """Whether the journal of a database lost what was confirmed; reads it without a change.

    A wrong bit in one of the last two transactions cannot be told from a power cut. About 80 ms for
    the 1,000 pages after which SQLite moves a journal into the file.
    """
    journal = path.with_name(f"{path.name}-wal")
    if not journal.exists():
        return False
    content = attempt(journal.read_bytes)
    if len(content) <= HEAD:
        return False
    order = {_LITTLE: "<", _BIG: ">"}.get(int.from_bytes(content[:4], "big"))
    stored = unpack(">II", content[HEAD - 8 : HEAD])
    if order is None or _sum(content[: HEAD - 8], (0, 0), order) != stored:
        return True  # it is on the disk before anything follows it
    return _goes_on(_frames(content, order, stored))


def _goes_on(frames: Iterator[_Frame]) -> bool:
    """Whether whole transactions follow a frame that is wrong."""
    wrong, whole = False, 0
    for frame in frames:
        if not frame.sound:
            wrong, whole = True, 0
        elif wrong and frame.commits:
            whole += 1
            if whole == ENOUGH:
                return True
    return False


def _frames(content: bytes, order: str, before: Sum) -> Iterator[_Frame]:
    """Judge each frame by the checksum that stands in the one before it."""
    page_size, salt = int.from_bytes(content[8:12], "big"), content[16:24]
    step = FRAME_HEAD + page_size
    for start in range(HEAD, len(content) - step + 1, step):
        _, size, its_salt, *stored = _FRAME.unpack_from(content, start)
        summed = content[start : start + 8] + content[start + FRAME_HEAD : start + step]
        now: Sum = (stored[0], stored[1])
        yield _Frame(its_salt == salt and _sum(summed, before, order) == now, size > 0)
        before = now


def _sum(content: bytes, before: Sum, order: str) -> Sum:
    """Add up as SQLite's file format says, section 4.2."""
    first, second = before
    words = iter(unpack(f"{order}{len(content) // 4}I", content))
    for even, odd in zip(words, words, strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
