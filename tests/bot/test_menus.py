"""The commands in a network's menu."""

from bot.catalogue import read_all
from bot.menus import COMMANDS, descriptions, menus
from handlers.commands import read_stranger
from handlers.said import Say


def test_every_language_lists_seven_described_commands() -> None:
    listed = menus(read_all())

    assert [[name for name, _ in menu] for menu in listed.values()] == [list(COMMANDS)]
    assert len(COMMANDS) == 7


def test_every_language_says_what_this_is_within_the_networks_bounds() -> None:
    for full, short in descriptions(read_all()).values():
        assert 0 < len(full) <= 512
        assert 0 < len(short) <= 120


def test_every_command_of_the_menu_is_understood() -> None:
    for command in COMMANDS:
        assert isinstance(read_stranger(f"/{command}", ""), Say)
