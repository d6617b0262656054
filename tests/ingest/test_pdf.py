import zlib
from collections.abc import Callable

import pytest

from extractor.document import Page, Ruling
from extractor.errors import EncryptedFileError, TooManyPagesError, UnreadableFileError
from extractor.ingest import Limits
from tests.ingest.drawn_pdf import CATALOG, one_page, pages, pdf, show, stream

ReadPages = Callable[..., list[Page]]
GRID = b"100 700 m 300 700 l S 100 650 m 300 650 l S 100 650 m 100 700 l S 200 650 m 200 700 l S\n"


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def lines(page: Page) -> list[tuple[int, int, int, int]]:
    def rounded(ruling: Ruling) -> tuple[int, int, int, int]:
        x0, top, x1, bottom = ruling.x0, ruling.top, ruling.x1, ruling.bottom
        return round(x0), round(top), round(x1), round(bottom)

    return [rounded(ruling) for ruling in page.rulings]


def test_words_and_rulings_have_their_origin_top_left(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(GRID + show("数量指标", 110, 670)))
    (word,) = page.words
    assert page.image is None
    assert word.text == "数量指标"
    assert (round(word.bbox.x0), round(word.bbox.x1)) == (110, 150)
    assert word.bbox.top < 842 - 670 < word.bbox.bottom + 3
    assert lines(page) == [
        (100, 142, 300, 142),
        (100, 192, 300, 192),
        (100, 142, 100, 192),
        (200, 142, 200, 192),
    ]


def test_a_run_ends_at_a_wide_gap_and_at_a_ruling(read_pages: ReadPages) -> None:
    near = show("质量", 178, 670) + show("合格", 201, 670)
    apart = show("年度", 110, 600) + show("目标", 145, 600)
    (page,) = read_pages(one_page(GRID + near + apart))
    assert texts(page) == ["质量", "合格", "年度", "目标"]


def test_spaces_are_kept_as_printed(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(show("满意度 90 %", 50, 500)))
    assert texts(page) == ["满意度 90 %"]


def test_text_too_long_for_its_cell_is_not_cut_inside_a_character(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(GRID + show("巡查次数达标情况", 125, 670)))
    assert "".join(texts(page)) == "巡查次数达标情况"
    assert texts(page)[0] == "巡查次数达标情况"


def test_bold_by_printing_twice_is_one_text(read_pages: ReadPages) -> None:
    twice = show("目", 50, 500) + show("目", 50.3, 500) + show("标", 60, 500)
    (page,) = read_pages(one_page(twice))
    assert texts(page) == ["目标"]


def test_rotated_page_with_a_crop_box(read_pages: ReadPages) -> None:
    box = b"/MediaBox[0 0 595 842]/CropBox[50 100 545 800]/Rotate 90"
    upward = show("指标值", 200, 300, matrix="0 1 -1 0")
    (page,) = read_pages(one_page(b"200 310 m 200 500 l S\n" + upward, box))
    assert (page.width, page.height, page.rotation) == (700, 495, 0)
    (word,) = page.words
    assert word.text == "指标值"
    assert (round(word.bbox.x0), round(word.bbox.x1)) == (200, 230)
    assert lines(page) == [(210, 150, 400, 150)]


def test_page_whose_text_runs_sideways_is_turned(read_pages: ReadPages) -> None:
    sideways = b"".join(show("绩效目标表", x, 300, matrix="0 1 -1 0") for x in (200, 220, 240))
    (page,) = read_pages(one_page(sideways))
    assert (page.rotation, page.width, page.height) == (270, 842, 595)
    assert texts(page) == ["绩效目标表"] * 3
    first, second, _ = page.words
    assert first.bbox.width > first.bbox.height
    assert first.bbox.top < second.bbox.top


def test_drawings_inside_forms_follow_their_matrices(read_pages: ReadPages) -> None:
    form = stream(
        b"0 0 m 50 0 l S",
        b"/Type/XObject/Subtype/Form/BBox[-10 -10 500 500]/Matrix[2 0 0 2 10 0]",
    )
    content = show("在内", 50, 500) + b"q 1 0 0 1 100 200 cm /X Do Q"
    (page,) = read_pages(one_page(content, more=[form], objects=b"/X 5 0 R"))
    assert lines(page) == [(110, 642, 210, 642)]


