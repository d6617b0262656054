from dataclasses import replace

import pytest

from extractor.form.rows import fold
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import LEAF_COLUMNS, Role
from models.form_tagger.tokens import TokenLayout
from training.form_tagger.forms import Damage, FormRequest, damaged_form, tagged_form
from training.form_tagger.sheets import tagged_to_sheet
from training.form_tagger.tagged import TaggedForm
from training.synthesis.families.plan import Family


def parents(form: TaggedForm, role: Role) -> list[Role | None]:
    truths = form.truths
    found = [t.parent for t in truths if t.role is role]
    return [None if parent is None else truths[parent].role for parent in found]


@pytest.mark.parametrize("damage", Damage)
def test_a_seed_gives_the_same_form_again(damage: Damage) -> None:
    request = FormRequest(damage=damage)

    assert tagged_form(7, request) == tagged_form(7, request)
    assert tagged_form(7, request) != tagged_form(8, request)


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("damage", Damage)
def test_every_token_is_known_and_belongs_to_a_token_that_may_own_it(
    family: Family, damage: Damage
) -> None:
    for seed in range(3):
        form = tagged_form(seed, FormRequest((family,), damage))

        assert form.family == family.value
        assert len(form.tokens) == len(form.truths)
        assert {t.key for t in form.truths} <= set(KEYS)
        assert [t.row for t in form.tokens] == sorted(t.row for t in form.tokens)
        for role in LEAF_COLUMNS:
            assert set(parents(form, role)) <= {Role.LEVEL3, Role.LEVEL2, None}
        assert set(parents(form, Role.LEVEL3)) <= {Role.LEVEL2, Role.LEVEL1, None}


def test_exact_forms_link_every_value_to_a_name_below_its_levels() -> None:
    form = tagged_form(3, FormRequest((Family.ONE_PANEL,), Damage.NONE))

    assert None not in parents(form, Role.LEVEL3) + parents(form, Role.LEVEL2)
    assert set(parents(form, Role.FIELD_VALUE)) == {Role.FIELD_LABEL}
    assert {t.layout for t in form.tokens} <= {TokenLayout.EXACT, TokenLayout.TEXT}


def test_a_tagged_form_as_a_sheet_prints_its_tokens() -> None:
    for seed in range(6):
        form = damaged_form(seed, FormRequest(damage=Damage.HEAVY)).tagged
        sheet = tagged_to_sheet(form)
        texts = [
            cell.text
            for block in sheet.blocks
            for cell in getattr(block, "cells", (block,))
            if cell.text
        ]

        assert texts == [token.text for token in form.tokens]


def test_families_can_be_held_out() -> None:
    request = FormRequest((Family.REGION, Family.WIDE), Damage.HEAVY)

    assert {tagged_form(seed, request).family for seed in range(12)} == {"F", "H"}
    assert replace(request, families=(Family.WIDE,)).families == (Family.WIDE,)


def test_labels_are_worded_in_many_ways_and_the_record_names_the_printed_one() -> None:
    request = FormRequest((Family.ONE_PANEL,), Damage.NONE)
    forms = [tagged_form(seed, request) for seed in range(25)]
    heads = {
        token.text
        for form in forms
        for token, truth in zip(form.tokens, form.truths, strict=True)
        if truth.role is Role.COLUMN_HEAD and truth.key == "value"
    }

    assert len(heads) > 6
    for form in forms:
        labels = {
            token.text
            for token, truth in zip(form.tokens, form.truths, strict=True)
            if truth.role is Role.LEVEL2
        }
        assert {fold(entry["level2"]) for entry in form.record["indicators"]} <= labels


@pytest.mark.parametrize("family", Family)
def test_the_truth_of_an_undamaged_form_says_its_whole_tree(family: Family) -> None:
    for seed in range(3):
        form = tagged_form(seed, FormRequest((family,), Damage.NONE))
        told = []
        for truth, token in zip(form.truths, form.tokens, strict=True):
            if truth.role is not Role.LEVEL3:
                continue
            above = [form.truths[truth.parent]] if truth.parent is not None else []
            labels = [form.tokens[truth.parent].text] if truth.parent is not None else []
            labels += [form.tokens[t.parent].text for t in above if t.parent is not None]
            told.append([truth.panel.value, *labels[::-1], token.text])
        printed = [
            [e["panel"], *(fold(e[k]) for k in ("level1", "level2", "level3") if e[k])]
            for e in form.record["indicators"]
            if e["level3"]
        ]

        assert sorted(told) == sorted(printed)
