"""Reads every byte of a SQLCipher file with its key, also what SQL no longer shows.

A page of 4096 bytes is AES-256-CBC, then 16 bytes of IV and 64 of seal; the first page begins
with 16 bytes of salt. AES (FIPS 197) is written out here since no library of ours has CBC, and
a purge must be judged on every machine. Good for nothing but reading a few pages in a test.
"""

from typing import Final

PAGE: Final = 4096
SALT, IV, RESERVED = 16, 16, 80
ROUNDS: Final = 14


def read_pages(file: bytes, key: bytearray) -> bytes:
    """Return what all pages of the file hold, one after the other."""
    keys = _round_keys(bytes(key))
    return b"".join(
        _read_page(file[start : start + PAGE], keys, SALT if start == 0 else 0)
        for start in range(0, len(file), PAGE)
    )


def _read_page(page: bytes, keys: list[bytes], first: int) -> bytes:
    end = PAGE - RESERVED
    blocks = [page[at : at + 16] for at in range(first, end, 16)]
    before = [page[end : end + IV], *blocks]
    return b"".join(map(_xor, (_decrypt(block, keys) for block in blocks), before))


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
_FACTORS: Final = {n: bytes(_times(byte, n) for byte in range(256)) for n in (9, 11, 13, 14)}
# The byte that each place of a block has before the rows are shifted.
_ROWS: Final = [(place - 4 * (place % 4)) % 16 for place in range(16)]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


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


def _decrypt(block: bytes, keys: list[bytes]) -> bytes:
    state = _xor(block, keys[ROUNDS])
    for number in range(ROUNDS - 1, -1, -1):
        shifted = bytes(state[place] for place in _ROWS)
        state = _xor(shifted.translate(_BACK), keys[number])
        if number:
            state = b"".join(_unmix(state[at : at + 4]) for at in range(0, 16, 4))
    return state


def _unmix(column: bytes) -> bytes:
    nine, eleven, thirteen, fourteen = (_FACTORS[n] for n in (9, 11, 13, 14))
    a, b, c, d = column
    return bytes(
        fourteen[w] ^ eleven[x] ^ thirteen[y] ^ nine[z]
        for w, x, y, z in ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))
    )
