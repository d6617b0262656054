"""What corrected records say of cells, against forms of which all is known."""

import numpy as np
import pytest

from extractor.document import Provenance
from extractor.form.rows import sheet_to_rows
from extractor.form.tagged.cells import FormCells, rows_to_cells
from extractor.geometry import BBox
from extractor.grid import Cell, Grid, Layout, Sheet
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES, Role
from training.corrections.cell_truth import UNKNOWN
from training.corrections.derive import derive_targets, derived_share
from training.corrections.simulated import corrected_contract
from training.form_tagger.batches import NO_LINK, example_of
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.synthesis.families.plan import Family

FORMS = 2  # of each family and damage
FIRST = 8_600_000


@pytest.mark.parametrize("damage", list(Damage))
def test_derived_labels_are_those_of_the_form(damage: Damage) -> None:
    known = right = cells = 0
    for family in Family:
        for seed in range(FIRST, FIRST + FORMS):
            case = damaged_form(seed, FormRequest((family,), damage))
            seen = rows_to_cells(sheet_to_rows(case.sheet))
            if [cell.text for cell in seen.seen] != [cell.text for cell in case.tagged.tokens]:
                continue  # text that lost its rows: the truth is told of regrouped cells
            wanted = example_of(case.tagged).targets
            derived = derive_targets(seen, corrected_contract(case.tagged))
            told = derived != UNKNOWN
            known += int(told.sum())
            right += int((derived == wanted)[told].sum())
            cells += derived.size
    assert right / known >= 0.99
    assert known / cells >= 0.6


def table(*rows: tuple[str, ...], layout: Layout = Layout.EXACT) -> FormCells:
    """Cells 10 points wide and high."""
    cells = [
        Cell(text, r, c, where=(Provenance(1, BBox(c * 10, r * 10, c * 10 + 10, r * 10 + 10)),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    sheet = Sheet((Grid(tuple(cells), len(rows), len(rows[0]), layout),))
    return rows_to_cells(sheet_to_rows(sheet))


def contract(
    *rows: dict[str, object], places: dict[str, object] | None = None
) -> dict[str, object]:
    return {
        "title": None,
        "fields": {},
        "other_fields": [],
        "funding": [],
        "tasks": [],
        "goals": [],
        "indicators": list(rows),
        "places": places,
    }


def row(level3: str, value: str, **more: object) -> dict[str, object]:
    levels = {"level1": "产出指标", "level2": "数量指标"}
    return {"panel": "annual", **levels, "level3": level3, "value": value, "inferred": [], **more}


def roles(targets: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[str]:
    return ["?" if role == UNKNOWN else ROLES[role].value for role in targets[:, 0]]


def test_an_indicator_and_the_labels_over_it() -> None:
    cells = table(
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "修路", "≥3条"),
        ("产出指标", "数量指标", "修桥", "≥2座"),
        ("产出指标", "数量指标", "修渠", "≥1条"),
    )
    found = row("修路", "≥3条"), row("修桥", "≥2座"), row("修渠", "≥1条")
    targets = derive_targets(cells, contract(*found))
    assert roles(targets) == ["column_head"] * 4 + ["level1", "level2", "level3", "value"] * 3
    assert [KEYS[key] for key in targets[:6, 2]] == [
        "level1",
        "level2",
        "level3",
        "value",
        "output",
        "quantity",
    ]
    assert list(targets[4:8, 3]) == [NO_LINK, 4, 5, 6]
    assert {PANELS[panel].value for panel in targets[6:8, 1]} == {"annual"}
    assert derived_share(targets) == 1.0


def test_what_the_record_does_not_say_is_not_guessed() -> None:
    cells = table(("产出指标", "数量指标", "修路", "≥3条"), ("备注", "其他", "无关", "≥3条"))
    targets = derive_targets(cells, contract(row("修路", "≥3条"), row("没有印出", "5")))
    assert roles(targets) == ["level1", "level2", "level3", "value", "?", "?", "?", "?"]


def test_texts_alike_are_told_apart_by_their_places() -> None:
    cells = table(("产出指标", "数量指标", "修路", "5", "5"))
    told = row("修路", "5", weight="5")
    assert roles(derive_targets(cells, contract(told)))[3:] == ["?", "?"]
    sight = {
        "value": {"where": [{"page": 1, "box": [30, 0, 40, 10]}]},
        "weight": {"where": [{"page": 1, "box": [40, 0, 50, 10]}]},
    }
    targets = derive_targets(cells, contract(told, places={"indicators": [sight]}))
    assert roles(targets)[3:] == ["value", "weight"]


def test_a_misread_text_is_found_by_its_place() -> None:
    cells = table(("产出指标", "数量指标", "修路里程数", "≥3条"))
    sight = {"level3": {"where": [{"page": 1, "box": [20, 0, 30, 10]}]}}
    told = row("修路理程数", "≥3条")
    assert roles(derive_targets(cells, contract(told)))[2] == "?"
    targets = derive_targets(cells, contract(told, places={"indicators": [sight]}))
    assert roles(targets)[2:] == ["level3", "value"]


def test_a_text_cut_over_two_cells_goes_on() -> None:
    cells = table(
        ("产出指标", "数量指标", "举办招录", "≥3次"),
        ("", "", "专题研讨班", ""),
        layout=Layout.FLATTENED,
    )
    targets = derive_targets(cells, contract(row("举办招录专题研讨班", "≥3次")))
    assert roles(targets) == ["level1", "level2", "level3", "value", "level3"]
    assert targets[4, 4] == 2
    assert targets[4, 3] == targets[2, 3] == 1


def test_no_cells_and_no_indicators_say_nothing() -> None:
    assert len(derive_targets(rows_to_cells(()), contract())) == 0
    assert derived_share(derive_targets(table(("甲", "乙")), contract())) == 0.0
    assert Role.NOISE in ROLES
