"""The commands people find in a network's menu, in each language there is."""

from collections.abc import Mapping, Sequence

from bot.catalogue import Catalogue
from bot.scribe import EVERYDAY

COMMANDS = ("timer", "ok", "call", "people", "status", "settings", "help")
"""Seven; everything else works without being listed (TRANSCRIPTS.md)."""


def menus(catalogues: Mapping[str, Catalogue]) -> dict[str, Sequence[tuple[str, str]]]:
    """List the commands with their descriptions by language; "" stands for all other languages."""
    listed = {language: _menu(each) for language, each in catalogues.items()}
    return {"": listed[EVERYDAY], **{k: menu for k, menu in listed.items() if k != EVERYDAY}}


def _menu(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    described = [(command, catalogue.text(f"menu.{command}")) for command in COMMANDS]
    return [(command, text) for command, text in described if text is not None]
