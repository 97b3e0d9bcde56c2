"""Reads every byte of a SQLCipher file and its journal with the key, also what SQL never shows.

A page of 4096 bytes is AES-256-CBC, then 16 bytes of IV and 64 of seal; the first page begins
with 16 bytes of salt. Free pages, free room in pages and pages of the journal that were replaced
long ago are read like all others. AES (FIPS 197) is written out here since no library of ours has
CBC, and a purge must be judged on every machine; all blocks at once, byte by byte of a block, so
that 1 MiB takes about 0.2 s. Good for nothing but reading files in a test.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

PAGE: Final = 4096
SALT, IV, RESERVED = 16, 16, 80
JOURNAL_HEAD, FRAME_HEAD = 32, 24
BLOCK: Final = 16
ROUNDS: Final = 14


def read_files(path: Path, key: bytearray) -> bytes:
    """Return what all pages of a database and of its journal hold, one after the other."""
    journal = path.with_name(f"{path.name}-wal")
    pages = [*pages_of(path.read_bytes())]
    if journal.exists():
        pages += frames_of(journal.read_bytes())
    return _read(pages, key)


def read_pages(file: bytes, key: bytearray) -> bytes:
    """Return what all pages of a file hold, one after the other."""
    return _read([*pages_of(file)], key)


def pages_of(file: bytes) -> Iterator[bytes]:
    """Cut a database into its pages."""
    for start in range(0, len(file), PAGE):
        page = file[start : start + PAGE]
        yield bytes(SALT) + page[SALT:] if start == 0 else page


def frames_of(journal: bytes) -> Iterator[bytes]:
    """Cut a journal into its pages, those that count no more included."""
    step = FRAME_HEAD + PAGE
    for start in range(JOURNAL_HEAD, len(journal) - step + 1, step):
        yield journal[start + FRAME_HEAD : start + step]


def _read(pages: list[bytes], key: bytearray) -> bytes:
    sealed = b"".join(page[: PAGE - RESERVED] for page in pages)
    before = b"".join(
        page[PAGE - RESERVED : PAGE - RESERVED + IV] + page[: PAGE - RESERVED - BLOCK]
        for page in pages
    )
    return _xor(_decrypt(sealed, bytes(key)), before)


def _double(byte: int) -> int:
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def _times(byte: int, factor: int) -> int:
    product = 0
    while factor:
        product ^= byte if factor & 1 else 0
        byte, factor = _double(byte), factor >> 1
    return product


def _substitutes() -> bytes:
    """Return the S-box: the inverse in GF(2^8), then an affine map."""
    powers = [1]
    while len(powers) < 255:
        powers.append(_times(powers[-1], 3))
    box = bytearray([0x63] * 256)
    for place, byte in enumerate(powers):
        inverse = powers[-place % 255]
        turned = 0x63
        for shift in range(5):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box[byte] = turned
    return bytes(box)


_BOX: Final = _substitutes()
_BACK: Final = bytes(_BOX.index(byte) for byte in range(256))
_FACTORS: Final = tuple(bytes(_times(byte, n) for byte in range(256)) for n in (14, 11, 13, 9))
# The byte that each place of a block has before the rows are shifted.
_ROWS: Final = [(place - 4 * (place % 4)) % 16 for place in range(BLOCK)]


def _xor(*many: bytes) -> bytes:
    mixed = 0
    for each in many:
        mixed ^= int.from_bytes(each, "big")
    return mixed.to_bytes(len(many[0]), "big")


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    factor = 1
    while len(words) < 4 * (ROUNDS + 1):
        word = words[-1]
        if len(words) % 8 == 0:
            word = (word[1:] + word[:1]).translate(_BOX)
            word = bytes([word[0] ^ factor]) + word[1:]
            factor = _double(factor)
        elif len(words) % 8 == 4:
            word = word.translate(_BOX)
        words.append(_xor(word, words[-8]))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _decrypt(sealed: bytes, key: bytes) -> bytes:
    """Turn all blocks back; `planes` has the first bytes of all of them, the second bytes ..."""
    keys = _round_keys(key)
    planes = _add([sealed[place::BLOCK] for place in range(BLOCK)], keys[ROUNDS])
    for number in range(ROUNDS - 1, -1, -1):
        planes = _add([planes[place].translate(_BACK) for place in _ROWS], keys[number])
        if number:
            planes = [each for at in range(0, BLOCK, 4) for each in _unmix(planes[at : at + 4])]
    opened = bytearray(len(sealed))
    for place, plane in enumerate(planes):
        opened[place::BLOCK] = plane
    return bytes(opened)


def _add(planes: list[bytes], key: bytes) -> list[bytes]:
    return [
        plane.translate(bytes(byte ^ part for byte in range(256)))
        for plane, part in zip(planes, key, strict=True)
    ]


def _unmix(column: list[bytes]) -> Iterator[bytes]:
    for row in range(4):
        factors = (_FACTORS[(place - row) % 4] for place in range(4))
        yield _xor(*(plane.translate(each) for plane, each in zip(column, factors, strict=True)))
