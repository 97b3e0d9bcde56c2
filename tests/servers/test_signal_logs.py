"""What is logged while Signal's wire fails, at the lowest level of everybody: no word of anyone's.

In a process of its own, because it changes how every library logs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from tests.servers.signal_house import NAME
from tests.servers.signal_room import ANA
from tests.servers.signal_state import NUMBER, UUID

ROOT = Path(__file__).parents[2]
HERS, OURS = "lavender quarry seven", "saffron anchor eleven"
EVENING = f"""\
import asyncio, gc, logging, sys
from loguru import logger
from bot import logs
logs.configure(None)
logger.add(sys.stderr, level="TRACE", format="{{message}}", backtrace=False, diagnose=False)
for name in ("", "aiohttp", "aiohttp.server", "websockets", "signalbot", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
for each in logging.getLogger().handlers:
    each.setLevel(logging.DEBUG)
from bot.transports import DeliveryError
from tests.servers.signal_faults import Fault
from tests.servers.signal_house import listening
from tests.servers.signal_room import CRASHES

async def refused(call):
    try:
        await call
    except DeliveryError:
        pass

async def evening():
    logs.watch(asyncio.get_running_loop())
    async with listening() as house:
        logging.getLogger("signalbot").setLevel(logging.DEBUG)
        for crash in CRASHES.values():
            crash(house.api, house.ana)
        house.ana.say({HERS!r})
        await house.ears.until(lambda: any(i.text == {HERS!r} for i in house.ears.incoming))
        for fault in (Fault.CHALLENGED, Fault.RATE_LIMITED, Fault.FAILED, Fault.OFFLINE,
                      Fault.RESET, Fault.PAGE, Fault.PORTAL, Fault.LOST, Fault.GARBAGE, Fault.HANG):
            house.api.fault(fault, route="POST /v2/send", times=2)
            await refused(house.send({OURS!r}))
            house.api.heal()
        house.ana.change_identity()
        house.ana.say({HERS!r})
        await refused(house.send({OURS!r}))
        house.ears.fail = 1
        house.ana.say({HERS!r} + " again")
        await house.ears.until(lambda: not house.ears.fail)
        house.api.drop_sockets()
        house.api.go_offline()
        await refused(house.send({OURS!r}))
    gc.collect()

asyncio.run(evening())
"""


def notations(secret: str) -> set[str]:
    """The ways in which a secret might be written."""
    plain = {
        secret,
        quote(secret),
        quote(secret, safe=""),
        secret.replace("-", ""),
        repr(secret)[1:-1],
    }
    return {form for each in plain for form in (each, each.lower(), each.upper())}


def test_nothing_of_anybody_is_logged_at_any_level_whatever_fails() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVENING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0
    assert "signal.challenged" in done.stderr
    secrets = (ANA, NAME, NUMBER, NUMBER.lstrip("+"), UUID, HERS, OURS, "a-secret")
    told = {
        (secret, line)
        for secret in secrets
        for form in notations(secret)
        for line in (done.stderr + done.stdout).splitlines()
        if form in line
    }
    assert told == set()
    assert not re.search(r"challenge-\d", done.stderr)
    assert "library.websockets" in done.stderr
