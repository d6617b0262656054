"""What the tagger said, line by line: row, role, panel, confidence, text and parent."""

from extractor.export.marks import Role as MarkRole
from extractor.export.overlay import COLORS
from extractor.export.tags_text import reading_to_lines
from extractor.form.tagged.forms import read_tags
from tests.form.drawing import draw_sheet
from tests.form.tagged.stub_tagger import StubTagger
from tests.form.tagged.test_tagged_forms import FORM, SAID


def lines() -> dict[str, tuple[str, tuple[int, int, int]]]:
    (reading,) = read_tags(draw_sheet(FORM), StubTagger(SAID))
    shown = list(reading_to_lines(reading))
    return {text: next(s for s in shown if f" {text}" in s[0]) for text in SAID}


def test_a_line_names_role_panel_confidence_and_owner() -> None:
    text, _ = lines()["≤1次"]
    role, panel, sure, printed, arrow, owner, chance = text.split()[1:]
    assert (role, panel, printed, arrow, owner) == ("value", "annual", "≤1次", "→", "返工")
    assert 0.9 < float(sure) < 1
    assert 0.9 < float(chance) <= 1


def test_a_text_that_belongs_to_nothing_has_no_arrow() -> None:
    assert "→" not in lines()["产甲"][0]


def test_lines_have_the_colours_of_the_overlay() -> None:
    shown = lines()
    assert shown["产甲"][1] == COLORS[MarkRole.LEVEL1]
    assert shown["≤1次"][1] == COLORS[MarkRole.VALUE]
    assert shown["事项"][1] == COLORS[MarkRole.LABEL]


def test_a_long_text_is_cut() -> None:
    long = "很长的指标名称" * 20
    text = FORM.replace("清淤长度", long)
    (reading,) = read_tags(draw_sheet(text), StubTagger(SAID))
    assert all(len(line) < 140 for line, _ in reading_to_lines(reading))
    assert any("…" in line for line, _ in reading_to_lines(reading))
