"""Turns notices (keys and parameters) into messages, in the reader's language and zone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from itertools import groupby

from loguru import logger

from bot.catalogue import Catalogue
from bot.scribe import EVERYDAY, GAP, Piece, Scribe, first_line, flat
from bot.transports import Abilities, Button, Hidden, Instant, Message, Plain, Span
from handlers.notices import QR, Choice, Keyboard, Notice, Proof, Text, Urgency

KEYBOARDS = {
    Keyboard.IDLE: (
        ("keyboard.half_hour", "keyboard.hour"),
        ("keyboard.two_hours", "keyboard.other"),
    ),
    Keyboard.RUNNING: (("keyboard.all_good", "keyboard.more"), ("keyboard.call_me",)),
}
"""Rows of keys; two to a row, as more are cut off on narrow phones."""

_TO_PASS_ON = ("pair.invite",)
"""Texts that a person is meant to copy or to forward."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a message is for, and what their network can do."""

    chat: str = field(repr=False)
    language: str
    zone: tzinfo
    abilities: Abilities
    first_line: str = field(default="", repr=False)
    """How messages to them as a peer begin: own words, the last part of a key `peer.line.*`, or
    "" for the usual line."""


class Wording:
    """Renders at send, so that a person's language and zone count as they are then.

    Never raises for a text: what the catalogue lacks is counted in `gaps`, logged by its key, and
    a shorter text goes out instead. An alert in poor words is better than none.
    """

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        """Take the catalogues by language; the everyday language must be among them."""
        self._catalogues = catalogues
        self.gaps: Counter[str] = Counter()
        """How often a key (or `key:parameter`) was missing or could not be rendered."""

    def render(
        self,
        notice: Notice,
        reader: Reader,
        now: datetime,
        numbers: Mapping[str, int],
        *,
        repeat: bool = False,
    ) -> Message:
        """Make the message of a notice, as of `now` (aware UTC).

        numbers: token to number of each choice; used where the network has no buttons.
        repeat: it may have been sent before; a telling of an alert then says so.
        A message with inline buttons brings no keyboard: Telegram takes one or the other.
        """
        try:
            return self._message(notice, reader, now, numbers, repeat=repeat)
        except Exception as error:  # noqa: BLE001 -- no fault of a text may hold back an alert
            logger.error("wording.failed key={} error={}", notice.key, type(error).__name__)
            self.gaps[notice.key] += 1
            return self._bare(notice, reader)

    def line(self, text: Text, reader: Reader, now: datetime) -> str:
        """Write a text alone, without its markings: a label, an entry of a menu."""
        return flat(self._scribe(reader, now).write(text))

    def find(self, language: str, key: str, count: int = 1) -> str | None:
        """Look a text up: in the language, in its wider form, in the everyday language."""
        for each in (language, language.partition("-")[0], EVERYDAY):
            found = self._catalogues[each].text(key, count) if each in self._catalogues else None
            if found is not None:
                return found
        return None

    def _message(
        self,
        notice: Notice,
        reader: Reader,
        now: datetime,
        numbers: Mapping[str, int],
        *,
        repeat: bool,
    ) -> Message:
        scribe = self._scribe(reader, now)
        mark = "repeat.mark" if repeat and notice.proof is Proof.ALERT else ""
        pieces = scribe.write(self._text_of(notice, reader), mark=mark)
        labels = [self._label(scribe, choice) for choice in notice.choices]
        buttons: tuple[Button, ...] = ()
        keys: tuple[tuple[str, ...], ...] = ()
        if not reader.abilities.buttons:
            pieces += _numbered(notice.choices, labels, numbers)
        elif notice.choices:
            buttons = tuple(map(_button, notice.choices, labels))
        elif notice.keyboard is not None:
            rows = KEYBOARDS[notice.keyboard]
            keys = tuple(tuple(flat(scribe.write(Text(key))) for key in row) for row in rows)
        spans = tuple(_spans(pieces))
        return Message(
            reader.chat,
            spans,
            buttons,
            keys,
            notice.silent,
            _is_protected(notice),
            str(notice.values.get(QR, "")),
        )

    def _scribe(self, reader: Reader, now: datetime) -> Scribe:
        return Scribe(
            find=partial(self.find, reader.language),
            gap=self._gap,
            language=reader.language,
            zone=reader.zone,
            now=now,
            first_line=reader.first_line,
            plain=not reader.abilities.buttons,
        )

    def _text_of(self, notice: Notice, reader: Reader) -> Text:
        if self.find(reader.language, notice.key) is not None:
            return Text(notice.key, notice.values)
        self._gap(notice.key)
        return Text(_fallback(notice))

    def _label(self, scribe: Scribe, choice: Choice) -> str:
        """Write a label; a missing one becomes the verb, which differs from its neighbours."""
        if scribe.find(choice.label.key, 1) is not None:
            return flat(scribe.write(choice.label))
        self._gap(choice.label.key)
        return choice.token.partition(":")[0]

    def _bare(self, notice: Notice, reader: Reader) -> Message:
        """Say the least that helps, through nothing that could fail again."""
        text = self.find(EVERYDAY, _fallback(notice)) or GAP
        line = first_line(partial(self.find, EVERYDAY), reader.first_line)
        spans = (Plain(text.replace("{first_line}", line)),)
        return Message(reader.chat, spans, silent=notice.silent, protected=_is_protected(notice))

    def _gap(self, key: str) -> None:
        self.gaps[key] += 1
        logger.error("wording.gap key={}", key)


def _fallback(notice: Notice) -> str:
    return "fallback.alert" if notice.urgency is Urgency.ALERT else "fallback.text"


def _is_protected(notice: Notice) -> bool:
    """Routine texts stay in the chat; what a peer may need elsewhere in an alert does not."""
    alert = notice.urgency is Urgency.ALERT or notice.about.startswith("alert:")
    return not alert and not notice.key.startswith(_TO_PASS_ON)


def _button(choice: Choice, label: str) -> Button:
    return Button(label, choice.token, choice.copies, choice.shares)


def _numbered(
    choices: Sequence[Choice], labels: Sequence[str], numbers: Mapping[str, int]
) -> list[Piece]:
    """List the answers with their numbers, after a blank line. What only passes on is left out."""
    lines = [
        f"{numbers[choice.token]} {label}" if choice.token in numbers else label
        for choice, label in zip(choices, labels, strict=True)
        if not choice.passes_on
    ]
    return [Piece(Plain("\n\n" + "\n".join(lines)))] if lines else []


def _spans(pieces: Iterable[Piece]) -> Iterator[Span]:
    """Put what is hidden together under one cover, and neighbouring stretches of text in one."""
    for hidden, group in groupby(pieces, lambda piece: piece.hidden):
        merged = tuple(_merged(piece.span for piece in group))
        if hidden:
            yield Hidden(merged)
        else:
            yield from merged


def _merged(spans: Iterable[Plain | Instant]) -> Iterator[Plain | Instant]:
    for kind, group in groupby(spans, type):
        if kind is Plain:
            yield Plain("".join(span.text for span in group))
        else:
            yield from group
