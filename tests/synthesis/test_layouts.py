import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.synthesis.forms import department, dual, entry, record, single
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.records import FormRecord
from training.synthesis.sheet import FormSheet, SheetCell, Span, place

LEVELS2 = ("数量指标", "质量指标", "时效指标")


def find(sheet: FormSheet, text: str) -> list[SheetCell]:
    return [cell for cell in sheet.cells if cell.text == text]


def column_texts(sheet: FormSheet, column: int) -> list[str]:
    return [cell.text for cell in sheet.cells if cell.column == column and cell.row_span == 1]


def covered(sheet: FormSheet) -> list[tuple[int, int]]:
    return sorted(
        (row, column)
        for cell in sheet.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    )


@pytest.mark.parametrize("layout", FormLayout)
@pytest.mark.parametrize("form", [single(), dual(), department()], ids=["single", "dual", "dept"])
def test_every_record_fits_every_layout_and_covers_the_grid(
    form: FormRecord, layout: FormLayout
) -> None:
    sheet = record_to_sheet(form, layout)
    grid = [(row, column) for row in range(sheet.n_rows) for column in range(sheet.n_columns)]
    assert covered(sheet) == grid
    texts = [cell.text for cell in sheet.cells]
    for item in form["indicators"]:
        assert item["level3"] in texts
        assert item["value"] in texts
    for goal in form["goals"]:
        assert goal["text"] in texts


@given(
    st.lists(st.tuples(st.sampled_from(("medium_term", "annual")), st.sampled_from(LEVELS2))),
    st.sampled_from(list(FormLayout)),
)
def test_panels_of_any_length_cover_the_grid(
    rows: list[tuple[str, str]], layout: FormLayout
) -> None:
    rows = [*rows, ("annual", "数量指标")]
    entries = [
        entry("annual" if panel == "annual" else "medium_term", f"产出指标/{level2}/事项{n}={n}个")
        for n, (panel, level2) in enumerate(rows)
    ]
    sheet = record_to_sheet(record(*entries), layout)
    assert len(covered(sheet)) == sheet.n_rows * sheet.n_columns
    assert all(len(find(sheet, f"事项{n}")) == 1 for n in range(len(rows)))


def test_stub_and_levels_are_merged_over_their_rows() -> None:
    sheet = record_to_sheet(single(), FormLayout.YANCHI)
    (stub,) = find(sheet, "绩效指标")
    (output,) = find(sheet, "产出指标")
    (quantity,) = find(sheet, "数量指标")
    assert (stub.row_span, output.row_span, quantity.row_span) == (4, 3, 2)
    assert stub.row == output.row == quantity.row


def test_stub_of_a_dual_form_covers_its_header_too() -> None:
    sheet = record_to_sheet(dual(), FormLayout.SUZHOU)
    (stub,) = find(sheet, "绩效指标")
    (head,) = find(sheet, "一级指标")
    assert stub.row == head.row
    assert stub.row_span == sheet.n_rows - head.row


def test_the_shorter_panel_ends_in_empty_cells() -> None:
    sheet = record_to_sheet(dual(), FormLayout.SUZHOU)
    left, right = find(sheet, "数量指标")
    assert left.row_span == right.row_span == 3
    right_names = [
        cell.text
        for cell in sheet.cells
        if cell.column == right.column + 1 and left.row <= cell.row < left.row + 3
    ]
    assert right_names == ["植树面积", "", ""]
    assert len(find(sheet, "产出指标")) == 1


def test_two_panels_in_a_one_panel_layout_stand_one_above_the_other() -> None:
    sheet = record_to_sheet(dual(), FormLayout.JINING)
    (medium,) = find(sheet, "中期绩效指标")
    (annual,) = find(sheet, "年度绩效指标")
    assert medium.row + medium.row_span == annual.row


def test_a_column_that_the_layout_lacks_is_added() -> None:
    form = record(entry("annual", "产出指标/数量指标/植树面积=≥300亩", weight="15"))
    assert find(record_to_sheet(form, FormLayout.JINING), "指标分值权重")
    assert find(record_to_sheet(form, FormLayout.JINING), "15")


def test_money_stands_in_one_cell_with_its_unit() -> None:
    assert find(record_to_sheet(single(), FormLayout.JINING), "金额：35.5万元")


def test_an_empty_field_keeps_its_label_and_a_missing_one_has_none() -> None:
    sheet = record_to_sheet(single(), FormLayout.YANCHI)
    assert find(sheet, "项目期")
    assert not find(sheet, "主管部门")


def test_tasks_leave_an_empty_cell_for_an_amount_that_is_not_printed() -> None:
    sheet = record_to_sheet(department(), FormLayout.SUZHOU)
    (name,) = find(sheet, "二、护林")
    row = [cell.text for cell in sheet.cells if cell.row == name.row]
    assert row == ["二、护林", "8", "8", ""]


def test_the_year_line_is_left_out_where_the_title_has_the_year() -> None:
    form = record(*single()["indicators"], title="2024年预算项目支出绩效目标表")
    assert record_to_sheet(form, FormLayout.JINING).heading == (form["title"],)


@pytest.mark.parametrize(
    "rows",
    [
        [[Span("a")], [Span("b"), Span("c")]],
        [[Span("a", rows=2), Span("b")], [Span("c", columns=2)]],
        [[Span("a", rows=2), Span("b", rows=3)], []],
    ],
    ids=["hole", "overlap", "too tall"],
)
def test_spans_that_do_not_fit_are_refused(rows: list[list[Span]]) -> None:
    with pytest.raises(ValueError, match="cells"):
        place(["t"], rows, [1.0, 1.0])
