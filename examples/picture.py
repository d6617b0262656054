"""Make docs/form-and-record.png again: the scan with its overlay, and its record beside it."""

import json
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from record_lines import record_lines

from extractor.engines import default_engines
from extractor.export.json_text import to_json
from extractor.export.overlay import draw_overlay
from extractor.pipeline import Options, extract_document, upright_page_images

HERE = Path(__file__).parent
TARGET = HERE.parent / "docs" / "form-and-record.png"
HEIGHT = 1240
FONT_SIZE = 21
COLORS = 256


def main() -> None:
    """Extract the example scan and draw its first form."""
    data = (HERE / "scanned_forms.pdf").read_bytes()
    engines, options = default_engines(), Options()
    extraction = extract_document(data, "scanned_forms.pdf", engines, options)
    _, page = next(upright_page_images(data, "scanned_forms.pdf", engines, options))
    left = draw_overlay(page, extraction.records, 1)
    left = left.resize((round(left.width * HEIGHT / left.height), HEIGHT), Image.Resampling.LANCZOS)
    right = _text_image(list(record_lines(json.loads(to_json(extraction))["forms"][0])))
    both = Image.new("RGB", (left.width + right.width, HEIGHT), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    TARGET.parent.mkdir(exist_ok=True)
    both.quantize(COLORS, Image.Quantize.FASTOCTREE).save(TARGET, optimize=True)


def _text_image(lines: list[str]) -> Image.Image:
    font = ImageFont.truetype(_font_path(), FONT_SIZE)
    step = min(round(FONT_SIZE * 1.55), (HEIGHT - 40) // len(lines))
    width = round(max(font.getlength(line) for line in lines)) + 60
    image = Image.new("RGB", (width, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        ink = {2: (20, 60, 130), 4: (60, 110, 210)}.get(depth, (30, 30, 30))
        draw.text((30 + depth * 12, 20 + number * step), line.strip(), ink, font)
    return image


def _font_path() -> str:
    command = ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:lang=zh-cn"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
