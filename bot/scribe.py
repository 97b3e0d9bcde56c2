"""Writes one text of the catalogue for one reader: parameters, times, durations, lists, spoilers.

What a text of the catalogue may hold:

- `{name}`: a parameter. Own words, instants and durations stand inside FSI...PDI, so that they
  cannot turn the text around them. `{first_line}` is how messages to this reader begin.
- `{link:bare}`: a parameter that must not be wrapped, such as a web address.
- `{due:fixed}`: an instant that the network must not put into its own zone.
- `{names}`, `{names:or}`, `{lines:space}`, `{lines:lines}`: a list, joined as "a, b and c" or
  "a, b or c", by spaces, or one per line.
- `[[...]]`: covered until tapped (a spoiler), within one line.
- Each line is a paragraph; a line of which nothing is left is left out.

A key may have a variant `key.plain` for networks without buttons. A text that counts something is
a plural entry and takes the parameter `count`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import reduce

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from bot.transports import Instant, Plain
from handlers.notices import Text, Value

EVERYDAY = "en"
"""The language every key is in; the others fall back on it."""
FSI, PDI = "\u2068", "\u2069"
GAP = "…"
"""Stands for what could not be put into words."""
NOTHING = "empty"
"""The key of a text of no words."""
TOKEN = re.compile(r"(\[\[|\]\]|\{\w+(?::\w+)?\})")
"""What is not literal in a text of the catalogue."""

_CLOCK_ALONE = timedelta(hours=20)
"""Nearer than this a clock time is understood without its day."""
_WEEKDAY_ALONE = timedelta(days=6)
_DAYS_FROM = timedelta(hours=48)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text or an instant, and whether it lies inside a spoiler."""

    span: Plain | Instant
    hidden: bool = False


def flat(pieces: Iterable[Piece]) -> str:
    """Join pieces to a text without markings."""
    return "".join(piece.span.text for piece in pieces)


def cleaned(words: str) -> str:
    """Reduce a person's own words to one line without control characters and bidi controls.

    Joiners stay (scripts and emoji need them); halves of surrogate pairs go, no network takes them.
    """
    kept = ["" if _is_harmful(sign) else sign for sign in " ".join(words.split())]
    return "".join(kept).strip()


def _is_harmful(sign: str) -> bool:
    return sign in _BIDI or sign == "\ufeff" or unicodedata.category(sign) in {"Cc", "Cs"}


