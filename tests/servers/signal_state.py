"""What the Signal server knows: phones, groups, keys, and what was sent to whom."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition
from typing import Literal

from tests.servers import signal_frames as frames
from tests.servers.signal_account import Account, ApiError, Call, Reply, Routes
from tests.servers.signal_frames import Group, Json, Party, Shown
from tests.servers.signal_phones import Phone

NUMBER = "+4917604069042"
UUID = "b07b07b0-0000-4000-8000-00000000b07b"
FAILED = "Failed to send message"
UNTRUSTED_KEYS = "Unable to complete request due to untrusted recipient keys"
REASONS = {FAILED: "UNREGISTERED_FAILURE", UNTRUSTED_KEYS: "IDENTITY_FAILURE"}
Trust = Literal["on-first-use", "always", "never"]


@dataclass(frozen=True)
class Sent:
    """A message the server took, whether or not the bot ever heard so."""

    at: float
    """time.monotonic()"""
    to: str
    """The UUID of the phone."""
    shown: Shown
    text: str
    """As it was then; `shown` may be edited later."""


@dataclass
class Identity:
    """What the server holds of somebody's key."""

    keys: int
    status: str
    added: int


@dataclass
class SignalState:
    """All of it, guarded by `changed`, which is notified at each change."""

    account: Account
    trust: Trust = "on-first-use"
    """JSON_RPC_TRUST_NEW_IDENTITIES."""
    voice_notes: bool = True
    """Whether attachments say `isVoiceNote` (signal-cli from 0.14.8)."""
    changed: Condition = field(default_factory=Condition)
    hear: Callable[[Json], None] = lambda _: None
    """Takes what signal-cli says of itself: the `params` of a `receive`."""
    ahead: timedelta = timedelta(0)
    """How far everybody's clock is ahead of the real one."""
    phones: list[Phone] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    identities: dict[str, Identity] = field(default_factory=dict)
    """By UUID: whoever wrote to the bot, or was written to."""
    sends: list[Sent] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    """Every id there is."""

    @property
    def party(self) -> Party:
        """The bot, as frames name it."""
        return Party(UUID, self.account.number, "Timer")

    def timestamp(self, at: datetime | None = None) -> int:
        """Make an id nobody has: milliseconds now, or at `at`."""
        with self.changed:
            now = time.time() + self.ahead.total_seconds() if at is None else at.timestamp()
            timestamp = int(now * 1000)
            while timestamp in self.taken:
                timestamp += 1
            self.taken.add(timestamp)
            return timestamp

    def from_phone(self, phone: Phone, timestamp: int, content: Json) -> None:
        """Let the bot hear something, if its key can be trusted."""
        with self.changed:
            frame: Json = {"account": self.account.number}
            if self._trusts(phone):
                frame["envelope"] = frames.envelope(phone.party, timestamp, content)
            else:
                frame["envelope"] = frames.envelope(phone.party, timestamp, {})
                frame["exception"] = frames.untrusted(phone.party.number or phone.uuid)
            self.hear(frame)
            self.changed.notify_all()

    def from_own_device(self, phone: Phone, text: str) -> None:
        """Let somebody write to a phone on another device of the bot's account."""
        with self.changed:
            timestamp = self.timestamp()
            phone.arrive(Shown([timestamp], text, from_bot=True, expires_in=phone.timer))
            own = Party(UUID, self.account.number, "Timer", device=2)
            envelope = frames.sync(own, phone.party, timestamp, phone.timer, text)
            self.hear({"account": self.account.number, "envelope": envelope})

    @property
    def routes(self) -> Routes:
        """What goes through signal-cli, which may be slow or stuck."""
        return {
            "POST /v2/send": self._send,
            "POST /v1/reactions/{number}": lambda call: self._react(call, call.body["reaction"]),
            "DELETE /v1/reactions/{number}": lambda call: self._react(call, None),
            "PUT /v1/typing-indicator/{number}": lambda call: self._type(call, typing=True),
            "DELETE /v1/typing-indicator/{number}": lambda call: self._type(call, typing=False),
            "POST /v1/receipts/{number}": self._receipt,
            "DELETE /v1/remote-delete/{number}": self._delete,
            "GET /v1/contacts/{number}": self._contacts,
            "PUT /v1/contacts/{number}": self._update_contact,
            "GET /v1/identities/{number}": self._identities,
            "PUT /v1/identities/{number}/trust/{who}": self._trust,
            "GET /v1/groups/{number}": self._groups,
            "GET /v1/groups/{number}/{group}": self._group,
            "POST /v1/groups/{number}/{group}/quit": self._quit,
            **self.account.routes,
        }

    def call(self, do: Callable[[Call], Reply], call: Call) -> Reply:
        """Do what a route does."""
        with self.changed:
            if "number" in call.names:
                self.account.check(call.names["number"])
            try:
                reply = do(call)
            except KeyError:
                raise ApiError(400, "Couldn't process request - invalid request") from None
            self.changed.notify_all()
            return reply

    def _trusts(self, phone: Phone) -> bool:
        known = self.identities.get(phone.uuid)
        if known is None or known.keys != phone.keys:
            wary = self.trust == "never" or (known is not None and self.trust != "always")
            status = "UNTRUSTED" if wary else "TRUSTED_UNVERIFIED"
            known = Identity(phone.keys, status, self.timestamp())
            self.identities[phone.uuid] = known
        return known.status != "UNTRUSTED"

    def _find(self, who: str) -> Phone | None:
        return next((each for each in self.phones if who in {each.uuid, each.number}), None)

    def _reach(self, who: str) -> Phone:
        phone = self._find(who)
        if phone is None or not phone.registered:
            raise ApiError(400, FAILED)
        if not self._trusts(phone):
            raise ApiError(400, UNTRUSTED_KEYS)
        return phone

    def _send(self, call: Call) -> Reply:
        body = call.body
        recipients: list[str] = body.get("recipients") or []
        if not recipients:
            raise ApiError(400, "Couldn't process request - please provide at least one recipient")
        if not body.get("number"):
            raise ApiError(400, "Couldn't process request - please provide a valid number")
        self.account.check(body["number"])
        group = self._only_group(recipients)
        people = recipients if group is None else group.members
        timestamp = self.timestamp()
        tried = {who: self._deliver(who, call, timestamp, group) for who in people}
        failures = {who: why for who, why in tried.items() if why is not None}
        if people and len(failures) == len(people):
            self._reach(people[0])  # says why
        answer: Json = {"timestamp": str(timestamp)}
        if failures:
            errors = [
                {"number" if who.startswith("+") else "uuid": who, "reason": REASONS[why]}
                for who, why in failures.items()
            ]
            answer["errors"] = {"recipients": errors}
        return Reply(201, [answer])

    def _only_group(self, recipients: list[str]) -> Group | None:
        named = [each for each in recipients if each.startswith("group.")]
        if named and len(named) < len(recipients):
            raise ApiError(
                400,
                "Signal Messenger Groups and phone numbers cannot be specified together in one "
                "request! Please split them up into multiple REST API calls.",
            )
        if len(named) > 1:
            raise ApiError(
                400,
                "A signal message cannot be sent to more than one group at once! "
                "Please use multiple REST API calls for that.",
            )
        if not named:
            return None
        for group in self.groups:
            if group.id == named[0]:
                return group
        raise ApiError(400, FAILED)

    def _deliver(self, who: str, call: Call, timestamp: int, group: Group | None) -> str | None:
        """Send to one, or say why not."""
        try:
            phone = self._reach(who)
        except ApiError as error:
            return str(error)
        text = call.body["message"]
        shown = Shown([timestamp], text, from_bot=True, expires_in=phone.timer)
        shown.quoted = call.body.get("quote_timestamp")
        shown.pictures = call.body.get("base64_attachments") or []
        shown.group = None if group is None else group.internal_id
        if "edit_timestamp" in call.body:
            found = phone.find(call.body["edit_timestamp"])
            if found is not None and found.from_bot and not found.deleted:
                shown = found
                phone.revise(found, text, timestamp)
        else:
            phone.typing = False
            phone.arrive(shown)
        self.sends.append(Sent(time.monotonic(), phone.uuid, shown, text))
        return None

    def _react(self, call: Call, emoji: str | None) -> Reply:
        phone = self._reach(call.body["recipient"])
        shown = phone.find(call.body["timestamp"])
        if shown is not None:
            shown.reactions = [] if emoji is None else [emoji]
        return Reply(204)

    def _type(self, call: Call, *, typing: bool) -> Reply:
        self._reach(call.body["recipient"]).typing = typing
        return Reply(204)

    def _receipt(self, call: Call) -> Reply:
        kind = call.body["receipt_type"]
        if kind not in {"read", "viewed"}:
            raise ApiError(400, "Couldn't process request - invalid receipt type")
        shown = self._reach(call.body["recipient"]).find(call.body["timestamp"])
        if shown is not None:
            shown.receipts.append(kind)
        return Reply(204)

    def _delete(self, call: Call) -> Reply:
        shown = self._reach(call.body["recipient"]).find(call.body["timestamp"])
        if shown is not None and shown.from_bot:
            shown.deleted = True
        return Reply(201, {"timestamp": str(self.timestamp())})

    def _contacts(self, _: Call) -> Reply:
        known = [each for each in self.phones if each.uuid in self.identities]
        return Reply(200, [frames.contact(each.party, each.timer) for each in known])

    def _update_contact(self, call: Call) -> Reply:
        phone = self._reach(call.body["recipient"])
        seconds = call.body.get("expiration_in_seconds") or 0
        if seconds:
            phone.timer = max(seconds, 0)
        return Reply(204)

    def _identities(self, _: Call) -> Reply:
        known = [each for each in self.phones if each.uuid in self.identities]
        return Reply(200, [self._identity(each) for each in known])

    def _identity(self, phone: Phone) -> Json:
        known = self.identities[phone.uuid]
        return {
            "number": phone.party.number or "",
            "uuid": phone.uuid,
            "status": known.status,
            "fingerprint": phone.fingerprint,
            "added": str(known.added),
            "safety_number": phone.safety_number,
        }

    def _trust(self, call: Call) -> Reply:
        number = call.body.get("verified_safety_number")
        if bool(number) == call.body.get("trust_all_known_keys", False):
            raise ApiError(
                400,
                "Couldn't process request - please either provide a safety number (preferred & "
                "more secure) or set 'trust_all_known_keys' to true",
            )
        phone = self._find(call.names["who"])
        if phone is None or number not in {None, phone.safety_number}:
            raise ApiError(400, "Failed to set the trust for this number, make sure it is correct")
        status = "TRUSTED_VERIFIED" if number else "TRUSTED_UNVERIFIED"
        self.identities[phone.uuid] = Identity(phone.keys, status, self.timestamp())
        return Reply(204)

    def _groups(self, _: Call) -> Reply:
        return Reply(200, [group.entry() for group in self.groups if group.listed])

    def _group(self, call: Call) -> Reply:
        listed = {each.id: each.entry() for each in self.groups if each.listed}
        return Reply(200, listed.get(call.names["group"]))

    def _quit(self, call: Call) -> Reply:
        self.groups = [each for each in self.groups if each.id != call.names["group"]]
        return Reply(204)
