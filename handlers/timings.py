"""The durations a check-in keeps from its start on: DESIGN section 4's three columns."""

from dataclasses import dataclass, replace
from datetime import timedelta

SHORT_BELOW = timedelta(minutes=45)
NORMAL_BELOW = timedelta(hours=8)

SHORTEST = timedelta(minutes=5)
LONGEST_UNASKED = timedelta(hours=12)
"""A longer check-in is asked back once."""
LONGEST = timedelta(hours=24)
"""Nor does any extension pass this from the start."""

EARLY = timedelta(minutes=15)
"""An "all good" earlier than this before the due time can be taken back."""
CALL_UNDO = timedelta(seconds=10)
DURESS_TIER_GAP = timedelta(minutes=5)
"""The longest until quiet help asks the next tier."""
HALF_STARTED = timedelta(minutes=2)
"""A start that is still a question after this gets one loud "No timer is set yet."."""
DATE_GRAIN = timedelta(seconds=1)
"""Networks date a message to the second, cutting off what is beyond it."""

ACCEPTED_WITHIN = timedelta(seconds=60)
"""A tier of which no network took anything for this long opens the next one too."""
SPOKEN_WAIT = timedelta(minutes=30)
UNRESOLVED_AFTER = timedelta(hours=72)
DRILL_ENDS_AFTER = timedelta(hours=1)
AWAY_AFTER = timedelta(minutes=1)
"""A shorter silence of the bot is not worth a message."""
LOOK_AGAIN = timedelta(seconds=1)
"""The soonest that what has to wait (for a network to be heard, for an answer) is looked at again,
so that it does not spin."""
CHAT_FORGETS_CHECKIN = timedelta(hours=1)
CHAT_FORGETS_ALERT = timedelta(hours=24)

_USUAL_REPEAT = timedelta(minutes=5)
_FIRST_REPEATS = (timedelta(minutes=1), timedelta(minutes=2))
_REPEAT_STEPS = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=6), timedelta(minutes=15)),
    (timedelta(hours=24), timedelta(minutes=60)),
)
_LAST_REPEAT_STEP = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Timings:
    """One column of the table, as a check-in or an alert keeps it."""

    reminder: timedelta
    """How long before the due time the quiet reminder comes (a third of the time if shorter);
    0 for none."""
    questions: tuple[timedelta, ...]
    """When the questions in grace are asked, counted from the due time."""
    grace: timedelta
    tier_gap: timedelta
    """How long a tier has before the next is told."""
    hold: timedelta
    """How long "I've got it" lasts before "still on it?"."""
    hold_answer: timedelta
    """How long "still on it?" may stay unanswered."""
    repeat: timedelta = _USUAL_REPEAT
    """The "every 5" of the row of repeats; the whole row scales with it."""

    @property
    def question_wait(self) -> timedelta:
        """How long after the first accepted question an alert may open: a third, at most 3 min."""
        return min(self.grace / 3, timedelta(minutes=3))

    @property
    def longest_wait(self) -> timedelta:
        """How long the end-of-grace rule may hold an alert back: half the grace, at most 5 min."""
        return min(self.grace / 2, timedelta(minutes=5))

    def next_repeat(self, elapsed: timedelta) -> timedelta:
        """Say when, counted from the telling, the first repeat later than `elapsed` is sent."""
        scale = self.repeat / _USUAL_REPEAT
        for first in _FIRST_REPEATS:
            if elapsed < first * scale:
                return first * scale
        for until, step in _REPEAT_STEPS:
            if elapsed < until * scale:
                return _following(elapsed, step * scale)
        return _following(elapsed, _LAST_REPEAT_STEP * scale)


def _following(elapsed: timedelta, step: timedelta) -> timedelta:
    """Round up to the next multiple of `step` that is later than `elapsed`."""
    return (elapsed // step + 1) * step


@dataclass(frozen=True, slots=True)
class TimingChanges:
    """What a coordinator has set instead of the table (`HEARTHLIGHT_TIMING_*`)."""

    reminder: timedelta | None = None
    grace: timedelta | None = None
    tier_gap: timedelta | None = None
    repeat: timedelta | None = None
    hold: timedelta | None = None
    minimum: timedelta | None = None

    @property
    def shortest(self) -> timedelta:
        """The shortest check-in people may set."""
        return SHORTEST if self.minimum is None else self.minimum


def _minutes(figure: int) -> timedelta:
    return timedelta(minutes=figure)


def _column(reminder: int, questions: tuple[int, ...], grace: int, gap: int, hold: int) -> Timings:
    return Timings(
        reminder=_minutes(reminder),
        questions=tuple(_minutes(each) for each in questions),
        grace=_minutes(grace),
        tier_gap=_minutes(gap),
        hold=_minutes(hold),
        hold_answer=_minutes(5),
    )


SHORT = _column(5, (0, 2, 4), 5, 5, 10)
NORMAL = _column(10, (0, 5, 8), 10, 10, 20)
LONG = _column(30, (0, 15, 25), 30, 20, 45)


def timings_for(duration: timedelta, changes: TimingChanges) -> Timings:
    """Choose the column by a check-in's duration and put the coordinator's changes in."""
    column = LONG
    if duration < SHORT_BELOW:
        column = SHORT
    elif duration < NORMAL_BELOW:
        column = NORMAL
    column = replace(
        column,
        reminder=changes.reminder or column.reminder,
        tier_gap=changes.tier_gap or column.tier_gap,
        repeat=changes.repeat or column.repeat,
    )
    if changes.grace is not None:
        scale = changes.grace / column.grace
        questions = tuple(each * scale for each in column.questions)
        column = replace(column, grace=changes.grace, questions=questions)
    if changes.hold is not None:
        answer = column.hold_answer * (changes.hold / column.hold)
        column = replace(column, hold=changes.hold, hold_answer=answer)
    return column
