import numpy as np
import pytest

from extractor.grid import Layout
from models.form_tagger.roles import Role, TaggedPanel
from training.form_tagger.breaks import break_pages
from training.form_tagger.damage import (
    DAMAGES,
    centre_labels,
    drop_rows,
    glue_cells,
    lose_labels,
    shift_rows,
    split_cells,
)
from training.form_tagger.flatten import flatten
from training.form_tagger.grids import draw_form
from training.form_tagger.noise import misread
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.form_tagger.printed import drawn_to_tagged
from training.form_tagger.tagged import TaggedForm
from training.synthesis.families.compose import compose_form
from training.synthesis.families.plan import Family


def drawn(seed: int = 5, family: Family = Family.ONE_PANEL) -> Drawn:
    composition = compose_form(np.random.default_rng(seed), family)
    form = draw_form(composition.blocks, composition.records[0], family.value)
    form.layout = Layout.FLATTENED
    return form


def texts(form: TaggedForm, role: Role) -> list[str]:
    pairs = zip(form.tokens, form.truths, strict=True)
    return [token.text for token, truth in pairs if truth.role is role]


def names(form: TaggedForm) -> list[str]:
    return [entry["level3"] for entry in form.record["indicators"]]


def test_undamaged_rows_print_the_record() -> None:
    before = drawn_to_tagged(drawn())

    assert names(before) == names(drawn_to_tagged(drawn()))
    assert before.record["indicators"][0]["level1"] == before.record["indicators"][1]["level1"]


def test_a_lost_level_is_restored_in_the_record_by_its_usual_name() -> None:
    form = drawn()
    printed = len(texts(drawn_to_tagged(form), Role.LEVEL1))
    for leaf in form.leaves:
        leaf.level1 = leaf.level1.replace("产出指标", "预期产出")
    lose_labels(form, np.random.default_rng(1))
    after = drawn_to_tagged(form)
    known = {"产出指标", "效益指标", "满意度指标", "成本指标"} | set(texts(after, Role.LEVEL1))

    assert {entry["level1"] for entry in after.record["indicators"]} <= known
    assert len(texts(after, Role.LEVEL1)) < printed
    assert any(t.role is Role.LEVEL2 and t.parent is None for t in after.truths)


@pytest.mark.parametrize("seed", range(4))
def test_shifted_and_centred_rows_say_the_same(seed: int) -> None:
    form = drawn()
    before = drawn_to_tagged(form)
    centre_labels(form, np.random.default_rng(seed))
    shift_rows(form, np.random.default_rng(seed))
    after = drawn_to_tagged(form)

    assert after.record == before.record
    assert sorted(t.text for t in after.tokens) == sorted(t.text for t in before.tokens)


def test_a_dropped_row_is_dropped_from_the_record() -> None:
    form = drawn()
    before = drawn_to_tagged(form)
    drop_rows(form, np.random.default_rng(2))

    assert len(drawn_to_tagged(form).record["indicators"]) < len(before.record["indicators"])


def test_what_is_cut_in_two_is_continued_and_whole_in_the_record() -> None:
    form = drawn()
    before = drawn_to_tagged(form)
    for seed in range(6):
        split_cells(form, np.random.default_rng(seed))
    after = drawn_to_tagged(form)
    rests = [n for n, truth in enumerate(after.truths) if truth.continues is not None]

    assert rests
    assert all(
        after.truths[n].role is after.truths[after.truths[n].continues or 0].role for n in rests
    )
    assert names(after) == names(before)


def test_glued_cells_are_apart_in_the_record() -> None:
    form = drawn()
    before = drawn_to_tagged(form)
    for seed in range(6):
        glue_cells(form, np.random.default_rng(seed))
    after = drawn_to_tagged(form)

    assert len(after.tokens) < len(before.tokens)
    assert names(after) == names(before)


def test_a_page_break_keeps_all_indicators() -> None:
    for seed in range(8):
        form = drawn()
        before = drawn_to_tagged(form)
        break_pages(form, np.random.default_rng(seed))
        after = drawn_to_tagged(form)

        assert names(after) == names(before)
        assert any(line.broken for line in form.lines) or seed


def test_the_third_panel_is_noise() -> None:
    for seed in range(40):
        form = drawn(seed, Family.TWO_PANELS)
        heads = [line for line in form.lines if line.kind is LineKind.HEADS]
        groups = [p for line in heads for p in line.cells if p and p.role is Role.NOISE]
        if groups:
            tagged = drawn_to_tagged(form)
            panels = {t.panel for t in tagged.truths if t.role is Role.LEVEL3}
            assert panels == {TaggedPanel.ANNUAL, TaggedPanel.MEDIUM_TERM}
            annual = [e for e in tagged.record["indicators"] if e["panel"] == "annual"]
            assert len(annual) == sum(
                e["panel"] == "annual" and bool(e["level3"] or e["value"])
                for e in form.record["indicators"]
            )
            return
    pytest.fail("no form with three panels")


@pytest.mark.parametrize("family", Family)
def test_flattened_forms_are_tokens_with_truth(family: Family) -> None:
    for seed in range(4):
        form = drawn(seed, family)
        flatten(form, np.random.default_rng(seed), 1.0)
        tagged = drawn_to_tagged(form)

        assert tagged.record["indicators"]
        assert all(token.row_span == token.column_span == 1 for token in tagged.tokens)


def test_every_damage_leaves_a_form() -> None:
    for damage, _ in DAMAGES:
        form = drawn(1, Family.TWO_PANELS)
        damage(form, np.random.default_rng(0))

        assert drawn_to_tagged(form).record["indicators"]


def test_misreading_changes_texts_but_never_empties_them() -> None:
    rng = np.random.default_rng(0)

    assert misread("数量指标", rng, 0.0) == "数量指标"
    assert all(misread("一", rng, 1.0) for _ in range(50))
    assert misread("产出指标≥95%", rng, 0.5) != "产出指标≥95%"


def test_the_record_says_the_fields_and_amounts_as_they_are_misread() -> None:
    form = drawn()
    for line in form.lines:
        for piece in line.printed():
            if piece.role in (Role.FIELD_VALUE, Role.MONEY_VALUE):
                piece.text = f"#{piece.text}"
    record = drawn_to_tagged(form).record

    assert all(value.startswith("#") for value in record["fields"].values() if value)
    assert [line["raw"][0] for line in record["funding"] if line["raw"]]
    assert all(line["raw"].startswith("#") for line in record["funding"] if line["raw"])


def test_a_unit_above_the_table_is_a_field_of_the_record() -> None:
    form = drawn()
    form.record["fields"]["implementing_unit"] = None
    form.lines.insert(
        1, Line(LineKind.TEXT, [Piece("填报单位：青山镇中学    单位：元", Role.UNIT_NOTE)])
    )
    record = drawn_to_tagged(form).record

    assert record["fields"]["implementing_unit"] == "青山镇中学"
