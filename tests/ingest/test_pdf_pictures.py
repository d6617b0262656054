"""The pictures of a scanned page are taken as they lie in the file, where they are all of it."""

import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from extractor.ingest.image_streams import Coding, ImageStream
from extractor.ingest.limits import Limits
from extractor.ingest.pdf_pictures import pdf_page_pictures

SIZE = (300, 400)
LIMITS = Limits(dpi=100.0)
BOX = b"[0 0 216 288]"


def page_picture() -> Image.Image:
    pixels = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    pixels[60:90, 40:200] = 0
    pixels[300:320, 100:280] = 90
    return Image.fromarray(pixels)


def jpeg(mode: str = "L") -> bytes:
    stream = io.BytesIO()
    page_picture().convert(mode).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def pdf(
    folder: Path,
    data: bytes,
    head: dict[str, object],
    content: bytes = b"",
    rotate: int = 0,
) -> str:
    """A page with one picture over all of it, and what `content` draws after it."""
    with Pdf.new() as made:
        picture = made.make_stream(b"", Dictionary(Type=Name.XObject, Subtype=Name.Image))
        for key, value in {"Width": SIZE[0], "Height": SIZE[1], **head}.items():
            if key not in ("Filter", "DecodeParms"):
                picture[f"/{key}"] = value
        if "Filter" in head:
            picture.write(data, filter=head["Filter"], decode_parms=head.get("DecodeParms"))
        else:
            picture.write(data)
        page = made.add_blank_page(page_size=(216, 288))
        page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        page.Contents = made.make_stream(b"q 216 0 0 288 0 0 cm /Im0 Do Q " + content)
        page.Rotate = rotate
        made.save(folder / "a.pdf", compress_streams=False)
    return str(folder / "a.pdf")


GREY = {"Filter": Name.DCTDecode, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
BITS = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}


def only(streams: tuple[ImageStream, ...]) -> ImageStream:
    (stream,) = streams
    return stream


def test_a_jpeg_stays_what_it_was_byte_for_byte(tmp_path: Path) -> None:
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), GREY), 1, LIMITS))
    assert stream.data == jpeg()
    assert (stream.coding, stream.width, stream.channels) == (Coding.JPEG, 300, 1)
    assert stream.place.point(0, 1) == pytest.approx((0, 0))
    assert stream.place.point(1, 0) == pytest.approx((1, 1))


def test_a_page_that_is_shown_turned_turns_the_place_only(tmp_path: Path) -> None:
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), GREY, rotate=90), 1, LIMITS))
    assert stream.data == jpeg()
    assert stream.place.point(0, 1) == pytest.approx((1, 0))  # its top left is at the right


@pytest.mark.parametrize(
    "content",
    [
        b"0 g 100 20 3 9 re f",
        b"0.3 w 20 20 m 200 20 l S",
        b"1 g 20 240 120 20 re f",
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI",
    ],
    ids=["a full stop", "a hairline", "something covered", "a second picture"],
)
def test_what_is_drawn_over_the_scan_is_not_lost(tmp_path: Path, content: bytes) -> None:
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), GREY, content), 1, LIMITS))
    assert stream.data != jpeg()
    assert stream.width == 300


@pytest.mark.parametrize("far", [b"1 0 0 1 90000000000 0", b"1%b.0 0 0 1 0 0" % (400 * b"0")])
def test_a_picture_that_is_nowhere_is_not_copied(tmp_path: Path, far: bytes) -> None:
    content = b"Q q " + far + b" cm /Im0 Do Q"
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), GREY, content), 1, LIMITS))
    assert stream.data != jpeg()


def test_words_that_are_not_seen_change_nothing(tmp_path: Path) -> None:
    content = b"BT 3 Tr 10 100 Td ET"
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), GREY, content), 1, LIMITS))
    assert stream.data == jpeg()


