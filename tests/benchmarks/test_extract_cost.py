"""Whole extraction of a scanned page against PaddleOCR's own predict on that page, and memory."""

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from extractor.engines import default_engines
from extractor.pipeline import Options, extract_document
from tests.benchmarks.memory import watch
from tests.benchmarks.pages import DPI, SCAN, scanned_pages
from tests.benchmarks.timing import seconds
from training.synthesis.render import images_to_pdf

COMPARED = 20
PAGES = 200
PEAK_MB = 1200

# Reports resident memory (MB) after each page.
WATCHED = """
import json, sys
from pathlib import Path
from extractor.engines import default_engines
from extractor.pipeline import Options, Watch, extract_document

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if __name__ == "__main__":
    seen = []
    data = Path(sys.argv[1]).read_bytes()
    extract_document(data, "many", default_engines(), Options(), Watch(lambda page, pages: seen.append(resident())))
    print(json.dumps(seen))
"""


@pytest.mark.benchmark
def test_a_scanned_page_costs_no_more_than_predict(peer: Callable[[Any], Any]) -> None:
    engines, options = default_engines(), Options()
    ratios = []
    for number, pixels in enumerate(scanned_pages(COMPARED)):
        data = images_to_pdf([pixels], DPI)
        bgr = np.ascontiguousarray(pixels[:, :, ::-1])

        def extract(data: bytes = data) -> None:
            assert extract_document(data, "page", engines, options).pages == 1

        if number == 0:
            extract(), peer(bgr)
        ratios.append(seconds(extract) / seconds(lambda bgr=bgr: peer(bgr)))
    print(
        f"whole extract of {len(ratios)} pages: {statistics.median(ratios):.2f} of predict "
        f"({min(ratios):.2f}–{max(ratios):.2f})"
    )
    assert statistics.median(ratios) <= 1.0


@pytest.mark.benchmark
def test_memory_is_bounded_and_flat_over_many_pages(tmp_path: Path) -> None:
    source, many = pypdfium2.PdfDocument(SCAN), pypdfium2.PdfDocument.new()
    for number in range(PAGES):
        many.import_pages(source, [number % len(source)])
    many.save(tmp_path / "many.pdf")
    script = tmp_path / "watched.py"
    script.write_text(WATCHED, encoding="utf-8")
    watched = watch([sys.executable, script, tmp_path / "many.pdf"])
    resident = json.loads(watched.output)
    early = statistics.mean(resident[20:40])
    late = statistics.mean(resident[-20:])
    print(
        f"peak {watched.peak:.0f} MB with the decoder, {watched.own_peak:.0f} MB alone; "
        f"pages 21–40 {early:.0f} MB, last 20 {late:.0f} MB"
    )
    assert len(resident) == PAGES
    assert watched.peak < PEAK_MB
    assert abs(late / early - 1) <= 0.05
