"""Blobs in a bucket, over HTTP, on a server that is started for these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.errors import BlobMissingError, StoreError
from serve.settings import Settings
from serve.store.blobs import Blobs, open_blobs, original_key
from tests.serve.servers import name_s3, s3_server

pytestmark = pytest.mark.slow
KEY = original_key("ab" * 32)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an S3 server with a bucket `forms`."""
    with s3_server("forms") as address:
        yield address


@pytest.fixture
def blobs(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blobs]:
    """A folder of that bucket; what others name their endpoint and keys by, names ours."""
    name_s3(endpoint, monkeypatch)
    opened = open_blobs(Settings(home=tmp_path, blobs=f"s3://forms/{tmp_path.name}"))
    yield opened
    for key in list(opened.keys()):
        opened.delete(key)
    opened.close()


def staged(blobs: Blobs, data: bytes) -> Path:
    path = blobs.staging.new_path()
    path.write_bytes(data)
    return path


def test_what_is_put_comes_back_in_every_way(blobs: Blobs) -> None:
    blobs.put(KEY, b"form")
    blobs.put_file("pages/doc_1/r/1.jpg", staged(blobs, b"page"))
    assert blobs.get(KEY) == b"".join(blobs.stream(KEY)) == b"form"
    with blobs.open_path(KEY) as path:
        assert path.read_bytes() == b"form"
    assert not path.exists()
    assert sorted(blobs.keys()) == [KEY, "pages/doc_1/r/1.jpg"]
    assert list(blobs.keys("pages/doc_1/")) == ["pages/doc_1/r/1.jpg"]
    blobs.delete(KEY)
    blobs.delete(KEY)
    assert not blobs.exists(KEY)


def test_what_is_stored_is_never_changed(blobs: Blobs) -> None:
    blobs.put(KEY, b"first")
    blobs.put(KEY, b"second")
    path = staged(blobs, b"third")
    blobs.keep_file(KEY, path)
    assert path.exists()
    assert blobs.get(KEY) == b"first"


def test_a_large_file_goes_in_parts(blobs: Blobs) -> None:
    data = bytes(range(256)) * 80_000  # 20 MB
    blobs.put_file(KEY, staged(blobs, data))
    blobs.put_file(KEY, staged(blobs, data))
    assert b"".join(blobs.stream(KEY)) == data


def test_what_is_not_there_says_so(blobs: Blobs) -> None:
    for read in (blobs.get, blobs.stream):
        with pytest.raises(BlobMissingError):
            read(KEY)


def test_a_bucket_that_is_not_there_is_no_missing_blob(blobs: Blobs, tmp_path: Path) -> None:
    wrong = open_blobs(Settings(home=tmp_path, blobs="s3://nobody"))
    with pytest.raises(StoreError):
        wrong.put(KEY, b"form")
    wrong.close()
