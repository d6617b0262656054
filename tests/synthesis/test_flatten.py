import pytest

from tests.synthesis.forms import dual, entry, record, single
from training.synthesis.flatten import Damage, flatten
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.sheet import FormSheet

SHEET = record_to_sheet(single(), FormLayout.YANCHI)
LONG = record_to_sheet(
    record(*(entry("annual", f"产出指标/数量指标/事项{n}={n}个") for n in range(6))),
    FormLayout.YANCHI,
)


def rows(sheet: FormSheet, damage: Damage, seed: int = 1) -> list[list[str]]:
    return [line.split("\t") for line in flatten(sheet, damage, seed).split("\n")]


def test_merged_cells_are_followed_by_blanks() -> None:
    assert ["绩效指标", "产出指标", "数量指标", "植树面积", "≥300亩"] in rows(SHEET, Damage.NONE)
    assert ["", "", "", "补植株数", "≥1200株"] in rows(SHEET, Damage.NONE)


def test_a_shifted_row_loses_its_leading_blanks() -> None:
    assert ["补植株数", "≥1200株"] in rows(SHEET, Damage.SHIFTED)


def test_a_half_shifted_row_keeps_its_value_in_place() -> None:
    (row,) = [row for row in rows(SHEET, Damage.HALF_SHIFTED) if "补植株数" in row]
    assert len(row) == 5
    assert row.index("补植株数") < 3
    assert row[4] == "≥1200株"


def test_a_label_stands_in_the_middle_of_its_rows() -> None:
    labels = [row[2] for row in rows(LONG, Damage.MID_LABEL) if "事项" in "".join(row)]
    assert labels == ["", "", "", "数量指标", "", ""]


def test_a_lost_level1_is_blank() -> None:
    before = flatten(SHEET, Damage.NONE, 1)
    after = flatten(SHEET, Damage.LOST_LEVEL1, 1)
    lost = [label for label in ("产出指标", "效益指标") if after.count(label) < before.count(label)]
    assert len(lost) == 1


def test_a_page_break_is_a_blank_line_inside_a_block() -> None:
    behind = flatten(LONG, Damage.PAGE_BREAK, 1).split("\n\n")[-1]
    assert "事项5" in behind
    assert "事项0" not in behind


@pytest.mark.parametrize("damage", Damage)
def test_no_text_is_lost_but_a_level1_and_the_seed_decides(damage: Damage) -> None:
    sheet = record_to_sheet(dual(), FormLayout.TIANCHANG)
    text = flatten(sheet, damage, 4)
    assert text == flatten(sheet, damage, 4)
    for cell in sheet.cells:
        if damage is not Damage.LOST_LEVEL1:
            assert cell.text.replace("\n", " ") in text
