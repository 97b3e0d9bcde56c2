"""What stays of an update: the chat, what was said and when; nothing else of the person."""

import dataclasses
from datetime import UTC, datetime

import pytest

from bot.transports import Incoming, Kind
from bot.transports.telegram_decode import decode
from bot.transports.telegram_errors import hush
from tests.servers.bot_phones import Json, Person
from tests.servers.bot_state import BotState

ANA = 7_000_000_001
NOW = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
EARLIER = datetime(2026, 3, 1, 20, 15, tzinfo=UTC)


def ana_and_state() -> tuple[Person, BotState]:
    state = BotState()
    return state.person("Ana", ANA, "pl"), state


def last(state: BotState) -> Incoming | None:
    return decode(state.waiting[-1], NOW).incoming


def test_a_text_keeps_its_chat_its_time_and_its_id() -> None:
    ana, state = ana_and_state()

    said = ana.say("/start abc-_9", at=EARLIER)

    heard = last(state)
    assert heard is not None
    assert (heard.chat, heard.kind, heard.text) == (str(ANA), Kind.TEXT, "/start abc-_9")
    assert (heard.sent_at, heard.ref) == (EARLIER, str(said.message_id))
    assert heard.sent_at.tzinfo is not None
    assert (heard.language, heard.key) == ("pl", str(state.last_update))


def test_no_name_of_the_person_is_kept() -> None:
    ana, state = ana_and_state()

    ana.say("2h")

    kept = str([getattr(last(state), each.name) for each in dataclasses.fields(Incoming)])
    assert "Ana" not in kept
    assert "username" not in kept
    assert "is_premium" not in kept


def test_a_reply_names_the_quoted_message() -> None:
    ana, state = ana_and_state()
    first = ana.say("2h")

    ana.say("ok", reply_to=first)

    heard = last(state)
    assert heard is not None
    assert heard.replies_to == str(first.message_id)


def test_a_press_is_undated_and_counts_as_now() -> None:
    ana, state = ana_and_state()

    ana.press_data(ana.say("2h", at=EARLIER), "safe:1")

    decoded = decode(state.waiting[-1], NOW)
    assert decoded.query
    assert decoded.incoming is not None
    assert (decoded.incoming.kind, decoded.incoming.token) == (Kind.PRESS, "safe:1")
    assert decoded.incoming.sent_at == NOW


def test_a_press_on_a_message_too_old_to_see_still_counts() -> None:
    ana, state = ana_and_state()
    ana.press_data(ana.say("2h"), "safe:1")
    message = state.waiting[-1]["callback_query"]["message"]
    inaccessible = {"chat": message["chat"], "message_id": 5, "date": 0}

    raw = state.waiting[-1] | {
        "callback_query": state.waiting[-1]["callback_query"] | {"message": inaccessible}
    }

    heard = decode(raw, NOW).incoming
    assert heard is not None
    assert (heard.chat, heard.token, heard.replies_to) == (str(ANA), "safe:1", "5")


def test_blocking_the_bot_is_heard() -> None:
    ana, state = ana_and_state()

    ana.block()

    heard = last(state)
    assert heard is not None
    assert (heard.chat, heard.kind) == (str(ANA), Kind.BLOCKED)


def test_unblocking_the_bot_says_nothing() -> None:
    ana, state = ana_and_state()
    ana.block()

    ana.unblock()

    assert last(state) is None


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        {"location": {"latitude": 51.5, "longitude": 0.1}},
        {"contact": {"phone_number": "+441234567890", "first_name": "Sam"}},
        {"something_new": {"any": 1}},
    ],
)
def test_what_is_no_text_is_other_and_nothing_of_it_is_kept(content: Json) -> None:
    ana, state = ana_and_state()

    ana.share(content | {"caption": "ok"})

    heard = last(state)
    assert heard is not None
    assert (heard.kind, heard.text) == (Kind.OTHER, "")
    assert heard.ref


def test_what_the_app_writes_into_the_chat_is_nobodys_message() -> None:
    hush()
    ana, state = ana_and_state()

    ana.share({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})

    assert last(state) is None


def test_an_edited_message_changes_nothing() -> None:
    ana, state = ana_and_state()

    ana.edit(ana.say("2h"), "ok")

    assert last(state) is None


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_only_private_chats_are_heard(kind: str) -> None:
    ana, state = ana_and_state()
    ana.press_data(ana.say("2h"), "safe:1")
    ana.block()

    for raw in state.waiting:
        content = next(value for key, value in raw.items() if key != "update_id")
        content.get("message", content)["chat"] |= {"type": kind, "title": "Group"}

    assert [decode(raw, NOW).incoming for raw in state.waiting] == [None, None, None]


def test_a_press_outside_of_a_chat_is_not_heard() -> None:
    ana, state = ana_and_state()
    ana.press_data(ana.say("2h"), "safe:1")

    del state.waiting[-1]["callback_query"]["message"]

    assert last(state) is None
