"""A typed time followed by other words (`2h flat 4`): where the time ends and the note begins."""

import re
from collections.abc import Iterator

from handlers.time_forms import Bare, form_of
from handlers.time_pieces import LONGEST_TEXT, pieces_of
from handlers.time_words import Role, TimeWords

_GAP = re.compile(r"\s+")
_BETWEEN = " ,;:-–—"
_PARTING = ",;\n"
_PUNCTUATION = ",.;:!?"
_NUMBERS = "NSKP"
_OF_A_TIME = frozenset(Role) - {Role.UNTIL, Role.LASTING}
"""Words that can go on after a time. "at" and "in" may as well begin a note: "in the old town"."""


def split(text: str, words: TimeWords, *, seconds: bool) -> tuple[str, str] | None:
    """Part `text` into the longest beginning that is a time and the words that follow it.

    None if there is none, if all of it is a time, or if what follows could belong to the time:
    a house number may be minutes, unless a comma or a new line stands between.
    """
    if form_of(text, words, seconds=seconds) is not None:
        return None
    for head, rest, parted in _splits(text.strip()):
        if form_of(head, words, seconds=seconds) is not None:
            if parted or not _ends_in_number(head, words):
                note = _is_note(rest, words, parted=parted, seconds=seconds)
                return (head, rest) if note else None
            return None
    return None


def _splits(text: str) -> Iterator[tuple[str, str, bool]]:
    """Part `text` at each of its first spaces, the longest beginning first.

    The third says whether a comma or a new line stands between.
    """
    for gap in reversed(list(_GAP.finditer(text, 0, LONGEST_TEXT))):
        head = text[: gap.start()].rstrip(_BETWEEN)
        rest = text[gap.end() :].lstrip(_BETWEEN)
        between = text[len(head) : len(text) - len(rest)]
        yield head, rest.strip(), any(sign in between for sign in _PARTING)


def _ends_in_number(head: str, words: TimeWords) -> bool:
    last = pieces_of(head.rsplit(maxsplit=1)[-1], words, seconds=False)
    return len(last) == 1 and last[0].sign in _NUMBERS[:2]


def _is_note(rest: str, words: TimeWords, *, parted: bool, seconds: bool) -> bool:
    """Tell whether `rest` is other words: no time, and no word that could go on with one."""
    start = rest[:LONGEST_TEXT]
    pieces = pieces_of(start.split("\n")[0], words, seconds=True)
    if not pieces or pieces[0].sign in _OF_A_TIME:
        return False
    if pieces[0].sign in _NUMBERS and not parted:
        return False
    if start.split()[0].casefold().strip(_PUNCTUATION) in words.turns:
        return False
    if form_of(rest, words, seconds=seconds) is not None:
        return False
    forms = (form_of(head, words, seconds=seconds) for head, _, _ in _splits(start))
    return all(form is None or isinstance(form, Bare) for form in forms)
