"""The command line. Everything heavy is imported by the command that needs it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

EXIT_PROBLEM, EXIT_WRONG_USE, EXIT_UNREADABLE, EXIT_RUNNING = 1, 2, 65, 75

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_COPY = click.Path(exists=True, dir_okay=False, path_type=Path)


def main() -> None:
    """Run a command; a failure becomes one plain sentence and an exit code of DESIGN, section 8."""
    try:
        cli()
    except Exception as error:  # noqa: BLE001 - the last place where it can be told plainly
        code, sentence = _told(error)
        click.echo(sentence, err=True)
        sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hearthlight", message="Hearthlight %(version)s")
@click.option("--config", type=_FILE, help="The settings file, hearthlight.toml.")
@click.option("--data-dir", type=_FOLDER, help="The folder of database, key and copies.")
@click.pass_context
def cli(ctx: click.Context, config: Path | None, data_dir: Path | None) -> None:
    """Hearthlight, a check-in timer: if you don't answer, the people you chose are told."""
    from bot.hardening import harden

    harden()  # before any command: each but demo opens the key
    ctx.obj = {"config": config, "data_dir": data_dir}


@cli.command()
@click.option("--story", metavar="NAME", help="Play one story as text in the terminal instead.")
def demo(story: str | None) -> None:
    """Try it: three pretend phones in your browser. Nothing is kept, nothing leaves the computer.

    Ctrl-C ends it.
    """
    from bot.demo import main as play

    try:
        play(story)
    except KeyboardInterrupt:
        click.echo()


@cli.command()
@click.option("--no-input", is_flag=True, help="Ask nothing: take the settings there are.")
@click.pass_obj
def init(options: Mapping[str, object], *, no_input: bool) -> None:
    """Set up a bot, with as few questions as can be.

    Makes its settings, its key and an empty encrypted database; never over another one.
    """
    from bot.setup import set_up

    click.echo(set_up(options, asks=not no_input))


@cli.command()
@click.pass_obj
def run(options: Mapping[str, object]) -> None:
    """Be the bot, until SIGTERM or Ctrl-C. The log goes to standard error or to the log file."""
    import asyncio

    from loguru import logger

    from bot import logs
    from bot.settings import installed

    settings = installed(options)
    from bot.app import run as live

    logs.configure(settings.log_file)
    for warning in settings.warnings:
        logger.warning("settings {}", warning)
    asyncio.run(live(settings))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One line for other programs.")
@click.pass_obj
def invite(options: Mapping[str, object], *, as_json: bool) -> None:
    """Make an invitation for one person.

    A link, the same as a QR code, and four words. They work once, for 24 hours. On Signal the link
    leads to the bot, and the words are sent to it there.
    """
    invited = _errand(options, "invite")
    if as_json:
        _print_json(invited)
        return
    from bot.printing import print_invitation
    from bot.settings import load

    settings = load(options)
    on_telegram, on_signal = settings.telegram_token is not None, settings.signal_url is not None
    print_invitation(invited, telegram=on_telegram or not on_signal, signal=on_signal)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One line for other programs.")
@click.pass_obj
def status(options: Mapping[str, object], *, as_json: bool) -> None:
    """Show counts and health; never people."""
    found = _errand(options, "status")
    if as_json:
        _print_json(found)
        return
    from bot.printing import print_status

    print_status(found)


@cli.command()
@click.pass_obj
def backup(options: Mapping[str, object]) -> None:
    """Write an encrypted copy, and say where.

    It holds people, their settings, pairings and plans; never timers or alerts.
    """
    click.echo(_errand(options, "backup")["file"])


@cli.command()
@click.argument("file", type=_COPY)
@click.pass_obj
def restore(options: Mapping[str, object], file: Path) -> None:
    """Make the database from a copy.

    The key it was made under must be there, and no other database.
    """
    from bot.clock import SystemClock
    from bot.files import restore as make_from
    from bot.settings import load

    make_from(load(options), file, SystemClock().now())
    click.echo("Restored. Everyone will read that no timer is running. Next: hearthlight run")


