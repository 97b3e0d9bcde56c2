"""Writes down what people read, write and press on pretend phones: the text of a story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from textwrap import wrap

from bot.pretend import PretendHouse
from bot.scribe import FSI, PDI
from bot.transports import Button
from bot.transports.bubble import Bubble
from bot.transports.local import Phone

WIDTH = 80
_TIME = 7
_WHO = 14
_INDENT = " " * (_TIME + _WHO)
_STAYS = "\u00a0"
"""A space at which no line ends."""


class Transcript:
    """Follows the phones of a house from now on; each thing becomes a few lines, in its order."""

    def __init__(self, house: PretendHouse, write: Callable[[str], None]) -> None:
        """Give each line to `write`, without its end, once it is complete."""
        self._clock = house.clock
        self._write = write
        self._shown_at: datetime | None = None
        self._phones: dict[str, tuple[Phone, dict[str, Bubble]]] = {}
        self._gone: tuple[datetime, str, int] | None = None
        for network in (house.telegram, house.signal):
            network.on_change = self._look

    def follow(self, name: str, phone: Phone) -> None:
        """Write down what happens on somebody's phone; what is there already is left out."""
        self._phones[name] = phone, _by_ref(phone)

    def title(self, text: str) -> None:
        """Begin with a sentence or two of what is to come."""
        for line in wrap(text, WIDTH):
            self._write(line)
        self._write("")

    def remark(self, text: str) -> None:
        """Put in what no phone shows."""
        self._put("", f"({text})")

    def press(self, name: str, label: str) -> None:
        """Say that somebody presses a button."""
        self._put(f"{name} presses", f"[{label}]")

    def end(self) -> None:
        """Complete what is not written yet; afterwards nothing is followed any more."""
        self._phones.clear()
        self._tell_gone()

    def _look(self) -> None:
        """Find what has changed on any phone."""
        for name, (phone, known) in self._phones.items():
            now = _by_ref(phone)
            before = dict(known)
            known.clear()
            known.update(now)
            for ref, bubble in now.items():
                if bubble != before.get(ref):
                    self._tell(name, bubble, is_new=ref not in before)

    def _tell(self, name: str, bubble: Bubble, *, is_new: bool) -> None:
        if bubble.deleted:
            self._count_gone(name)
        elif bubble.mine:
            self._put(f"{name} writes", bubble.text)
        elif is_new:
            self._put(f"{name} reads", _shown(bubble, " (silent)" if bubble.silent else ""))
        else:
            self._put(f"{name}'s card", _shown(bubble))

    def _count_gone(self, name: str) -> None:
        """Gather the messages that leave one chat at one time."""
        now = self._clock.now()
        if self._gone is None or self._gone[:2] != (now, name):
            self._tell_gone()
            self._gone = now, name, 0
        self._gone = now, name, self._gone[2] + 1

    def _tell_gone(self) -> None:
        if self._gone is not None:
            at, name, number = self._gone
            self._gone = None
            what = "1 message is" if number == 1 else f"{number} messages are"
            self._lines(at, f"{name}'s chat", f"({what} removed)")

    def _put(self, who: str, text: str) -> None:
        self._tell_gone()
        self._lines(self._clock.now(), who, text)

    def _lines(self, at: datetime, who: str, text: str) -> None:
        """Write them; where time has passed, a free line and the time come before."""
        if self._shown_at is not None and at != self._shown_at:
            self._write("")
        time = f"{at:%H:%M}" if at != self._shown_at else ""
        self._shown_at = at
        start = f"{time:<{_TIME}}{who:<{_WHO}}"
        for line in _wrapped(text):
            self._write(f"{start}{line}".rstrip())
            start = _INDENT


def without_isolates(text: str) -> str:
    """Take out the invisible signs that keep names and times from turning a text around."""
    return text.replace(FSI, "").replace(PDI, "")


def _by_ref(phone: Phone) -> dict[str, Bubble]:
    return {bubble.ref: bubble for bubble in phone.history}


def _shown(bubble: Bubble, mark: str = "") -> str:
    """Write a message as it stands, `mark` after its first line, and its buttons."""
    first, *others = bubble.text.split("\n")
    buttons = " ".join(map(_button, bubble.buttons))
    return without_isolates("\n".join([first + mark, *others, *filter(None, [buttons])]))


def _button(button: Button) -> str:
    """Keep a label on one line."""
    return f"[{button.label}]".replace(" ", _STAYS)


def _wrapped(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        kept = wrap(line, WIDTH - len(_INDENT), break_long_words=False, break_on_hyphens=False)
        yield from (each.replace(_STAYS, " ") for each in kept or [""])
