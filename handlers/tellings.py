"""What peers read of an alert, and what its worker reads of it outside the card."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.alert_states import Alert, AlertKind, Exhausted, Held, Open, Settled, Spoken, Stand
from handlers.checkin_states import Facts
from handlers.moment import LOSES, Gap, Network
from handlers.notices import Choice, Notice, Proof, Text, Urgency, Value
from handlers.people import Level, PersonId, Plan, Rung, Wish

A_WHILE = timedelta(minutes=1)
"""What is less than this ago is now: "1 s" tells nobody anything."""


def _choice(alert: Alert, verb: str, label: str) -> Choice:
    return Choice(Text(f"choice.{label}"), f"{verb}:{alert.id}")


def offered(alert: Alert, peer: PersonId) -> tuple[Choice, ...]:
    """List what this peer can answer as the alert stands now."""
    got, cant = _choice(alert, "got", "got_it"), _choice(alert, "cant", "cant_now")
    spoken = _choice(alert, "spoken", "spoken")
    if alert.kind is AlertKind.DRILL:
        return () if isinstance(alert.state, Settled) else (got,)
    match alert.state:
        case Held(by=by, answer_by=asked) if by == peer:
            return _while_holding(alert, peer, asked=asked is not None)
        case Held() if peer in alert.helpers:
            unreached = _choice(alert, "unreached", "cannot_reach")
            return (spoken, unreached, _choice(alert, "cant", "someone_else"))
        case Spoken(by=by, asked_again=asked_again):
            reopen = _choice(alert, "reopen", "not_settled")
            once_more = alert.of_one and asked_again
            return (reopen,) if by == peer and not once_more else (spoken, reopen)
        case Held() | Open() | Exhausted():
            return (got, cant)
        case _:
            return ()


def _while_holding(alert: Alert, peer: PersonId, *, asked: bool) -> tuple[Choice, ...]:
    """List what a holder can answer; nobody else is offered where there is nobody else."""
    both = (_choice(alert, "spoken", "spoken"), _choice(alert, "unreached", "cannot_reach"))
    if asked:
        cant = () if is_alone(alert, peer) else (_choice(alert, "cant", "someone_else"),)
        return (_choice(alert, "still", "still_on"), *both, *cant)
    return (*both, _choice(alert, "help", "like_help")) if _more_tiers(alert) else both


def to_peer(alert: Alert, peer: PersonId, key: str, **values: Value) -> Notice:
    """Write to one peer about an alert: number, name, and what they can answer now."""
    rung = alert.rung(peer)
    name = alert.name if rung is None else rung.worker_name or alert.name
    return Notice(
        peer,
        key,
        {"number": alert.number, "worker": name, **values},
        offered(alert, peer),
        about=alert.about,
        urgency=Urgency.ALERT,
    )


def telling(alert: Alert, rung: Rung, now: datetime) -> Notice:
    """Tell a peer of an alert, as fully as their level allows."""
    not_practice = [Text("alert.not_practice")] if alert.facts.after_drill else []
    values: dict[str, Value] = {"status": _status(alert, rung.peer), "real": not_practice}
    if rung.level >= Level.PLAN:
        values |= _timeline(alert, rung, now)
        values |= plan_values(_plan(alert), rung.worker_name or alert.name)
    note = to_peer(alert, rung.peer, _telling_key(alert, rung), **values)
    return replace(note, proof=Proof.ALERT)


def _plan(alert: Alert) -> Plan:
    """Give what the worker would like done: in the quiet case, that and nothing else."""
    quiet = (alert.plan.quiet,) if alert.plan.quiet else ()
    return replace(alert.plan, lines=quiet) if alert.is_quiet else alert.plan


def _telling_key(alert: Alert, rung: Rung) -> str:
    if alert.kind is AlertKind.DRILL:
        return "alert.drill"
    if alert.is_quiet and rung.level >= Level.PLAN:
        return "alert.duress" if alert.kind is AlertKind.DURESS else "alert.beside_duress"
    suffix = "" if rung.level >= Level.PLAN else ".ring"
    return f"alert.{alert.kind}{suffix}"


def _status(alert: Alert, peer: PersonId) -> Text:
    """Say who has it, or when the next person is asked."""
    match alert.state:
        case Held(by=by) if by != peer:
            return Text("alert.status.held")
        case Spoken():
            return Text("alert.status.spoken")
        case Open(climbs_at=at) if _more_tiers(alert):
            return Text("alert.status.next", {"next": at})
        case _:
            return Text("alert.status.last")


def _more_tiers(alert: Alert) -> bool:
    return any(alert.telling(rung.peer).stand is Stand.WAITING for rung in alert.ladder)


def _timeline(alert: Alert, rung: Rung, now: datetime) -> dict[str, Value]:
    facts = alert.facts
    values: dict[str, Value] = {"at": alert.opened_at, "asked": _asked(facts)}
    if facts.heard_at is not None:
        values["answered"] = facts.heard_at
    if facts.due_at is not None:
        name = rung.worker_name or alert.name
        values["unanswered"] = _unanswered(name, facts.due_at, now - facts.due_at)
    return values


def _unanswered(name: str, due_at: datetime, waited: timedelta) -> Text:
    """Say since when the worker has not answered, and how long that is unless it is now."""
    if waited < A_WHILE:
        return Text("unanswered.now", {"worker": name, "due": due_at})
    return Text("unanswered.while", {"worker": name, "due": due_at, "waited": waited})


def _asked(facts: Facts) -> list[Text]:
    """Say what was tried: last heard, asked when, taken by the network or not, and any gap."""
    said: list[Text] = []
    if facts.heard_at is not None:
        said.append(Text("alert.heard", {"heard": facts.heard_at}))
    if facts.asked:
        times = [Text("time", {"at": at}) for at in facts.asked]
        said.append(Text("alert.asked", {"times": times}))
        said.append(Text(_reception(facts)))
    if facts.deaf and facts.deaf_since is not None:
        names = [Text(f"network.{network}") for network in facts.deaf]
        said.append(Text("alert.deaf", {"networks": names, "since": facts.deaf_since}))
    if facts.gap is not None:
        said.append(_gap(facts.gap, facts.gap_on))
    return said


def _gap(gap: Gap, networks: Sequence[Network]) -> Text:
    key = "alert.gap.lost" if LOSES.intersection(networks) else "alert.gap"
    names = [Text(f"network.{network}") for network in networks]
    return Text(key, {"networks": names, "since": gap.since, "until": gap.until})


def _reception(facts: Facts) -> str:
    if facts.refused:
        return "alert.asked.refused"
    if facts.accepted == 0:
        return "alert.asked.none"
    return "alert.asked.all" if facts.accepted >= len(facts.asked) else "alert.asked.some"


def plan_values(plan: Plan, name: str) -> dict[str, Value]:
    """Give a plan as parameters: the worker's words and the two wishes, unset ones said so."""
    lines = [Text("line", {"line": line}) for line in plan.lines]
    said = Text("plan.words", {"worker": name, "lines": lines})
    return {
        "plan": said if lines else Text("plan.unset", {"worker": name}),
        "police": _wish("police", plan.police, name),
        "ambulance": _wish("ambulance", plan.ambulance, name),
    }


