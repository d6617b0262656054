"""One small file is read while its caller waits; a second caller meanwhile is told to come again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from extractor.errors import UnreadableFileError
from serve.errors import BusyError, ChildCrashedError, ChildTimeoutError
from serve.jobs.once import OnceReader
from serve.settings import Settings
from tests.serve.jobs.fake_children import RECORD, obey
from tests.serve.jobs.test_reader import wait_until


@pytest.fixture
def once(settings: Settings) -> Iterator[OnceReader]:
    reader = OnceReader(replace(settings, sync_seconds=30.0), obey)
    yield reader
    reader.close()


def test_a_file_is_read_and_leaves_nothing_behind(once: OnceReader, settings: Settings) -> None:
    assert once.read(b"ok", "a.txt")["schema_version"] == RECORD["schema_version"]
    assert [path.name for path in (settings.home / "staging").glob("run-*/*")] == ["lock"]


def test_errors_of_the_file_and_of_the_child_are_told(once: OnceReader) -> None:
    with pytest.raises(UnreadableFileError, match="坏"):
        once.read(b"broken", "a.txt")
    with pytest.raises(ChildCrashedError):
        once.read(b"crash", "a.txt")
    with pytest.raises(ChildCrashedError):
        once.read(b"empty", "a.txt")


def test_a_file_that_takes_too_long_is_given_up(settings: Settings) -> None:
    reader = OnceReader(replace(settings, sync_seconds=0.5), obey)
    with pytest.raises(ChildTimeoutError):
        reader.read(b"hang", "a.txt")
    reader.close()


def test_a_second_caller_is_told_to_come_again(once: OnceReader) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(once.read, b"slow 0.6", "a.txt")
        wait_until(lambda: first.running() and not can_read(once))
        assert first.result()["forms"] == []
    assert can_read(once)


def can_read(once: OnceReader) -> bool:
    try:
        once.read(b"ok", "b.txt")
    except BusyError:
        return False
    return True


def test_a_service_that_ends_gives_the_file_up(settings: Settings) -> None:
    reader = OnceReader(settings, obey)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(reader.read, b"hang", "a.txt")
        wait_until(lambda: bool(list((settings.home / "staging").glob("run-*/*/document"))))
        reader.close()
        with pytest.raises(BusyError):
            first.result()
    with pytest.raises(BusyError):
        reader.read(b"ok", "a.txt")
