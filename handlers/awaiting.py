"""Which alerts a peer was told of, and whether one waits for them."""

from collections.abc import Iterator

from handlers.alert_states import Alert, Exhausted, Held, Open, Settled, Stand
from handlers.case import Case
from handlers.desk import Desk
from handlers.people import PersonId


def was_told(alert: Alert, peer: PersonId) -> bool:
    """Whether an alert that is not over was told to this peer, and they are not gone."""
    over = isinstance(alert.state, Settled)
    return not over and alert.telling(peer).stand in (Stand.TOLD, Stand.DECLINED)


def told(desk: Desk) -> Iterator[tuple[Case, Alert]]:
    """List the open alerts that this peer was told of: one a worker, the quiet one first."""
    for case in desk.hosts.values():
        found = (each for each in (case.duress, case.alert) if each is not None)
        alert = next((each for each in found if was_told(each, desk.me.id)), None)
        if alert is not None:
            yield case, alert


def is_awaited(desk: Desk) -> bool:
    """Whether an alert waits for this peer: nobody has it, or they were asked "still on it?"."""
    return any(_waits_for(alert, desk.me.id) for _, alert in told(desk))


def _waits_for(alert: Alert, peer: PersonId) -> bool:
    match alert.state:
        case Open() | Exhausted():
            return alert.telling(peer).stand is Stand.TOLD
        case Held(by=by, answer_by=answer_by):
            return by == peer and answer_by is not None
        case _:
            return False
