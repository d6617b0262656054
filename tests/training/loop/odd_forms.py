"""Wide tables whose heads are worded as no other form words them, drawn, printed and scanned; and
an annotator who knows what was drawn."""

import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from annotations.labels import COLUMN_WORDS, LABEL_WORDS
from extractor.form.rows import fold
from models.form_tagger.roles import Role
from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.families.compose import compose_plan
from training.synthesis.families.plan import Family, sample_plan
from training.synthesis.printing.blocks import TableBlock
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.sheet import FormSheet, SheetCell
from training.synthesis.style import Orientation, PageStyle

Json = dict[str, Any]

WORDINGS: Mapping[str, str] = {
    "一级指标": "考核维度",
    "二级指标": "考核要素",
    "三级指标": "考核事项",
    "指标性质": "判定方式",
    "指标值": "预期数",
    "度量单位": "计量",
    "权重": "占比",
    "指标方向性": "走向",
    "指标说明": "备注",
    "完成值": "实绩",
    "绩效指标": "考核内容",
}
_SEED = 77
_MOST_ROWS, _MOST_COLUMNS = 14, 10
_LABELS = {
    Role.LEVEL1: ("level1", None),
    Role.LEVEL2: ("level2", None),
    Role.LEVEL3: ("level3", None),
    Role.NUMBER: ("value", None),
    Role.VALUE: ("value", None),
    Role.SIGN: ("column", "operator"),
    Role.UNIT: ("column", "unit"),
    Role.DIRECTION: ("column", "direction"),
    Role.WEIGHT: ("column", "weight"),
    Role.ACTUAL: ("column", "actual_value"),
    Role.EXPLANATION: ("column", "extra"),
    Role.COLUMN_HEAD: ("label", None),
}
_ALIKE = 0.6
_SAME_PLACE = 2.0
"""Percent of the picture, width and height together, that a box may be off its cell."""


@dataclass(frozen=True, slots=True)
class OddForm:
    """One form: its cells with their meaning, and the indicators that it prints."""

    seed: int
    sheet: FormSheet
    rows: Sequence[Mapping[str, Any]]

    def scan(self, folder: Path) -> Path:
        """The form on a landscape page, printed and scanned."""
        style = PageStyle(size_pt=9.0, orientation=Orientation.LANDSCAPE)
        images = pdf_to_images(sheet_to_pdf(self.sheet, style, PdfEngine.WEASYPRINT), 200.0)
        worn = ScanStyle(dpi=(150.0, 150.0), jpeg_quality=(70, 70), seal_chance=0.0)
        scan = scan_pages(images, 200.0, seed=self.seed, style=worn)
        path = folder / f"odd{self.seed}.pdf"
        path.write_bytes(jpegs_to_pdf(scan.pages, scan.dpi))
        return path


def odd_forms() -> Iterator[OddForm]:
    """Forms of one project on one page, always the same ones."""
    seed = 0
    while True:
        seed += 1
        rng = np.random.default_rng([seed, _SEED])
        drawn = compose_plan(rng, sample_plan(rng, Family.WIDE))
        tables = [block.sheet for block in drawn.blocks if isinstance(block, TableBlock)]
        if len(drawn.records) > 1 or len(tables) > 1:
            continue
        (sheet,) = tables
        tree = any(cell.role == Role.LEVEL2 for cell in sheet.cells)
        if tree and sheet.n_rows <= _MOST_ROWS and sheet.n_columns <= _MOST_COLUMNS:
            rows: Any = drawn.records[0]["indicators"]
            yield OddForm(seed, _reworded(sheet), rows)


def _reworded(sheet: FormSheet) -> FormSheet:
    cells = (
        replace(cell, text=WORDINGS.get(cell.text, cell.text))
        if cell.role == Role.COLUMN_HEAD
        else cell
        for cell in sheet.cells
    )
    return replace(sheet, cells=tuple(cells))


