"""What the servers saw of an evening with power cuts: every message, and each restart."""

import re

from tests.journeys.phones import Letter, Phone, wording
from tests.journeys.phrases import says, words
from tests.journeys.three import plain
from tests.journeys.town import Town

MARK = words("repeat.mark")


class Record:
    """All that was sent, and between which starts."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.starts: list[float] = []
        """When the bot was started again, each time after a power cut."""

    def was_cut(self, sent: Letter) -> bool:
        """Whether the power went before the bot had noted that this was taken.

        Nothing else is sent to a chat before that is on the disk.
        """
        start = next((at for at in self.starts if at > sent.at), None)
        if start is None:
            return False
        return not any(sent.at < at < start for at in self._calls_to(sent.chat))

    def came_once(self, phone: Phone, key: str, expected: int) -> bool:
        """Whether so many messages came, and more of them only where the sending was cut off."""
        came = phone.got(key)
        return expected <= len(came) <= expected + sum(map(self.was_cut, came))

    def others(self, keys: tuple[str, ...]) -> set[str]:
        """Give the texts that are none of these messages of the catalogue."""
        sent = [each.text for each in self._town.api.sends]
        sent += [each.text for each in self._town.signal.sends]
        texts = {plain(wording(each)) for each in sent}
        return {text for text in texts if not any(says(key, text) for key in keys)}

    def _calls_to(self, chat: str) -> list[float]:
        """Give when the bot called about a chat, on either network."""
        telegram = [at for at, _, args in self._town.api.calls if args.get("chat_id") == chat]
        bodies = [(at, call.body) for at, _, call in self._town.signal.calls]
        named = [(at, [*body.get("recipients", []), body.get("recipient")]) for at, body in bodies]
        return telegram + [at for at, people in named if chat in people]


def due_in(letter: Letter, place: int = -1) -> int:
    """Read an instant in a message on Telegram, the last unless said, as unix seconds."""
    entities = letter.on_telegram.entities
    instants = [each["unix_time"] for each in entities if each["type"] == "date_time"]
    return int(instants[place])


def number_in(text: str) -> int:
    """Read the number of an alert."""
    found = re.search(r"No\. (\d+)\.", plain(text))
    assert found is not None
    return int(found[1])
