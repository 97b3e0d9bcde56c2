"""What was heard of the networks and what they take: in memory, so empty after a start."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.moment import Gap, Heard, Network

LATELY = timedelta(minutes=1)
"""How long what we know of a network holds. A poll asks it at least every 40 s, and what was not
taken is tried again at least every 30 s: whatever is still so is found again before that."""
MANY_CHATS = 4
"""So many chats that failed lately, and nothing taken since, are the network's own fault; fewer
may be the chats' own, and must not keep the others from being told."""


@dataclass(slots=True)
class _Known:
    """What is known of one network."""

    answered_at: datetime
    heard_at: datetime | None = None
    gone_at: datetime | None = None
    """Since when the bot was away, until the network is first heard again."""
    unheard: bool = False
    """A look at it failed since it was last heard, or we were away."""
    gap: Gap | None = None
    cut_off_at: datetime | None = None
    failed: dict[str, datetime] = field(default_factory=dict)


class Hearing:
    """When each network was last heard, and whether any of them takes what we send.

    A network takes nothing while a send has lately found no way to it, while it lately answered
    nothing at all, not even a poll, or while it lately failed for many chats. A message it takes
    ends the first and the last, any answer the second; so does a minute without another failure,
    because where nothing waits to be sent, nothing else would ever end them.

    A network that answers, and has failed for a few chats only, counts as taking messages. Whether
    it does is then found out by the alert itself: every tier that nobody of was reached opens the
    next one after 60 s, and that one's messages are taken, or are more chats that failed. Faults of
    our own are none of the network's, a flood or a block is an answer.
    """

    def __init__(self, networks: Iterable[Network], since: datetime) -> None:
        self._since = since
        self._known = {network: _Known(since) for network in networks}
        self._deaf_at: datetime | None = None

    def listens_since(self, at: datetime) -> None:
        """Count from here: what waited in the networks before has been handed in."""
        self._since = at

    def heard(self, network: Network, at: datetime) -> None:
        """Note that everything sent on `network` until `at` was handed in, but for a gap."""
        known = self._known[network]
        before = known.heard_at or known.gone_at
        if known.unheard and before is not None:
            known.gap = Gap(before, at)
        known.unheard = False
        known.heard_at = at
        self.answered(network, at)

    def unheard(self, network: Network) -> None:
        """Note that a look at the network failed: a gap goes on until it is heard again."""
        self._known[network].unheard = True

    def was_away(self, gone_at: datetime, back_at: datetime) -> None:
        """Note that the bot itself was away."""
        for known in self._known.values():
            if known.heard_at is None:
                known.gone_at, known.unheard = gone_at, True
            else:
                known.gap = Gap(gone_at, back_at)

    def has_heard(self, network: Network) -> bool:
        """Whether the network was heard since the start."""
        return self._known[network].heard_at is not None

    def answered(self, network: Network, at: datetime) -> None:
        """Note that a network answered, whatever it said."""
        self._known[network].answered_at = at

    def took(self, network: Network, at: datetime) -> None:
        """Note that a network took something."""
        self.answered(network, at)
        self._known[network].cut_off_at = None
        self._known[network].failed.clear()

    def cut_off(self, network: Network, at: datetime) -> None:
        """Note that a send found no way to a network: it surely did not arrive."""
        self._known[network].cut_off_at = at
        self._look(at)

    def failed(self, network: Network, chat: str, at: datetime) -> None:
        """Note that a network did not take something for a chat, and not for a fault of ours."""
        known = self._known[network]
        known.failed = {who: when for who, when in known.failed.items() if _lately(when, at)}
        known.failed[chat] = at
        self._look(at)

    def snapshot(self, at: datetime) -> Heard:
        """Give what the core may know of it."""
        last = {
            network: known.heard_at
            for network, known in self._known.items()
            if known.heard_at is not None
        }
        gaps = {network: known.gap for network, known in self._known.items() if known.gap}
        accepting = self._look(at)
        return Heard(self._since, last, accepting, self._deaf_at, gaps)

    def _look(self, at: datetime) -> bool:
        """Whether any network takes messages; note the last time that none did."""
        accepting = not self._known or any(_takes(known, at) for known in self._known.values())
        if not accepting:
            self._deaf_at = at
        return accepting


def _takes(known: _Known, at: datetime) -> bool:
    cut_off = known.cut_off_at is not None and _lately(known.cut_off_at, at)
    failed = sum(_lately(when, at) for when in known.failed.values())
    return _lately(known.answered_at, at) and not cut_off and failed < MANY_CHATS


def _lately(when: datetime, at: datetime) -> bool:
    return abs(at - when) < LATELY
