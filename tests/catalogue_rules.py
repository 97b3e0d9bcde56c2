"""The rules of TRANSCRIPTS.md that a program can check: what a text breaks, as short words."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.catalogue import Catalogue, Entry, read_all
from bot.scribe import TOKEN
from bot.transports import Abilities
from bot.wording import Reader, Wording
from handlers.notices import Notice

ROOT = Path(__file__).parents[1]
FIRST_LINE = 40
WORDS = 12
PARAGRAPHS = 3
BANNED = ("victim", "rescue", "client", "sex", "escort", "booking")
"""Nowhere but in a person's own words."""
BANNED_IN_SIGHT = ("emergency", "danger", "police", "alert", "alarm", "safe call", *BANNED)
"""Nor in first lines, buttons, menus, names and notifications."""

_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_UNICODE_BOLD = re.compile("[\U0001d400-\U0001d7ff\u2580-\u259f]")
_KEY = re.compile(r"[a-z_]{2,}(?:\.[a-z0-9_]+)+")
_SAMPLES = {"left": "10 min", "due": "22:30", "at": "22:30", "minutes": "30", "day": "Tue"}


def sample(text: str) -> str:
    """Fill a text in with short values, without its markings."""
    bare = text.replace("[[", "").replace("]]", "")
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: _SAMPLES.get(found[1], "Robin"), bare)


def placeholders(text: str) -> set[str]:
    """List the parameters of a text."""
    return {token[1:-1].partition(":")[0] for token in TOKEN.findall(text) if token[0] == "{"}


def in_sight(entry: Entry) -> list[str]:
    """List what a stranger can read on a locked phone or over a shoulder."""
    if entry.note.startswith("Button:"):
        return list(entry.forms)
    return [form.partition("\n")[0] for form in entry.forms]


def banned_words(text: str, banned: Iterable[str]) -> list[str]:
    """Find banned words, also as the beginning of longer ones ("bookings")."""
    return [word for word in banned if re.search(rf"\b{word}", text, re.IGNORECASE)]


def average_words(text: str) -> float:
    """Average the words of the sentences."""
    sentences = [each.split() for each in re.split(r"[.!?:;»](?:\s|$)|\n", sample(text))]
    lengths = [len(words) for words in sentences if words]
    return sum(lengths) / len(lengths) if lengths else 0


def paragraphs(text: str) -> int:
    """Count the paragraphs after the line that a peer has chosen themself."""
    return len([line for line in text.split("\n") if line != "{first_line}"])


def misplaced_emoji(text: str) -> bool:
    """Whether there is more than one emoji, one before the end, or drawn letters and bars."""
    found = _EMOJI.findall(text)
    at_end = not found or text.rstrip().endswith(found[0])
    return len(found) > 1 or not at_end or bool(_UNICODE_BOLD.search(text))


def shared_first_words(labels: Sequence[str]) -> list[str]:
    """List the first words that stand on more than one of the labels offered together."""
    words = [re.sub(r"[\W_]*$", "", label.split()[0]).casefold() for label in labels]
    return sorted({word for word in words if words.count(word) > 1})


@cache
def _shipped() -> dict[str, Catalogue]:
    return read_all()


def faults_of(notice: Notice) -> list[str]:
    """Say what is wrong with a notice the core made: missing keys and parameters, alike labels."""
    wording = Wording(_shipped())
    now = datetime(2025, 11, 22, 20, 30, tzinfo=UTC)
    for buttons in (True, False):
        abilities = Abilities(edits=False, deletes=False, buttons=buttons, date_times=False)
        message = wording.render(notice, Reader("chat", "en", UTC, abilities), now, {})
        if buttons:
            labels = [button.label.strip("\u2068\u2069") for button in message.buttons]
    alike = [f"first word {word} twice" for word in shared_first_words(labels)]
    return [*sorted(wording.gaps), *alike]


def keys_in(source: str) -> tuple[set[str], set[str]]:
    """Find the keys a module names, and the beginnings of those it composes (`f"wish.{...}"`).

    Whole keys are all literals with dots that look like one, and what is named in the calls
    `Text("time")`, `say(desk, "saved")`, `note(desk, "saved")` and `choice("later")`.
    """
    keys: set[str] = set()
    beginnings: set[str] = set()
    for node in _without_docstrings(ast.parse(source)):
        match node:
            case ast.Constant(value=str(value)) if _KEY.fullmatch(value):
                keys.add(value)
            case ast.Call(func=ast.Name(id="Text"), args=[ast.Constant(value=str(value)), *_]):
                keys.add(value)
            case ast.Call(
                func=ast.Name(id="say" | "note"), args=[_, ast.Constant(value=str(value)), *_]
            ):
                keys.add(value)
            case ast.Call(
                func=ast.Name(id="choice") | ast.Attribute(attr="choice"),
                args=[ast.Constant(value=str(value)), *_],
            ):
                keys.add(f"choice.{value}")
            case ast.Call(func=ast.Name(id="choice"), args=[ast.JoinedStr(values=[first, *_]), *_]):
                if isinstance(first, ast.Constant):
                    beginnings.add(f"choice.{first.value!s}")
            case ast.Call(
                func=ast.Name(id="_choice"), args=[_, _, ast.Constant(value=str(value)), *_]
            ):
                keys.add(f"choice.{value}")
            case ast.JoinedStr(values=[ast.Constant(value=str(value)), *_]):
                if re.fullmatch(r"[a-z_]+\.[a-z0-9_.]*", value) and value != "choice.":
                    beginnings.add(value)
    return keys, beginnings


def _without_docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return (node for node in ast.walk(tree) if id(node) not in docstrings)


def keys_under(*folders: str) -> tuple[set[str], set[str]]:
    """Find the keys, and the beginnings of composed ones, in all modules of some folders."""
    keys: set[str] = set()
    beginnings: set[str] = set()
    for folder in folders:
        for module in sorted((ROOT / folder).rglob("*.py")):
            found, begun = keys_in(module.read_text(encoding="utf-8"))
            keys |= found
            beginnings |= begun
    return keys, beginnings


def literals() -> set[str]:
    """List the single words that stand in quotes in `handlers/`: keys without a dot among them."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "handlers").rglob("*.py")]
    return {word for source in sources for word in re.findall(r'"([a-z_]+)"', source)}
