"""What the bot waits for from each person; nothing waited for is no row."""

from datetime import datetime
from typing import Any, assert_never

from handlers.dialogue import (
    ChangingCode,
    ChoosingCity,
    Dialogue,
    HalfStarted,
    Idle,
    Naming,
    NamingForPeer,
    TryingCode,
    WritingFirstLine,
    WritingPlan,
    WritingQuiet,
    WritingWish,
)
from handlers.people import PersonId
from storage import codec
from storage.database import Database

Fields = dict[str, Any]  # one row's JSON object: its word says what is in it


def load(db: Database, person: PersonId) -> Dialogue:
    """Return what is waited for from somebody."""
    found = db.row("SELECT word, fields, nudge_at FROM dialogues WHERE person = ?", person)
    if found is None:
        return Idle()
    word, fields, nudge_at = found
    return _dialogue(word, codec.load(fields), codec.to_instant(nudge_at))


def save(db: Database, person: PersonId, dialogue: Dialogue) -> None:
    """Keep what is waited for now, instead of what was before."""
    if isinstance(dialogue, Idle):
        db.change("DELETE FROM dialogues WHERE person = ?", person)
        return
    word, fields = _columns(dialogue)
    nudge_at = dialogue.nudge_at if isinstance(dialogue, HalfStarted) else None
    db.change(
        """INSERT INTO dialogues (person, word, fields, nudge_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (person) DO UPDATE SET word = excluded.word, fields = excluded.fields,
            nudge_at = excluded.nudge_at""",
        person,
        word,
        codec.dump(fields),
        codec.from_instant(nudge_at),
    )


def due(db: Database, now: datetime, limit: int = 500) -> list[PersonId]:
    """Return whose half-started timer is to be asked about once more, the longest due first."""
    found = db.rows(
        "SELECT person FROM dialogues WHERE nudge_at <= ? ORDER BY nudge_at LIMIT ?",
        codec.from_instant(now),
        limit,
    )
    return [PersonId(person) for (person,) in found]


def _columns(
    dialogue: Naming
    | ChoosingCity
    | WritingPlan
    | WritingWish
    | NamingForPeer
    | WritingFirstLine
    | HalfStarted
    | ChangingCode
    | TryingCode
    | WritingQuiet,
) -> tuple[str, Fields]:
    match dialogue:
        case Naming():
            return "naming", {}
        case ChoosingCity(joining):
            return "choosing_city", {"joining": joining}
        case WritingPlan(joining):
            return "writing_plan", {"joining": joining}
        case WritingWish(which):
            return "writing_wish", {"which": which}
        case NamingForPeer(contact):
            return "naming_for_peer", {"contact": contact}
        case WritingFirstLine(contact):
            return "writing_first_line", {"contact": contact}
        case HalfStarted(key, values, choices):
            return "half_started", {
                "key": key,
                "values": codec.dump_values(dict(values)),
                "choices": codec.dump_choices(choices),
            }
        case ChangingCode(given):
            return "changing_code", {"given": given.hex()}
        case TryingCode(tag):
            return "trying_code", {"tag": tag.hex()}
        case WritingQuiet():
            return "writing_quiet", {}
        case _:
            assert_never(dialogue)


def _dialogue(word: str, fields: Fields, nudge_at: datetime | None) -> Dialogue:
    match word:
        case "naming":
            return Naming()
        case "choosing_city":
            return ChoosingCity(**fields)
        case "writing_plan":
            return WritingPlan(**fields)
        case "writing_wish":
            return WritingWish(**fields)
        case "naming_for_peer":
            return NamingForPeer(**fields)
        case "writing_first_line":
            return WritingFirstLine(**fields)
        case "changing_code":
            return ChangingCode(bytes.fromhex(fields["given"]))
        case "trying_code":
            return TryingCode(bytes.fromhex(fields["tag"]))
        case "writing_quiet":
            return WritingQuiet()
        case _:  # half_started: the table knows no other word
            values = tuple(codec.load_values(fields["values"]).items())
            choices = codec.load_choices(fields["choices"])
            return HalfStarted(fields["key"], values, choices, nudge_at)
