"""Looks for traces: whether bytes hold somebody's words or id, in any form a file may have them."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path


def traces(content: bytes, secrets: Iterable[str]) -> set[str]:
    """Return which of the secrets the bytes hold, whatever their case."""
    low = content.lower()
    return {
        secret
        for secret in secrets
        if any(form.lower() in low for form in _forms(secret))
        or any(form in content for form in _exact_forms(secret))
    }


def traces_in(folder: Path, secrets: Iterable[str], *but: str) -> dict[str, set[str]]:
    """Return which files of a folder hold which of the secrets; those named `but` are left out."""
    wanted = list(secrets)
    files = (each for each in folder.rglob("*") if each.is_file() and each.name not in but)
    found = {str(file.relative_to(folder)): traces(file.read_bytes(), wanted) for file in files}
    return {name: held for name, held in found.items() if held}


def _forms(secret: str) -> Iterable[bytes]:
    """Write a secret as files do: plain, in two bytes a letter, in hex, escaped, as in a link."""
    for plain in (secret, secret.replace(" ", "-"), secret.replace(" ", "+")):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield plain.encode(encoding)
            yield plain.encode(encoding).hex().encode()
    yield json.dumps(secret)[1:-1].encode()


def _exact_forms(secret: str) -> Iterable[bytes]:
    """Write a secret in forms whose case counts: base64 at any place, a number as 8 bytes."""
    for ahead in range(3):
        standard = _in_base64(secret.encode(), ahead)
        yield standard
        yield standard.replace(b"+", b"-").replace(b"/", b"_")
    if secret.isdigit():
        yield int(secret).to_bytes(8, "little")
        yield int(secret).to_bytes(8, "big")


def _in_base64(secret: bytes, ahead: int) -> bytes:
    """Give the letters that are the same whatever stands around it, `ahead` bytes before it."""
    whole = base64.b64encode(bytes(ahead) + secret)
    return whole[(8 * ahead + 5) // 6 : 8 * (ahead + len(secret)) // 6]
