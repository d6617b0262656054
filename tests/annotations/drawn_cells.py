"""A workspace whose pictures show text: judged cells as training and export read them again."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Spot,
    Submission,
    Verdict,
)
from annotations.crops import Crop
from annotations.runs import Run, Sheet
from annotations.workspace import Workspace

SCALE = 200 / 72
LEFT, TOP, STEP = 40.0, 40.0, 40.0

Cell = tuple[str, str, str]
"""Label, what was read, what is printed; a newline breaks the printed line."""


def judged_document(home: Path, font: str, name: str, cells: list[Cell]) -> Submission:
    """Keep one page that prints the cells, and a judgement that corrected what was misread."""
    workspace = Workspace(home)
    image = Image.new("RGB", (1100, 1400), "white")
    pen = ImageDraw.Draw(image)
    face = ImageFont.truetype(font, 30)
    corrections = []
    for number, (label, read, printed) in enumerate(cells):
        top = TOP + STEP * number
        pen.multiline_text((LEFT * SCALE + 8, top * SCALE + 6), printed, "black", face, spacing=8)
        spot = Spot(1, (LEFT, top, 360.0, top + STEP - 2))
        text = printed.replace("\n", "")
        shown, became = Reading(label, read, spot=spot), Reading(label, text, spot=spot)
        changed = () if read == text else (Aspect.TEXT,)
        verdict = Verdict.CORRECTED if changed else Verdict.UNTOUCHED
        corrections.append(Correction(f"{name}.{number}", (), verdict, shown, became, changed))
    stream = BytesIO()
    image.save(stream, "JPEG", quality=90)
    workspace.keep_page(f"{name}/0001.jpg", stream.getvalue())
    crop = Crop(1, (0.0, 0.0, 1100 / SCALE, 1400 / SCALE), 1100, 1400, f"{name}/0001.jpg")
    workspace.runs.put(Run(name, name * 8, (), {}, (Sheet(0, (crop,), (), 0.5),)))
    submission = Submission(
        document=name * 8,
        form=0,
        run=name,
        engine=(),
        source=Source.LABEL_STUDIO,
        author="7",
        made_at="2031-02-03T00:00:00Z",
        reference=name,
        corrections=tuple(corrections),
    )
    workspace.corrections.add([submission])
    return submission
