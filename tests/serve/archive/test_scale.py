"""An archive of a province: a million indicators answer at once, ten million entries are looked up
as fast as ten thousand."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serve.archive.arrow_types import arrow_table
from serve.archive.manifest import PartState
from serve.archive.opening import Placement, open_archive
from serve.archive.parts import PartFiles, open_destination
from serve.archive.queries import open_queries
from serve.archive.questions import QUESTIONS
from tests.serve.archive.generated import part_rows

pytestmark = pytest.mark.slow
INDICATORS = 1_000_000
FORMS_A_DOCUMENT, INDICATORS_A_FORM = 4, 25


def test_the_example_questions_are_answered_on_a_million_indicators(
    tmp_path: Path,
) -> None:
    """Prints the seconds that each takes."""
    placement = Placement(str(tmp_path / "archive"), tmp_path)
    documents = INDICATORS // (FORMS_A_DOCUMENT * INDICATORS_A_FORM)
    files = PartFiles(tmp_path / "staging", open_destination(placement.destination))
    with open_archive(placement, "e1") as archive:
        for first in range(0, documents, 1000):
            part = archive.manifest.open_part("r1")
            rows = part_rows(first, 1000, part.number)
            files.write(part, {name: [arrow_table(name, found)] for name, found in rows.items()})
            files.place(part)
            files.discard(part)
            archive.manifest.placed(part)
            assert part.state is PartState.OPEN
    taken: dict[str, float] = {}
    with open_queries(placement.destination, tmp_path) as queries:
        ((count,),) = queries.ask("SELECT count(*) FROM indicators").rows
        assert count == INDICATORS
        for name, question in QUESTIONS.items():
            times = []
            for _ in range(3):
                started = time.monotonic()
                assert queries.ask(question.sql).rows
                times.append(time.monotonic() - started)
            taken[name] = sorted(times)[1]
    print({name: round(seconds, 2) for name, seconds in taken.items()})


FILL = """
import hashlib, json, sys, time
from pathlib import Path
from serve.archive.manifest import Known, State
from serve.archive.opening import Placement, open_archive

folder, entries, step = Path(sys.argv[1]), int(sys.argv[2]), 5000
told = []
with open_archive(Placement(str(folder / "archive"), folder), "e1") as archive:
    for first in range(0, entries, step):
        names = [f"/archive/{number % 997}/{number}.pdf" for number in range(first, first + step)]
        digests = [hashlib.sha256(name.encode()).hexdigest() for name in names]
        started = time.monotonic()
        part = archive.manifest.open_part("r1")
        archive.manifest.seal(
            part,
            dict.fromkeys(digests, State.DONE),
            {name: Known(1, 2.0, digest) for name, digest in zip(names, digests)},
        )
        archive.manifest.placed(part)
        appended = time.monotonic() - started
        if first % (entries // 10) == 0:
            asked = names[:250] + [f"/archive/none/{number}" for number in range(250)]
            started = time.monotonic()
            known = archive.manifest.known(asked)
            assert len(known) == 250 and all(one.is_read for one in known.values())
            looked = time.monotonic() - started
            status = Path("/proc/self/status").read_text()
            peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
            told.append((first, round(1e6 * appended / step), round(1e6 * looked / 500), peak))
            print(json.dumps(told[-1]), flush=True)
"""


@pytest.mark.parametrize("entries", [1_000_000])
def test_a_long_manifest_is_as_fast_as_a_short_one(tmp_path: Path, entries: int) -> None:
    """`python -c FILL DIR 10000000` does the same with ten million, in half an hour."""
    told = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path), str(entries)],
        capture_output=True,
        check=True,
        text=True,
    )
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    print(lines)
    assert max(peak for *_, peak in lines) < 300
    first, last = lines[1], lines[-1]
    assert last[2] < 5 * max(first[2], 20)
