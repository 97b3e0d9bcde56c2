"""What was heard of the networks and what they take: in memory, so empty after a start."""

from collections.abc import Iterable
from datetime import datetime

from handlers.moment import Heard, Network

FEW_CHATS = 2
"""A network counts as deaf to us once sending failed to this many chats in a row: one chat alone
may be that chat's own fault, and must not keep the others from being told."""


class Hearing:
    """When each network was last heard, and which of them refuse what we send."""

    def __init__(self, networks: Iterable[Network], since: datetime) -> None:
        self._since = since
        self._last: dict[Network, datetime] = {}
        self._failed: dict[Network, set[str]] = {network: set() for network in networks}

    def listens_since(self, at: datetime) -> None:
        """Count from here: what waited in the networks before has been handed in."""
        self._since = at

    def heard(self, network: Network, at: datetime) -> None:
        """Note that everything sent on `network` until `at` was handed in."""
        self._last[network] = at

    def has_heard(self, network: Network) -> bool:
        """Whether the network was heard since the start."""
        return network in self._last

    def took(self, network: Network) -> None:
        """Note that a network took something."""
        self._failed[network].clear()

    def failed(self, network: Network, chat: str) -> None:
        """Note that a network did not take something; a flood or a block is no such failure."""
        self._failed[network].add(chat)

    def snapshot(self) -> Heard:
        """Give what the core may know of it."""
        deaf = [len(chats) >= FEW_CHATS for chats in self._failed.values()]
        return Heard(self._since, dict(self._last), accepting=not deaf or not all(deaf))
