"""A restored copy revives nobody who was forgotten, and no timer: the real process."""

from pathlib import Path

from tests.bot.process import hearthlight
from tests.journeys.town import Three, Town


def test_who_was_forgotten_after_a_copy_is_not_brought_back_by_it(
    town: Town, three: Three, tmp_path: Path
) -> None:
    ana, bea, _ = three
    dee = town.phone("Dee")
    dee.say("1h")
    dee.reads("timer.card")
    copy = Path(hearthlight(town.bot.folder, "backup", url=town.api.url).stdout.strip())
    before = copy.read_bytes()
    ana.say("forget")
    ana.reads("forget.ask")
    ana.press("choice.yes_forget")
    ana.reads("forget.done")
    town.settle()
    town.bot.restart()  # its first quiet moment takes her out of the copies
    town.bot.until(lambda: copy.read_bytes() != before, "a new copy")
    town.settle()
    town.bot.stop()
    for name in ("hearthlight.db", "hearthlight.db-wal", "hearthlight.db-shm"):
        (town.bot.folder / name).unlink(missing_ok=True)
    anas = len(ana.sent)

    done = hearthlight(town.bot.folder, "restore", str(copy), url=town.api.url)
    town.bot.start()

    assert done.returncode == 0, done.stderr
    for each in (bea, dee):
        each.reads("house.restored")
    town.settle()
    assert len(ana.sent) == anas
    dee.say("status")
    dee.reads("status.none")
    ana.say("status")
    ana.reads("stranger")
