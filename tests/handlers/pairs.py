"""Eve, whom nobody knows yet, is invited by Ana to be there for her."""

from handlers.people import PersonId
from tests.handlers.cast import ANA
from tests.handlers.desks import Group, evening

EVE = PersonId("eve")
TO_THE_END = ("agree", "Eve", "line_parcel", "yes", "later")
"""Eve's answers up to the comparing of words: labels, and what she types."""


def invited(*, signal: frozenset[PersonId] = frozenset()) -> Group:
    """Eve was handed an invitation of Ana's, who has Bea and Cat, and has opened it."""
    group = evening(signal=signal)
    group.says(ANA, "invite")
    group.says(EVE, group.invitations[0].words)
    return group


def paired() -> Group:
    """Eve has said yes and answered everything; she and Ana are asked to compare two words."""
    group = invited()
    for answer in TO_THE_END:
        group.says(EVE, "Eve") if answer == "Eve" else group.presses(EVE, answer)
    return group
