"""Somebody's phone, on Telegram or on Signal, read from top to bottom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Condition
from typing import Protocol, TypeAlias

from tests.bot.process import PATIENCE
from tests.journeys.phrases import phrase, says, words
from tests.journeys.three import plain
from tests.servers import bot_phones, signal_frames, signal_phones
from tests.servers.bot_api import BotApi
from tests.servers.signal_api import SignalApi

Shown: TypeAlias = bot_phones.Shown | signal_frames.Shown
_CHOICE = re.compile(r"(\d+) (.+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the bot; `shown` is what the phone has of it now."""

    chat: str
    """Whose phone it came to, as the network names it."""
    place: int
    """Grows with each message of the network."""
    at: float
    """time.monotonic()"""
    date: int
    """Unix seconds."""
    text: str
    """As it came."""
    shown: Shown

    @property
    def now(self) -> str:
        """Its text as it stands now, without the answers it offers."""
        return wording(self.shown.text or "")

    @property
    def on_telegram(self) -> bot_phones.Shown:
        """What a phone with Telegram shows."""
        assert isinstance(self.shown, bot_phones.Shown)
        return self.shown

    @property
    def on_signal(self) -> signal_frames.Shown:
        """What a phone with Signal shows."""
        assert isinstance(self.shown, signal_frames.Shown)
        return self.shown


class Screen(Protocol):
    """What differs between the networks."""

    @property
    def name(self) -> str:
        """Whose phone it is."""

    @property
    def changed(self) -> Condition:
        """Notified at each change."""

    @property
    def letters(self) -> list[Letter]:
        """All that came from the bot, in its order."""

    def say(self, text: str) -> int:
        """Write to the bot; return the unix second of it."""

    def choose(self, key: str) -> None:
        """Make the newest choice with a label of the catalogue."""


class TelegramScreen:
    """A phone with Telegram: choices are buttons."""

    def __init__(self, api: BotApi, person: bot_phones.Person) -> None:
        self.person = person
        self.changed = api.state.changed
        self._api = api

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def letters(self) -> list[Letter]:
        return [
            Letter(
                str(each.chat),
                each.shown.message_id,
                each.at,
                each.shown.date,
                each.text,
                each.shown,
            )
            for each in self._api.sends
            if each.chat == self.person.id
        ]

    def say(self, text: str) -> int:
        return self.person.say(text).date

    def choose(self, key: str) -> None:
        self.person.press(words(key))


class SignalScreen:
    """A phone with Signal: choices are numbers below a message."""

    def __init__(self, api: SignalApi, phone: signal_phones.Phone) -> None:
        self.phone = phone
        self.changed = api.state.changed
        self._api = api

    @property
    def name(self) -> str:
        return self.phone.name

    @property
    def letters(self) -> list[Letter]:
        came: dict[int, Letter] = {}  # by the id it came with: later ones are edits
        with self.changed:
            there = {id(each) for each in self.phone.everything}
        for each in self._api.sends:
            stamp = each.shown.timestamps[0]
            if each.to == self.phone.uuid and stamp not in came and id(each.shown) in there:
                came[stamp] = Letter(each.to, stamp, each.at, stamp // 1000, each.text, each.shown)
        return list(came.values())

    def say(self, text: str) -> int:
        return self.phone.say(text).timestamp // 1000

    def choose(self, key: str) -> None:
        self.phone.say(self.number_of(key))

    def number_of(self, key: str) -> str:
        """Find the newest number of a choice."""
        label = phrase(key)
        for shown in reversed([each for each in self.phone.chat if each.from_bot]):
            for number, offered in offers(shown.text or ""):
                if label.fullmatch(offered):
                    return number
        raise LookupError(f"nobody offers {key!r} on this phone")


class Phone:
    """What journeys do with a phone of either network."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.answers = 0
        """How often they wrote or pressed something."""
        self._read = 0

    @property
    def name(self) -> str:
        """Whose phone it is."""
        return self.screen.name

    @property
    def person(self) -> bot_phones.Person:
        """What only a phone with Telegram can do."""
        assert isinstance(self.screen, TelegramScreen)
        return self.screen.person

    @property
    def on_signal(self) -> SignalScreen:
        """What only a phone with Signal can do."""
        assert isinstance(self.screen, SignalScreen)
        return self.screen

    def say(self, text: str) -> int:
        """Write to the bot; return the unix second of it."""
        self.answers += 1
        return self.screen.say(text)

    def press(self, key: str) -> None:
        """Make the newest choice with a label of the catalogue: by its button or its number."""
        self.answers += 1
        self.screen.choose(key)

    def reads(self, key: str, within: float = PATIENCE) -> Letter:
        """Wait for a message of the catalogue that is newer than the last one read."""

        def found() -> Letter | None:
            new = [each for each in self.sent if each.place > self._read]
            fitting = [each for each in new if not each.shown.deleted and says(key, each.now)]
            return fitting[-1] if fitting else None

        with self.screen.changed:
            letter = self.screen.changed.wait_for(found, within)
        if letter is None:
            raise AssertionError(f"{self.name} never read {key!r}:\n{_listed(self.came)}")
        self._read = letter.place
        return letter

    @property
    def sent(self) -> list[Letter]:
        """All that came, in its order, each as it was when it came."""
        return self.screen.letters

    @property
    def came(self) -> list[str]:
        """The texts of all that came, without the answers they offered."""
        return [plain(wording(each.text)) for each in self.sent]

    def got(self, key: str) -> list[Letter]:
        """All that came and is this message of the catalogue."""
        return [each for each in self.sent if says(key, wording(each.text))]

    def got_only(self, *keys: str) -> None:
        """Hold that these messages of the catalogue came, in this order, and nothing else."""
        came = self.came
        fits = len(came) == len(keys) and all(map(says, keys, came))
        assert fits, f"{self.name} was to read {keys}, and read:\n{_listed(came)}"

    def block(self) -> None:
        """Take nothing more of the bot."""
        match self.screen:
            case TelegramScreen() as telegram:
                telegram.person.block()
            case SignalScreen() as signal:
                signal.phone.block()


def wording(text: str) -> str:
    """Give a text without the numbered answers below it."""
    above, _, below = text.rpartition("\n\n")
    return above if above and list(offers(below)) else text


def offers(text: str) -> Iterator[tuple[str, str]]:
    """List the numbered answers of a message: number and label."""
    for line in plain(text).splitlines():
        if found := _CHOICE.fullmatch(line):
            yield found[1], found[2]


def _listed(texts: list[str]) -> str:
    return "\n".join(f"  {each!r}" for each in texts)
