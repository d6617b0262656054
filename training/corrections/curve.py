"""The learning curve of a simulation: a table and a picture."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from training.form_tagger.forms import Damage

Line = Mapping[str, Any]
"""A line that `training.simulate_corrections` wrote."""

ASKED = {10: 0.3, 25: 0.5, 50: 0.6}
"""The share by which the error is to fall with so many corrected forms."""
_READERS = ("both", "model")
_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 60, 40, 330, 240, 50
_BLACK, _GREY = (0, 0, 0), (200, 200, 200)
_INKS = {"random": (40, 90, 200), "uncertain": (200, 60, 30)}
_MARKS = {"random": "chosen at random", "uncertain": "chosen by doubt"}


def curve_table(lines: Sequence[Line]) -> str:
    """Strict error by damage, and by how much that of all forms fell, as a Markdown table."""
    heads = ("family", "read by", "chosen", "corrected", "cells", *(d.value for d in Damage))
    told = [f"| {' | '.join((*heads, 'all', 'fell by'))} |", "|---" * (len(heads) + 2) + "|"]
    for family in dict.fromkeys(line["family"] for line in lines):
        own = [line for line in lines if line["family"] == family]
        for reader in _READERS:
            first = next((line for line in own if line["choice"] == "champion"), None)
            for line in sorted(own, key=lambda one: (one["choice"] != "champion", one["choice"])):
                told.append(_told(line, reader, first))
    return "\n".join(told)


def _told(line: Line, reader: str, first: Line | None) -> str:
    errors = [f"{line[f'{name} {reader}']:.3f}" for name in (*(d.value for d in Damage), "all")]
    fell = "–"
    if first is not None and line is not first and first[f"all {reader}"]:
        fell = f"{1 - line[f'all {reader}'] / first[f'all {reader}']:.0%}"
    cells = (
        line["family"],
        reader,
        line["choice"] if line["choice"] == "champion" else f"{line['choice']} {line['seed']}",
        str(line["corrected"]),
        str(line.get("cells", "–")),
        *errors,
        fell,
    )
    return f"| {' | '.join(cells)} |"


def curve_picture(lines: Sequence[Line]) -> Image.Image:
    """Error of all forms, as documents are read, over the number of corrected forms; a panel a
    family. The grey line is what is asked."""
    families = list(dict.fromkeys(line["family"] for line in lines))
    width = _LEFT + len(families) * (_WIDTH + _GAP + _LEFT)
    picture = Image.new("RGB", (width, _TOP + _HEIGHT + 70), "white")
    for place, family in enumerate(families):
        own = [line for line in lines if line["family"] == family]
        _panel(picture, _LEFT + place * (_WIDTH + _GAP + _LEFT), own)
    return picture


def _panel(picture: Image.Image, left: int, lines: Sequence[Line]) -> None:
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    first = next(line["all both"] for line in lines if line["choice"] == "champion")
    top = max(line["all both"] for line in lines) * 1.1 or 1.0
    most = max(50, *(line["corrected"] for line in lines))
    bottom = _TOP + _HEIGHT

    def at(corrected: int, error: float) -> tuple[float, float]:
        return left + corrected / most * _WIDTH, bottom - error / top * _HEIGHT

    pen.rectangle((left, _TOP, left + _WIDTH, bottom), outline=_BLACK)
    pen.text((left, 12), f"family {lines[0]['family']}: strict error", _BLACK, font)
    for share in range(5):
        x, y = at(0, top * share / 4)
        pen.text((x - 6, y), f"{top * share / 4:.2f}", _BLACK, font, anchor="rm")
    asked = [at(0, first), *(at(n, first * (1 - fall)) for n, fall in ASKED.items())]
    pen.line(asked, _GREY, 3)
    for corrected in (0, *ASKED):
        pen.text((at(corrected, 0)[0], bottom + 6), str(corrected), _BLACK, font, anchor="ma")
    pen.text((left + _WIDTH // 2, bottom + 26), "corrected forms", _BLACK, font, anchor="ma")
    runs: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line["choice"] in _INKS:
            runs[line["choice"], line["seed"]].append(line)
    for (choice, _), run in runs.items():
        ordered = sorted(run, key=lambda one: one["corrected"])
        points = [at(0, first), *(at(one["corrected"], one["all both"]) for one in ordered)]
        pen.line(points, _INKS[choice], 2)
        for x, y in points[1:]:
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=_INKS[choice])
    for number, (choice, ink) in enumerate(_INKS.items()):
        place = (left + _WIDTH - 8, _TOP + 8 + 18 * number)
        pen.text(place, _MARKS[choice], ink, font, anchor="ra")
    pen.text((left + _WIDTH - 8, _TOP + 44), "asked", (140, 140, 140), font, anchor="ra")
