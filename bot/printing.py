"""What commands show a person in the terminal."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bot.qr import print_code

Answer = Mapping[str, Any]  # JSON, see bot/errands.py


def print_invitation(invited: Answer) -> None:
    """Show an invitation: its link, the same as a QR code, and its four words."""
    if invited["link"] is not None:
        click.echo(f"\n{invited['link']}\n")
        print_code(invited["link"])
    else:
        click.echo("\nNo link yet: the bot's name is known once it has run.")
    words = " ".join(invited["words"])
    click.echo(f"\nFour words, to send to the bot: {words}")
    until = datetime.fromisoformat(invited["expires_at"]).astimezone()
    both = "They work" if invited["link"] is None else "Link and words work"
    click.echo(f"{both} once, until {until:%A %H:%M (%Z)}.")


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
        rows += [(name.title(), state) for name, state in found["networks"].items()]
    return [
        *rows,
        ("Timers now", found["timers"]),
        ("Nobody has it", found["nobody_has"]),
        ("People", found["people"]),
        ("Not reachable", found["unreachable"]),
        ("Pairings", found["pairings"]),
    ]
