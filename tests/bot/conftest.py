"""What the tests of the shell share."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin with a data folder, and with no variable of ours but its name."""
    for variable in [each for each in os.environ if each.startswith("HEARTHLIGHT_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HEARTHLIGHT_DATA_DIR", str(tmp_path))
    return tmp_path
