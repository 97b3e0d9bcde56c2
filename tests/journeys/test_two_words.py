"""Two words over the wire, on every mix of networks: chosen, given, kept over a kill, judged."""

from tests.journeys.mixes import Each, Trios
from tests.journeys.town import Town

MINUTE_AND_MORE = 90.0
"""Seconds until words that cannot be changed any more have reached the peers."""


def test_own_words_alarm_nobody_and_others_do_after_the_minute_and_a_kill(
    everyone: Trios, mixed_town: Town
) -> None:
    ana, bea, cat = everyone
    ana.say("private answer")
    ana.reads("code.show")
    ana.press("choice.theme_teas")
    for told in ("code.try", "code.tried.same"):
        ana.reads("code.which")
        tap(mixed_town, ana, "mint", "lemon")
        ana.reads(told)
    ana.reads("code.quiet_line")
    ana.say("Text parcel.")
    ana.reads("saved")

    begin(ana)
    ana.say("mint lemon")
    ana.reads("code.given")
    begin(ana)
    mixed_town.settle()
    mixed_town.bot.kill()
    mixed_town.bot.start()
    ana.say("ok")
    ana.reads("code.which")
    tap(mixed_town, ana, "sage", "mint")
    ana.reads("code.given")

    bea.reads("alert.duress", MINUTE_AND_MORE)
    assert bea.count("alert.duress") == [1]
    cat.got_only()


def begin(ana: Each) -> None:
    """Let a timer run."""
    ana.say("2h")
    ana.reads("timer.card")


def tap(town: Town, ana: Each, first: str, second: str) -> None:
    """Tap two words; the grid is another one after the first."""
    for word in (first, second):
        town.settle()
        ana.press(f"word.{word}")
