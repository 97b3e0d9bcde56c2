"""The people the bot knows, and the addresses where each of them reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from handlers.moment import Network
from handlers.people import Address, Person, PersonId
from storage import codec
from storage.database import Database
from storage.errors import StorageError


class UnknownPersonError(StorageError):
    """Nobody has this id, or no longer: they left meanwhile."""

    sentence = "Nobody has this id: they may have left, and then nothing is to be done."


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where and how a person reads: what a message to them is rendered with."""

    address: Address
    """The one they wrote from last."""
    language: str
    zone: str
    """A key of the tz database."""
    first_line: str = field(repr=False)


def find(db: Database, address: Address) -> PersonId | None:
    """Return who reads at an address, None for a stranger."""
    found = db.row(
        "SELECT person FROM addresses WHERE network = ? AND chat = ?",
        address.network,
        address.chat,
    )
    return None if found is None else PersonId(found[0])


def load(db: Database, person: PersonId) -> Person:
    """Return somebody by id; raises `UnknownPersonError`."""
    found = db.row(
        """SELECT id, name, language, zone, first_line,
            reminders, tell_start, tell_home, reachable, finished_one,
            code_theme, code_tag, leaves
        FROM people WHERE id = ?""",
        person,
    )
    if found is None:
        raise UnknownPersonError
    key, name, language, zone, first_line, *marks, theme, tag, leaves = found
    reminders, tell_start, tell_home, reachable, finished_one = map(bool, marks)
    return Person(
        PersonId(key),
        name,
        language,
        zone,
        first_line,
        reminders,
        tell_start,
        tell_home,
        reachable,
        finished_one,
        codec.to_code(theme, tag),
        bool(leaves),
    )


def addresses(db: Database, person: PersonId) -> tuple[Address, ...]:
    """Return where somebody reads: what is gone last, else the one they wrote from last first."""
    found = db.rows(
        """SELECT network, chat FROM addresses WHERE person = ?
        ORDER BY gone, last_used_at DESC, rowid""",
        person,
    )
    return tuple(Address(Network(network), chat) for network, chat in found)


def reader(db: Database, person: PersonId) -> Recipient | None:
    """Return how to write to somebody, None once they left or have no address."""
    places = addresses(db, person)
    if not places:
        return None
    reads = load(db, person)
    return Recipient(places[0], reads.language, reads.zone, reads.first_line)


def save(db: Database, person: Person, now: datetime) -> None:
    """Keep a person as they are now; somebody new counts as first heard at `now`."""
    instant = codec.from_instant(now)
    db.change(
        """INSERT INTO people (id, name, language, zone, first_line,
            reminders, tell_start, tell_home, reachable, finished_one,
            code_theme, code_tag, leaves, joined_at, heard_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language,
            zone = excluded.zone, first_line = excluded.first_line,
            reminders = excluded.reminders, tell_start = excluded.tell_start,
            tell_home = excluded.tell_home, reachable = excluded.reachable,
            finished_one = excluded.finished_one, code_theme = excluded.code_theme,
            code_tag = excluded.code_tag, leaves = excluded.leaves""",
        person.id,
        person.name,
        person.language,
        person.zone,
        person.first_line,
        person.reminders,
        person.tell_start,
        person.tell_home,
        person.reachable,
        person.finished_one,
        *codec.from_code(person.code),
        person.leaves,
        instant,
        instant,
    )


def add_address(db: Database, person: PersonId, address: Address, now: datetime) -> None:
    """Let somebody read at an address that is nobody's yet; it is their last used one."""
    db.change(
        "INSERT INTO addresses (network, chat, person, last_used_at) VALUES (?, ?, ?, ?)",
        address.network,
        address.chat,
        person,
        codec.from_instant(now),
    )


def touch(db: Database, address: Address, now: datetime) -> None:
    """Note that something was heard from an address: whoever writes can be reached there."""
    instant = codec.from_instant(now)
    db.change(
        "UPDATE addresses SET last_used_at = ?, gone = 0 WHERE network = ? AND chat = ?",
        instant,
        address.network,
        address.chat,
    )
    db.change(
        """UPDATE people SET heard_at = ?, reachable = 1
        WHERE id = (SELECT person FROM addresses WHERE network = ? AND chat = ?)""",
        instant,
        address.network,
        address.chat,
    )


def mark_gone(db: Database, address: Address) -> None:
    """Note that nothing can be sent to an address, until its person writes from there again."""
    db.change(
        "UPDATE addresses SET gone = 1 WHERE network = ? AND chat = ?",
        address.network,
        address.chat,
    )


def is_anywhere(db: Database, person: PersonId) -> bool:
    """Whether somebody has an address left that is not gone."""
    return bool(db.rows("SELECT 1 FROM addresses WHERE person = ? AND NOT gone", person))


def with_new_keys(db: Database, network: Network, keys: Mapping[str, str]) -> list[PersonId]:
    """Remember the fingerprint of the key at each address; return whose is another than before."""
    known = db.rows("SELECT chat, person, identity FROM addresses WHERE network = ?", network)
    seen = {chat: _digest(keys[chat]) for chat, _, _ in known if chat in keys}
    fresh = [(chat, person, kept) for chat, person, kept in known if seen.get(chat, kept) != kept]
    db.change_each(
        "UPDATE addresses SET identity = ? WHERE network = ? AND chat = ?",
        [(seen[chat], network, chat) for chat, _, _ in fresh],
    )
    return [PersonId(person) for _, person, kept in fresh if kept is not None]


def _digest(fingerprint: str) -> bytes:
    return blake2b(fingerprint.encode(), digest_size=16).digest()


def mark_reachable(db: Database, person: PersonId, *, reachable: bool) -> None:
    """Note whether anything can be sent to somebody at all."""
    db.change("UPDATE people SET reachable = ? WHERE id = ?", reachable, person)
