"""Scanned forms, drawn: pictures of a table, and PDF and TIFF files made of them."""

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageDraw, ImageFont

ROWS = (
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "新建公厕数量", "≥12座"),
    ("产出指标", "质量指标", "验收合格率", "=100%"),
    ("效益指标", "社会效益指标", "服务居民人数", "≥3500人"),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥95%"),
)
TITLE = "项目支出绩效目标申报表"
SIZE = (1240, 1754)  # A4 at 150 dots per inch
_LEFT, _TOP, _COLUMN, _ROW = 100, 300, 260, 110


def drawn_form(font: str, title: str = TITLE) -> Image.Image:
    """A ruled form, black on white, RGB."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.truetype(font, 44), ImageFont.truetype(font, 26)
    draw.text((380, 160), title, "black", large)
    right, bottom = _LEFT + 4 * _COLUMN, _TOP + len(ROWS) * _ROW
    for row in range(len(ROWS) + 1):
        draw.line((_LEFT, _TOP + row * _ROW, right, _TOP + row * _ROW), "black", 3)
    for column in range(5):
        draw.line((_LEFT + column * _COLUMN, _TOP, _LEFT + column * _COLUMN, bottom), "black", 3)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            at = (_LEFT + column * _COLUMN + 14, _TOP + row * _ROW + 38)
            draw.text(at, text, "black", small)
    return image


def photographed(image: Image.Image) -> Image.Image:
    """The page seen aslant on a grey desk."""
    width, height = image.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array(
        [[70, 60], [width - 30, 20], [width - 60, height - 40], [20, height - 70]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    pixels = cv2.warpPerspective(np.asarray(image), matrix, (width, height), borderValue=(190,) * 3)
    return Image.fromarray(pixels)


def jpeg(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=85, dpi=(150, 150), **options)
    return stream.getvalue()


def tiff(images: Sequence[Image.Image]) -> bytes:
    """A black-and-white TIFF with one frame an image."""
    frames = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    stream = io.BytesIO()
    frames[0].save(
        stream, "TIFF", compression="group4", dpi=(150, 150), save_all=True,
        append_images=frames[1:],
    )  # fmt: skip
    return stream.getvalue()


def scanned_pdf(streams: Sequence[bytes], content: bytes = b"", rotate: int = 0) -> bytes:
    """A PDF with one page a JPEG stream; `content` are operators drawn over each."""
    pdf = Pdf.new()
    for stream in streams:
        with Image.open(io.BytesIO(stream)) as image:
            width, height = image.size
            colours = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
        picture = pdf.make_stream(
            b"",
            Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
                BitsPerComponent=8, ColorSpace=colours,
            ),
        )  # fmt: skip
        picture.write(stream, filter=Name.DCTDecode)
        size = (width * 72 / 150, height * 72 / 150)
        page = pdf.add_blank_page(page_size=size)
        page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        page.Contents = pdf.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /Im0 Do Q " % size + content)
        page.Rotate = rotate
        page.MediaBox = Array([0, 0, *size])
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