class Annotator:
    """Corrects what Label Studio shows of a form: labels of cells, their columns, their texts."""

    def __init__(self, form: OddForm) -> None:
        self._cells = form.sheet.cells
        self._by_text: dict[str, list[SheetCell]] = defaultdict(list)
        for cell in form.sheet.cells:
            self._by_text[fold(cell.text)].append(cell)

    def correct(self, shown: Sequence[Json]) -> list[Json]:
        """The results after the correction; relations and boxes stay, but of two boxes of one cell
        one is deleted."""
        results = copy.deepcopy(list(shown))
        places = self._places(results)
        seen = set()
        for box in [r for r in results if r.get("from_name") == "cell"]:
            if (corner := _corner(box)) in seen:
                results = [r for r in results if r.get("id") != box["id"]]
                continue
            seen.add(corner)
            own = [r for r in results if r.get("id") == box["id"]]
            text = next((r for r in own if r["from_name"] == "text"), None)
            cell = None if text is None else self._meant(text, places)
            if cell is None or text is None or cell.role not in _LABELS:
                continue
            text["value"]["text"] = [cell.text]
            label, key = _LABELS[Role(cell.role)]
            box["value"]["rectanglelabels"] = [LABEL_WORDS[label]]
            results = [r for r in results if r not in own or r["from_name"] in ("cell", "text")]
            if key is not None:
                results.append(_choice(box, "column", COLUMN_WORDS[key]))
            elif label == "level3":
                results += [r for r in own if r["from_name"] == "concept"]
        return results

    def _places(self, results: Sequence[Json]) -> "_Places":
        """Where columns and rows stand, by the cells whose text was drawn once."""
        columns: dict[int, list[float]] = defaultdict(list)
        rows: dict[int, list[float]] = defaultdict(list)
        for result in results:
            if result.get("from_name") == "text":
                cells = self._by_text.get(fold(result["value"]["text"][0]), [])
                if len(cells) == 1 and cells[0].column_span == 1:
                    columns[cells[0].column].append(_middle(result, "x", "width"))
                if len(cells) == 1 and cells[0].row_span == 1:
                    rows[cells[0].row].append(_middle(result, "y", "height"))
        return _Places(_medians(columns), _medians(rows))

    def _meant(self, text: Json, places: "_Places") -> SheetCell | None:
        """The cell that was drawn there: of those that read alike the nearest one, else the one in
        this place."""
        seen = fold(text["value"]["text"][0])
        cells = self._by_text.get(seen) or self._like(seen)
        if cells:
            return min(cells, key=lambda cell: places.distance(cell, text))
        near = [cell for cell in self._cells if places.distance(cell, text) < _SAME_PLACE]
        return near[0] if len(near) == 1 else None

    def _like(self, seen: str) -> list[SheetCell]:
        """Cells whose text was misread as this."""
        near = {text: SequenceMatcher(None, seen, text).ratio() for text in self._by_text}
        best = max(near, key=lambda text: near[text])
        return self._by_text[best] if near[best] >= _ALIKE else []


@dataclass(frozen=True, slots=True)
class _Places:
    """The middles of columns and rows, in percent of the picture."""

    columns: Mapping[int, float]
    rows: Mapping[int, float]

    def distance(self, cell: SheetCell, result: Json) -> float:
        """How far a drawn cell of one row and column is from a box; columns count most."""
        x = self.columns.get(cell.column, 500.0) - _middle(result, "x", "width")
        y = self.rows.get(cell.row, 100.0) - _middle(result, "y", "height")
        return abs(x) + abs(y)


def _medians(found: Mapping[int, Sequence[float]]) -> Mapping[int, float]:
    return {number: float(np.median(middles)) for number, middles in found.items()}


def _middle(result: Json, start: str, size: str) -> float:
    return float(result["value"][start]) + float(result["value"][size]) / 2


def _corner(box: Json) -> tuple[int, float, float]:
    return box["item_index"], round(box["value"]["x"], 1), round(box["value"]["y"], 1)


def _choice(box: Json, control: str, word: str) -> Json:
    place = {name: box["value"][name] for name in ("x", "y", "width", "height", "rotation")}
    kept = {name: value for name, value in box.items() if name != "score"}
    made = {"from_name": control, "type": "choices", "value": place | {"choices": [word]}}
    return kept | made
