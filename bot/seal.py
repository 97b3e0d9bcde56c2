"""Makes a tag of two words, so that nothing behind the shell ever knows which they were."""

from hashlib import blake2b

from bot.keys import wipe
from handlers.people import PersonId

TAG_BYTES = 32


class Seal:
    """Keyed BLAKE2b of a person and the places of their two words; shows its key nowhere."""

    __slots__ = ("_key",)

    def __init__(self, key: bytearray) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Seal(...)"

    def __call__(self, person: PersonId, places: str) -> bytes:
        """Return the 32 bytes for two words in order, named by their places in their theme."""
        text = f"{person}:{places}".encode()
        return blake2b(text, digest_size=TAG_BYTES, key=self._key).digest()

    def wipe(self) -> None:
        """Overwrite the key with zeros."""
        wipe(self._key)
