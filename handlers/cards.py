"""What a worker reads of a check-in: the live card, the reminder, the questions, the end."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.checkin_states import CheckIn, Due, Running
from handlers.notices import (
    Choice,
    Effect,
    Erase,
    Keyboard,
    Notice,
    Over,
    Proof,
    Text,
    Urgency,
    Value,
    Withdraw,
)
from handlers.people import Ladder
from handlers.timings import CHAT_FORGETS_CHECKIN

MINUTES_15 = timedelta(minutes=15)
MINUTES_30 = timedelta(minutes=30)


def all_good(checkin: CheckIn) -> Choice:
    """[All good]."""
    return Choice(Text("choice.all_good"), f"safe:{checkin.id}")


def more(checkin: CheckIn, by: timedelta) -> Choice:
    """[+30 min]: the same place for the same choice, so +30 before +15 everywhere."""
    minutes = by // timedelta(minutes=1)
    return Choice(Text("choice.more", {"minutes": minutes}), f"more{minutes}:{checkin.id}")


def call_me(checkin: CheckIn) -> Choice:
    """[Call me]."""
    return Choice(Text("choice.call_me"), f"call:{checkin.id}")


def answers(checkin: CheckIn) -> tuple[Choice, ...]:
    """List what is offered wherever a timer can be answered."""
    asks = (call_me(checkin),) if checkin.ladder else ()
    return (all_good(checkin), more(checkin, MINUTES_30), *asks)


def undo(checkin: CheckIn) -> Choice:
    """[Undo] of a start."""
    return Choice(Text("choice.undo"), f"undo:{checkin.id}")


def started(checkin: CheckIn, due_at: datetime, now: datetime) -> Notice:
    """Answer a start: a new card, that says what happens next and when."""
    return _card(checkin, due_at, now, edits=False)


def running(checkin: CheckIn, due_at: datetime, now: datetime) -> Notice:
    """Bring the card up to a new due time."""
    return _card(checkin, due_at, now, edits=True)


def _card(checkin: CheckIn, due_at: datetime, now: datetime, *, edits: bool) -> Notice:
    values: dict[str, Value] = {"due": due_at, "left": due_at - now}
    key = "timer.card.alone"
    if checkin.ladder:
        silence = due_at + grace_of(checkin)
        values |= {"grace_end": silence, "first": _names(checkin.ladder, _told_first(checkin))}
        key = "timer.card"
        if _tiers(checkin.ladder) > 1 and not _tells_at_once(checkin):
            values["next"] = silence + checkin.timings.tier_gap
            key = "timer.card.next"
    return Notice(
        checkin.worker,
        key,
        values,
        (*answers(checkin), undo(checkin)),
        about=checkin.about,
        slot=checkin.card,
        edits=edits,
        silent=True,
    )


def grace_of(checkin: CheckIn) -> timedelta:
    """Say how long after its due time only the worker is asked: not at all after "still out"."""
    return timedelta() if _tells_at_once(checkin) else checkin.timings.grace


def _tells_at_once(checkin: CheckIn) -> bool:
    return isinstance(checkin.state, Running | Due) and checkin.state.told_tiers > 0


def tells_with_question(checkin: CheckIn, due: Due, asked_at: datetime) -> bool:
    """Say whether a question after "still out" comes with the telling: not if it comes late.

    Who could not be asked at the due time has the usual time to answer.
    """
    return due.told_tiers > 0 and asked_at < due.due_at + checkin.timings.question_wait


def _tiers(ladder: Ladder) -> int:
    return len({rung.tier for rung in ladder})


def _told_first(checkin: CheckIn) -> int:
    """Count the tiers that are told together: one, or those who were told before "still out"."""
    told = checkin.state.told_tiers if isinstance(checkin.state, Running | Due) else 0
    return max(1, told)


def _names(ladder: Ladder, tiers: int) -> list[Text]:
    """Name everyone of the first so many tiers that have somebody."""
    first = sorted({rung.tier for rung in ladder})[:tiers]
    return [Text("name", {"name": rung.name}) for rung in ladder if rung.tier in first]


def extended(
    checkin: CheckIn, due_at: datetime, now: datetime, key: str = "timer.extended"
) -> Notice:
    """Answer "longer" where an edited card would not be seen."""
    return Notice(
        checkin.worker,
        key,
        {"due": due_at, "left": due_at - now},
        about=checkin.about,
        keyboard=Keyboard.RUNNING,
        silent=True,
    )


def too_long(checkin: CheckIn, due_at: datetime, latest: datetime) -> Notice:
    """Answer "longer" that would pass the latest a timer may last."""
    values = {"due": due_at, "latest": latest}
    return Notice(checkin.worker, "timer.too_long", values, about=checkin.about)


def used_up(checkin: CheckIn, due_at: datetime, at: datetime) -> Notice:
    """Answer "longer" that was heard when the time it gave was over already."""
    return Notice(
        checkin.worker,
        "timer.extended.over",
        {"at": at, "due": due_at},
        (all_good(checkin), more(checkin, MINUTES_30)),
        about=checkin.about,
        urgency=Urgency.QUESTION,
    )


def reminder(checkin: CheckIn, due_at: datetime, now: datetime) -> Notice:
    """Remind quietly, before the timer is up."""
    return Notice(
        checkin.worker,
        "timer.reminder",
        {"left": due_at - now, "due": due_at},
        (all_good(checkin), more(checkin, MINUTES_30)),
        about=checkin.about,
        slot=f"remind:{checkin.id}",
        urgency=Urgency.QUESTION,
        silent=True,
    )


def question(checkin: CheckIn, due: Due, now: datetime, gone_at: datetime | None = None) -> Notice:
    """Ask whether all is good; later questions say when the peers are told."""
    values: dict[str, Value] = {"due": due.due_at}
    key = "timer.due"
    if gone_at is not None:
        key = "timer.due.away"
        values |= {"gone": gone_at, "back": now}
    elif tells_with_question(checkin, due, now):
        key = "timer.due.told"
    elif not checkin.ladder:
        key = "timer.due.alone"
    elif due.asked and due.grace_ends_at > now:
        key = "timer.due.again"
        values |= {"grace_end": due.grace_ends_at, "left": due.grace_ends_at - now}
    return Notice(
        checkin.worker,
        key,
        values,
        (*answers(checkin), more(checkin, MINUTES_15)),
        about=checkin.about,
        slot=checkin.question,
        urgency=Urgency.QUESTION,
        proof=Proof.QUESTION,
    )


def missed(checkin: CheckIn, at: datetime) -> Notice:
    """Say that the peers have been written to, and that an answer still counts."""
    return Notice(
        checkin.worker,
        "timer.missed",
        {"at": at},
        (all_good(checkin), more(checkin, MINUTES_30), call_me(checkin), more(checkin, MINUTES_15)),
        about=checkin.about,
        slot=checkin.card,
        urgency=Urgency.QUESTION,
    )


def nobody_left(checkin: CheckIn, at: datetime) -> Notice:
    """Say that the last peer is gone, while the timer runs."""
    return Notice(
        checkin.worker,
        "timer.nobody_left",
        {"at": at},
        about=checkin.about,
        urgency=Urgency.QUESTION,
    )


def done(checkin: CheckIn, key: str, at: datetime) -> tuple[Notice, Notice]:
    """Say that the timer is over, on a message of its own: an edited card is easily overlooked."""
    said = Notice(
        checkin.worker, key, {"at": at}, about=checkin.about, keyboard=Keyboard.IDLE, silent=True
    )
    return closed_card(checkin, at), said


def done_early(checkin: CheckIn, due_at: datetime, at: datetime) -> tuple[Notice, Notice]:
    """Say so well before the time was up, and offer the old time back."""
    keep = Choice(Text("choice.keep_running"), f"keep:{checkin.id}")
    card, said = done(checkin, "timer.done.early", at)
    return replace(card, choices=(keep,)), replace(said, values={"at": at, "due": due_at})


def closed_card(checkin: CheckIn, at: datetime) -> Notice:
    """Bring the card to its end: nothing that still runs."""
    return Notice(
        checkin.worker,
        "timer.card.done",
        {"at": at},
        about=checkin.about,
        slot=checkin.card,
        edits=True,
        urgency=Urgency.REST,
        silent=True,
    )


def questions_gone(checkin: CheckIn) -> tuple[Erase, Erase]:
    """Remove the reminder and the question that were answered."""
    return (
        Erase(checkin.worker, checkin.question),
        Erase(checkin.worker, f"remind:{checkin.id}"),
    )


def over(checkin: CheckIn, at: datetime) -> Over:
    """Let its numbers go, and its messages an hour later, also with those asked tonight."""
    return Over(checkin.about, at + CHAT_FORGETS_CHECKIN)


def end(checkin: CheckIn, at: datetime) -> tuple[Effect, ...]:
    """Take back what is unsent or answered, and let the chat forget the rest."""
    return (
        Withdraw(checkin.about),
        *questions_gone(checkin),
        over(checkin, at),
    )


def goodbye(checkin: CheckIn, key: str, at: datetime) -> tuple[Effect, ...]:
    """End a check-in and say so."""
    return (*end(checkin, at), *done(checkin, key, at))
