"""What the batch path saves: one decoder for many documents; and what it could not save: lines of
several pages in one batch. Seconds of the processor, with one thread."""

import statistics
from collections.abc import Callable, Sequence
from itertools import chain

import pytest

from extractor.document import PageImage, Pixels
from extractor.engines import Engines
from extractor.ingest import Decoder, Limits
from extractor.look.quads import crop_line
from extractor.ocr import PaddleDetector
from extractor.pipeline import Options, extract_document
from extractor.stopwatch import now
from models.ocr import LineRecogniser, Runtime
from tests.benchmarks.pages import DPI, scanned_pages
from tests.ingest.drawn_pdf import one_page, show

ROUNDS = 5
PAGES = 4


def busy(action: Callable[[], object]) -> float:
    """Seconds of processors, those of processes below this one too."""
    started = now().processor
    action()
    return now().processor - started


@pytest.mark.benchmark
def test_a_kept_decoder_saves_most_of_a_short_document() -> None:
    data, engines = one_page(show("绩效目标申报表", 50, 700)), Engines()
    with Decoder(Limits()) as decoder:
        kept = Options(decoder=decoder)

        def alone() -> None:
            extract_document(data, "page", engines, Options())

        def in_turn() -> None:
            extract_document(data, "page", engines, kept)

        alone(), in_turn()
        rounds = [(busy(alone), busy(in_turn)) for _ in range(ROUNDS)]
    own, shared = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"a page of text: {own:.2f} s with a decoder of its own, {shared:.3f} s with a kept one")
    assert shared <= 0.25 * own


def _crops(page: Pixels, detector: PaddleDetector) -> list[Pixels]:
    lines = detector.page_lines(PageImage(page, DPI))
    return [crop_line(page, line) for line in lines]


@pytest.mark.benchmark
@pytest.mark.parametrize("together", [2, PAGES])
def test_lines_of_pages_together_are_read_no_faster(together: int) -> None:
    detector, reader = PaddleDetector(1), LineRecogniser(1, Runtime.ONNXRUNTIME)
    pages = [_crops(page, detector) for page in scanned_pages(PAGES)]

    def read(groups: Sequence[list[Pixels]]) -> None:
        for group in groups:
            reader.read(group)

    joined = [list(chain(*pages[at : at + together])) for at in range(0, PAGES, together)]
    read(pages), read(joined)
    ratios = [busy(lambda: read(joined)) / busy(lambda: read(pages)) for _ in range(ROUNDS)]
    low, high = min(ratios), max(ratios)
    print(f"{together} pages together: {statistics.median(ratios):.3f} ({low:.3f}–{high:.3f})")
    # Where this fails, batches over pages have come to be worth their memory.
    assert statistics.median(ratios) >= 0.9
