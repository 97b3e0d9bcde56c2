"""What a refusal of signal-cli-rest-api means, word by word of its table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transports.signal_errors import Refusal, Why, read_refusal
from bot.transports.signal_server import Answer

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("Unable to complete request due to untrusted recipient keys", Why.NEW_KEY),
        ("Failed to send message", Why.MAYBE),
        ("Failed to send message: chat.signal.org (UnknownHostException)", Why.OFFLINE),
        ("Failed to send message due to rate limiting", Why.MAYBE),
        ("Specified account does not exist", Why.NO_ACCOUNT),
        ("Couldn't process request - invalid request", Why.UNFIT),
        ("", Why.UNFIT),
    ],
)
def test_a_400_is_told_by_its_words(error: str, why: Why) -> None:
    assert read_refusal(Answer(400, {"error": error})) == Refusal(why)


@pytest.mark.parametrize(
    ("tokens", "refusal"),
    [
        (["a-token"], Refusal(Why.CHALLENGED, ("a-token",))),
        (["", "b"], Refusal(Why.CHALLENGED, ("b",))),
        ([""], Refusal(Why.TOO_MUCH)),
        ([], Refusal(Why.TOO_MUCH)),
        (None, Refusal(Why.TOO_MUCH)),
        ("token", Refusal(Why.TOO_MUCH)),
        ([7, None], Refusal(Why.TOO_MUCH)),
    ],
)
def test_a_429_is_a_challenge_only_with_a_token_to_solve(tokens: object, refusal: Refusal) -> None:
    assert read_refusal(Answer(429, {"challenge_tokens": tokens})) == refusal


@pytest.mark.parametrize("status", [401, 404, 413, 500, 502, 503])
def test_any_other_status_leaves_open_what_became_of_it(status: int) -> None:
    assert read_refusal(Answer(status, "<html>")) == Refusal(Why.MAYBE)


def test_a_challenge_and_the_server_s_words_are_in_no_repr() -> None:
    shown = repr((Refusal(Why.CHALLENGED, ("a-token",)), Answer(400, {"error": "of Ana"})))

    assert "a-token" not in shown
    assert "Ana" not in shown


@given(st.integers(300, 599), json_values)
def test_no_answer_raises(status: int, body: object) -> None:
    for said in (body, {"error": body}, {"challenge_tokens": body}):
        assert isinstance(read_refusal(Answer(status, said)), Refusal)