def test_colours_that_need_more_than_grey_or_rgb_are_drawn(tmp_path: Path) -> None:
    head = GREY | {"ColorSpace": Name.DeviceCMYK}
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg("CMYK"), head), 1, LIMITS))
    assert (stream.coding, stream.channels) == (Coding.JPEG, 1)


def test_other_shades_than_the_stream_has_are_drawn(tmp_path: Path) -> None:
    head = GREY | {"Decode": pikepdf.Array([1, 0])}
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg(), head), 1, LIMITS))
    with Image.open(io.BytesIO(stream.data)) as shown:
        assert np.asarray(shown).mean() < 60


def test_bits_are_kept_without_loss(tmp_path: Path) -> None:
    bits = page_picture().convert("1", dither=Image.Dither.NONE)
    stream = only(pdf_page_pictures(pdf(tmp_path, bits.tobytes(), BITS), 1, LIMITS))
    assert (stream.coding, stream.width, stream.bits) == (Coding.FAX, 300, 1)
    assert len(stream.data) < 300


INKS = pikepdf.Array(
    [
        Name.Separation,
        Name.Black,
        Name.DeviceGray,
        Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1),
    ]
)


@pytest.mark.parametrize(
    ("head", "length"),
    [(BITS | {"ColorSpace": INKS}, 15_200), (BITS | {"ColorSpace": Name.DeviceCMYK}, 60_000),
     (BITS, 3)],
    ids=["an ink of its own", "four inks", "cut off"],
)  # fmt: skip
def test_bits_that_the_library_cannot_take_out_are_drawn(
    tmp_path: Path, head: dict[str, object], length: int
) -> None:
    stream = only(pdf_page_pictures(pdf(tmp_path, b"\xf0" * length, head), 1, LIMITS))
    assert stream.width == 300


@pytest.mark.parametrize("inverted", [False, True])
def test_fax_stays_what_it_was(tmp_path: Path, inverted: bool) -> None:
    bits = page_picture().convert("1", dither=Image.Dither.NONE)
    fax = fax_of(bits)
    parameters = Dictionary(K=-1, Columns=300, Rows=400, BlackIs1=inverted)
    head = BITS | {"Filter": Name.CCITTFaxDecode, "DecodeParms": parameters}
    if inverted:
        head["Decode"] = pikepdf.Array([1, 0])
    stream = only(pdf_page_pictures(pdf(tmp_path, fax, head), 1, LIMITS))
    assert stream.data == fax
    assert stream.inverted is inverted
    assert ("BlackIs1", inverted) in stream.fax


def fax_of(bits: Image.Image) -> bytes:
    """Coded by another program than the one that is tested."""
    coded = io.BytesIO()
    bits.save(coded, "PDF")
    with Pdf.open(coded) as written:
        (drawn,) = written.pages[0].Resources.XObject.values()
        return bytes(drawn.read_raw_bytes())


def test_a_damaged_picture_is_drawn_as_it_shows(tmp_path: Path) -> None:
    stream = only(pdf_page_pictures(pdf(tmp_path, jpeg()[:600], GREY), 1, LIMITS))
    assert stream.width == 300


def test_a_page_of_text_is_drawn(tmp_path: Path) -> None:
    with Pdf.new() as made:
        page = made.add_blank_page(page_size=(216, 288))
        page.Contents = made.make_stream(b"0 g 20 20 100 50 re f")
        made.save(tmp_path / "a.pdf")
    stream = only(pdf_page_pictures(str(tmp_path / "a.pdf"), 1, LIMITS))
    assert (stream.coding, stream.width) == (Coding.FAX, 300)


def test_a_file_that_only_one_reader_opens_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> Pdf:
        raise pikepdf.PdfError(path)

    path = pdf(tmp_path, jpeg(), GREY)
    monkeypatch.setattr("extractor.ingest.pdf_pictures._open", refuse)
    assert only(pdf_page_pictures(path, 1, LIMITS)).data != jpeg()
    assert len(pypdfium2.PdfDocument(path)) == 1
