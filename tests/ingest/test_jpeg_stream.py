"""Where a JPEG stream ends, and what it holds."""

import io

import pytest
from PIL import Image

from extractor.ingest.jpeg_stream import JpegHead, jpeg_head


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((48, 32), 80).convert(mode).save(stream, "JPEG", **options)
    return stream.getvalue()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("CMYK", 4)])
def test_size_channels_and_end(mode: str, channels: int, progressive: bool) -> None:
    data = jpeg(mode, progressive=progressive)
    assert jpeg_head(data) == JpegHead(48, 32, channels, 8, len(data))


def test_what_a_camera_appends_is_not_of_the_stream() -> None:
    first = jpeg()
    head = jpeg_head(first + jpeg("L") + b"depth")
    assert head is not None
    assert head.end == len(first)


def test_a_small_picture_within_the_head_is_not_the_end() -> None:
    data = jpeg(exif=b"Exif\0\0" + jpeg("L"))
    head = jpeg_head(data)
    assert head is not None
    assert (head.channels, head.end) == (3, len(data))


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"%PDF-1.7"])
def test_what_is_no_jpeg(data: bytes) -> None:
    assert jpeg_head(data) is None


def test_a_stream_that_is_cut_off_anywhere_is_none() -> None:
    data = jpeg()
    assert all(jpeg_head(data[:end]) is None for end in range(len(data)))


def test_an_arithmetic_stream_is_none_that_every_reader_knows() -> None:
    data = jpeg()
    assert jpeg_head(data.replace(b"\xff\xc0", b"\xff\xc9", 1)) is None
