"""Several files at a time: the order of the input, and a process that dies."""

import os
import time
from dataclasses import replace

import pytest

from extractor.cli_extract.jobs import run_in_processes
from extractor.cli_inputs import Input, unique_stems
from extractor.document import Source
from extractor.errors import OutputError
from extractor.export.outcome import Failure
from extractor.record import Extraction
from tests.export.samples import extraction_of


def read_by_name(item: Input) -> Extraction:
    """A job: `slow` takes longest, `dies` ends its process, `full` has no disk left."""
    if item.name == "dies":
        os._exit(9)
    if item.name == "full":
        raise OutputError("disk full")
    time.sleep(0.3 if item.name == "slow" else 0)
    return replace(extraction_of(), source=Source(item.name, "0" * 64, "text/plain"))


def inputs(*names):
    return [Input(None, name, name) for name in names]


def test_outcomes_come_in_the_order_of_the_input_and_a_dead_process_costs_one_file():
    named = inputs("slow", "quick", "dies", "last")
    outcomes = list(run_in_processes(named, read_by_name, 2))
    names = [o.name if isinstance(o, Failure) else o.source.name for o in outcomes]
    assert names == ["slow", "quick", "dies", "last"]
    failure = outcomes[2]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.exit_code) == ("ingest.crashed_decoder", 3)
    assert [type(o) for o in outcomes].count(Failure) == 1


def test_a_result_that_cannot_be_written_ends_the_run():
    with pytest.raises(OutputError, match="disk full"):
        list(run_in_processes(inputs("full"), read_by_name, 1))


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (["a.pdf", "b.pdf"], ["a", "b"]),
        (["a.pdf", "a.docx"], ["a.pdf", "a.docx"]),
        (["a.pdf", "A.PDF"], ["a.pdf", "A.PDF-2"]),
        (["a.pdf", "a.pdf"], ["a.pdf", "a.pdf-2"]),
        (["x/a.pdf", "y/a.pdf"], ["x/a", "y/a"]),
        (["2023.01.pdf"], ["2023.01"]),
        (["README"], ["README"]),
    ],
)
def test_unique_stems(names, stems):
    assert unique_stems(names) == stems
