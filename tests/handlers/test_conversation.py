"""Whatever anybody writes or presses, whenever: it never breaks, and it is always answered."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers import chat, commands
from handlers.commands import read_stranger
from handlers.dialogue import (
    ChoosingCity,
    Dialogue,
    Idle,
    Naming,
    NamingForPeer,
    WritingFirstLine,
    WritingPlan,
    WritingWish,
)
from handlers.labels import ENGLISH_LABELS
from handlers.notices import Notice
from handlers.people import PersonId
from handlers.said import read_token
from handlers.words import ENGLISH, Verb
from tests.handlers.cast import ANA, BEA, CAT, EVENING, HOUR, MINUTE, moment
from tests.handlers.desks import Group, alerted, evening
from tests.handlers.pairs import EVE, invited, paired

EXAMPLES = 400


def half_started() -> Group:
    """Ana has been asked which of two times she means."""
    group = evening()
    group.says(ANA, "9")
    return group


def running() -> Group:
    """Ana's timer runs, and she has just asked for a call."""
    group = evening()
    group.says(ANA, "2h")
    group.says(ANA, "call")
    return group


def due() -> Group:
    """Ana's timer is up."""
    group = evening()
    group.says(ANA, "2h")
    group.wait(2 * HOUR + MINUTE)
    return group


def held() -> Group:
    """Bea has it, and practises for nobody."""
    group = alerted(signal=[BEA])
    group.says(BEA, "ok")
    return group


def practising() -> Group:
    """Bea practises, and both have to compare their words."""
    group = evening(signal=[BEA])
    group.says(BEA, "", f"practise:{group.contact(ANA, BEA).id}")
    return group


STAGES: list[Callable[[], Group]] = [
    evening,
    half_started,
    running,
    due,
    alerted,
    held,
    practising,
    invited,
    paired,
]
PLACES = [(stage(), who) for stage in STAGES for who in (ANA, BEA, CAT, EVE)]
KNOWN = [(group, who) for group, who in PLACES if who in group.people]
DIALOGUES: list[Dialogue | None] = [
    None,
    Idle(),
    Naming(),
    ChoosingCity(joining=True),
    ChoosingCity(joining=False),
    WritingPlan(joining=True),
    WritingPlan(),
    WritingWish("police"),
    NamingForPeer("nothing"),
    WritingFirstLine("nothing"),
]
IDS = sorted(
    {
        part
        for group, _ in PLACES
        for n in group.read
        for c in n.choices
        for part in c.token.split(":")
    }
)

words = st.sampled_from([*ENGLISH, *ENGLISH_LABELS])
texts = st.one_of(
    st.text(max_size=60),
    words,
    st.tuples(words, st.text(max_size=9)).map("".join),
    st.from_regex(r"[0-9+:/]{1,5} ?(h|min|m|pm|x)?", fullmatch=True),
    st.characters().map(lambda sign: sign * 5000),
    st.text(st.characters(), max_size=20),
)
tokens = st.one_of(
    st.text(min_size=1, max_size=64),
    st.tuples(
        st.sampled_from([*Verb, "more30", "more", "more999"]),
        st.one_of(st.sampled_from(IDS), st.text(max_size=40)),
        st.one_of(st.just(""), st.sampled_from(IDS), st.text(max_size=20)),
    ).map(":".join),
)


def answered(group: Group, who: PersonId, dialogue: Dialogue | None, text: str, token: str) -> None:
    """Hear one thing, without keeping what follows; somebody known must read an answer."""
    desk = group.desk(who)
    if dialogue is not None:
        desk = replace(desk, dialogue=dialogue)
    command = commands.read(desk, text, token, group.now)

    outcome = chat.answer(desk, command, group.now, moment(group.now))

    said = [each for each in outcome.effects if isinstance(each, Notice) and each.to == who]
    assert said, command
    assert all(len(choice.token.encode()) <= 64 for each in said for choice in each.choices)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(KNOWN), st.sampled_from(DIALOGUES), texts)
@example(KNOWN[0], None, "\ud800")
@example(KNOWN[0], Naming(), "\x00")
def test_any_text_on_any_desk_is_answered(
    place: tuple[Group, PersonId], dialogue: Dialogue | None, text: str
) -> None:
    answered(*place, dialogue, text, "")


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(KNOWN), st.sampled_from(DIALOGUES), tokens)
@example(KNOWN[0], None, "more::x")
@example(KNOWN[0], None, "start:9999999999:alrwxb")
def test_any_press_on_any_desk_is_answered(
    place: tuple[Group, PersonId], dialogue: Dialogue | None, token: str
) -> None:
    answered(*place, dialogue, "", token)


@settings(max_examples=EXAMPLES, deadline=None)
@given(tokens)
def test_any_token_can_be_read(token: str) -> None:
    read_token(token)


@settings(max_examples=EXAMPLES, deadline=None)
@given(texts, st.one_of(st.just(""), tokens))
def test_a_stranger_reads_one_line_or_nothing_whatever_they_send(text: str, token: str) -> None:
    group = evening()

    command = read_stranger(text, token)
    keys = group.says(EVE, text, token)

    assert keys == ["stranger"], command
    assert EVE not in group.people


steps = st.tuples(
    st.sampled_from([ANA, BEA, CAT, EVE]),
    st.one_of(texts, words, words),
    st.one_of(st.none(), st.integers(0, 40)),
    st.integers(0, 45),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(range(len(STAGES))), st.lists(steps, max_size=25))
def test_any_conversation_goes_on_and_keeps_its_rules(
    stage: int, conversation: list[tuple[PersonId, str, int | None, int]]
) -> None:
    group = STAGES[stage]()
    for who, text, press, minutes in conversation:
        group.wait(minutes * MINUTE)
        offered = [c.token for n in group.read if n.to == who for c in n.choices if not c.passes_on]
        token = offered[press % len(offered)] if press is not None and offered else ""
        known = who in group.people
        keys = group.says(who, "" if token else text, token)
        assert keys or not known or who in group.unclear
        keeps_its_rules(group)


def keeps_its_rules(group: Group) -> None:
    """Nobody is told who has not agreed, nor of themself; numbers are given once."""
    for each in group.contacts:
        assert each.worker != each.peer
        assert {each.worker, each.peer} <= group.people.keys()
    pairs = [(each.worker, each.peer) for each in group.contacts]
    assert len(pairs) == len(set(pairs))
    for given_to in group.numbers.values():
        meanings = {(each.number, each.token) for each in given_to}
        assert len(meanings) == len({number for number, _ in meanings})
    for worker, case in group.cases.items():
        ladder = () if case.checkin is None else case.checkin.ladder
        assert worker not in [rung.peer for rung in ladder]


def test_the_stages_are_those_of_an_evening() -> None:
    assert {who for _, who in KNOWN} == {ANA, BEA, CAT, EVE}
    assert evening().now == EVENING
