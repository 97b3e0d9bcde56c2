"""What `hearthlight signal` asks, does and shows, one function for each of its commands."""

import asyncio
from collections.abc import Callable, Mapping

import click

from bot import signal_setup
from bot.control import RefusedError, ask
from bot.printing import Finding, print_findings, print_way
from bot.settings import installed
from bot.signal_check import look

Options = Mapping[str, object]


def register(options: Options, *, voice: bool) -> None:
    """Register the number, and hide it."""
    settings = installed(options)
    asyncio.run(signal_setup.register(settings, voice=voice))
    asyncio.run(signal_setup.hide(settings))
    click.echo("Registered, and the number is hidden. Next: hearthlight signal username NAME")


def link(options: Options) -> None:
    """Show the code to scan, and wait for the scan."""

    def show(address: str) -> None:
        print_way("", address)
        click.echo("Scan it on the phone: Settings, Linked devices, Link new device. I wait.")

    asyncio.run(signal_setup.link(installed(options), show))
    click.echo("Linked. Next: hearthlight signal username NAME")


def username(options: Options, name: str, remember: Callable[[str], None]) -> None:
    """Set the username, have its link remembered, show it, and hide the number."""
    settings = installed(options)
    whole, address = asyncio.run(signal_setup.username(settings, name))
    remember(address)
    print_way(whole, address)
    click.echo("\nThis leads people to the bot; then they send it their four words.")
    asyncio.run(signal_setup.hide(settings))
    click.echo("Next: hearthlight run, then hearthlight signal check")


def captcha(options: Options) -> None:
    """Have solved what Signal wants solved, and tell the running bot."""
    socket = installed(options).control_socket
    running = ask(socket, "signal")
    if running is None:
        raise signal_setup.NotDoneError(
            "The bot does not run, and only then learns what Signal wants. First: hearthlight run"
        )
    if not running["challenges"]:
        click.echo("Signal wants no captcha.")
        return

    def done(challenge: str) -> None:
        ask(socket, "signal solved", challenge=challenge)

    asyncio.run(signal_setup.solve(installed(options), running["challenges"], done))
    click.echo("Signal took it. What waited is sent now.")


def check(options: Options, *, named: bool) -> bool:
    """Show what is fine and what is not; return whether all is. named: the bot has a link."""
    settings = installed(options)
    try:
        running, found = ask(settings.control_socket, "signal"), list[Finding]()
    except RefusedError:
        stale = Finding("Bot", fine=False, said="runs without these settings: restart it")
        running, found = None, [stale]
    found += asyncio.run(look(settings, running, named=named))
    print_findings(found)
    return all(each.fine for each in found)
