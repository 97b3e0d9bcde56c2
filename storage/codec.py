"""Values of the core as a column holds them: integers, checked words, compact JSON.

Instants are microseconds since 1970 in UTC, durations microseconds. Everything comes back equal to
what went in; JSON is written in ASCII, so that no text of a person can be refused.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never, overload

from handlers.checkin_states import Facts
from handlers.codes import Code
from handlers.moment import Gap, Network
from handlers.notices import Choice, Text, Value
from handlers.people import Plan, Wish, WishKind
from handlers.timings import Timings

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

MALFORMED: Final = (ValueError, TypeError, LookupError, AttributeError, OverflowError)
"""What reading raises where a column does not hold what was written there."""

Json = Any  # what `json.loads` gives; each function below knows the shape it wrote


@overload
def from_instant(at: datetime) -> int: ...
@overload
def from_instant(at: datetime | None) -> int | None: ...
def from_instant(at: datetime | None) -> int | None:
    """Return the microseconds since 1970 of an aware instant; None stays None."""
    return None if at is None else (at - EPOCH) // MICROSECOND


@overload
def to_instant(stamp: int) -> datetime: ...
@overload
def to_instant(stamp: int | None) -> datetime | None: ...
def to_instant(stamp: int | None) -> datetime | None:
    """Return the instant, aware UTC, of microseconds since 1970; None stays None."""
    return None if stamp is None else EPOCH + timedelta(microseconds=stamp)


def from_duration(duration: timedelta) -> int:
    """Return the microseconds of a duration."""
    return duration // MICROSECOND


def to_duration(span: int) -> timedelta:
    """Return the duration of so many microseconds."""
    return timedelta(microseconds=span)


def from_code(code: Code | None) -> tuple[str | None, bytes | None]:
    """Return theme and tag of two words; both None where there are none."""
    return (None, None) if code is None else (code.theme, code.tag)


def to_code(theme: str | None, tag: bytes | None) -> Code | None:
    """Return the two words of a theme and a tag, None where there are none."""
    return None if theme is None or tag is None else Code(theme, tag)


def dump(plain: Json) -> str:
    """Write lists, objects, texts, numbers and None as JSON without blanks."""
    return json.dumps(plain, separators=(",", ":"))


def load(text: str) -> Json:
    """Read what `dump` wrote."""
    return json.loads(text)


def dump_words(words: Iterable[str]) -> str:
    """Write texts, as ids, in their order."""
    return dump(list(words))


def load_words(text: str) -> tuple[str, ...]:
    """Read what `dump_words` wrote."""
    return tuple(load(text))


def dump_instants(instants: Iterable[datetime]) -> str:
    """Write instants in their order."""
    return dump([from_instant(at) for at in instants])


def load_instants(text: str) -> tuple[datetime, ...]:
    """Read what `dump_instants` wrote."""
    return tuple(to_instant(int(stamp)) for stamp in load(text))


def dump_timings(timings: Timings) -> str:
    """Write a column of the table of times."""
    return dump(
        {
            "reminder": from_duration(timings.reminder),
            "questions": [from_duration(each) for each in timings.questions],
            "grace": from_duration(timings.grace),
            "tier_gap": from_duration(timings.tier_gap),
            "hold": from_duration(timings.hold),
            "hold_answer": from_duration(timings.hold_answer),
            "repeat": from_duration(timings.repeat),
        }
    )


def load_timings(text: str) -> Timings:
    """Read what `dump_timings` wrote."""
    spans = load(text)
    questions = tuple(to_duration(each) for each in spans.pop("questions"))
    return Timings(questions=questions, **{name: to_duration(each) for name, each in spans.items()})


def dump_plan(plan: Plan) -> str:
    """Write a plan, as a check-in or an alert keeps it."""
    wishes = [[wish.kind, wish.words] for wish in (plan.police, plan.ambulance)]
    return dump([list(plan.lines), plan.quiet, *wishes])


def load_plan(text: str) -> Plan:
    """Read what `dump_plan` wrote."""
    lines, quiet, *wishes = load(text)
    police, ambulance = (Wish(WishKind(kind), words) for kind, words in wishes)
    return Plan(tuple(lines), quiet, police, ambulance)


def dump_facts(facts: Facts) -> str:
    """Write what an alert knows of its check-in."""
    return dump(
        {
            "due_at": from_instant(facts.due_at),
            "heard_at": from_instant(facts.heard_at),
            "asked": [from_instant(at) for at in facts.asked],
            "accepted": facts.accepted,
            "refused": facts.refused,
            "deaf": list(facts.deaf),
            "deaf_since": from_instant(facts.deaf_since),
            "gap": None if facts.gap is None else _stamps(facts.gap),
            "gap_on": list(facts.gap_on),
            "after_drill": facts.after_drill,
        }
    )


def _stamps(gap: Gap) -> list[int]:
    return [from_instant(gap.since), from_instant(gap.until)]


def _gap(stamps: list[int] | None) -> Gap | None:
    return None if stamps is None else Gap(*map(to_instant, stamps))


def load_facts(text: str) -> Facts:
    """Read what `dump_facts` wrote."""
    kept = load(text)
    return Facts(
        due_at=to_instant(kept["due_at"]),
        heard_at=to_instant(kept["heard_at"]),
        asked=tuple(to_instant(int(stamp)) for stamp in kept["asked"]),
        accepted=kept["accepted"],
        refused=kept["refused"],
        deaf=tuple(Network(word) for word in kept["deaf"]),
        deaf_since=to_instant(kept["deaf_since"]),
        gap=_gap(kept.get("gap")),
        gap_on=tuple(Network(word) for word in kept.get("gap_on", ())),
        after_drill=kept["after_drill"],
    )


def dump_values(values: Mapping[str, Value]) -> str:
    """Write the parameters of a text; a sequence of texts comes back as a list."""
    return dump(_plain_values(values))


def load_values(text: str) -> dict[str, Value]:
    """Read what `dump_values` wrote."""
    return _values(load(text))


def dump_choices(choices: Sequence[Choice]) -> str:
    """Write the answers that are offered, in their order."""
    return dump([[_plain(each.label), each.token, each.copies, each.shares] for each in choices])


def load_choices(text: str) -> tuple[Choice, ...]:
    """Read what `dump_choices` wrote."""
    # Those written before there was `shares` have none.
    return tuple(Choice(_text(label), token, *passes_on) for label, token, *passes_on in load(text))


def _plain_values(values: Mapping[str, Value]) -> Json:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> Json:
    match value:
        case str() | int():
            return value
        case datetime():
            return {"at": from_instant(value)}
        case timedelta():
            return {"for": from_duration(value)}
        case Text(key, values):
            return {"key": key, "values": _plain_values(values)}
        case Sequence():
            return [_plain(each) for each in value]
        case _:
            assert_never(value)


def _values(plain: Json) -> dict[str, Value]:
    return {name: _value(each) for name, each in plain.items()}


def _value(plain: Json) -> Value:
    match plain:
        case {"at": int(stamp)}:
            return to_instant(stamp)
        case {"for": int(span)}:
            return to_duration(span)
        case {"key": _}:
            return _text(plain)
        case list():
            return [_text(each) for each in plain]
        case str() | int():
            return plain
        case _:
            raise ValueError("No value that was written here.")


def _text(plain: Json) -> Text:
    return Text(plain["key"], _values(plain["values"]))
