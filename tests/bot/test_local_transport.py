"""The pretend network keeps what real networks keep, and breaks where they break."""

import asyncio
from datetime import timedelta

import pytest

from bot.transports import Button, DeliveryError, Kind, TargetGoneError
from bot.transports.local import LIKE_SIGNAL, LocalTransport
from handlers.moment import Network
from tests.bot.local_room import EVENING, Clock, DiskFullError, Listener, listening, telegram, words


def test_what_is_said_has_been_taken_in_when_say_returns() -> None:
    transport, ears = telegram(), Listener()
    taken: list[str] = []

    async def doing() -> None:
        await transport.phone("ana").say("2h")
        taken.extend(each.text for each in ears.taken)

    asyncio.run(listening(transport, ears, doing))

    assert taken == ["2h"]
    assert ears.taken[0].sent_at == EVENING
    assert ears.taken[0].ref == transport.phone("ana").messages[0].ref


def test_what_is_said_while_nobody_listens_waits_with_the_time_it_was_sent_at() -> None:
    clock, ears = Clock(), Listener()
    transport = telegram(clock)

    async def doing() -> None:
        await transport.heard_now()

    asyncio.run(transport.phone("ana").say("ok"))
    clock.at += timedelta(minutes=38)
    asyncio.run(listening(transport, ears, doing))

    assert [each.sent_at for each in ears.taken] == [EVENING]


def test_what_could_not_be_committed_is_handed_in_again_under_the_same_key() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        ears.fails = True
        with pytest.raises(DiskFullError):
            await transport.phone("ana").say("ok")
        ears.fails = False
        await transport.heard_now()

    asyncio.run(listening(transport, ears, doing))

    assert [each.text for each in ears.taken] == ["ok"]


def test_the_network_is_heard_as_soon_as_somebody_listens() -> None:
    transport, ears = telegram(), Listener()

    async def doing() -> None:
        await asyncio.sleep(0)

    asyncio.run(listening(transport, ears, doing))

    assert ears.heard_times == 1


def test_a_network_that_is_down_is_not_heard_and_keeps_what_people_say() -> None:
    transport, ears = telegram(), Listener()
    counts: list[tuple[int, int, int]] = []

    def count() -> None:
        counts.append((len(ears.taken), ears.heard_times, ears.unheard_times))

    async def doing() -> None:
        transport.down = True
        await transport.phone("ana").say("ok")
        await transport.heard_now()
        count()
        transport.down = False
        await transport.heard_now()
        count()

    asyncio.run(listening(transport, ears, doing))

    assert counts == [(0, 1, 1), (1, 2, 1)]


def test_nothing_is_sent_over_a_network_that_is_down() -> None:
    transport = telegram()
    transport.down = True

    with pytest.raises(DeliveryError) as failed:
        asyncio.run(transport.send(words("Hi.")))

    assert not failed.value.permanent


def test_a_person_who_blocked_the_bot_is_unreachable_for_good() -> None:
    transport = telegram()
    transport.phone("ana").blocked = True

    with pytest.raises(DeliveryError) as failed:
        asyncio.run(transport.send(words("Hi.")))

    assert failed.value.permanent


def test_blocking_is_told_by_the_network() -> None:
    transport, ears = telegram(), Listener()

    asyncio.run(listening(transport, ears, transport.phone("ana").block))

    assert [each.kind for each in ears.taken] == [Kind.BLOCKED]


def test_a_lost_message_never_arrives_and_nobody_knows() -> None:
    transport = telegram()
    transport.lose_next = True

    with pytest.raises(DeliveryError) as failed:
        asyncio.run(transport.send(words("Hi.")))
    asyncio.run(transport.send(words("Hi again.")))

    assert failed.value.unknown
    assert [each.text for each in transport.phone("ana").messages] == ["Hi again."]


def test_a_message_whose_sending_was_cut_off_arrives_and_nobody_knows() -> None:
    transport = telegram()
    transport.cut_next = True

    with pytest.raises(DeliveryError) as failed:
        asyncio.run(transport.send(words("Hi.")))

    assert failed.value.unknown
    assert transport.phone("ana").last.text == "Hi."


def test_an_edit_stays_in_its_place_and_is_marked() -> None:
    transport = telegram()

    ref = asyncio.run(transport.send(words("Timer until 22:30")))
    asyncio.run(transport.send(words("Second")))
    asyncio.run(transport.edit(ref, words("Done at 22:01.")))

    shown = [(each.text, each.edited) for each in transport.phone("ana").messages]
    assert shown == [("Done at 22:01.", True), ("Second", False)]


def test_a_deleted_message_is_gone_from_the_screen_and_cannot_be_changed() -> None:
    transport = telegram()
    ref = asyncio.run(transport.send(words("Up?")))

    asyncio.run(transport.delete("ana", ref))

    assert transport.phone("ana").messages == ()
    assert [each.deleted for each in transport.phone("ana").history] == [True]
    with pytest.raises(TargetGoneError):
        asyncio.run(transport.edit(ref, words("Up??")))


def test_telegram_removes_what_a_person_wrote_and_signal_does_not() -> None:
    like_telegram = telegram()
    like_signal = LocalTransport(Network.SIGNAL, LIKE_SIGNAL, Clock())
    for transport in (like_telegram, like_signal):
        asyncio.run(transport.phone("ana").say("note Flat 4"))

    asyncio.run(like_telegram.delete("ana", like_telegram.phone("ana").messages[0].ref))
    with pytest.raises(TargetGoneError):
        asyncio.run(like_signal.delete("ana", like_signal.phone("ana").messages[0].ref))

    assert like_telegram.phone("ana").messages == ()


def test_a_message_with_buttons_brings_no_keys() -> None:
    transport = telegram()

    asyncio.run(transport.send(words("Hi.", Button("Yes", "yes"), keys=(("1 h",),))))

    assert transport.phone("ana").keys == ()


def test_a_message_that_brought_keys_cannot_be_edited() -> None:
    transport = telegram()
    ref = asyncio.run(transport.send(words("Hi.", keys=(("1 h",),))))

    with pytest.raises(TargetGoneError):
        asyncio.run(transport.edit(ref, words("Hello.")))


def test_telegram_removes_nothing_after_two_days() -> None:
    clock = Clock()
    transport = telegram(clock)
    ref = asyncio.run(transport.send(words("Up?")))

    clock.at += timedelta(hours=48)

    with pytest.raises(TargetGoneError):
        asyncio.run(transport.delete("ana", ref))
