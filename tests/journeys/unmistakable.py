"""An evening whose names, words and chats cannot be mistaken for anything else.

As a process of its own (`python -m tests.journeys.unmistakable FOLDER`) it logs all it can and
leaves in `FOLDER/missed` and `FOLDER/over` what lay on the disk then, in `FOLDER/plain.db` the same
rows unsealed, and in `FOLDER/secrets.json` what must not be found.
"""

import asyncio
import json
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.transports.local import Phone
from storage.copies import keep_copy
from storage.database import Database, maintenance
from storage.house import BACKED_UP
from tests.journeys.house import KEY, House, label
from tests.journeys.talkative import log_all

ANA, BEA, CAT = "Anastasia Quillfeather", "Beatrix Marlowe-Finch", "Catarina Underwood"
ANA_CHAT, CAT_CHAT, STRANGER_CHAT = "7318264950", "6124509873", "5903847261"
BEA_CHAT = "0b6f2c1e-8d34-4f7a-9e55-a1c2d3e4f506"
PLAN = ("Ring the blue doorbell twice", "Then ask Ottilie downstairs, häuslich")
CONDITION = "if the lantern is out"
FIRST_LINE = "The geraniums need watering."
BEHIND_A_TIME = "by the harbour lighthouse"
NOTE = "flat four behind the cinema"
OF_A_PEER = "I am on the number 38 bus already"
NO_COMMAND = "kumquat marmalade for later"
OF_A_STRANGER = "is this where one books a wizard"

KEPT = {ANA, BEA, CAT, ANA_CHAT, BEA_CHAT, CAT_CHAT, *PLAN, CONDITION, FIRST_LINE}
"""What the database holds while an evening lasts."""
SAID = {BEHIND_A_TIME, NOTE, OF_A_PEER, NO_COMMAND, OF_A_STRANGER, STRANGER_CHAT}
"""What people said that is kept nowhere."""


class Evening:
    """An evening with everything in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.secrets = KEPT | SAID
        self.ana: Phone = house.telegram.phone(ANA_CHAT)
        self.bea: Phone = house.signal.phone(BEA_CHAT)
        self.cat: Phone = house.telegram.phone(CAT_CHAT)

    async def prepare(self) -> None:
        """Let Ana join with a plan and a wish; Bea and Cat agree."""
        invitation = await self.house.app.commits.add(self.house.app.engine.invite)
        self._note_invitations()
        await self.house.say(self.ana, invitation.words)
        await self.house.press(self.ana, label("set_up"))
        await self.house.say(self.ana, ANA)
        await self.house.press(self.ana, label("yes"))
        await self.house.press(self.ana, label("later"))
        await self.house.say(self.ana, "\n".join(PLAN))
        await self.house.say(self.ana, "plan")
        await self.house.press(self.ana, label("ambulance_wish"))
        await self.house.press(self.ana, label("wish_only"))
        await self.house.say(self.ana, CONDITION)
        await self._pair(self.bea, BEA)
        await self._pair(self.cat, CAT)

    async def be_missed(self) -> None:
        """Let much be open at once: an alert, a question, an invitation, a full outbox."""
        await self._say_what_nobody_expects()
        await self.house.say(self.ana, f"2h {BEHIND_A_TIME}")
        await self.house.press(self.ana, label("timer_only"))
        await self.house.say(self.ana, f"note {NOTE}")
        await self.house.advance(timedelta(hours=2, minutes=11))
        await self.house.say(self.bea, OF_A_PEER)
        await self.house.say(self.cat, "invite")
        self._note_invitations()
        self.house.telegram.down = True
        await self.house.advance(timedelta(minutes=10))

    async def end(self) -> None:
        """Let Ana come home, ask to be rung after all, and the chats forget."""
        self.house.telegram.down = False
        self.house.signal.lose_next = True
        await self.house.press(self.bea, label("got_it"))
        await self.house.say(self.ana, "ok")
        await self.house.say(self.ana, "call")
        await self.house.advance(timedelta(minutes=1))
        await self.cat.block()
        await self.house.say(self.ana, "ok")
        await self.house.advance(timedelta(days=3))

    async def _pair(self, peer: Phone, name: str) -> None:
        await self.house.say(self.ana, "invite")
        self._note_invitations()
        await self.house.say(peer, self.house.invited(self.ana))
        await self.house.press(peer, label("agree"))
        await self.house.say(peer, name)
        await self.house.press(peer, label("line_own"))
        await self.house.say(peer, FIRST_LINE)
        await self.house.press(peer, label("yes"))
        await self.house.press(peer, label("yes"))
        self._note_words(peer)
        await self.house.press(peer, label("got_it"))
        await self.house.press(peer, label("same"))
        await self.house.press(self.ana, label("same"))

    async def _say_what_nobody_expects(self) -> None:
        await self.house.say(self.ana, NO_COMMAND)
        await self.ana.send_other()
        await self.house.say(self.house.telegram.phone(STRANGER_CHAT), OF_A_STRANGER)

    def _note_invitations(self) -> None:
        for code, words in self.house.db.rows("SELECT code, words FROM invitations"):
            self.secrets |= {code, words}

    def _note_words(self, peer: Phone) -> None:
        """Note the two words that are compared by voice."""
        shown = "\n".join(each.text for each in peer.messages)
        self.secrets |= set(re.findall(r"both read: \W?(\w+ \w+)", shown))


def unseal(db: Database, path: Path) -> None:
    """Write the rows of all tables into a plain file."""
    with maintenance(db):
        tables = db.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    with closing(sqlite3.connect(path)) as plain, plain:
        for place, (table,) in enumerate(tables):
            columns, rows = db.columns_and_rows(f'SELECT * FROM "{table}"')  # noqa: S608 - our own
            plain.execute(f"CREATE TABLE t{place} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            plain.executemany(f"INSERT INTO t{place} VALUES ({marks})", rows)  # noqa: S608 - the same


async def play(folder: Path) -> None:
    """Play the evening and keep what lay on the disk."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    disk = folder / "disk"
    disk.mkdir()
    log_all(disk)
    logs.watch(loop)
    evening = Evening(House(disk))
    await evening.house.start()
    await evening.prepare()
    await evening.be_missed()
    _back_up(evening.house, disk)
    shutil.copytree(disk, folder / "missed")
    unseal(evening.house.db, folder / "plain.db")
    await evening.end()
    _back_up(evening.house, disk)
    await evening.house.stop()
    disk.rename(folder / "over")
    (folder / "secrets.json").write_text(json.dumps(sorted(evening.secrets)))


def _back_up(house: House, disk: Path) -> None:
    folder = disk / "backups"
    folder.mkdir(exist_ok=True)
    keep_copy(house.db, folder, bytearray(reversed(KEY)), BACKED_UP, house.clock.now())


if __name__ == "__main__":
    asyncio.run(play(Path(sys.argv[1])))
