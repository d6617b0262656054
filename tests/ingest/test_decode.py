import os
import signal
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from extractor.errors import (
    DecoderCrashedError,
    DecodeTimeoutError,
    EncryptedFileError,
    UnreadableFileError,
)
from extractor.ingest import Decoder, KeptDecoder, Limits, pdf
from extractor.ingest.decode import StoredFile
from tests.ingest.drawn_pdf import pages

SMALL = Limits(memory_bytes=200 * 2**20)


def spin() -> None:
    while True:
        os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def gobble() -> int:
    return len(bytearray(400 * 2**20))


def refuse() -> None:
    raise EncryptedFileError("needs a password")


def stumble() -> None:
    raise KeyError("Contents")


def chatter() -> int:
    os.write(1, b"noise on the standard output of the results")
    return os.getpid()


def length(path: str) -> int:
    return os.stat(path).st_size


def test_a_file_that_breaks_the_child_breaks_only_the_child(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Decoder(SMALL) as decoder:
        first = decoder.run(30, chatter)
        assert first != os.getpid()
        with pytest.raises(DecoderCrashedError, match="died"):
            decoder.run(30, die)
        second = decoder.run(30, chatter)
        assert second not in {first, os.getpid()}
        with pytest.raises(DecoderCrashedError, match="memory"):
            decoder.run(30, gobble)
        started = time.monotonic()
        with pytest.raises(DecodeTimeoutError):
            decoder.run(0.3, spin)
        assert time.monotonic() - started < 5
        assert decoder.run(30, chatter) != second
    assert "noise" not in capfd.readouterr().out


def test_errors_of_a_task_keep_their_type_or_get_one() -> None:
    with Decoder(Limits()) as decoder:
        with pytest.raises(EncryptedFileError, match="needs a password"):
            decoder.run(30, refuse)
        with pytest.raises(UnreadableFileError, match="KeyError"):
            decoder.run(30, stumble)


def test_child_ends_with_the_context() -> None:
    with Decoder(Limits()) as decoder:
        child = decoder.run(30, chatter)
        os.kill(child, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_kept_decoder_has_one_child_for_documents_within_the_same_limits() -> None:
    with closing(KeptDecoder()) as kept:
        first = kept.within(Limits()).run(30, chatter)
        assert kept.within(Limits()).run(30, chatter) == first
        assert kept.within(SMALL).limits == SMALL
        second = kept.within(SMALL).run(30, chatter)
        with pytest.raises(DecoderCrashedError, match="died"):
            kept.within(SMALL).run(30, die)
        third = kept.within(SMALL).run(30, chatter)
    assert len({first, second, third}) == 3
    for child in (first, second, third):
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_a_kept_decoder_lets_a_document_go_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pages(2))
    with closing(KeptDecoder()) as kept:
        assert kept.within(Limits()).run(30, pdf.count_pages, str(path), 10) == 2
        child = kept.within(Limits()).run(30, os.getpid)
        held = [os.readlink(link) for link in Path(f"/proc/{child}/fd").iterdir()]
    assert str(path) not in held


def test_time_of_a_document_is_bounded_over_its_tasks() -> None:
    limits = Limits(document_seconds=0.0)
    with Decoder(limits) as decoder, StoredFile(b"abc", decoder) as stored:
        assert stored.is_spent
    with Decoder(Limits()) as decoder, StoredFile(pages(1), decoder) as stored:
        assert stored.decode(length) == len(pages(1))
        assert not stored.is_spent


def test_who_is_ended_while_bytes_are_laid_down_leaves_no_folder(tmp_path, monkeypatch):
    def end(path, data):
        raise SystemExit(129)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "write_bytes", end)
    with Decoder(Limits()) as decoder, pytest.raises(SystemExit) as raised:
        StoredFile(b"abc", decoder)
    folders = list(tmp_path.iterdir())  # while what was raised still holds all of it
    assert raised.value.code == 129
    assert folders == []
