"""What a page break costs: each gold form printed whole on one sheet and cut over two or more.

Both prints have the same layout, font, size and width; only the height of the sheet differs.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from training.evaluation.cases import Case, GoldForm, Level, assign
from training.evaluation.inputs import IMAGE_DPI
from training.evaluation.run import Evaluation, predict
from training.evaluation.scores import Counts, f1
from training.synthesis.degrade import scan_pages
from training.synthesis.html import sheet_to_html
from training.synthesis.layouts import record_to_sheet
from training.synthesis.render import Pixels, images_to_pdf, jpegs_to_pdf, pdf_to_images
from training.synthesis.style import PageStyle

SIZES_PT = (10.5, 9.0, 8.0, 7.5, 7.0)
PAPERS_MM = ((210.0, 297.0), (297.0, 420.0))
CUT_SHARE = 0.55
"""What of the print the low sheet holds between its margins."""
_ROUNDS = 2000


class Sheet(StrEnum):
    """How a form is spread over paper; also the name of its predictions."""

    WHOLE = "whole"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class CutPair:
    """The image-only PDFs of one form."""

    whole: bytes
    cut: bytes


@dataclass(frozen=True, slots=True)
class CutLoss:
    """Strict F1 of whole and cut forms; `loss` is whole less cut, with its 95 % bootstrap interval
    over forms."""

    forms: int
    whole: float
    cut: float
    loss: float
    low: float
    high: float


def measure_cut(run: Evaluation, chosen: Sequence[str], level: Level) -> CutLoss:
    """Extract both prints of the chosen forms, as clean images or as scans. Forms that need more
    than one large sheet at the smallest size are left out."""
    run.predictions.mkdir(parents=True, exist_ok=True)
    names = []
    for number, name in enumerate(run.gold):
        if name in chosen and _predict_pair(run, name, number, level):
            names.append(name)
    counts = {
        sheet: run.scorer.evaluate(run.gold, str(run.predictions), f"{level}-{sheet}")
        for sheet in Sheet
    }
    return cut_loss(
        [counts[Sheet.WHOLE][name] for name in names], [counts[Sheet.CUT][name] for name in names]
    )


def cut_loss(whole: Sequence[Counts], cut: Sequence[Counts]) -> CutLoss:
    """The loss over forms that are given in the same order."""
    rng = np.random.default_rng(0)
    losses = []
    for _ in range(_ROUNDS):
        chosen = rng.integers(0, len(whole), len(whole))
        losses.append(
            f1([whole[i] for i in chosen], "strict") - f1([cut[i] for i in chosen], "strict")
        )
    low, high = np.quantile(losses, (0.025, 0.975))
    ours = f1(whole, "strict"), f1(cut, "strict")
    return CutLoss(len(whole), *ours, ours[0] - ours[1], float(low), float(high))


def cut_line(level: Level, loss: CutLoss) -> str:
    """One line for a reader."""
    return (
        f"{level}, {loss.forms} forms: whole {loss.whole:.3f}, cut by page breaks {loss.cut:.3f}, "
        f"loss {loss.loss:+.3f} ({loss.low:+.3f} to {loss.high:+.3f})"
    )


def _predict_pair(run: Evaluation, name: str, number: int, level: Level) -> bool:
    record = json.loads((run.shared / "forms" / "gold" / f"{name}.json").read_text("utf-8"))
    case = assign(GoldForm(name, record, record["source"]), number, Level.CLEAN, run.shift)
    paths = _pair_files(case, level, run.work / "inputs")
    for sheet, path in paths.items():
        predict(run, path, run.predictions / f"{name}.{level}-{sheet}.json")
    return bool(paths)


def _pair_files(case: Case, level: Level, folder: Path) -> Mapping[Sheet, Path]:
    key = hashlib.sha256(
        json.dumps([case.form.record, case.layout, case.style.font, level], sort_keys=True).encode()
    ).hexdigest()[:24]
    paths = {sheet: folder / f"{key}-{sheet}.pdf" for sheet in Sheet}
    if not all(path.exists() for path in paths.values()):
        pair = cut_pair(case, level)
        if pair is None:
            return {}
        folder.mkdir(parents=True, exist_ok=True)
        paths[Sheet.WHOLE].write_bytes(pair.whole)
        paths[Sheet.CUT].write_bytes(pair.cut)
    return paths


def cut_pair(case: Case, level: Level) -> CutPair | None:
    """Both prints of a form, in the largest size at which it fits one sheet; None for none."""
    sheet = record_to_sheet(case.form.record, case.layout)
    for width, height in PAPERS_MM:
        for size in SIZES_PT:
            style = PageStyle(case.style.font, size)
            text = sheet_to_html(sheet, style)
            whole = _print(text, width, height)
            if len(whole) == 1:
                low = CUT_SHARE * _printed_mm(whole[0]) + 2 * style.margin_mm
                cut = _print(text, width, low)
                return CutPair(_scan(whole, level, case.number), _scan(cut, level, case.number))
    return None


def _print(text: str, width: float, height: float) -> list[Pixels]:
    from weasyprint import HTML

    paper = f"@page {{ size: {width}mm {height}mm }}</style>"
    return pdf_to_images(HTML(string=text.replace("</style>", paper)).write_pdf(), IMAGE_DPI)


def _printed_mm(page: Pixels) -> float:
    """Height of what is printed."""
    rows = np.flatnonzero(page.min(axis=(1, 2)) < 128)
    return float(rows[-1] - rows[0]) / IMAGE_DPI * 25.4


def _scan(pages: list[Pixels], level: Level, seed: int) -> bytes:
    if level is Level.CLEAN:
        return images_to_pdf(pages, IMAGE_DPI)
    scan = scan_pages(pages, IMAGE_DPI, seed)
    return jpegs_to_pdf(scan.pages, scan.dpi)
