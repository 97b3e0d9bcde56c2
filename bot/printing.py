"""What commands show a person in the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bot.qr import print_code

Answer = Mapping[str, Any]  # JSON, see bot/errands.py

_STATES = {
    "challenged": "wants to see a human: hearthlight signal captcha",
    "half_deaf": "not all is heard: hearthlight signal check",
}
"""States of a network that a coordinator can end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: what was looked at, whether it is fine, and what to do if not."""

    name: str
    fine: bool
    said: str


def print_invitation(invited: Answer, *, telegram: bool, signal: bool) -> None:
    """Show an invitation: the way to the bot on each network, and its four words.

    telegram, signal: whether the bot is to be found there.
    """
    link, on_signal = invited["link"], invited.get("signal")
    if link is not None:
        print_way("Telegram" if on_signal else "", link)
    elif telegram:
        click.echo("\nNo link yet: the bot's name is known once it has run.")
    if on_signal is not None:
        print_way("Signal", on_signal)
    elif signal:
        click.echo("\nNo link on Signal yet: hearthlight signal username NAME")
    words = " ".join(invited["words"])
    where = " on Signal" if link is not None and on_signal is not None else ""
    click.echo(f"\nFour words, to send to the bot{where}: {words}")
    until = datetime.fromisoformat(invited["expires_at"]).astimezone()
    both = "They work" if link is None else "Link and words work"
    click.echo(f"{both} once, until {until:%A %H:%M (%Z)}.")


def print_way(name: str, address: str) -> None:
    """Show an address as text and as a QR code, under a name where there is more than one."""
    click.echo(f"\n{name}: {address}\n" if name else f"\n{address}\n")
    print_code(address)


def print_findings(found: Sequence[Finding]) -> None:
    """Show what was found, one line for each, and how many are not fine."""
    for each in found:
        click.echo(f" {'ok ' if each.fine else 'FIX'}   {each.name:<11}{each.said}")
    wrong = sum(not each.fine for each in found)
    click.echo(f"{wrong} to fix." if wrong else "Signal is ready.")


def print_status(found: Answer) -> None:
    """Show counts and health."""
    table = Table.grid(padding=(0, 2))
    for name, shown in _rows(found):
        table.add_row(name, str(shown))
    Console(highlight=False).print(table)


def _rows(found: Answer) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [("Bot", "not running")]
    if found["running"]:
        rows = [("Running", str(timedelta(seconds=found["running_seconds"])))]
        last = found["last_pass_seconds"]
        rows.append(("Last pass", "none yet" if last is None else f"{last} s ago"))
        networks = found["networks"].items()
        rows += [(name.title(), _STATES.get(state, state)) for name, state in networks]
    return [
        *rows,
        ("Timers now", found["timers"]),
        ("Nobody has it", found["nobody_has"]),
        ("People", found["people"]),
        ("Not reachable", found["unreachable"]),
        ("Pairings", found["pairings"]),
    ]
