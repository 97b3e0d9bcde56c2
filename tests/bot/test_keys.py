import hashlib
import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.keys import KeyFileError, Label, Secret, make_key_file, read_root, wipe

ROOT = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root.key"


def written(path: Path, text: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(text)
    path.chmod(mode)
    return path


# The secret


@pytest.mark.parametrize("label", ["database", "backups", "codes"])
def test_each_key_is_keyed_blake2b_with_its_label(label: Label) -> None:
    expected = hashlib.blake2b(b"hearthlight", digest_size=32, key=ROOT, person=label.encode())

    assert Secret(bytearray(ROOT)).derive(label) == expected.digest()


def test_no_two_keys_are_the_same() -> None:
    root = Secret(bytearray(ROOT))

    assert len({bytes(root.derive(label)) for label in ("database", "backups", "codes")}) == 3


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(bytearray(b"thirty-two bytes, a great secret"))

    assert f"{secret} {secret!r}" == "Secret(...) Secret(...)"


def test_a_secret_cannot_be_written_down() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(bytearray(ROOT)))


def test_a_secret_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Secret(bytearray(31))


def test_after_use_nothing_of_the_secret_is_left() -> None:
    root = bytearray(ROOT)

    with Secret(root) as secret:
        secret.derive("database")

    assert root == bytearray(32)
    with pytest.raises(ValueError, match="wiped"):
        secret.derive("database")


def test_a_wiped_key_is_zeros_in_the_same_place() -> None:
    key = bytearray(ROOT)

    wipe(key)

    assert key == bytearray(32)


# Its file


def test_a_made_key_file_is_read_back(path: Path) -> None:
    make_key_file(path)

    root = bytearray.fromhex(path.read_text())
    assert read_root(path).derive("database") == Secret(root).derive("database")
    assert len(root) == 32


def test_a_key_file_is_for_its_owner_only_whatever_the_mask(path: Path) -> None:
    before = os.umask(0)
    try:
        make_key_file(path)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_key_files_differ(tmp_path: Path) -> None:
    make_key_file(tmp_path / "one")
    make_key_file(tmp_path / "two")

    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()


def test_a_key_file_is_never_made_over_another(path: Path) -> None:
    written(path, b"old")

    with pytest.raises(KeyFileError, match="already"):
        make_key_file(path)

    assert path.read_bytes() == b"old"


def test_a_key_file_is_never_made_where_a_link_leads(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(KeyFileError, match="already"):
        make_key_file(path)

    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be made"):
        make_key_file(tmp_path / "nowhere" / "root.key")


LIMITED = """
import resource, sys
from pathlib import Path
from bot.keys import KeyFileError, make_key_file
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    make_key_file(Path(sys.argv[1]))
except KeyFileError as error:
    print(error)
"""


def test_half_a_key_file_is_not_left_behind(path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False
    )

    assert run.stdout == "The key file cannot be made: check its folder, its owner and the disk.\n"
    assert not path.exists()


@pytest.mark.parametrize("text", [ROOT.hex(), ROOT.hex().upper(), f"  {ROOT.hex()} \r\n"])
def test_a_key_is_64_hex_digits_with_or_without_blanks_around(path: Path, text: str) -> None:
    root = read_root(written(path, text.encode()))

    assert root.derive("codes") == Secret(bytearray(ROOT)).derive("codes")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"secret",
        ROOT.hex().encode()[:-1],
        ROOT.hex().encode() + b"0",
        b"+1" * 32,
        ROOT.hex().encode() + b"\n" + ROOT.hex().encode(),
        b" " * 1024 + ROOT.hex().encode(),
    ],
)
def test_anything_else_is_refused_and_not_repeated(path: Path, text: bytes) -> None:
    with pytest.raises(KeyFileError, match="64 hex digits") as caught:
        read_root(written(path, text))

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o610])
def test_a_key_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    written(path, ROOT.hex().encode(), mode)

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_root(path)


def test_a_credential_of_systemd_has_rights_of_its_own(path: Path, tmp_path: Path) -> None:
    written(path, ROOT.hex().encode(), 0o440)

    root = read_root(path, credentials=tmp_path)

    assert root.derive("codes") == Secret(bytearray(ROOT)).derive("codes")


def test_a_path_that_leads_out_of_the_credentials_is_none(path: Path, tmp_path: Path) -> None:
    written(path, ROOT.hex().encode(), 0o440)
    folder = tmp_path / "credentials"
    folder.mkdir()

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_root(folder / ".." / "root.key", credentials=folder)


def test_a_missing_key_file_is_said(path: Path) -> None:
    with pytest.raises(KeyFileError, match="There is no key file"):
        read_root(path)


def test_a_folder_in_the_place_of_the_key_file_is_said(path: Path) -> None:
    path.mkdir(0o700)

    with pytest.raises(KeyFileError, match="cannot be read"):
        read_root(path)
