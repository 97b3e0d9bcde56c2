"""What can be made to go wrong at the Signal server, and the answers that then come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from tests.servers.signal_account import ApiError, Call
from tests.servers.signal_frames import Json
from tests.servers.signal_state import FAILED, UNTRUSTED_KEYS

SEND = "POST /v2/send"
RECEIVE = "GET /v1/receive/{any}"
ALWAYS_UP = {"GET /v1/about", "GET /v1/health"}
"""Answered without signal-cli, so no fault of it shows here."""


class Fault(StrEnum):
    """What can be made to go wrong. Only LOST, LATE and GARBAGE do what was asked."""

    RATE_LIMITED = "rate limited"  # 429 on /v2/send without a riddle, 400 elsewhere
    CHALLENGED = "challenged"  # 429 on /v2/send with one; its solution lifts it
    UNTRUSTED = "untrusted"  # 400, somebody's safety number changed
    FAILED = "failed"  # 400, the network failed or they left: the same answer
    OFFLINE = "offline"  # 400, signal-cli cannot reach Signal
    RESET = "reset"  # the connection is reset, nothing was done
    HANG = "hang"  # no answer, nothing was done
    PAGE = "page"  # 502 with a page of HTML, nothing was done
    PORTAL = "portal"  # 200 with a page of HTML, nothing was done
    LOST = "lost"  # done, then the connection is reset
    LATE = "late"  # done, then no answer
    GARBAGE = "garbage"  # done, the answer is JSON cut in two
    SWALLOWED = "swallowed"  # a frame reaches no websocket
    UNPOSTED = "unposted"  # a frame does not reach the webhook
    TWICE = "twice"  # a frame comes twice, on both ears


OF_SENDS = {Fault.RATE_LIMITED, Fault.CHALLENGED, Fault.UNTRUSTED, Fault.FAILED, Fault.OFFLINE}
"""They show only where something goes out to people."""
OF_FRAMES = {Fault.SWALLOWED, Fault.UNPOSTED, Fault.TWICE}


@dataclass
class Planned:
    """A fault for the next calls, or frames, that fit."""

    fault: Fault
    route: str | None
    who: str | None
    left: int | None
    """None: until healed."""
    token: str = ""

    def fits(self, route: str, call: Call) -> bool:
        """Tell whether a call goes wrong; what needs no signal-cli does only where it is named."""
        if self.fault in OF_FRAMES or (self.route is None and route in {*ALWAYS_UP, RECEIVE}):
            return False
        named = [
            *call.body.get("recipients", []),
            call.body.get("recipient"),
            call.names.get("who"),
        ]
        people = {who for who in named if who}
        if self.route is None and self.fault in OF_SENDS and not people:
            return False
        return self.route in {None, route} and (self.who is None or self.who in people)

    def fits_frame(self, frame: Json) -> bool:
        sender = frame.get("envelope", {}).get("sourceUuid")
        return self.fault in OF_FRAMES and self.who in {None, sender}

    def error(self, route: str, number: str) -> ApiError | None:
        """Make the answer that says what is wrong, for faults that answer."""
        if self.fault in {Fault.RATE_LIMITED, Fault.CHALLENGED}:
            said = f"{FAILED} due to rate limiting"
            if route != SEND:
                return ApiError(400, said)
            return ApiError(429, said, challenge_tokens=[self.token], account=number)
        said = {
            Fault.UNTRUSTED: UNTRUSTED_KEYS,
            Fault.FAILED: FAILED,
            Fault.OFFLINE: f"{FAILED}: chat.signal.org (UnknownHostException)",
        }.get(self.fault, "")
        return ApiError(400, said) if said else None


class Plans:
    """The faults that wait to happen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Planned] = []

    def add(self, planned: Planned) -> None:
        with self._lock:
            self._waiting.append(planned)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, route: str, call: Call) -> Planned | None:
        """Use up the first fault that fits a call."""
        with self._lock:
            found = next((each for each in self._waiting if each.fits(route, call)), None)
            return found and self._use(found)

    def take_for(self, frame: Json) -> set[Fault]:
        """Use up one of each kind of fault that fits a frame."""
        with self._lock:
            fitting = {each.fault: each for each in self._waiting[::-1] if each.fits_frame(frame)}
            return {self._use(each).fault for each in fitting.values()}

    def lift(self, unsolved: list[str]) -> None:
        """Forget the challenges that have been solved."""
        with self._lock:
            self._waiting = [
                each for each in self._waiting if not each.token or each.token in unsolved
            ]

    def _use(self, planned: Planned) -> Planned:
        if planned.left is not None:
            planned.left -= 1
            if planned.left == 0:
                self._waiting.remove(planned)
        return planned
