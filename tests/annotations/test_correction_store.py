"""The folder of corrections: added once, whole or not at all, withdrawn, erased."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from annotations import folders
from annotations.correction_store import CorrectionStore, Subject
from annotations.corrections import Correction, Reading, Source, Verdict
from annotations.errors import StoreLineError
from tests.annotations.test_correction_lines import submission

OTHER = "cd" * 32


def test_the_same_submission_is_stored_once(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    assert store.add([submission("1"), submission("2"), submission("1")]) == 2
    assert store.add([submission("2"), submission("3")]) == 1
    assert [entry.reference for entry in store.submissions()] == ["1", "2", "3"]
    assert store.add([submission("3")]) == 0
    assert len(list((tmp_path / "segments").iterdir())) == 2


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CorrectionStore(tmp_path)
    store.add([submission("1")])

    def full(handle: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(folders.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.add([submission("2")])
    monkeypatch.undo()
    assert [entry.reference for entry in store.submissions()] == ["1"]
    assert len(list((tmp_path / "segments").iterdir())) == 1
    assert store.add([submission("2")]) == 1


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        added = threads.map(
            lambda n: CorrectionStore(tmp_path).add([submission(str(n // 2))]), range(24)
        )
    assert sum(added) == 12
    assert len(CorrectionStore(tmp_path).ids()) == 12


def test_a_withdrawn_author_is_kept_but_not_used_until_restored(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    store.add([submission("1"), replace(submission("2"), author="user:2")])
    assert store.withdraw(Subject.AUTHOR, "user:2") == 1
    assert [entry.reference for entry in store.usable()] == ["1"]
    assert [entry.withdrawn for entry in store.submissions()] == [False, True]
    assert store.restore(Subject.AUTHOR, "user:2") == 1
    assert len(store.usable()) == 2


def test_an_erased_document_is_gone_and_stays_away(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    mine, other = submission("1"), replace(submission("2"), document=OTHER)
    store.add([mine, other])
    assert store.erase(Subject.DOCUMENT, [OTHER]) == (other.id,)
    assert store.submissions() == [mine]
    assert store.add([other]) == 0
    left = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert OTHER not in left


def test_an_erasure_until_an_instant_lets_later_judgements_in(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    early, late = submission("1"), replace(submission("2"), made_at="2040-01-01T00:00:00Z")
    assert store.add([early]) == 1
    store.erase(Subject.DOCUMENT, [early.document], until="2035-01-01T00:00:00Z")
    assert store.add([early, late]) == 1
    assert store.submissions() == [late]


def test_what_is_discarded_may_come_again(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    mine = replace(submission("doc_1/f0"), source=Source.REVIEW)
    store.add([mine, submission("doc_1/f0")])
    assert mine.upload == "doc_1"
    assert store.discard(Subject.UPLOAD, ["doc_1", "doc_2"]) == (mine.id,)
    assert store.add([mine]) == 1


def test_who_contributed_takes_the_whole_judgement_back(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    store.add([replace(submission("1"), contributors=("user:9",))])
    assert store.withdraw(Subject.AUTHOR, "user:9") == 1
    assert store.usable() == []
    assert store.is_withdrawn(Subject.AUTHOR, "user:9")


def test_heads_are_submissions_without_corrections(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    tricky = Correction("c", (), Verdict.ADDED, None, Reading("value", ', "corrections": [\u2028'))
    whole = [submission("1"), replace(submission("2"), corrections=(tricky,))]
    store.add(whole)
    assert store.heads() == [replace(entry, corrections=()) for entry in whole]
    assert list(store.get([whole[1].id])) == [whole[1]]


def test_a_broken_segment_is_named(tmp_path: Path) -> None:
    store = CorrectionStore(tmp_path)
    store.add([submission("1")])
    (tmp_path / "segments" / "000002.jsonl").write_text("{\n")
    with pytest.raises(StoreLineError, match="000002"):
        store.submissions()
