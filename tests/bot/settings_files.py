"""Writing settings files, and reading refusals."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load


def put(folder: Path, text: str) -> Path:
    path = folder / "hearthlight.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def refusal(**options: object) -> str:
    with pytest.raises(SettingsError) as refused:
        load(options)
    assert refused.value.exit_code == 2
    return str(refused.value)
