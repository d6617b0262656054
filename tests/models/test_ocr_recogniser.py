"""The recogniser on lines drawn here, on every runtime that is installed."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.ocr import InferenceError, Lexicon, LineRecogniser, Runtime, recogniser
from models.ocr.batches import Crop
from models.ocr.networks import OnnxRuntimeNetwork, recogniser_graph

TEXTS = ("产出指标", "完成河道治理十二公里", "≥95%", "灌溉面积不少于3000亩")


@pytest.fixture(scope="module")
def crops(cjk_font: str) -> list[Crop]:
    """The texts as lines of different heights."""
    drawn = []
    for size, text in enumerate(TEXTS, start=24):
        font = ImageFont.truetype(cjk_font, size)
        x0, top, x1, bottom = font.getbbox(text)
        image = Image.new("RGB", (round(x1 - x0) + 10, round(bottom - top) + 10), "white")
        ImageDraw.Draw(image).text((5 - x0, 5 - top), text, fill="black", font=font)
        drawn.append(np.asarray(image))
    return drawn


@pytest.mark.parametrize("runtime", [Runtime.ONNXRUNTIME, Runtime.OPENVINO])
def test_lines_of_different_widths_are_read_in_their_order(
    crops: list[Crop], runtime: Runtime
) -> None:
    if runtime is Runtime.OPENVINO:
        pytest.importorskip("openvino")
    readings = LineRecogniser(2, runtime).read(crops)
    assert [reading.text for reading in readings] == list(TEXTS)
    assert all(reading.confidence > 0.9 for reading in readings)


def test_nothing_is_read_from_no_lines() -> None:
    assert LineRecogniser(1, Runtime.ONNXRUNTIME).read([]) == []


def test_the_only_runtime_is_taken_without_a_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a measurement was made")

    monkeypatch.setattr(recogniser, "openvino_is_here", lambda: False)
    monkeypatch.setattr(recogniser, "_trial_seconds", refuse)
    recogniser.faster_runtime.cache_clear()
    assert recogniser.faster_runtime(2) is Runtime.ONNXRUNTIME
    monkeypatch.setattr(recogniser, "openvino_is_here", lambda: True)
    assert recogniser.faster_runtime(1) is Runtime.ONNXRUNTIME
    recogniser.faster_runtime.cache_clear()


@pytest.mark.parametrize(
    ("share", "chosen"), [(0.5, Runtime.OPENVINO), (0.97, Runtime.ONNXRUNTIME)]
)
def test_the_clearly_faster_runtime_is_taken_and_measured_once(
    monkeypatch: pytest.MonkeyPatch, share: float, chosen: Runtime
) -> None:
    calls: list[object] = []

    def seconds(network: object) -> float:
        calls.append(network)
        return 1.0 if network == Runtime.ONNXRUNTIME else share

    monkeypatch.setattr(recogniser, "openvino_is_here", lambda: True)
    monkeypatch.setattr(recogniser, "_open_network", lambda runtime, graph, threads: runtime)
    monkeypatch.setattr(recogniser, "_trial_seconds", seconds)
    recogniser.faster_runtime.cache_clear()
    assert recogniser.faster_runtime(2) is chosen
    made = len(calls)
    assert recogniser.faster_runtime(2) is chosen
    assert len(calls) == made > 0
    recogniser.faster_runtime.cache_clear()


def test_a_batch_that_the_runtime_refuses_is_an_error_of_ours() -> None:
    network = OnnxRuntimeNetwork(recogniser_graph(), 1)
    with pytest.raises(InferenceError):
        network.run([np.zeros((1, 3, 7, 48), np.float32)])


@pytest.mark.parametrize("runtime", [Runtime.ONNXRUNTIME, Runtime.OPENVINO])
def test_a_lexicon_without_a_say_changes_nothing(crops: list[Crop], runtime: Runtime) -> None:
    if runtime is Runtime.OPENVINO:
        pytest.importorskip("openvino")
    alone = LineRecogniser(2, runtime).read(crops)
    assert LineRecogniser(2, runtime, Lexicon()).read(crops) == alone
    strange = Lexicon({"受益群众满意程度": 9})
    aided = LineRecogniser(2, runtime, strange).read(crops)
    assert [reading.text for reading in aided] == [reading.text for reading in alone]
    assert [reading.unaided for reading in aided] == [None] * len(crops)
    for ours, theirs in zip(aided, alone, strict=True):
        assert ours.confidence == pytest.approx(theirs.confidence, abs=1e-5)
