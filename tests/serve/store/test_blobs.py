import os
from pathlib import Path

import pytest

from serve.errors import BlobMissingError, DiskFullError, SettingsError, StoreError
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs, original_key, pages_prefix

KEY = original_key("ab" * 32)


@pytest.fixture
def blobs(settings: Settings):
    opened = open_blobs(settings)
    yield opened
    opened.close()


def staged(blobs: Blobs, data: bytes) -> Path:
    path = blobs.staging.new_path()
    path.write_bytes(data)
    return path


def test_what_is_put_comes_back_in_every_way(blobs: Blobs) -> None:
    blobs.put(KEY, b"form")
    assert blobs.get(KEY) == b"form"
    assert b"".join(blobs.stream(KEY)) == b"form"
    with blobs.open_path(KEY) as path:
        assert path.read_bytes() == b"form"
    assert blobs.exists(KEY)


def test_what_is_stored_is_never_changed(blobs: Blobs) -> None:
    blobs.put(KEY, b"first")
    blobs.put(KEY, b"second")
    blobs.put_file(KEY, staged(blobs, b"third"))
    assert blobs.get(KEY) == b"first"
    assert sorted(path.name for path in blobs.staging.path.iterdir()) == ["lock"]


def test_a_file_is_moved_or_kept(blobs: Blobs) -> None:
    moved, kept = staged(blobs, b"1"), staged(blobs, b"2")
    blobs.put_file("pages/doc_1/run/1.jpg", moved)
    blobs.keep_file("pages/doc_1/run/2.jpg", kept)
    assert (moved.exists(), kept.exists()) == (False, True)
    assert sorted(blobs.keys(pages_prefix("doc_1"))) == [
        "pages/doc_1/run/1.jpg",
        "pages/doc_1/run/2.jpg",
    ]
    assert list(blobs.keys("pages/doc_2/")) == []


def test_what_is_not_there_says_so(blobs: Blobs) -> None:
    for read in (blobs.get, blobs.stream):
        with pytest.raises(BlobMissingError):
            read(KEY)
    with pytest.raises(BlobMissingError), blobs.open_path(KEY):
        pass
    assert not blobs.exists(KEY)
    blobs.delete(KEY)


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../b", "a//b", "", ".x", "a/.", "a\0b"])
def test_a_key_names_nothing_outside(blobs: Blobs, key: str) -> None:
    for use in (blobs.get, blobs.exists, blobs.delete):
        with pytest.raises(StoreError):
            use(key)
    with pytest.raises(StoreError):
        blobs.put(key, b"x")


def test_bytes_and_names_are_on_the_disk_before_it_is_said(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    path = staged(blobs, b"form")
    blobs.keep_file(KEY, path)
    folder = blobs.staging.path.parent.parent / "blobs" / "documents"
    assert synced == [str(path), str(folder.parent), str(folder), str(folder / "ab")]


def test_a_full_disk_is_told_as_one(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        blobs.put(KEY, b"form")
    monkeypatch.undo()
    assert not blobs.exists(KEY)


def test_a_disk_without_links_stores_too(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    blobs.put(KEY, b"form")
    assert blobs.get(KEY) == b"form"


def test_large_files_are_not_read_into_memory(blobs: Blobs) -> None:
    path = blobs.staging.new_path()
    with path.open("wb") as file:
        file.truncate(64_000_000)
    blobs.put_file(KEY, path)
    pieces = [len(piece) for piece in blobs.stream(KEY)]
    assert sum(pieces) == 64_000_000
    assert max(pieces) <= 8_400_000


def test_only_buckets_have_urls(settings: Settings) -> None:
    with pytest.raises(SettingsError):
        open_blobs(Settings(home=settings.home, blobs="file:///tmp/x"))