def _wish(which: str, wish: Wish, name: str) -> Text:
    return Text(f"wish.{which}.{wish.kind}", {"worker": name, "words": wish.words})


def repeats(alert: Alert) -> tuple[Notice, ...]:
    """Write once more to those who have not answered; once all were asked, to helpers as well."""
    if isinstance(alert.state, Open):
        silent = (rung for rung in alert.told() if rung.peer not in alert.helpers)
        return tuple(_repeat(alert, rung, "alert.again") for rung in silent)
    return tuple(_repeat(alert, rung, "alert.nobody") for rung in alert.told())


def nobody(alert: Alert, rung: Rung, again: datetime) -> Notice:
    """Say that everyone was asked and no one has it; who declined is not asked again."""
    if alert.telling(rung.peer).stand is Stand.DECLINED:
        return to_peer(alert, rung.peer, "alert.nobody.declined")
    return to_peer(alert, rung.peer, "alert.nobody", again=again)


def reopened(alert: Alert, told: Iterable[Rung]) -> tuple[Notice, ...]:
    """Say to those who were told that it is not settled, and when they are asked again."""
    return tuple(with_next(alert, rung.peer, "alert.reopened") for rung in told)


def to_tier(alert: Alert) -> tuple[Notice, ...]:
    """Write once more to the latest tier only."""
    told = (rung for rung in alert.told() if rung.tier == alert.tier)
    return tuple(_repeat(alert, rung, "alert.again") for rung in told)


