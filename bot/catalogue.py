"""The texts of one language, read from its PO file: a key for each, with a translator's note."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"
DOMAIN = "hearthlight"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue holds under one key."""

    forms: tuple[str, ...]
    """The text; for a text that counts something, one for each plural form."""
    note: str
    """The translator's note; rules of its own begin it ("Notification:", "Longer:")."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language: keys to texts. A key it lacks, or has not translated yet, reads as None."""

    language: str
    entries: Mapping[str, Entry] = field(repr=False)
    plural: Callable[[int], int] = field(repr=False)
    """Which of the forms a whole number takes."""

    def text(self, key: str, count: int = 1) -> str | None:
        """Return the text under a key, in the plural form of `count`; None if there is none."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        form = self.plural(count) if len(entry.forms) > 1 else 0
        return entry.forms[form] or None


def read(path: Path) -> Catalogue:
    """Read one PO file. Raises OSError, or Babel's PoFileError for a damaged one."""
    with path.open(encoding="utf-8") as file:
        po = read_po(file, abort_invalid=True)
    entries = {}
    for message in po:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string
            forms = (string,) if isinstance(string, str) else tuple(string or ())
            entries[key] = Entry(forms, " ".join(message.auto_comments))
    language = str(po.locale_identifier or path.parent.name)
    return Catalogue(language, entries, gettext.c2py(po.plural_expr))


def read_all(folder: Path = LOCALES) -> dict[str, Catalogue]:
    """Read every language there is, by its code."""
    found = [read(path) for path in sorted(folder.glob(f"*/{DOMAIN}.po"))]
    return {each.language: each for each in found}
