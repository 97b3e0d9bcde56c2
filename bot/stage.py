"""Where the stories are played: three people with pretend phones, all paired, at 20:30."""

from datetime import timedelta

from bot.pretend import EVENING, PLAN, PretendHouse, number_of
from bot.transcript import Transcript, without_isolates
from bot.transports.local import Phone
from handlers.moment import Network

ARRIVAL = timedelta(minutes=30)
"""How long before the evening all of them have joined and paired."""
MOMENT = timedelta(seconds=40)
QUIET = 'Don\'t ring. Text "parcel until ten?". If I don\'t write "tomorrow", come by.'


class Stage:
    """Ana works; Bea, on Signal, is first on her ladder and Cat second. It is 20:30."""

    def __init__(self, house: PretendHouse, transcript: Transcript) -> None:
        self.house = house
        self.ana = house.phone("Ana")
        self.bea = house.phone("Bea", Network.SIGNAL)
        self.cat = house.phone("Cat")
        self._transcript = transcript

    async def begin(
        self, *, with_cat: bool = True, both: bool = False, words: bool = False
    ) -> None:
        """Let them join and pair, unseen.

        both: Ana is Bea's first person, too. words: Ana answers with mint, then lemon.
        """
        house = self.house
        await house.start()
        await house.join("Ana", plan=PLAN)
        await house.wish(self.ana)
        await house.join("Bea", Network.SIGNAL)
        await self._pair(self.ana, self.bea)
        if both:
            await self._pair(self.bea, self.ana)
        if with_cat:
            await house.join("Cat")
            await self._pair(self.ana, self.cat)
        if words:
            await self._choose_words()
        await house.advance_to(EVENING)
        for phone in (self.ana, self.bea, self.cat):
            self._transcript.follow(phone.chat.title(), phone)

    async def _pair(self, worker: Phone, peer: Phone) -> None:
        await self.house.pair(worker, peer)
        await self.house.press(peer, self.house.label("not_now"))

    async def _choose_words(self) -> None:
        for text in ("private answer", "teas", "mint", "lemon", "mint", "lemon"):
            await self.house.say(self.ana, text)
        await self.house.say(self.ana, QUIET)

    async def say(self, phone: Phone, text: str) -> None:
        """Let somebody write."""
        await self.house.say(phone, text)

    async def press(self, phone: Phone, words: str) -> None:
        """Let somebody press the newest button that begins so; on Signal they type its number.

        Raises NoSuchButtonError.
        """
        label = _label(phone, words)
        if not number_of(phone, label):
            self._transcript.press(phone.chat.title(), without_isolates(label))
        await self.house.press(phone, label)

    async def pause(self) -> None:
        """Let somebody take 40 seconds."""
        await self.house.advance(MOMENT)

    async def until(self, clock: str) -> None:
        """Let time pass until the clock shows this, such as 22:40."""
        now = self.house.clock.now()
        hour, minute = map(int, clock.split(":"))
        at = now.replace(hour=hour, minute=minute, second=0)
        await self.house.advance_to(at if at > now else at + timedelta(days=1))

    def remark(self, text: str) -> None:
        """Put in what no phone shows."""
        self._transcript.remark(text)


def _label(phone: Phone, words: str) -> str:
    """Find the whole label of the newest choice that begins with these words, else the words."""
    for bubble in reversed(phone.messages):
        listed = (line.partition(" ")[2] for line in bubble.text.split("\n"))
        for label in (*(each.label for each in bubble.buttons), *listed):
            if without_isolates(label).startswith(words) and not bubble.mine:
                return label
    return words
