"""The picture of a page of an image file, as it is stored."""

import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractor.errors import UnreadableFileError
from extractor.ingest.decode import Decoder
from extractor.ingest.frame_pictures import frame_picture
from extractor.ingest.image_streams import Coding, ImageStream
from extractor.ingest.limits import Limits

LIMITS = Limits()
SHADES = np.repeat(np.repeat(np.array([[0, 80], [160, 240]], np.uint8), 60, 0), 90, 1)


Picture = Callable[[str, int], tuple[ImageStream, ...]]


@pytest.fixture(scope="module")
def picture() -> Iterator[Picture]:
    """Asked for in a child process, as it always is."""
    with Decoder(LIMITS) as decoder:
        yield lambda path, number: decoder.run(60.0, frame_picture, path, number, LIMITS)


def stored(path: Path, image: Image.Image, form: str, **options: object) -> str:
    image.save(path, form, **options)
    return str(path)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_kept_and_stands_as_its_tag_says(
    tmp_path: Path, picture: Picture, orientation: int
) -> None:
    """The middle of each quarter of the picture lies where the upright picture has its shade."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = stored(tmp_path / "a.jpg", Image.fromarray(SHADES), "JPEG", exif=exif, quality=95)
    (stream,) = picture(path, 1)
    assert stream.data == Path(path).read_bytes()
    with Image.open(path) as image:
        upright = np.asarray(_upright(image))
    for row in (0, 1):
        for column in (0, 1):
            x, y = stream.place.point(0.25 + column / 2, 0.75 - row / 2)
            seen = upright[int(y * upright.shape[0]), int(x * upright.shape[1])]
            assert abs(int(seen) - int(SHADES[60 * row + 30, 90 * column + 45])) < 8


def _upright(image: Image.Image) -> Image.Image:
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def test_dots_are_not_coded_as_fax(tmp_path: Path, picture: Picture) -> None:
    dots = Image.fromarray(np.indices((200, 300)).sum(axis=0) % 2 == 0)
    (stream,) = picture(stored(tmp_path / "a.png", dots, "PNG"), 1)
    assert stream.coding is Coding.FLATE
    assert zlib.decompress(stream.data) == dots.tobytes()


def test_frames_of_bits_keep_every_pixel(tmp_path: Path, picture: Picture) -> None:
    frames = [Image.new("1", (903, 700), 1) for _ in range(3)]
    for number, frame in enumerate(frames):
        for step in range(40):
            at = (17 * step * (number + 3) % 880, 29 * step % 680)
            ImageDraw.Draw(frame).ellipse((*at, at[0] + 13 + step, at[1] + 11), fill=0)
    path = stored(tmp_path / "a.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:])
    for number in (2, 1, 3):
        (stream,) = picture(path, number)
        assert stream.coding is Coding.FAX
        assert (decoded(stream.data, stream.width, stream.height) == frames[number - 1]).all()


def decoded(fax: bytes, width: int, height: int) -> np.ndarray:
    import pikepdf

    with pikepdf.Pdf.new() as pdf:
        image = pdf.make_stream(
            b"",
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
                BitsPerComponent=1, ColorSpace=pikepdf.Name.DeviceGray,
            ),
        )  # fmt: skip
        parameters = pikepdf.Dictionary(K=-1, Columns=width, Rows=height)
        image.write(fax, filter=pikepdf.Name.CCITTFaxDecode, decode_parms=parameters)
        return np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("1"))


def test_other_pictures_become_jpeg_in_as_many_channels_as_they_need(
    tmp_path: Path, picture: Picture
) -> None:
    grey = stored(tmp_path / "g.png", Image.fromarray(SHADES).convert("RGB"), "PNG")
    red = stored(tmp_path / "r.png", Image.new("RGB", (90, 60), (200, 20, 20)), "PNG")
    found = [picture(path, 1)[0] for path in (grey, red)]
    assert [(one.coding, one.channels) for one in found] == [(Coding.JPEG, 1), (Coding.JPEG, 3)]


def test_cmyk_is_turned_into_what_every_reader_shows_alike(
    tmp_path: Path, picture: Picture
) -> None:
    path = stored(tmp_path / "a.jpg", Image.new("CMYK", (90, 60), (0, 200, 200, 0)), "JPEG")
    (stream,) = picture(path, 1)
    assert stream.channels == 3
    with Image.open(io.BytesIO(stream.data)) as image:
        assert image.mode == "RGB"


def test_what_shows_no_character_has_no_picture(tmp_path: Path, picture: Picture) -> None:
    path = stored(tmp_path / "a.png", Image.new("RGB", (4, 4), (9, 99, 9)), "PNG")
    assert picture(path, 1) == ()


def test_a_frame_that_is_not_there(tmp_path: Path, picture: Picture) -> None:
    frames = [Image.new("1", (90, 60))] * 2
    path = stored(tmp_path / "a.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(UnreadableFileError):
        picture(path, 5)
