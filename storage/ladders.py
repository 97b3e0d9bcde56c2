"""One rung of a frozen ladder as columns: the same for check-ins and for alerts."""

from handlers.people import Level, PersonId, Rung
from storage.database import Row, Value


def rung_columns(rung: Rung) -> tuple[Value, ...]:
    """Give person, tier, name, level, shares_name and worker_name."""
    return (rung.peer, rung.tier, rung.name, rung.level, rung.shares_name, rung.worker_name)


def read_rung(row: Row) -> Rung:
    """Read what `rung_columns` gave."""
    person, tier, name, level, shares_name, worker_name = row
    return Rung(PersonId(person), tier, name, Level(level), bool(shares_name), worker_name)
