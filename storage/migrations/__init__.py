"""The numbered steps of the schema and the one way to take them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from sqlcipher3 import dbapi2

from storage.database import Database, maintenance, transaction
from storage.errors import StorageError

_FILE_NAME: Final = re.compile(r"(\d{4})\.sql")


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered change of the schema, to be taken whole."""

    number: int
    statements: tuple[str, ...]


def shipped_steps() -> tuple[Step, ...]:
    """Return the steps that this version of the program knows, first to last."""
    return read_steps(resources.files(__name__))


def read_steps(folder: Traversable) -> tuple[Step, ...]:
    """Read `0001.sql`, `0002.sql` ... of a folder; a gap raises `StorageError`."""
    names = sorted(file.name for file in folder.iterdir() if _FILE_NAME.fullmatch(file.name))
    if names != [f"{number:04}.sql" for number in range(1, len(names) + 1)]:
        raise StorageError("A step of the schema is missing: install Hearthlight anew.")
    return tuple(
        Step(number, tuple(split(folder.joinpath(name).read_text("utf-8"))))
        for number, name in enumerate(names, start=1)
    )


def split(script: str) -> Iterator[str]:
    """Yield the statements of a script; the last one must end in a semicolon too."""
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += piece + ";"
        if dbapi2.complete_statement(statement):  # not inside a text, a comment or a trigger
            yield statement.strip()
            statement = ""
    if statement or script.rpartition(";")[2].strip():
        raise StorageError("A step of the schema ends in the middle of a statement.")


def version(db: Database) -> int:
    """Return the number of the last step taken, 0 for an empty file; reads a page of it."""
    found = db.row("PRAGMA user_version")
    return int(found[0]) if found else 0


def upgrade(db: Database, steps: Sequence[Step]) -> None:
    """Take each step not taken yet in a transaction of its own: after a crash, old or new."""
    with maintenance(db), _loose_references(db):
        for step in steps[version(db) :]:
            with transaction(db):
                _take(db, step)


@contextmanager
def _loose_references(db: Database) -> Iterator[None]:
    """Let a step drop and rebuild a table: with references on, its rows' dependants would go."""
    db.rows("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        db.rows("PRAGMA foreign_keys = ON")


def _take(db: Database, step: Step) -> None:
    # One at a time: `executescript` commits behind our back.
    for statement in step.statements:
        db.change(statement)
    if db.row("PRAGMA foreign_key_check"):
        raise StorageError("A step of the schema left a row that refers to nothing.")
    db.change(f"PRAGMA user_version = {step.number}")
