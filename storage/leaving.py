"""Forgetting somebody who leaves: no row names them afterwards."""

from handlers.people import PersonId
from storage import codec, house
from storage.database import Database

_IN_COPIES = "someone_left"


def erase(db: Database, person: PersonId) -> None:
    """Delete a person and everything of theirs; what others have running goes on without them.

    Their own timer and alerts go too: whoever calls this has ended them before.
    """
    _leave_lists(db, person)
    db.change("DELETE FROM people WHERE id = ?", person)  # whatever refers to them goes along
    db.owes_purge = True
    house.write(db, _IN_COPIES, "yes")


def is_in_copies(db: Database) -> bool:
    """Whether somebody left since the copies were made."""
    return house.read(db, _IN_COPIES) is not None


def is_in_no_copy(db: Database) -> None:
    """Note that no copy holds anybody who left."""
    house.drop(db, _IN_COPIES)


def detach(db: Database, person: PersonId) -> None:
    """Forget somebody but for what is open: nobody can be found by them, or write to them."""
    _leave_lists(db, person)
    db.change("DELETE FROM addresses WHERE person = ?", person)
    db.change("DELETE FROM contacts WHERE worker = ?1 OR peer = ?1", person)
    db.change("DELETE FROM invitations WHERE inviter = ?", person)
    db.change("DELETE FROM dialogues WHERE person = ?", person)
    db.change("DELETE FROM outbox WHERE person = ?", person)


def _leave_lists(db: Database, person: PersonId) -> None:
    for key, words in db.rows("SELECT id, helpers FROM alerts WHERE instr(helpers, ?)", person):
        db.change("UPDATE alerts SET helpers = ? WHERE id = ?", _without(words, person), key)
    for key, words in db.rows(
        "SELECT id, tells_home FROM checkins WHERE instr(tells_home, ?)", person
    ):
        db.change("UPDATE checkins SET tells_home = ? WHERE id = ?", _without(words, person), key)


def _without(words: str, person: PersonId) -> str:
    return codec.dump_words(each for each in codec.load_words(words) if each != person)
