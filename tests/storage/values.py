"""Strategies that draw every value of the core: what storage must give back as it got it."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from handlers.alert_states import (
    Alert,
    AlertKind,
    AlertState,
    Exhausted,
    Held,
    Open,
    Outcome,
    Pending,
    Settled,
    Spoken,
    Stand,
    Telling,
)
from handlers.checkin_states import (
    CheckIn,
    CheckInState,
    Closed,
    Due,
    Ending,
    Facts,
    Missed,
    Running,
)
from handlers.codes import THEMES, Answer, Code
from handlers.moment import Gap, Network
from handlers.notices import Choice, Text, Value
from handlers.people import Ladder, Level, Plan, Rung, Wish, WishKind
from handlers.timings import Timings
from tests.storage.cast import ANA, BEA, CAT, DEE

PEERS = (BEA, CAT, DEE)

texts = st.text(max_size=12)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
counts = st.integers(0, 5)
instants = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it
spans = st.timedeltas(timedelta(), timedelta(days=400))
moments = st.lists(instants, max_size=3).map(tuple)


def _texts(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Text]:
    return st.builds(Text, texts, st.dictionaries(texts, inner, max_size=2))


values = st.recursive(
    texts | st.integers() | instants | spans,
    lambda inner: st.lists(_texts(inner), max_size=2) | _texts(inner),
    max_leaves=6,
)


parameters = st.dictionaries(texts, values, max_size=3)
choices = st.lists(st.builds(Choice, _texts(values), texts, texts, texts), max_size=3).map(tuple)
wishes = st.builds(Wish, st.sampled_from(WishKind), texts)
plans = st.builds(Plan, st.lists(texts, max_size=5).map(tuple), texts, wishes, wishes)
timings = st.builds(
    Timings, spans, st.lists(spans, max_size=3).map(tuple), spans, spans, spans, spans, spans
)
facts = st.builds(
    Facts,
    st.none() | instants,
    st.none() | instants,
    moments,
    counts,
    st.booleans(),
    st.lists(st.sampled_from(Network), max_size=2).map(tuple),
    st.none() | instants,
    st.none() | st.builds(Gap, instants, instants),
    st.lists(st.sampled_from(Network), max_size=2).map(tuple),
    st.booleans(),
)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    peers = draw(st.lists(st.sampled_from(PEERS), unique=True))
    rungs = (
        st.builds(
            Rung,
            st.just(peer),
            st.integers(1, 4),
            words,
            st.sampled_from(Level),
            st.booleans(),
            words,
        )
        for peer in peers
    )
    return tuple(draw(rung) for rung in rungs)


checkin_states: st.SearchStrategy[CheckInState] = st.one_of(
    st.builds(Running, instants, st.none() | instants, counts),
    st.builds(
        Due, instants, instants, moments, counts, st.none() | instants, st.booleans(), counts
    ),
    st.builds(Missed, instants, st.just("e" * 32)),
    st.builds(Closed, st.sampled_from(Ending), instants, st.none() | instants, counts),
)
codes = st.none() | st.builds(Code, st.sampled_from(sorted(THEMES)), st.binary(max_size=32))
answers = st.none() | st.builds(
    Answer, st.binary(max_size=32), instants, instants, st.none() | instants
)
checkins = st.builds(
    CheckIn,
    st.just("c" * 32),
    st.just(ANA),
    words,
    instants,
    instants,
    timings,
    ladders(),
    plans,
    checkin_states,
    st.booleans(),
    st.lists(st.sampled_from(PEERS), unique=True).map(tuple),
    codes,
    st.none() | instants,
)

alert_states: st.SearchStrategy[AlertState] = st.one_of(
    st.builds(Pending, instants),
    st.builds(Open, instants, instants, instants, st.none() | instants),
    st.builds(Held, st.sampled_from(PEERS), instants, st.none() | instants, counts),
    st.builds(Spoken, st.sampled_from(PEERS), instants, st.booleans()),
    st.builds(Exhausted, instants, instants),
    st.builds(Settled, st.sampled_from(Outcome), instants),
)
tellings = st.builds(Telling, st.sampled_from(Stand), st.booleans(), st.booleans())


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    ladder = draw(ladders())
    told = {rung.peer: draw(tellings) for rung in ladder}
    return draw(
        st.builds(
            Alert,
            st.just("e" * 32),
            st.integers(10, 999),
            st.just(ANA),
            st.sampled_from(AlertKind),
            st.none() | st.just("c" * 32),
            instants,
            timings,
            words,
            st.just(ladder),
            plans,
            facts,
            alert_states,
            counts,
            # Where somebody just waits nothing is kept: it reads back as no entry.
            st.just({peer: each for peer, each in told.items() if each != Telling()}),
            st.lists(st.sampled_from(PEERS), unique=True).map(tuple),
            codes,
            answers,
            st.none() | instants,
        )
    )
