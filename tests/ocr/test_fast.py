"""The engine in use against PaddleOCR's own recogniser, on one drawn page."""

import numpy as np
import pytest

from extractor.document import Page, PageImage, Ruling
from extractor.errors import OcrError, WeightsMissingError
from extractor.ocr import FastEngine, PaddleDetector, PaddleEngine
from models.ocr import InferenceError, Runtime, weights

from .conftest import Draw, page_of


@pytest.fixture(scope="module")
def fast() -> FastEngine:
    return FastEngine(2, Runtime.ONNXRUNTIME)


def test_the_same_words_are_read_at_the_same_places(
    fast: FastEngine, engine: PaddleEngine, detector: PaddleDetector, draw_page: Draw
) -> None:
    texts = ["一级指标", "数量指标", "完成河道治理12公里", "≥95%", "绩\n效\n目\n标"]
    image = draw_page([(40, 40 + 40 * i, text) for i, text in enumerate(texts)])
    page = page_of(image, rulings=(Ruling(64, 30, 64, 90), Ruling(30, 65, 200, 65)))
    assert page.image is not None
    lines = detector.page_lines(page.image)
    ours, theirs = fast.recognise(page, lines), engine.recognise(page, lines)
    assert [word.text for word in ours] == [word.text for word in theirs]
    assert [word.bbox for word in ours] == [word.bbox for word in theirs]
    for our, their in zip(ours, theirs, strict=True):
        assert our.confidence == pytest.approx(their.confidence, abs=0.05)


def test_an_empty_page_has_no_words(fast: FastEngine) -> None:
    blank = Page(1, 72, 72, image=PageImage(np.full((99, 99, 3), 255, np.uint8), 99.0))
    assert fast.recognise(blank, np.zeros((0, 4, 2), np.float32)) == ()


def test_what_the_runtime_refuses_is_an_ocr_error(
    fast: FastEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise InferenceError("out of memory")

    monkeypatch.setattr(fast._recogniser, "read", refuse)
    with pytest.raises(OcrError, match="out of memory"):
        fast.read_lines([np.zeros((9, 9, 3), np.uint8)])


def test_missing_weights_are_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(WeightsMissingError, match="rapidocr"):
        FastEngine(1, Runtime.ONNXRUNTIME)