@pytest.mark.parametrize(
    "drawn",
    [
        b"100 600 200 1 re f",
        b"100 600.5 m 300 600.5 l S",
        b"".join(b"%d 600.5 m %d 600.5 l S\n" % (x, x + 4) for x in range(100, 300, 4)),
        b"[3 2] 0 d 100 600.5 m 300 600.5 l S",
        b"".join(b"%d 600 1 1 re f\n" % x for x in range(100, 301, 2)),
        b"q 0 600 595 20 re W n 100 600.5 m 300 600.5 l S Q",
    ],
)
def test_every_way_to_draw_a_line(read_pages: ReadPages, drawn: bytes) -> None:
    (page,) = read_pages(one_page(show("线", 50, 500) + drawn))
    ((x0, top, x1, bottom),) = lines(page)
    assert (abs(x0 - 100) <= 1, abs(x1 - 300) <= 1) == (True, True)
    assert top == bottom
    assert 241 <= top <= 242


@pytest.mark.parametrize(
    "drawn",
    [
        b"1 1 1 RG 100 600 m 300 600 l S",
        b"100 600 m 300 600 l n",
        b"0.8 g 100 600 200 40 re f",
        b"100 900 m 300 900 l S",
        b"100 600 m 300 700 l S",
        b"q 0 0 50 50 re W n 100 600 m 300 600 l S Q",
    ],
)
def test_what_is_no_ruling(read_pages: ReadPages, drawn: bytes) -> None:
    (page,) = read_pages(one_page(show("线", 50, 500) + drawn))
    assert page.rulings == ()


@pytest.mark.parametrize(
    "drawn", [b"100 600 200 50 re S", b"100 600 200 50 re 101 601 198 48 re f*"]
)
def test_outline_of_a_cell_is_four_rulings(read_pages: ReadPages, drawn: bytes) -> None:
    (page,) = read_pages(one_page(show("框", 110, 620) + drawn))
    assert len(page.rulings) == 4


def test_page_without_text_is_an_image_with_its_vector_rulings(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(GRID))
    assert page.words == ()
    assert len(page.rulings) == 4
    assert page.image is not None
    assert page.image.pixels.shape == (2339, 1653, 3)
    assert page.image.width == pytest.approx(595, abs=0.5)


def test_blank_page_needs_no_image(read_pages: ReadPages) -> None:
    (page,) = read_pages(pages(1))
    assert (page.words, page.rulings, page.image) == ((), (), None)


def test_invisible_text_below_a_scan_is_not_trusted(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(b"3 Tr " + show("识别错误的文字层", 50, 500)))
    assert page.words == ()
    assert page.image is not None


@pytest.mark.parametrize(
    "text",
    [
        "ÏîÄ¿Ãû³ÆÄê¶ÈÄ¿±êÖ¸±êÖµ",
        "\ue001\ue002\ue003\ue004项目",
        "齉靐龘灪麤爩鱻籱癵驫厵纞虋讟钃鸜麷鞻韽顟",
    ],
)
def test_garbled_text_layer_is_not_trusted(read_pages: ReadPages, text: str) -> None:
    (page,) = read_pages(one_page(show(text, 50, 500)))
    assert page.words == ()
    assert page.image is not None


def picture(rows: list[bytes]) -> bytes:
    data = zlib.compress(b"".join(rows))
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8"
    space = b"/ColorSpace/DeviceGray/Filter/FlateDecode"
    return stream(data, head % (len(rows[0]), len(rows)) + space)


def test_text_over_a_scanned_form_is_partial(read_pages: ReadPages) -> None:
    blot, paper = b"\xff" * 5 + b"\0" * 5, b"\xff" * 10
    scan = picture([row * 40 for _ in range(50) for row in [blot] * 5 + [paper] * 5])
    content = b"q 595 0 0 842 0 0 cm /I Do Q " + show("第1页 共2页", 250, 20)
    (page,) = read_pages(one_page(content, more=[scan], objects=b"/I 5 0 R"))
    assert page.words == ()
    assert page.image is not None


