"""A page image with the record drawn on it: cells by role, the indicator tree, a legend."""

from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

from extractor.document import PageImage
from extractor.export.marks import Link, Mark, Role, page_links, page_marks
from extractor.geometry import BBox, points_to_pixels
from extractor.record import Record
from extractor.verbatim import Panel

Color = tuple[int, int, int]

COLORS: dict[Role, Color] = {
    Role.TITLE: (120, 60, 160),
    Role.LABEL: (130, 130, 130),
    Role.FIELD: (0, 110, 200),
    Role.FUNDING: (190, 120, 0),
    Role.TASK: (150, 90, 40),
    Role.GOAL: (0, 140, 140),
    Role.LEVEL1: (20, 60, 130),
    Role.LEVEL2: (60, 110, 210),
    Role.LEVEL3: (20, 140, 60),
    Role.VALUE: (240, 130, 20),
    Role.COLUMN: (150, 150, 60),
    Role.SKIPPED: (190, 190, 190),
    Role.UNASSIGNED: (220, 20, 30),
}
_LINK_COLOR: Color = (200, 0, 140)
_DOUBT_COLOR: Color = (220, 20, 30)
_SURE = 0.95  # confidences from here on are not written
_THICK = 3
_NOTE_POINTS = 5.0
_FILL_OPACITY = 40  # of 255: the print stays readable
_LEGEND_POINTS = 9.0
_NEAR = 0.06  # of a cell's width, where a line of the tree begins and ends


def draw_overlay(image: PageImage, records: Iterable[Record], page: int) -> Image.Image:
    """Draw the records on one page.

    Args:
        image: the upright page: quarter turns and skew are taken out, as in the records' boxes.
        records: all records of the document; those that are not on the page draw nothing.
        page: 1-based page number.
    Returns:
        An RGB image of the width of `image`; a legend stands below the page. Cells of the
        medium-term panel have thick outlines, doubtful ones their confidence in a corner.
    """
    on_page = tuple(records)
    sheet = Image.fromarray(image.pixels).convert("RGBA")
    layer = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for record in on_page:
        for mark in page_marks(record, page):
            _draw_mark(draw, mark, image.dpi)
    for record in on_page:
        for link in page_links(record, page):
            _draw_link(draw, link, image.dpi)
    drawn = Image.alpha_composite(sheet, layer).convert("RGB")
    return _with_legend(drawn, image.dpi)


def _draw_mark(draw: ImageDraw.ImageDraw, mark: Mark, dpi: float) -> None:
    color = COLORS[mark.role]
    box = _pixel_box(mark.box, dpi)
    width = _line_width(dpi) * (_THICK if mark.panel is Panel.MEDIUM_TERM else 1)
    draw.rectangle(box, fill=(*color, _FILL_OPACITY), outline=(*color, 255), width=width)
    if mark.confidence < _SURE:
        font = ImageFont.load_default(max(8, round(points_to_pixels(_NOTE_POINTS, dpi))))
        corner = (box[0] + width, box[1] + width)
        draw.text(corner, f"{mark.confidence:.2f}", fill=(*_DOUBT_COLOR, 255), font=font)


def _draw_link(draw: ImageDraw.ImageDraw, link: Link, dpi: float) -> None:
    """From the near quarter of the child to the near quarter of the parent, at mid height.

    Cells of a table touch: a line from edge to edge would have no length.
    """
    to_left = link.parent.center[0] < link.child.center[0]
    near, far = (_NEAR, 1 - _NEAR) if to_left else (1 - _NEAR, _NEAR)
    start = (link.child.x0 + near * link.child.width, link.child.center[1])
    end = (link.parent.x0 + far * link.parent.width, link.parent.center[1])
    points = [points_to_pixels(value, dpi) for value in (*start, *end)]
    width = _line_width(dpi)
    draw.line(points, fill=(*_LINK_COLOR, 200), width=width)
    radius = 2 * width
    x, y = points[0], points[1]
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*_LINK_COLOR, 200))


def _with_legend(page: Image.Image, dpi: float) -> Image.Image:
    """The page with one swatch and name a role below it, wrapped to the page width."""
    size = max(10, round(points_to_pixels(_LEGEND_POINTS, dpi)))
    font = ImageFont.load_default(size)
    entries = [(role.value, color) for role, color in COLORS.items()]
    entries.append(("indicator tree", _LINK_COLOR))
    entries.append(("confidence, where in doubt", _DOUBT_COLOR))
    placed = []
    x, y = size, size // 2
    for name, color in entries:
        width = round(font.getlength(name)) + 3 * size
        if x + width > page.width and x > size:
            x, y = size, y + 2 * size
        placed.append((x, y, name, color))
        x += width
    legend = Image.new("RGB", (page.width, y + 2 * size), (255, 255, 255))
    draw = ImageDraw.Draw(legend)
    for left, top, name, color in placed:
        draw.rectangle((left, top, left + size, top + size), fill=color)
        draw.text((left + round(1.5 * size), top), name, fill=(0, 0, 0), font=font)
    whole = Image.new("RGB", (page.width, page.height + legend.height), (255, 255, 255))
    whole.paste(page, (0, 0))
    whole.paste(legend, (0, page.height))
    return whole


def _pixel_box(box: BBox, dpi: float) -> tuple[float, float, float, float]:
    """The box in pixels with ordered corners, as PIL demands."""
    x0, x1 = sorted((points_to_pixels(box.x0, dpi), points_to_pixels(box.x1, dpi)))
    top, bottom = sorted((points_to_pixels(box.top, dpi), points_to_pixels(box.bottom, dpi)))
    return x0, top, x1, bottom


def _line_width(dpi: float) -> int:
    return max(1, round(dpi / 100))
