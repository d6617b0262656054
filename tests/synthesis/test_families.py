import numpy as np
import pytest

from models.form_tagger.roles import Role
from training.synthesis.families.compose import Composition, compose_form
from training.synthesis.families.plan import Family
from training.synthesis.families.sections import Section, fit_edges, join_sections
from training.synthesis.printing.blocks import TableBlock
from training.synthesis.sheet import FormSheet, SheetCell, Span

LEVELS = {Role.LEVEL3: Role.LEVEL2, Role.LEVEL2: Role.LEVEL1}


def draw(family: Family, seed: int) -> Composition:
    return compose_form(np.random.default_rng(seed), family)


def form_sheet(composition: Composition) -> FormSheet:
    """The sheet that has the indicators."""
    return next(
        block.sheet
        for block in composition.blocks
        if isinstance(block, TableBlock)
        and any(cell.role == Role.LEVEL3 for cell in block.sheet.cells)
    )


def with_role(sheet: FormSheet, role: Role) -> list[SheetCell]:
    return [cell for cell in sheet.cells if cell.role == role]


@pytest.mark.parametrize("family", Family)
def test_every_cell_of_a_form_has_a_role_that_exists(family: Family) -> None:
    for seed in range(15):
        for cell in form_sheet(draw(family, seed)).cells:
            assert Role(cell.role)


@pytest.mark.parametrize("family", Family)
def test_a_level_hangs_on_the_level_above_that_covers_its_row(family: Family) -> None:
    for seed in range(15):
        sheet = form_sheet(draw(family, seed))
        if not with_role(sheet, Role.LEVEL1):
            continue
        for cell in sheet.cells:
            if cell.role in LEVELS and cell.parent is not None:
                above = sheet.cells[cell.parent]
                assert above.role == LEVELS[Role(cell.role)]
                assert above.column < cell.column
        merged = [c for c in sheet.cells if c.role == Role.LEVEL2 and c.row_span > 1]
        for cell in merged:
            assert cell.parent is not None


@pytest.mark.parametrize("family", Family)
def test_what_the_record_holds_is_printed(family: Family) -> None:
    for seed in range(15):
        composition = draw(family, seed)
        sheet = form_sheet(composition)
        texts = {cell.text for cell in sheet.cells}
        for record in composition.records:
            for entry in record["indicators"]:
                assert {entry["level3"], entry["value"]} <= texts
            for goal in record["goals"]:
                assert goal["text"] in texts
            for key, text in record["fields"].items():
                assert text is None or text in texts, key


def test_a_seed_gives_one_form() -> None:
    assert draw(Family.TWO_PANELS, 4) == draw(Family.TWO_PANELS, 4)
    assert draw(Family.TWO_PANELS, 4) != draw(Family.TWO_PANELS, 5)


def test_sections_share_a_grid_of_all_their_edges() -> None:
    upper = Section((0.0, 0.2, 1.0), ((Span("a"), Span("b")),))
    lower = Section((0.0, 0.5, 1.0), ((Span("c"), Span("d")),))
    sheet = join_sections([upper, lower], [])
    assert sheet.n_columns == 3
    assert [(c.text, c.column, c.column_span) for c in sheet.cells] == [
        ("a", 0, 1),
        ("b", 1, 2),
        ("c", 0, 2),
        ("d", 2, 1),
    ]


def test_merged_cells_of_a_section_push_the_next_row_to_the_right() -> None:
    section = Section((0.0, 0.3, 1.0), ((Span("a", rows=2), Span("b")), (Span("c"),)))
    sheet = join_sections([section, Section((0.0, 0.6, 1.0), ((Span("d"), Span("e")),))], [])
    assert [(c.text, c.row, c.column, c.column_span) for c in sheet.cells[:3]] == [
        ("a", 0, 0, 1),
        ("b", 0, 1, 2),
        ("c", 1, 1, 2),
    ]


def test_fitted_edges_grow_and_leave_no_sliver() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        known = (0.0, *sorted(float(e) for e in rng.uniform(0.1, 0.9, 5)), 1.0)
        edges = fit_edges(rng, (0.15, 0.5, 0.65), known)
        assert np.diff(edges).min() > 0.05
        for edge in edges:
            assert edge in known or min(abs(edge - k) for k in known) > 0.02
