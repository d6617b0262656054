"""A page of invisible words over a picture, as PDF/A-2b."""

import time

import numpy as np
import pypdfium2
import pytest

from extractor.copies.pdf_a import ArchivalPdf
from extractor.copies.text_layer import PlacedText
from extractor.ingest.affine import Affine
from extractor.ingest.image_streams import pixels_to_stream
from tests.copies.clauses import broken_clauses

SHA256 = "ab" * 32
A4 = (595.0, 842.0)


def box(x0: float, bottom: float, x1: float, top: float) -> np.ndarray:
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float64)


def made(*texts: PlacedText, size: tuple[float, float] = A4) -> bytes:
    pixels = np.full((40, 30, 3), 255, np.uint8)
    pixels[10:20, 5:25] = (200, 30, 30)
    picture = (pixels_to_stream(pixels), Affine(size[0], 0, 0, size[1], 0, 0))
    with ArchivalPdf() as pdf:
        pdf.add_page(size, [picture], texts)
        pdf.add_page(size, [], [])
        return pdf.to_bytes(SHA256)


def read(data: bytes) -> tuple[str, list[tuple[float, float, float, float]]]:
    """The text of the first page, and the boxes of its letters: left, bottom, right, top."""
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage()
        return text.get_text_range(), [text.get_charbox(n) for n in range(text.count_chars())]


def test_it_keeps_the_clauses() -> None:
    data = made(PlacedText("项目 A1", box(100, 700, 200, 720)))
    assert broken_clauses(data) == []
    assert f"sha256:{SHA256}".encode() in data


def test_an_empty_copy_keeps_them_too() -> None:
    assert broken_clauses(made()) == []


def test_the_same_pages_give_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PlacedText("绩效", box(100, 700, 200, 720))
    first = made(text)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert made(text) == first


@pytest.mark.parametrize(
    "text", ["绩效目标表", "≥95%", "GB/T 2260", "公里²", "𬭚元", "“甲”—（乙）", "é"]
)
def test_what_is_copied_is_what_was_read(text: str) -> None:
    found, _ = read(made(PlacedText(text, box(100, 700, 260, 720))))
    assert found.strip() == text


@pytest.mark.parametrize("where", [np.nan, np.inf, 3e9, -1e30])
def test_words_that_are_nowhere_are_left_out(where: float) -> None:
    """A page with a text layer says where they are, whatever it is."""
    data = made(
        PlacedText("甲", box(where, 700, where, 720)), PlacedText("乙", box(9, 700, 29, 720))
    )
    assert broken_clauses(data) == []
    assert read(data)[0].strip() == "乙"


def test_a_word_without_end_is_written_in_parts() -> None:
    data = made(PlacedText("甲" * 20_000, box(100, 700, 500, 720)))
    assert broken_clauses(data) == []
    assert read(data)[0].count("甲") == 20_000


def test_letters_fill_the_box_and_latin_ones_are_half_as_wide() -> None:
    _, letters = read(made(PlacedText("甲1乙2", box(100, 700, 190, 730))))
    assert letters[0] == pytest.approx((100, 700, 130, 730), abs=0.5)
    assert letters[1] == pytest.approx((130, 700, 145, 730), abs=0.5)
    assert letters[3] == pytest.approx((175, 700, 190, 730), abs=0.5)


def test_a_tall_box_of_several_letters_is_read_downwards() -> None:
    found, letters = read(made(PlacedText("产出指标", box(100, 600, 120, 700))))
    assert found.strip() == "产出指标"
    assert letters[0] == pytest.approx((100, 675, 120, 700), abs=0.5)
    assert letters[3] == pytest.approx((100, 600, 120, 625), abs=0.5)


def test_a_leaning_word_leans() -> None:
    angle = np.radians(10)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = (box(0, 0, 120, 20) @ turn) + (100, 500)
    _, letters = read(made(PlacedText("一二三四五六", corners)))
    middles = [((left + right) / 2, (low + high) / 2) for left, low, right, high in letters[:6]]
    slope = np.degrees(np.arctan2(middles[5][1] - middles[0][1], middles[5][0] - middles[0][0]))
    assert slope == pytest.approx(10, abs=0.5)


@pytest.mark.parametrize("text", ["", "  ", "\x00\x01", "\ud800", "\ufeff", "\uffff"])
def test_what_is_no_text_is_left_out(text: str) -> None:
    data = made(PlacedText(text, box(100, 700, 200, 720)), PlacedText("乙", box(10, 20, 30, 40)))
    assert read(data)[0].strip() == "乙"
    assert broken_clauses(data) == []


def test_a_box_without_extent_does_no_harm() -> None:
    data = made(PlacedText("点", box(100, 700, 100, 700)))
    assert broken_clauses(data) == []
    assert read(data)[0].strip() == "点"


def test_as_many_characters_as_there_are() -> None:
    """Blocks of the map hold 100."""
    every = "".join(chr(0x4E00 + n) for n in range(250))
    assert read(made(PlacedText(every, box(10, 100, 590, 110))))[0].strip() == every


def test_the_words_are_not_seen() -> None:
    text = PlacedText("看不见", box(50, 100, 500, 300))
    shown = []
    for data in (made(text), made()):
        with pypdfium2.PdfDocument(data) as document:
            shown.append(document[0].render(scale=1).to_numpy())
    assert (shown[0] == shown[1]).all()
