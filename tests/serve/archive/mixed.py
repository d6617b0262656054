"""A mixed archive is read whole: what became of each document, and the memory of each worker.

    python -m tests.serve.archive.mixed --documents 2000 --workers 2 --picture docs/archive-memory.png

Returns 1 where a document is missing or doubled, or a broken one was read without a word.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyarrow import parquet

from extractor.export.json_text import encodable
from serve.archive.schema import Dataset
from tests.serve.archive import mixed_memory
from tests.serve.archive.mixed_source import Expected, Wanted, keep, make_source

_LIMITS = ("--document-seconds", "60", "--document-mebibytes", "3072", "--max-mebibytes", "16")
_BATCH = (*_LIMITS, "--part-documents", "100", "--threads", "1", "--log", "json")
_STOCK = Path.home() / ".cache" / "jixiao" / "mixed"


@dataclass(slots=True)
class Fate:
    """What became of the files of a source, and what ought not to have."""

    table: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Make, read, check, tell."""
    asked = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = asked.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        wanted = Wanted(asked.documents, asked.seed)
        expected = make_source(work / "source", asked.stock, wanted)
        keep(expected, work / "expected.json")
        started = time.monotonic()
        summary = read_archive(work, asked.workers, asked.life)
        wall = time.monotonic() - started
        fate = compare(expected, work / "archive")
        check = _jixiao(work, "archive", "verify", str(work / "archive"))
        samples = mixed_memory.read_notes(work / "notes.jsonl")
        report = {
            "documents": len({one.sha256 for one in expected if one.sha256}),
            "files": len(expected),
            "wall_seconds": round(wall, 1),
            "documents_per_second": round(summary["taken"] / wall, 2),
            "summary": summary,
            "fates": {kind: dict(found) for kind, found in sorted(fate.table.items())},
            "wrong": fate.wrong,
            "verify": check.stdout.strip(),
            "memory": mixed_memory.figures(samples),
        }
        if asked.picture:
            mixed_memory.draw(samples, asked.picture)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 1 if fate.wrong or check.returncode else 0


def read_archive(work: Path, workers: int, life: int | None = None) -> dict[str, Any]:
    """Read WORK/source into WORK/archive; notes on memory go to WORK/notes.jsonl.

    Returns:
        What `jixiao batch` says at its end.
    """
    words = ("batch", str(work / "source"), str(work / "archive"), *_BATCH)
    more = {"NOTES": str(work / "notes.jsonl")} | ({"LIFE": str(life)} if life else {})
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.serve.archive.noted_batch",
            *words,
            "--workers",
            str(workers),
        ],
        env=_environment(work) | more,
        stdout=subprocess.PIPE,
        stderr=(work / "log.jsonl").open("w", encoding="utf-8"),
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def compare(expected: Sequence[Expected], archive: Path) -> Fate:
    """Each file beside what the tables say of it and of its document."""
    files = _by(rows(archive, Dataset.FILES), "uri")
    documents = _by(rows(archive, Dataset.DOCUMENTS), "sha256")
    fate = Fate()
    for one in expected:
        found = files.pop(encodable(one.uri), [])
        outcome = _outcome(one, found, documents)
        fate.table.setdefault(one.kind, Counter())[outcome] += 1
        if outcome.startswith("!") or (not one.is_bad and outcome != "done"):
            fate.wrong.append(f"{one.kind} {one.uri}: {outcome}")
    fate.wrong += [f"{uri}: nobody put it there" for uri in files]
    known = {one.sha256 for one in expected}
    fate.wrong += [
        f"{sha256}: a document of no file" for sha256 in documents if sha256 not in known
    ]
    return fate


def rows(archive: Path, dataset: Dataset) -> list[dict[str, Any]]:
    """All rows of a table."""
    found = sorted((archive / dataset).rglob("*.parquet"))
    return [row for file in found for row in parquet.ParquetFile(file).read().to_pylist()]


def _outcome(
    one: Expected, files: list[dict[str, Any]], documents: dict[str, list[dict[str, Any]]]
) -> str:
    """`done`, `done with findings` or the code of the fault; with `!` what must not be."""
    if len(files) != 1:
        return f"!{len(files)} rows of files"
    if one.sha256 is None:
        return "unreachable" if files[0]["problem"] else "!reached"
    if files[0]["sha256"] != one.sha256:
        return f"!other bytes, {files[0]['problem']}"
    found = documents.get(one.sha256, [])
    if len(found) != 1:
        return f"!{len(found)} rows of documents"
    (row,) = found
    if row["state"] == "quarantined":
        return (
            str(row["code"]) if row["code"] and row["remedy"] else "!quarantined without a reason"
        )
    if not one.is_bad:
        return "done"
    return "done with findings" if row["errors"] or row["warnings"] else "!done without a word"


def _by(found: Sequence[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        grouped.setdefault(row[name], []).append(row)
    return grouped


def _jixiao(work: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = "from extractor.cli import main; main(prog_name='jixiao')"
    return subprocess.run(
        [sys.executable, "-c", command, *words],
        env=_environment(work),
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(work: Path) -> dict[str, str]:
    return {**os.environ, "JIXIAO_HOME": str(work / "home")}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.serve.archive.mixed")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="an empty folder that is kept")
    parser.add_argument("--stock", type=Path, default=_STOCK, help="what takes long to make")
    parser.add_argument("--life", type=int, help="documents that a process reads at most")
    parser.add_argument("--picture", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
