"""The two-tap code: nine everyday words, of which two in order mean that all is well.

Every other pair looks the same to whoever holds the phone. The words never come here: the shell
makes a tag of them, and only tags are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from types import MappingProxyType

THEMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "teas": (
            "mint", "lemon", "ginger", "sage", "fennel", "nettle", "chai", "oolong", "rooibos",
        ),
        "flowers": (
            "tulip", "daisy", "iris", "poppy", "dahlia", "peony", "crocus", "aster", "freesia",
        ),
        "colours": (
            "red", "blue", "green", "yellow", "purple", "orange", "white", "brown", "grey",
        ),
    }
)  # fmt: skip
"""A theme -> its nine words, which are keys of the catalogue (`word.mint`) and English to type."""

PAIR = 2
CHANGED_WITHIN = timedelta(minutes=1)
"""So long an answer may be given anew; the last one counts, and only then is it looked at."""
FREE_EXTENSION = timedelta(hours=1)
"""How much longer a timer may become without the two words."""
NEW_AFTER = timedelta(hours=24)
"""So long without a timer, new words need no old ones."""


@dataclass(frozen=True, slots=True)
class Code:
    """Somebody's two words, as no more than their tag."""

    theme: str
    """A key of `THEMES`."""
    tag: bytes = field(repr=False)
    """32 bytes: keyed BLAKE2b of the person and the two words in order."""

    def is_own(self, given: bytes) -> bool:
        """Whether these are the person's own words; takes as long either way."""
        return compare_digest(self.tag, given)


@dataclass(frozen=True, slots=True)
class Answer:
    """Two words that were given, until their minute is over."""

    given: bytes = field(repr=False)
    """Their tag."""
    at: datetime
    """When the worker sent them."""
    judged_at: datetime
    until: datetime | None = None
    """The new due time, if the worker stays out after the alert opened."""
