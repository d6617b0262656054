"""Documents kept by their SHA-256, and forgotten with what is about them."""

import hashlib
from pathlib import Path

import pytest

from annotations.errors import UnknownOriginalError
from annotations.originals import Originals

DATA = b"the form of the water bureau"
SHA256 = hashlib.sha256(DATA).hexdigest()


def test_a_document_is_kept_once_and_read_back(tmp_path: Path) -> None:
    kept = Originals(tmp_path)
    assert kept.keep(DATA) == kept.keep(DATA) == SHA256
    assert kept.get(SHA256) == DATA
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [SHA256]
    kept.remove(SHA256)
    kept.remove(SHA256)
    with pytest.raises(UnknownOriginalError):
        kept.get(SHA256)


def test_a_file_is_linked_and_outlives_its_first_name(tmp_path: Path) -> None:
    kept, path = Originals(tmp_path / "kept"), tmp_path / "blob"
    path.write_bytes(DATA)
    kept.keep_file(path, SHA256)
    kept.keep_file(path, SHA256)
    assert kept.path(SHA256).samefile(path)
    path.unlink()
    assert kept.get(SHA256) == DATA


def test_a_document_that_changed_is_not_given(tmp_path: Path) -> None:
    kept = Originals(tmp_path)
    kept.keep(DATA)
    kept.path(SHA256).write_bytes(b"something else")
    with pytest.raises(UnknownOriginalError, match=SHA256[:12]):
        kept.get(SHA256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, SHA256 + "0"])
def test_only_a_hash_names_a_document(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownOriginalError):
        Originals(tmp_path).get(name)
    assert not Originals(tmp_path).has(name)