def test_pale_picture_behind_the_text_leaves_it_trusted(read_pages: ReadPages) -> None:
    watermark = picture([b"\xe0" * 100] * 100)
    content = b"q 595 0 0 842 0 0 cm /I Do Q " + show("总体目标", 50, 500)
    (page,) = read_pages(one_page(content, more=[watermark], objects=b"/I 5 0 R"))
    assert texts(page) == ["总体目标"]


@pytest.mark.parametrize("appearances", [b"true", b"false"])
def test_values_of_form_fields_are_text(read_pages: ReadPages, appearances: bytes) -> None:
    root = (
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/NeedAppearances %s"
        b"/DA(/Helv 12 Tf 0 g)>>>>" % appearances
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>"
    value = "桥梁检测12座".encode("utf-16-be").hex().encode()
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V<FEFF%s>/F 4/Rect[100 700 300 720]"
        b"/DA(/Helv 12 Tf 0 g)>>" % value
    )
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    (read,) = read_pages(pdf([root, kids, page, field]))
    assert "".join(texts(read)) == "桥梁检测12座"
    assert 120 < read.words[0].bbox.top < 145


def test_dynamic_xfa_is_refused_with_a_way_out(read_pages: ReadPages) -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</XFA 4 0 R/Fields[]>>>>"
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    with pytest.raises(UnreadableFileError, match="XFA"):
        read_pages(pdf([root, kids, page, stream(b"<xdp/>")]))


def test_pdf_of_no_page(read_pages: ReadPages) -> None:
    with pytest.raises(UnreadableFileError):
        read_pages(pdf([CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]))


def test_pdf_of_3000_pages_names_the_limit(read_pages: ReadPages) -> None:
    with pytest.raises(TooManyPagesError, match=r"3000 .*1000"):
        read_pages(pages(3000))
    assert len(read_pages(pages(12), Limits(max_pages=12))) == 12


def test_encrypted_pdf(read_pages: ReadPages) -> None:
    key = b"/Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>" % (b"11" * 32, b"22" * 32)
    data = one_page(b"").replace(b"/Root 1 0 R", b"/Root 1 0 R/ID[<00><00>]/Encrypt<<%s>>" % key)
    with pytest.raises(EncryptedFileError):
        read_pages(data)


def test_truncated_pdf(read_pages: ReadPages) -> None:
    data = one_page(show("截断", 50, 500))
    with pytest.raises(UnreadableFileError):
        read_pages(data[: len(data) // 2])


def test_huge_page_is_rendered_within_the_clamp(read_pages: ReadPages) -> None:
    (page,) = read_pages(one_page(b"0 0 m 9 9 l S", b"/MediaBox[0 0 14400 7200]"))
    assert page.image is not None
    assert page.image.pixels.shape == (2000, 4000, 3)
    assert page.image.width == pytest.approx(page.width, rel=0.01)


def test_lines_drawn_as_images_and_a_picture_in_strips(read_pages: ReadPages) -> None:
    dot = picture([b"\0"])
    line = b"q 200 0 0 0.5 100 600 cm /I Do Q\n" + show("线", 50, 500)
    (page,) = read_pages(one_page(line, more=[dot], objects=b"/I 5 0 R"))
    assert len(page.rulings) == 1
    strips = b"".join(b"q 595 0 0 2 0 %d cm /I Do Q\n" % y for y in range(0, 842, 2))
    (page,) = read_pages(one_page(strips, more=[dot], objects=b"/I 5 0 R"))
    assert page.rulings == ()
    assert page.image is not None


def test_text_turned_into_outlines_is_partial(read_pages: ReadPages) -> None:
    shape = "%d %d m %d %d %d %d %d %d c %d %d l f\n"
    outlines = b"".join(
        (shape % (x, y, x + 9, y, x + 9, y + 9, x, y + 9, x + 3, y + 4)).encode()
        for x in range(50, 500, 12)
        for y in (600, 620)
    )
    (page,) = read_pages(one_page(outlines + show("页码", 290, 20)))
    assert page.words == ()
    assert page.image is not None
