from dataclasses import replace

import numpy as np
import pytest

from models.form_tagger.roles import Role
from training.synthesis.printing.blocks import TableBlock
from training.synthesis.printing.edges import (
    GridEdges,
    Stretch,
    cell_edges,
    drawn_edges,
    edges_to_stretches,
)
from training.synthesis.printing.look import (
    Look,
    RulePattern,
    Ruling,
    Stroke,
    sample_look,
)
from training.synthesis.printing.strokes import inner_pen, line_centre, paint_rule, rule_width
from training.synthesis.sheet import FormSheet, Span, place
from training.synthesis.truth import Direction


def sheet() -> FormSheet:
    """A field row, a head row, two indicators under one merged label."""
    head, leaf = Role.COLUMN_HEAD, Role.LEVEL3
    rows = [
        (Span("项目名称", role="field_label"), Span("绿化", columns=2, role="field_value")),
        (Span("二级", role=head), Span("三级", role=head), Span("值", role=head)),
        (Span("数量", rows=2, tag="t"), Span("面积", role=leaf, above="t"), Span("3")),
        (Span("株数", role=leaf, above="t"), Span("4")),
    ]
    return place([], rows, [1, 2, 1])


def look(pattern: RulePattern) -> Look:
    drawn = sample_look(np.random.default_rng(1), "Noto Sans CJK SC", Ruling.RULED, 3)
    return replace(drawn, rules=replace(drawn.rules, pattern=pattern))


def drawn(pattern: RulePattern, **cuts: bool) -> GridEdges:
    return drawn_edges(TableBlock(sheet(), **cuts), look(pattern))


def test_edges_inside_merged_cells_are_none() -> None:
    edges = cell_edges(sheet())
    assert edges.across.tolist() == [[True] * 3] * 3 + [[False, True, True], [True] * 3]
    assert edges.down.tolist() == [[True, True, False, True], *[[True] * 4] * 3]


def test_three_lines_are_above_and_below_the_heads_and_at_the_ends() -> None:
    edges = drawn(RulePattern.THREE_LINES)
    assert edges.across.all(axis=1).tolist() == [True, True, True, False, True]
    assert not edges.down.any()


def test_blocks_have_no_line_between_their_rows() -> None:
    edges = drawn(RulePattern.BLOCKS)
    assert edges.across[3].tolist() == [False, False, False]
    assert edges.down[3].all()


@pytest.mark.parametrize("pattern", RulePattern)
def test_only_edges_of_cells_are_drawn(pattern: RulePattern) -> None:
    edges, shown = cell_edges(sheet()), drawn(pattern)
    assert not (shown.across & ~edges.across).any()
    assert not (shown.down & ~edges.down).any()


def test_an_unbordered_cut_is_open() -> None:
    open_look = replace(
        look(RulePattern.ALL), breaks=replace(look(RulePattern.ALL).breaks, bordered=False)
    )
    edges = drawn_edges(TableBlock(sheet(), cut_above=True), open_look)
    assert not edges.across[0].any()
    assert edges.across[-1].all()


def test_stretches_are_as_long_as_they_can_be() -> None:
    stretches = edges_to_stretches(cell_edges(sheet()), drawn(RulePattern.ALL))
    assert Stretch(Direction.ACROSS, 3, 1, 3, True) in stretches
    assert Stretch(Direction.DOWN, 2, 1, 4, True) in stretches
    assert len(stretches) == 5 + 4


def test_a_stretch_ends_where_drawing_ends() -> None:
    stretches = edges_to_stretches(cell_edges(sheet()), drawn(RulePattern.HEAD_ONLY))
    assert Stretch(Direction.DOWN, 0, 0, 2, True) in stretches
    assert Stretch(Direction.DOWN, 0, 2, 4, False) in stretches


@pytest.mark.parametrize("snapped", [True, False], ids=["snapped", "between pixels"])
def test_the_middle_of_the_ink_is_where_the_rule_is_said_to_be(snapped: bool) -> None:
    rules = replace(
        look(RulePattern.ALL).rules, snapped=snapped, stroke=Stroke.SOLID, width_pt=0.8, darkness=0
    )
    at = line_centre(20.3, rule_width(rules, 0.8), rules)
    pixels = np.full((40, 60, 3), 255, np.uint8)
    paint_rule(pixels, Direction.ACROSS, (at, 10.0, 50.0), inner_pen(rules))
    ink = 255.0 - pixels[:, 30, 0]
    middle = float((ink * (np.arange(40) + 0.5)).sum() / ink.sum())
    assert middle == pytest.approx(at, abs=0.03)
    assert abs(at - 20.3) <= 0.51
