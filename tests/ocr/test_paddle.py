"""The real engine on small drawn pages: a handful of calls."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageDraw

from extractor.document import Page, Ruling, TextSource, Word
from extractor.errors import WeightsMissingError
from extractor.look import make_upright
from extractor.ocr import PaddleDetector, PaddleEngine, clean_page, read_words
from models.ocr import WeightsNotFoundError, weights

from .conftest import DPI, Draw, page_of, skewed

PX = DPI / 72


def read(page: Page, engine: PaddleEngine, detector: PaddleDetector) -> tuple[Word, ...]:
    assert page.image is not None
    return engine.recognise(page, detector.page_lines(page.image))


def test_cells_are_read_apart_even_where_the_gap_is_small(
    engine: PaddleEngine, detector: PaddleDetector, draw_page: Draw
) -> None:
    image = draw_page([(40, 40, "一级指标"), (92, 40, "二级指标"), (40, 80, "产出指标")])
    rulings = (Ruling(90, 30, 90, 100), Ruling(30, 65, 200, 65))
    pen = ImageDraw.Draw(image)
    for r in rulings:
        pen.line([r.x0 * PX, r.top * PX, r.x1 * PX, r.bottom * PX], fill="black", width=2)
    words = read(page_of(image, rulings=rulings), engine, detector)
    assert [w.text for w in words] == ["一级指标", "二级指标", "产出指标"]
    assert all(w.source is TextSource.OCR and w.confidence > 0.9 for w in words)
    assert words[0].bbox.x1 <= 90 <= words[1].bbox.x0
    assert words[0].bbox.contains_point(60, 48)


def test_a_label_of_one_character_a_line_is_read_downwards(
    engine: PaddleEngine, detector: PaddleDetector, draw_page: Draw
) -> None:
    image = draw_page([(40, 40, "绩\n效\n指\n标"), (120, 60, "数量指标")])
    texts = {w.text for w in read(page_of(image), engine, detector)}
    assert texts == {"绩效指标", "数量指标"}


@pytest.mark.parametrize(("turn", "skew"), [(0, 1.6), (180, 0.0), (270, -3.0)])
def test_a_turned_and_skewed_page_is_read(
    engine: PaddleEngine, detector: PaddleDetector, draw_page: Draw, turn: int, skew: float
) -> None:
    lines = ["项目支出绩效目标申报表", "完成河道治理十二公里", "灌溉面积不少于三千亩"]
    image = draw_page([(60, 60 + 40 * i, text) for i, text in enumerate(lines)])
    pixels = np.rot90(skewed(image, skew), -turn // 90)
    page = make_upright(page_of(np.ascontiguousarray(pixels)), detector)
    assert page.rotation == turn
    assert page.skew == pytest.approx(skew, abs=0.4)
    assert [w.text for w in read(page, engine, detector)] == lines


def test_a_page_without_text_or_image_has_no_words(
    engine: PaddleEngine, detector: PaddleDetector
) -> None:
    blank = page_of(np.full((300, 400, 3), 255, np.uint8))
    assert read(blank, engine, detector) == ()
    assert read_words(clean_page(blank), np.zeros((0, 4, 2), np.float32), engine).words == ()
    tiny = page_of(np.full((1, 1, 3), 255, np.uint8))
    assert read(tiny, engine, detector) == ()


def test_loading_makes_no_connection_and_no_noise(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    PaddleEngine(threads=1)
    assert capfd.readouterr() == ("", "")


def test_loading_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    code = "from extractor.ocr import PaddleEngine; PaddleEngine(threads=1)"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PADDLE", "ORT"))}
    environment["HOME"] = str(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert (run.stdout, run.stderr) == (b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_weights_with_other_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WeightsNotFoundError):
        weights.weights_path(weights.WeightsFile("no_such_model.onnx", "0" * 64))
    with pytest.raises(WeightsNotFoundError, match="sha256"):
        weights.weights_path(weights.WeightsFile(weights.DIRECTION.name, "0" * 64))
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(WeightsMissingError, match="rapidocr"):
        PaddleEngine(threads=1)
