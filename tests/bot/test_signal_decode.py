"""What a frame of signal-cli comes to; no frame ever raises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transports import Kind
from bot.transports.signal_decode import Decoded, Receipt, decode

NOW = datetime(2026, 3, 6, 22, 30, tzinfo=UTC)
ANA = "a0a0a0a0-0000-4000-8000-0000000000a1"
STAMP = int((NOW - timedelta(minutes=2)).timestamp() * 1000)
MINUTE = 60_000
REACTION = {"emoji": "👍", "targetSentTimestamp": 1_000, "isRemove": False}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def frame(message: object, **envelope: object) -> dict[str, Any]:
    """A frame of Ana's with a message in it, as far as it is one."""
    around = {
        "source": ANA,
        "sourceNumber": None,
        "sourceUuid": ANA,
        "sourceName": "Ana",
        "sourceDevice": 1,
        "timestamp": STAMP,
        "serverReceivedTimestamp": STAMP + MINUTE,
        "dataMessage": message,
    }
    return {"account": "+4915550101", "envelope": around | envelope}


def text(words: object = "ok", **more: object) -> dict[str, Any]:
    return {"timestamp": STAMP, "message": words, "expiresInSeconds": 0, "groupInfo": None} | more


def test_a_text_is_dated_by_signals_server_and_known_by_its_senders_clock() -> None:
    said = decode(frame(text("2h", quote={"id": 77})), NOW).incoming

    assert said is not None
    assert (said.kind, said.text, said.chat, said.replies_to) == (Kind.TEXT, "2h", ANA, "77")
    assert said.key == f"{ANA}:{STAMP}:message"
    assert said.sent_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(days=400_000_000)])
def test_nothing_comes_from_the_future(ahead: timedelta) -> None:
    stamp = STAMP + int(ahead / timedelta(milliseconds=1))

    said = decode(frame(text(), serverReceivedTimestamp=stamp), NOW).incoming

    assert said is not None
    assert said.sent_at == NOW


def test_without_a_date_of_the_server_the_senders_own_must_do() -> None:
    said = decode(frame(text(), serverReceivedTimestamp=None), NOW).incoming

    assert said is not None
    assert said.sent_at == NOW - timedelta(minutes=2)


def test_a_picture_is_something_and_a_vote_is_nothing() -> None:
    picture = decode(frame(text(None, attachments=[{"id": "1"}])), NOW).incoming
    vote = decode(frame(text(None, pollVote={"voteCount": 1})), NOW)

    assert picture is not None
    assert picture.kind is Kind.OTHER
    assert vote == Decoded(device=1)


def test_a_reaction_names_its_message_and_one_taken_back_is_nothing() -> None:
    put = decode(frame({"timestamp": STAMP, "reaction": REACTION}), NOW).incoming
    taken = decode(frame({"timestamp": STAMP, "reaction": REACTION | {"isRemove": True}}), NOW)

    assert put is not None
    assert (put.kind, put.text, put.replies_to) == (Kind.REACTION, "👍", "1000")
    assert taken.incoming is None


def test_a_receipt_says_which_messages_a_phone_has() -> None:
    receipt = {"when": STAMP, "isDelivery": True, "timestamps": [1, 2]}

    assert decode(frame(None, receiptMessage=receipt), NOW).receipt == Receipt(ANA, ("1", "2"))
    assert decode(frame(None, receiptMessage={"when": 1}), NOW).receipt == Receipt(ANA, ())


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_chat_in_which_nothing_disappears_says_so(seconds: int) -> None:
    assert decode(frame(text(expiresInSeconds=seconds)), NOW).stays is (seconds == 0)


@pytest.mark.parametrize(
    "content",
    [
        {"editMessage": {"targetSentTimestamp": 1, "dataMessage": text("all good")}},
        {"typingMessage": {"action": "STARTED"}},
        {"syncMessage": {"sentMessage": {"message": "ok", "destinationUuid": ANA}}},
        {"callMessage": {}},
        {"storyMessage": {"allowsReplies": True}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_changes_nothing_is_nothing_and_not_odd(content: dict[str, object]) -> None:
    assert decode(frame(None, **content), NOW) == Decoded()


def test_what_is_said_in_a_group_is_nothing() -> None:
    assert decode(frame(text(groupInfo={"groupId": "g"})), NOW) == Decoded()


@pytest.mark.parametrize(("stamp", "told"), [(STAMP, True), (None, False)])
def test_a_message_under_a_key_that_is_not_trusted_yet_is_something(
    stamp: object,
    told: bool,  # noqa: FBT001 - both cases
) -> None:
    closed = {"exception": {"type": "UntrustedIdentityException", "message": f"key of {ANA}"}}

    heard = decode(frame(None, timestamp=stamp) | closed, NOW)

    assert (heard.odd, heard.new_key, heard.incoming is not None) == (True, ANA, told)
    assert heard.incoming is None or heard.incoming.kind is Kind.OTHER


def test_a_message_that_cannot_be_opened_for_another_reason_is_only_odd() -> None:
    closed = {"exception": {"type": "ProtocolInvalidMessageException"}}

    assert decode(frame(None) | closed, NOW) == Decoded(odd=True)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "frame",
        {"error": "an exception"},
        {"account": "+1", "exception": {"type": "UntrustedIdentityException"}},
        frame(text(), source="+4915550199", sourceUuid=None),
        frame(text(), sourceUuid="not an id", source=None),
        frame(None),
        frame([1, 2]),
    ],
)
def test_a_shape_nobody_foresaw_is_odd(odd: object) -> None:
    assert decode(odd, NOW) == Decoded(odd=True)


@pytest.mark.parametrize(
    "message",
    [
        text(stamp := None, timestamp=stamp),
        text("ok", timestamp=True),
        text("ok", timestamp=-1),
        text(7),
        {"timestamp": STAMP, "reaction": REACTION | {"targetSentTimestamp": "1000"}},
    ],
)
def test_a_field_of_another_kind_is_no_message(message: dict[str, object]) -> None:
    assert decode(frame(message, timestamp=None), NOW).incoming is None


@given(json_values)
def test_no_frame_raises(value: object) -> None:
    for odd in (value, {"envelope": value}, frame(value), frame(None, receiptMessage=value)):
        assert isinstance(decode(odd, NOW), Decoded)


@given(st.dictionaries(st.sampled_from([*text(), "reaction", "quote", "attachments"]), json_values))
def test_no_message_raises(message: dict[str, object]) -> None:
    assert isinstance(decode(frame(message), NOW), Decoded)