@cli.command()
@click.option("--now", is_flag=True, help="Ask nothing.")
@click.pass_obj
def wipe(options: Mapping[str, object], *, now: bool) -> None:
    """Destroy the key, then the database, its copies and all else here. Nothing brings it back.

    A running bot ends. Its timers end with it, and nobody is told. Asks first and says what goes;
    with --now it takes less than 2 seconds. Ends with 1 if anything is left.
    """
    from bot.wiping import by_command

    done, said = by_command(options, asks=not now)
    click.echo(said, err=not done)
    sys.exit(0 if done else EXIT_PROBLEM)


@cli.group()
def signal() -> None:
    """Have the bot on Signal: its account there, its name, its health.

    Needs a signal-cli-rest-api of your own, see deploy/README.md. In this order: register (or
    link), username, run, check.
    """


@signal.command()
@click.option("--voice", is_flag=True, help="Have the code told by a call, after a text failed.")
@click.pass_obj
def register(options: Mapping[str, object], *, voice: bool) -> None:
    """Register the bot's own number at Signal.

    Asks for the code that Signal sends there, and for a solved captcha if Signal wants one. Then
    hides the number from people. A number that somebody uses Signal with is taken from them: take
    one of the bot's own.
    """
    from bot.signal_commands import register as at_signal

    at_signal(options, voice=voice)


@signal.command()
@click.pass_obj
def link(options: Mapping[str, object]) -> None:
    """Use a number that is on a phone: scan a code.

    Only where that number is the bot's own: whoever holds the phone reads what people write.
    """
    from bot.signal_commands import link as to_phone

    to_phone(options)


@signal.command()
@click.argument("name")
@click.pass_obj
def username(options: Mapping[str, object], name: str) -> None:
    """Give the bot a name, and a link to find it by.

    NAME stands on people's phones: take something anyone may read, such as evening_timer.
    """
    from bot.signal_commands import username as at_signal

    def remember(address: str) -> None:
        _errand(options, "meet", network="signal", link=address)

    at_signal(options, name, remember)


@signal.command()
@click.pass_obj
def captcha(options: Mapping[str, object]) -> None:
    """Show Signal a human when it takes no more.

    The running bot knows what Signal wants; what had to wait is sent right after.
    """
    from bot.signal_commands import captcha as at_signal

    at_signal(options)


@signal.command()
@click.pass_obj
def check(options: Mapping[str, object]) -> None:
    """Say what Signal still needs, and what to do.

    Lines that begin with FIX are not fine; with one of them it ends with 1.
    """
    from bot.signal_commands import check as all_is_fine

    if not all_is_fine(options, named="signal" in _errand(options, "links")):
        sys.exit(EXIT_PROBLEM)


def _errand(
    options: Mapping[str, object], name: str, **goes_with: str
) -> dict[str, Any]:  # JSON, see bot/errands.py
    """Let the running bot do it, else do it ourselves on the file."""
    from bot.control import ask
    from bot.settings import installed

    settings = installed(options)
    answer = ask(settings.control_socket, name, **goes_with)
    if answer is not None:
        return answer
    from bot.app import by_itself
    from storage.errors import AlreadyRunningError

    try:
        with by_itself(settings) as errands:
            return errands.named()[name](**goes_with)
    except AlreadyRunningError:
        answer = ask(
            settings.control_socket, name, **goes_with
        )  # a bot that was only starting listens by now
        if answer is None:
            raise
        return answer


def _print_json(answer: Mapping[str, object]) -> None:
    import json

    click.echo(json.dumps(answer))


def _told(error: Exception) -> tuple[int, str]:
    """Give the exit code and the sentence of a failure."""
    from bot.control import RefusedError
    from bot.keys import KeyFileError
    from bot.logs import fault
    from bot.settings import SettingsError
    from storage import errors

    match error:
        case SettingsError():
            return EXIT_WRONG_USE, str(error)
        case errors.MissingError() | errors.AlreadyExistsError():
            return EXIT_WRONG_USE, str(error)
        case errors.AlreadyRunningError():
            return EXIT_RUNNING, str(error)
        case KeyFileError() | errors.UnreadableError() | errors.NewerSchemaError():
            return EXIT_UNREADABLE, str(error)
        case errors.AccessError():
            return EXIT_UNREADABLE, str(error)
        case RefusedError() | errors.StorageError():
            return EXIT_PROBLEM, str(error)
        case _:
            return EXIT_PROBLEM, f"Something went wrong that should not: {fault(error)}"
