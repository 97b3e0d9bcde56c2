"""The bot's own account at the Signal server: registered or linked, named, asked for captchas."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.signal_frames import Json

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB4iG8MwAAAABJRU5ErkJggg=="
)
LINK = "sgnl://linkdevice?uuid=Zm9yIHRlc3RzIG9ubHk&pub_key=Qk9CQm90aGVycw"
CAPTCHA = "signalcaptcha://signal-hcaptcha.a-solved-riddle"


class ApiError(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status: int, error: str, **more: object) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, **more}


@dataclass(frozen=True)
class Call:
    """What came in: the names in the path, the query and the JSON body."""

    names: dict[str, str]
    query: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Reply:
    status: int
    body: object = None
    """JSON; bytes are a picture."""


Routes = dict[str, Callable[[Call], Reply]]
"""By method and path, as aiohttp writes paths."""


@dataclass
class Account:
    """What registers, links, names and unlocks the number."""

    number: str
    there: bool = True
    """Whether signal-cli has the account."""
    code: str = "428-519"
    """What arrives by SMS."""
    asks_captcha: bool = False
    """Whether registering needs a solved riddle."""
    pin: str = ""
    devices: list[str] = field(default_factory=list)
    """The device names that asked for a link."""
    username: str = ""
    settings: Json = field(default_factory=dict)
    profile: Json = field(default_factory=dict)
    challenges: list[str] = field(default_factory=list)
    """Tokens of riddles nobody has solved yet."""
    solved: list[str] = field(default_factory=list)
    asked: bool = False

    def scan(self) -> None:
        """Let somebody scan the code of the newest link on their phone."""
        self.there = bool(self.devices)

    def check(self, number: str) -> None:
        if not self.there or number != self.number:
            raise ApiError(400, "Specified account does not exist")

    @property
    def routes(self) -> Routes:
        return {
            "GET /v1/accounts": lambda _: Reply(200, [self.number] if self.there else []),
            "POST /v1/register/{new}": self._register,
            "POST /v1/register/{new}/verify/{token}": self._verify,
            "GET /v1/qrcodelink": lambda call: self._link(call, PNG),
            "GET /v1/qrcodelink/raw": lambda call: self._link(call, {"device_link_uri": LINK}),
            "PUT /v1/accounts/{number}/settings": self._set,
            "POST /v1/accounts/{number}/username": self._name,
            "DELETE /v1/accounts/{number}/username": self._unname,
            "POST /v1/accounts/{number}/rate-limit-challenge": self._solve,
            "PUT /v1/profiles/{number}": self._show,
            "POST /v1/configuration/{number}/settings": _not_in_this_mode,
        }

    def _register(self, call: Call) -> Reply:
        if self.asks_captcha and not _solves(call):
            raise ApiError(
                400,
                "Captcha required for verification, use --captcha CAPTCHA\n"
                "To get the token, go to https://signalcaptchas.org/registration/generate.html\n"
                'After solving the captcha, right-click on the "Open Signal" link '
                "and copy the link.",
            )
        self.asked = call.names["new"] == self.number
        return Reply(201)

    def _verify(self, call: Call) -> Reply:
        right = call.names["token"].replace("-", "") == self.code.replace("-", "")
        if not self.asked or not right:
            raise ApiError(400, "Verify error: StatusCode: 403")
        if call.body.get("pin", "") != self.pin:
            raise ApiError(400, "Verification failed! This number is locked with a pin.")
        self.there = True
        return Reply(201)

    def _link(self, call: Call, body: object) -> Reply:
        if not call.query.get("device_name"):
            raise ApiError(400, "Please provide a name for the device")
        self.devices.append(call.query["device_name"])
        return Reply(200, body)

    def _set(self, call: Call) -> Reply:
        self.settings |= call.body
        return Reply(204)

    def _name(self, call: Call) -> Reply:
        name = call.body.get("username", "")
        if not 3 <= len(name.split(".")[0]) <= 32:
            raise ApiError(400, "Invalid username (Username must be between 3 and 32 characters)")
        self.username = name if "." in name else f"{name}.42"
        link = f"https://signal.me/#eu/{base64.urlsafe_b64encode(self.username.encode()).decode()}"
        return Reply(201, {"username": self.username, "username_link": link})

    def _unname(self, _: Call) -> Reply:
        self.username = ""
        return Reply(204)

    def _solve(self, call: Call) -> Reply:
        token = call.body.get("challenge_token")
        if token not in self.challenges or not _solves(call):
            raise ApiError(400, "Submit challenge error: StatusCode: 428")
        self.challenges.remove(token)
        self.solved.append(token)
        return Reply(204)

    def _show(self, call: Call) -> Reply:
        self.profile |= call.body
        return Reply(204)


def _solves(call: Call) -> bool:
    """Tell whether the riddle is solved; what starts the link may be left out."""
    return CAPTCHA.removeprefix("signalcaptcha://") == str(
        call.body.get("captcha", "")
    ).removeprefix("signalcaptcha://")


def _not_in_this_mode(_: Call) -> Reply:
    raise ApiError(400, "This endpoint is not supported in JSON-RPC mode.")
