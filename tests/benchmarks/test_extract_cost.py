"""Whole extraction of a scanned page against PaddleOCR's own predict on that page, and memory."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from extractor.engines import default_engines
from extractor.pipeline import Options, extract_document
from tests.benchmarks.pages import DPI, SCAN, scanned_pages
from tests.benchmarks.timing import seconds
from training.synthesis.render import images_to_pdf

COMPARED = 20
PAGES = 200
PEAK_MB = 1200

# Reports resident memory (MB) after each page, and the peak of itself and of its decoder.
WATCHED = """
import json, resource, sys
from pathlib import Path
from extractor.engines import default_engines
from extractor.pipeline import Options, extract_document

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if __name__ == "__main__":
    seen = []
    data = Path(sys.argv[1]).read_bytes()
    extract_document(data, "many", default_engines(), Options(), lambda page, pages: seen.append(resident()))
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"resident": seen, "peaks": peaks}))
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
    done = subprocess.run(
        [sys.executable, script, tmp_path / "many.pdf"], capture_output=True, text=True, check=True
    )
    report = json.loads(done.stdout)
    early = statistics.mean(report["resident"][20:40])
    late = statistics.mean(report["resident"][-20:])
    print(
        f"peak {report['peaks'][0]:.0f} MB, decoder {report['peaks'][1]:.0f} MB; pages 21–40 {early:.0f} MB, last 20 {late:.0f} MB"
    )
    assert len(report["resident"]) == PAGES
    assert sum(report["peaks"]) < PEAK_MB
    assert abs(late / early - 1) <= 0.05
