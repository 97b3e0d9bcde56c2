"""The rules of an alert for what its peers answer: "I've got it", "I can't", "we've spoken" ..."""

from dataclasses import replace

from handlers import climbing, closing, tellings
from handlers.alert_states import (
    Alert,
    AlertKind,
    CannotReach,
    Declined,
    Exhausted,
    Held,
    Open,
    Outcome,
    Reopened,
    Spoken,
    SpokeWith,
    Stand,
    StillOn,
    Took,
    WantedHelp,
)
from handlers.climbing import Step
from handlers.moment import Moment
from handlers.people import PersonId
from handlers.timings import SPOKEN_WAIT

RENEWALS_ALONE = 2
"""After so many renewals of "I've got it" the next tier is told too, and after as many the next."""


def answer(
    alert: Alert,
    event: Took | Declined | StillOn | CannotReach | WantedHelp | SpokeWith | Reopened,
    moment: Moment,
) -> Step:
    """Apply what a peer who was told has answered."""
    state, by = alert.state, event.by
    match event:
        case Took() | StillOn() if isinstance(state, Open | Exhausted):
            return _hold(alert, by, moment)
        case Took() if isinstance(state, Held) and by != state.by:
            return _help(alert, by)
        case Took() | StillOn() if isinstance(state, Held) and by == state.by:
            return _keep(alert, state, moment)
        case Took() if isinstance(state, Spoken):
            if by == state.by:
                return alert, (tellings.spoken_thanks(alert, state),)
            back = climbing.stand(alert, by, Stand.TOLD)
            return back, (tellings.to_peer(back, by, "alert.spoken.confirm"),)
        case StillOn() | SpokeWith() if isinstance(state, Spoken) and by == state.by:
            return _insist(alert, state, moment)
        case SpokeWith() if isinstance(state, Spoken):
            return closing.settle(alert, Outcome.SAFE_PEERS, "alert.over.peers", moment)
        case SpokeWith() if isinstance(state, Open | Held | Exhausted):
            return _speak(alert, by, moment)
        case Declined():
            return climbing.decline(alert, by, moment)
        case CannotReach() if isinstance(state, Open | Exhausted):
            return _pass_on(alert, by, moment)
        case CannotReach() if isinstance(state, Held | Spoken) and by == state.by:
            return _pass_on(alert, by, moment)
        case CannotReach() if isinstance(state, Held) and by in alert.helpers:
            return alert, (tellings.to_peer(alert, by, "alert.unreached.helping"),)
        case WantedHelp() if isinstance(state, Held) and by == state.by:
            return _bring_help(alert, by, moment)
        case Reopened() if isinstance(state, Spoken):
            return _take_back(alert, moment) if by == state.by else _reopen(alert, by, moment)
        case _:
            return alert, ()


def _hold(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """Let a peer have it: repeats and climbing pause until they are asked again."""
    asks_at = moment.now + alert.timings.hold
    held = replace(climbing.stand(alert, by, Stand.TOLD), state=Held(by, asks_at))
    held = replace(held, helpers=tuple(each for each in alert.helpers if each != by))
    note = tellings.holding(held, by, "alert.thanks", asks_at, moment.now)
    return held, (note, *tellings.taken(held, by))


def _help(alert: Alert, by: PersonId) -> Step:
    """Take a second "I've got it" as help."""
    helped = climbing.stand(alert, by, Stand.TOLD)
    if by not in alert.helpers:
        helped = replace(helped, helpers=(*alert.helpers, by))
    return helped, (tellings.to_peer(helped, by, "alert.helping"),)


def _keep(alert: Alert, state: Held, moment: Moment) -> Step:
    """Renew if the holder was asked; a press before that only says when they will be."""
    if state.answer_by is not None:
        return _renew(alert, state, moment)
    note = tellings.holding(alert, state.by, "alert.thanks.still", state.asks_at, moment.now)
    return alert, (note,)


def _renew(alert: Alert, state: Held, moment: Moment) -> Step:
    """Give the holder the time anew; at every second renewal the next tier is told too."""
    asks_at = moment.now + alert.timings.hold
    held = replace(alert, state=Held(state.by, asks_at, renewals=state.renewals + 1))
    note = tellings.holding(held, state.by, "alert.thanks.still", asks_at, moment.now)
    if (state.renewals + 1) % RENEWALS_ALONE:
        return held, (note,)
    more, told = climbing.tell_more(held, moment)
    return more, (note, *told)


def _pass_on(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """Ask the next tier at once, and once; who could not reach the worker stays a helper."""
    helped = climbing.stand(alert, by, Stand.TOLD)
    if by not in alert.helpers:
        helped = replace(helped, helpers=(*alert.helpers, by))
    if isinstance(alert.state, Exhausted):
        return helped, (tellings.with_next(helped, by, "alert.unreached.last"),)
    if isinstance(alert.state, Open) and by in alert.helpers:
        return helped, (tellings.to_peer(helped, by, "alert.unreached"),)
    after, effects = climbing.climb(helped, moment, reading=(by,))
    if isinstance(after.state, Exhausted):
        return after, (tellings.with_next(after, by, "alert.unreached.last"), *effects)
    return after, (tellings.to_peer(after, by, "alert.unreached"), *effects)


def _bring_help(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """Tell the next tier beside the holder, who keeps it."""
    if not climbing.has_more(alert):
        return alert, (tellings.to_peer(alert, by, "alert.help.last"),)
    more, told = climbing.tell_more(alert, moment)
    return more, (tellings.to_peer(more, by, "alert.help"), *told)


def _speak(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """Pause on one voice: the worker is asked wherever they are; others may confirm or reopen."""
    if alert.vouched_at is not None:
        return closing.settle(alert, Outcome.SAFE_WORKER, "alert.over.vouched", moment)
    told = climbing.stand(alert, by, Stand.TOLD)
    state = Spoken(by, moment.now + SPOKEN_WAIT)
    spoken = replace(told, state=state)
    thanks = tellings.spoken_thanks(spoken, state)
    others = tellings.to_others(spoken, by, "alert.spoken.confirm")
    asked = replace(tellings.to_worker(spoken, "worker.spoken", ask=True), everywhere=True)
    return spoken, (thanks, *others, asked)


def _insist(alert: Alert, state: Spoken, moment: Moment) -> Step:
    """Take the same voice twice where nobody else was ever to be told, and never elsewhere."""
    if alert.kind is AlertKind.DURESS or not (alert.of_one and state.asked_again):
        return alert, (tellings.spoken_thanks(alert, state),)
    return closing.settle(alert, Outcome.ONE_VOICE, "alert.over.one_voice", moment)


def _reopen(alert: Alert, by: PersonId, moment: Moment) -> Step:
    """Go on looking: somebody who was told does not think it is settled."""
    told = replace(climbing.stand(alert, by, Stand.TOLD), helpers=())
    again = replace(told, state=climbing.opened(told, moment))
    return again, tellings.reopened(again, told.told())


def _take_back(alert: Alert, moment: Moment) -> Step:
    """Tell the next tier at once: who takes their own word back has had the others wait.

    With fresh clocks instead, one peer alone could say it and take it back for ever.
    """
    told = alert.told()
    after, effects = climbing.climb(
        replace(alert, helpers=()), moment, reading=[rung.peer for rung in told]
    )
    return after, (*tellings.reopened(after, told), *effects)