def _repeat(alert: Alert, rung: Rung, key: str) -> Notice:
    note = with_next(alert, rung.peer, key)
    return replace(note, slot=f"again:{alert.id}", proof=Proof.ALERT)


def with_next(alert: Alert, peer: PersonId, key: str) -> Notice:
    """Write to one peer while nobody has it, and say when they are asked again."""
    again = alert.state.repeats_at if isinstance(alert.state, Open | Exhausted) else alert.opened_at
    return to_peer(alert, peer, key, again=again)


def to_others(alert: Alert, but: PersonId, key: str, **values: Value) -> tuple[Notice, ...]:
    """Write to everyone who was told and is still in it, except one."""
    others = (rung for rung in alert.told() if rung.peer != but)
    return tuple(to_peer(alert, rung.peer, key, **values) for rung in others)


def to_declined(alert: Alert, key: str) -> tuple[Notice, ...]:
    """Write to those who said that they can't."""
    out = (r for r in alert.ladder if alert.telling(r.peer).stand is Stand.DECLINED)
    return tuple(to_peer(alert, rung.peer, key) for rung in out)


def taken(alert: Alert, by: PersonId) -> tuple[Notice, ...]:
    """Tell the others that somebody has it: by name if that peer allowed it at consent."""
    rung = alert.rung(by)
    if rung is None or not rung.shares_name:
        return to_others(alert, by, "alert.taken")
    return to_others(alert, by, "alert.taken.named", name=rung.name)


def holding(alert: Alert, by: PersonId, key: str, at: datetime, now: datetime) -> Notice:
    """Write to who has it: thank them, or ask; and say when they are asked again, or others."""
    return to_peer(alert, by, key, at=at, left=at - now)


def still_on(alert: Alert, by: PersonId, at: datetime, now: datetime) -> Notice:
    """Ask who has it whether they still are; nobody is promised where there is nobody else."""
    key = "alert.still_on.alone" if is_alone(alert, by) else "alert.still_on"
    return holding(alert, by, key, at, now)


def spoken_thanks(alert: Alert, state: Spoken) -> Notice:
    """Thank the one voice, and say what ends it."""
    if alert.kind is AlertKind.DURESS:
        return to_peer(alert, state.by, "alert.spoken.thanks.quiet")
    if not alert.of_one:
        return to_peer(alert, state.by, "alert.spoken.thanks")
    return to_peer(alert, state.by, "alert.spoken.thanks.alone", at=state.asks_at)


def is_alone(alert: Alert, peer: PersonId) -> bool:
    """Whether nobody but this peer was told or could still be."""
    left = (Stand.TOLD, Stand.WAITING)
    return not any(r.peer != peer and alert.telling(r.peer).stand in left for r in alert.ladder)


def farewell(alert: Alert, key: str, **values: Value) -> tuple[Notice, ...]:
    """Write to everyone who may have been told, unknown sends included, that it is over."""
    owed: Iterable[Rung] = (
        rung
        for rung in alert.ladder
        if alert.telling(rung.peer).attempted and alert.telling(rung.peer).stand is not Stand.GONE
    )
    return tuple(to_peer(alert, rung.peer, key, **values) for rung in owed)


def to_worker(alert: Alert, key: str, *, ask: bool = False, **values: Value) -> Notice:
    """Write to the worker about their alert, with [All good] if they are asked."""
    about = alert.about if alert.checkin is None else f"checkin:{alert.checkin}"
    subject = alert.id if alert.checkin is None else alert.checkin
    good = Choice(Text("choice.all_good"), f"safe:{subject}")
    return Notice(
        alert.worker,
        key,
        values,
        (good,) if ask else (),
        about=about,
        slot=f"worker:{alert.id}",
        urgency=Urgency.QUESTION,
    )


def call_asked(alert: Alert, left: timedelta) -> Notice:
    """Say that the first people are asked to ring in `left`, and let it be undone."""
    undo = Choice(Text("choice.undo"), f"uncall:{alert.id}")
    return Notice(
        alert.worker,
        "call.soon",
        {"left": left},
        (undo,),
        about=alert.about,
        slot=f"worker:{alert.id}",
        urgency=Urgency.QUESTION,
    )
