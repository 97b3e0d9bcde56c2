"""An emoji put on a message of ours: what it says, if it says anything."""

from handlers.desk import Desk
from handlers.said import Command, Miss, Say, read_token
from handlers.words import Verb

THUMB = "👍"
"""Of any colour: what follows it in an emoji is its skin tone."""


def read(desk: Desk, emoji: str) -> Command | None:
    """Read an emoji put on a message of ours: 👍 on one's own timer is "all good".

    On an alert it may mean no more than "seen", so it takes nothing and is asked back. None: it
    says nothing to us.
    """
    if not desk.quoted or not emoji.startswith(THUMB):
        return None
    answers = [read_token(each.token) for each in desk.quoted]
    return next((a for a in answers if isinstance(a, Say) and a.verb is Verb.SAFE), Miss())
