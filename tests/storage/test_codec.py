import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.checkin_states import Facts
from handlers.notices import Choice, Text, Value
from handlers.people import Plan
from handlers.timings import Timings
from storage import codec
from tests.storage import values as drawn

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(drawn.instants)
def test_an_instant_comes_back_to_the_microsecond(at: datetime) -> None:
    assert codec.to_instant(codec.from_instant(at)) == at


def test_an_instant_is_kept_in_microseconds_of_utc_whatever_its_zone() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=3)))

    assert codec.from_instant(east) == codec.from_instant(NOON) == 1_772_366_400_000_000
    assert codec.to_instant(codec.from_instant(east)).utcoffset() == timedelta()


def test_no_instant_stays_none() -> None:
    assert codec.from_instant(None) is None
    assert codec.to_instant(None) is None


@given(st.timedeltas())
def test_a_duration_comes_back_to_the_microsecond(duration: timedelta) -> None:
    assert codec.to_duration(codec.from_duration(duration)) == duration


@given(st.lists(drawn.texts))
def test_words_come_back_in_order(words: list[str]) -> None:
    assert codec.load_words(codec.dump_words(words)) == tuple(words)


@given(st.lists(drawn.instants))
def test_instants_come_back_in_order(instants: list[datetime]) -> None:
    assert codec.load_instants(codec.dump_instants(instants)) == tuple(instants)


@given(drawn.timings)
def test_timings_come_back(timings: Timings) -> None:
    assert codec.load_timings(codec.dump_timings(timings)) == timings


@given(drawn.plans)
def test_a_plan_comes_back(plan: Plan) -> None:
    assert codec.load_plan(codec.dump_plan(plan)) == plan


@given(drawn.facts)
def test_facts_come_back(facts: Facts) -> None:
    assert codec.load_facts(codec.dump_facts(facts)) == facts


@given(drawn.parameters)
def test_parameters_come_back_of_the_same_kind(values: Mapping[str, Value]) -> None:
    assert codec.load_values(codec.dump_values(values)) == values


def test_choices_from_before_sharing_are_read() -> None:
    one = Choice(Text("choice.all_good"), "safe:one", copies="words")
    before = [each[:3] for each in codec.load(codec.dump_choices((one,)))]

    assert codec.load_choices(codec.dump(before)) == (one,)


@given(drawn.choices)
def test_choices_come_back(choices: Sequence[Choice]) -> None:
    assert codec.load_choices(codec.dump_choices(choices)) == choices


def test_texts_in_a_tuple_come_back_as_a_list() -> None:
    names = (Text("name", {"name": "Ana"}), Text("name", {"name": "Bea"}))

    assert codec.load_values(codec.dump_values({"names": names})) == {"names": list(names)}


def test_a_truth_comes_back_as_itself() -> None:
    assert codec.load_values(codec.dump_values({"ask": True}))["ask"] is True


def test_half_a_character_is_kept_rather_than_refused() -> None:
    values = {"line": "\ud83d"}

    written = codec.dump_values(values)

    assert written.isascii()
    assert codec.load_values(written) == values


def test_what_was_not_written_here_is_a_fault() -> None:
    with pytest.raises(ValueError, match="No value"):
        codec.load_values('{"due":{"unknown":1}}')


def test_facts_of_before_gaps_were_kept_have_none() -> None:
    kept = json.loads(codec.dump_facts(Facts()))
    del kept["gap"], kept["gap_on"]

    assert codec.load_facts(json.dumps(kept)) == Facts()
