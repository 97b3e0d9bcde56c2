"""What people find in a network's menu and on the bot's page, in each language there is."""

from collections.abc import Mapping, Sequence

from bot.catalogue import Catalogue
from bot.scribe import EVERYDAY

COMMANDS = ("timer", "ok", "call", "people", "status", "settings", "help")
"""Seven; everything else works without being listed (TRANSCRIPTS.md)."""


def menus(catalogues: Mapping[str, Catalogue]) -> dict[str, Sequence[tuple[str, str]]]:
    """List the commands with their descriptions by language; "" stands for all other languages."""
    listed = {language: _menu(each) for language, each in catalogues.items()}
    return {"": listed[EVERYDAY], **{k: menu for k, menu in listed.items() if k != EVERYDAY}}


def descriptions(catalogues: Mapping[str, Catalogue]) -> dict[str, tuple[str, str]]:
    """Give what stands in an empty chat, and on the bot's page, by language; "" as above."""
    found = {
        language: (each.text("menu.description") or "", each.text("menu.short") or "")
        for language, each in catalogues.items()
    }
    return {"": found[EVERYDAY], **{k: texts for k, texts in found.items() if k != EVERYDAY}}


def _menu(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    described = [(command, catalogue.text(f"menu.{command}")) for command in COMMANDS]
    return [(command, text) for command, text in described if text is not None]
