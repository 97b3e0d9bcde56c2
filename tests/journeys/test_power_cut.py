"""A power cut at every commit and every message of a missed timer (CONVENTIONS, 39).

Ana is overdue, Bea is told, says "I've got it", and Ana answers; Cat, who comes after Bea, is never
needed. The evening is played once for each place where the power can go, until one is left uncut.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from handlers.moment import Network
from tests.journeys.cuts import CutHouse, Does, Step, Until, Where
from tests.journeys.house import EVENING, House, label, play

MARK = "I may have sent this before.\n"
GRACE_ENDS = EVENING + timedelta(hours=2, minutes=10)


async def ana_starts(house: House) -> None:
    await house.say(house.phone("Ana"), "2h")


async def bea_takes_it(house: House) -> None:
    await house.press(house.phone("Bea", Network.SIGNAL), label("got_it"))


async def ana_answers(house: House) -> None:
    await house.press(house.phone("Ana"), label("all_good"))


MISSED: tuple[Step, ...] = (
    Does(ana_starts),
    Until(GRACE_ENDS + timedelta(minutes=2)),
    Does(bea_takes_it),
    Until(GRACE_ENDS + timedelta(minutes=4)),
    Does(ana_answers),
    Until(GRACE_ENDS + timedelta(hours=1, minutes=5)),
)

WHAT_ANA_READS = (
    "Timer until 22:30 (in 2 h)",
    "10 min left.",
    "Your timer is up.",
    "No answer by 22:40.",
    "Good to hear from you.",
)
WHAT_BEA_READS = (
    "Ana hasn't answered since 22:30 (10 min).",
    "I ask again at ",
    "Thank you. I'll ask you again at 23:02",
    "All settled.",
)


@dataclass(frozen=True)
class Evening:
    """What came to the phones in an evening that was cut at one place."""

    cut: str
    ana: list[str]
    bea: list[str]
    cat: list[str]

    @property
    def everything(self) -> list[str]:
        return [*self.ana, *self.bea, *self.cat]


def _played(house: CutHouse, where: Where, place: int) -> Evening | None:
    """Play one evening; None if the power never went."""
    cut = asyncio.run(house.play(MISSED, where, place))
    return Evening(f"{where} {place}", *told_in(house)) if cut else None


def told_in(house: CutHouse) -> tuple[list[str], list[str], list[str]]:
    """Give what Ana, Bea and Cat were sent."""
    return house.texts("ana"), house.texts("bea"), house.texts("cat")


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which Bea, then Cat would be told of Ana."""

    async def prepare(house: House) -> None:
        ana, cat = await house.join("Ana"), await house.join("Cat")
        bea = await house.join("Bea", Network.SIGNAL)
        await house.pair(ana, bea)
        await house.pair(ana, cat)

    return play(tmp_path_factory.mktemp("paired"), prepare).path


@pytest.fixture(scope="module")
def uncut(paired: Path, tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """The same evening with the power on."""
    house = CutHouse(tmp_path_factory.mktemp("uncut") / "house", paired)
    assert not asyncio.run(house.play(MISSED, Where.AFTER_SEND, 0))
    return Evening("never", *told_in(house))


@pytest.fixture(scope="module", params=list(Where))
def evenings(
    request: pytest.FixtureRequest, paired: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Evening]:
    """Every evening that was cut, one for each place of a kind."""
    folder = tmp_path_factory.mktemp("cut")

    def play_all() -> Iterator[Evening]:
        for place in count(1):
            evening = _played(CutHouse(folder / str(place), paired), request.param, place)
            if evening is None:
                return
            yield evening

    return list(play_all())


def _missing(told: list[str], wanted: tuple[str, ...]) -> list[str]:
    return [each for each in wanted if not any(each in text for text in told)]


def test_the_power_is_cut_at_every_step_of_the_evening(evenings: list[Evening]) -> None:
    assert len(evenings) > 20


def test_nothing_the_worker_has_to_read_is_lost(evenings: list[Evening]) -> None:
    lost = {each.cut: _missing(each.ana, WHAT_ANA_READS) for each in evenings}

    assert not {cut: texts for cut, texts in lost.items() if texts}


def test_the_alert_its_answer_and_the_all_clear_reach_the_peer(evenings: list[Evening]) -> None:
    lost = {each.cut: _missing(each.bea, WHAT_BEA_READS) for each in evenings}

    assert not {cut: texts for cut, texts in lost.items() if texts}


def test_nobody_is_told_who_would_not_have_been(evenings: list[Evening]) -> None:
    assert not [each.cut for each in evenings if each.cat]


def test_it_stays_one_alert_under_one_number(evenings: list[Evening]) -> None:
    numbers = {each.cut: set(re.findall(r"No\. (\d+)", "\n".join(each.bea))) for each in evenings}

    assert not {cut: found for cut, found in numbers.items() if len(found) != 1}


def test_no_message_comes_more_than_once_again(evenings: list[Evening]) -> None:
    often = {
        each.cut: [
            text
            for text, times in Counter(sent.replace(MARK, "") for sent in each.everything).items()
            if times > 2
        ]
        for each in evenings
    }

    assert not {cut: texts for cut, texts in often.items() if texts}


def _unmarked(evening: Evening) -> list[str]:
    """List the alerts that came a second time and did not say so."""
    tellings = [text for text in evening.bea if text.startswith("Your parcel is waiting.")]
    return [text for place, text in enumerate(tellings) if text in tellings[:place]]


def test_an_alert_that_comes_again_says_so(evenings: list[Evening]) -> None:
    unmarked = {each.cut: _unmarked(each) for each in evenings}

    assert any(MARK in text for each in evenings for text in each.bea)
    assert not {cut: texts for cut, texts in unmarked.items() if texts}


def _gists(evening: Evening) -> set[str]:
    """Reduce what was said to how it begins, without times; what tells of the cut is left out."""
    unmarked = (text.replace(MARK, "") for text in evening.everything)
    said = (text for text in unmarked if "I was offline from " not in text)
    return {re.sub(r"\d+", "0", "\n".join(text.split("\n")[:2]))[:60] for text in said}


def test_what_was_done_once_is_not_done_again(evenings: list[Evening], uncut: Evening) -> None:
    more = {each.cut: _gists(each) - _gists(uncut) for each in evenings}

    assert not {cut: texts for cut, texts in more.items() if texts}


def test_an_evening_without_a_cut_repeats_nothing(uncut: Evening) -> None:
    assert len(uncut.everything) == len(set(uncut.everything))
    assert not any(MARK in text for text in uncut.everything)
