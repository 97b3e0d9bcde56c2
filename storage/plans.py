"""What each worker would like their peers to do."""

from handlers.people import PersonId, Plan, Wish, WishKind
from storage import codec
from storage.database import Database


def load(db: Database, worker: PersonId) -> Plan:
    """Return a worker's plan; an empty one if they never wrote any."""
    found = db.row(
        """SELECT lines, quiet, police, police_words, ambulance, ambulance_words
        FROM plans WHERE worker = ?""",
        worker,
    )
    if found is None:
        return Plan()
    lines, quiet, police, police_words, ambulance, ambulance_words = found
    return Plan(
        lines=codec.load_words(lines),
        quiet=quiet,
        police=Wish(WishKind(police), police_words),
        ambulance=Wish(WishKind(ambulance), ambulance_words),
    )


def save(db: Database, worker: PersonId, plan: Plan) -> None:
    """Keep a plan in the place of the one before."""
    db.change(
        """INSERT INTO plans (worker, lines, quiet,
            police, police_words, ambulance, ambulance_words)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (worker) DO UPDATE SET lines = excluded.lines, quiet = excluded.quiet,
            police = excluded.police, police_words = excluded.police_words,
            ambulance = excluded.ambulance, ambulance_words = excluded.ambulance_words""",
        worker,
        codec.dump_words(plan.lines),
        plan.quiet,
        plan.police.kind,
        plan.police.words,
        plan.ambulance.kind,
        plan.ambulance.words,
    )
