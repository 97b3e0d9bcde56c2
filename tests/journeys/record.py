"""What the Bot API server saw of an evening with power cuts: every message, and each restart."""

import re

from tests.journeys.phrases import says, words
from tests.journeys.three import plain
from tests.journeys.town import Phone, Town
from tests.servers.bot_phones import Shown
from tests.servers.bot_state import Sent

MARK = words("repeat.mark")


class Record:
    """All that was sent, and between which starts."""

    def __init__(self, town: Town) -> None:
        self._api = town.api
        self.starts: list[float] = []
        """When the bot was started again, each time after a power cut."""

    def was_cut(self, sent: Sent) -> bool:
        """Whether the power went before the bot had noted that this was taken.

        Nothing else is sent to a chat before that is on the disk.
        """
        start = next((at for at in self.starts if at > sent.at), None)
        if start is None:
            return False
        chat = str(sent.chat)
        later = [at for at, _, args in self._api.calls if args.get("chat_id") == chat]
        return not any(sent.at < at < start for at in later)

    def came_once(self, phone: Phone, key: str, expected: int) -> bool:
        """Whether so many messages came, and more of them only where the sending was cut off."""
        came = phone.got(key)
        return expected <= len(came) <= expected + sum(map(self.was_cut, came))

    def others(self, keys: tuple[str, ...]) -> set[str]:
        """Give the texts that are none of these messages of the catalogue."""
        texts = {plain(each.text) for each in self._api.sends}
        return {text for text in texts if not any(says(key, text) for key in keys)}


def due_in(shown: Shown) -> int:
    """Read the last instant in a message, as unix seconds."""
    instants = [each["unix_time"] for each in shown.entities if each["type"] == "date_time"]
    return int(instants[-1])


def number_in(text: str) -> int:
    """Read the number of an alert."""
    found = re.search(r"No\. (\d+)\.", plain(text))
    assert found is not None
    return int(found[1])