def first_line(find: Callable[[str, int], str | None], chosen: str) -> str:
    """Give a peer's first line: one of the catalogue's by its name, own words, or the usual one."""
    offered = find(f"peer.line.{chosen}", 1) if chosen else find("peer.first_line", 1)
    return offered or cleaned(chosen) or GAP


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes texts for one reader at one moment."""

    find: Callable[[str, int], str | None]
    """Key and count to a text of the catalogue, in the reader's language or the everyday one."""
    gap: Callable[[str], None]
    """Told the key of what is missing."""
    language: str
    zone: tzinfo
    now: datetime
    first_line: str = field(repr=False)
    plain: bool
    """The reader's network has no buttons."""

    def write(self, text: Text, *, hidden: bool = False, mark: str = "") -> list[Piece]:
        """Write a text; `mark` is the key of a line put in after its first one."""
        if text.key == NOTHING:
            return []
        written = [self._line(line, text, hidden=hidden) for line in self._lines(text)]
        kept = [line for line in written if flat(line).strip()]
        if mark:
            kept.insert(1, self.write(Text(mark)))
        return _joined(kept, Piece(Plain("\n"), hidden))

    def _lines(self, text: Text) -> list[str]:
        count = text.values.get("count")
        form = count if isinstance(count, int) else 1
        variant = self.find(f"{text.key}.plain", form) if self.plain else None
        found = variant or self.find(text.key, form)
        if found is None:
            self.gap(text.key)
            return [GAP]
        return found.split("\n")

    def _line(self, line: str, text: Text, *, hidden: bool) -> list[Piece]:
        pieces: list[Piece] = []
        covered = hidden
        for token in filter(None, TOKEN.split(line)):
            if token in {"[[", "]]"}:
                covered = hidden or token == "[["  # noqa: S105 -- a bracket
            elif TOKEN.fullmatch(token):
                name, _, how = token[1:-1].partition(":")
                pieces += self._parameter(text, name, how, hidden=covered)
            else:
                spaced = not pieces or flat(pieces).endswith(" ")
                literal = token.removeprefix(" ") if spaced else token
                pieces.append(Piece(Plain(literal), covered))
        return pieces

    def _parameter(self, text: Text, name: str, how: str, *, hidden: bool) -> list[Piece]:
        if name == "first_line":
            return [Piece(Plain(first_line(self.find, self.first_line)), hidden)]
        if name not in text.values:
            self.gap(f"{text.key}:{name}")
            return [Piece(Plain(GAP), hidden)]
        return self._value(text.values[name], how, hidden=hidden)

    def _value(self, value: Value, how: str, *, hidden: bool) -> list[Piece]:
        match value:
            case str():
                own = [Piece(Plain(words), hidden)] if (words := cleaned(value)) else []
                return _isolated(own, hidden=hidden) if own and how != "bare" else own
            case int():
                return [Piece(Plain(str(value)), hidden)]
            case datetime():
                shown = self._clock(value)
                span = Plain(shown) if how == "fixed" else Instant(shown, value)
                return _isolated([Piece(span, hidden)], hidden=hidden)
            case timedelta():
                return _isolated(self.write(_duration(value), hidden=hidden), hidden=hidden)
            case Text():
                return self.write(value, hidden=hidden)
            case _:
                return self._list(value, how, hidden=hidden)

    def _list(self, texts: Sequence[Text], how: str, *, hidden: bool) -> list[Piece]:
        if how in {"space", "lines"}:
            between = Piece(Plain(" " if how == "space" else "\n"), hidden)
            written = [self.write(text, hidden=hidden) for text in texts]
            return _joined([each for each in written if flat(each)], between)
        return self.write(_enumeration(texts, how or "and"), hidden=hidden)

    def _clock(self, at: datetime) -> str:
        """Show a clock time, with its day where that is not plain."""
        local = at.astimezone(self.zone)
        clock = f"{local:%H:%M}"
        distance = abs(at - self.now)
        if local.date() == self.now.astimezone(self.zone).date() or distance < _CLOCK_ALONE:
            return clock
        near = distance < _WEEKDAY_ALONE
        day = format_date(local.date(), "EEE" if near else "d MMM", locale=_locale(self.language))
        pattern = self.find("span.day", 1) or "{day} {clock}"
        return pattern.replace("{day}", day).replace("{clock}", clock)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(EVERYDAY)


def _joined(parts: Sequence[list[Piece]], between: Piece) -> list[Piece]:
    pieces: list[Piece] = []
    for part in parts:
        pieces += [between, *part] if pieces else part
    return pieces


def _isolated(pieces: list[Piece], *, hidden: bool) -> list[Piece]:
    return [Piece(Plain(FSI), hidden), *pieces, Piece(Plain(PDI), hidden)]


def _enumeration(texts: Sequence[Text], how: str) -> Text:
    """Nest a list into texts of two, as translators know them: ((a, b), c) and d."""
    if not texts:
        return Text(NOTHING)
    if len(texts) == 1:
        return texts[0]

    def comma(first: Text, second: Text) -> Text:
        return Text("list.comma", {"first": first, "second": second})

    return Text(f"list.{how}", {"first": reduce(comma, texts[:-1]), "second": texts[-1]})


def _duration(span: timedelta) -> Text:
    """Show at most two units, rounded to the smaller one; what lies in the past is 0."""
    seconds = round(max(span, timedelta()).total_seconds())
    minutes = round(seconds / 60)
    hours = round(minutes / 60)
    if seconds < timedelta(minutes=1).total_seconds():
        return _units("seconds", seconds)
    if minutes < timedelta(hours=1) // timedelta(minutes=1):
        return _units("minutes", minutes)
    if minutes < _DAYS_FROM // timedelta(minutes=1):
        return _units("hours", minutes // 60, "minutes", minutes % 60)
    return _units("days", hours // 24, "hours", hours % 24)


def _units(unit: str, count: int, smaller: str = "", rest: int = 0) -> Text:
    first = Text(f"span.{unit}", {"count": count})
    if not rest:
        return first
    return Text("span.two", {"first": first, "second": Text(f"span.{smaller}", {"count": rest})})
