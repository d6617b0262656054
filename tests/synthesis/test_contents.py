import numpy as np
import pytest

from training.synthesis.contents.indicators import Scheme
from training.synthesis.contents.records import FormKind, RecordPlan, sample_record
from training.synthesis.contents.vocabulary import departments
from training.synthesis.records import FormRecord

PLAN = RecordPlan(FormKind.PROJECT, ("medium_term", "annual"), ("total", "fiscal"), Scheme.OLD)


def draw(seed: int, plan: RecordPlan = PLAN) -> FormRecord:
    return sample_record(np.random.default_rng(seed), plan)


def test_a_seed_gives_one_record_and_others_give_others() -> None:
    assert draw(1) == draw(1)
    names = {draw(seed)["fields"]["project_name"] for seed in range(60)}
    assert len(names) > 50


def test_there_are_many_departments_with_words_of_every_kind() -> None:
    kinds = departments()
    assert len(kinds) >= 14
    for department in kinds:
        assert len(department.projects) >= 8
        assert len(department.things) >= 8
        assert all(noun and unit for noun, unit in department.things)


def test_indicator_texts_are_thousands() -> None:
    texts = {
        (entry["level3"], entry["value"])
        for seed in range(200)
        for entry in draw(seed)["indicators"]
    }
    assert len(texts) > 3000


def test_both_panels_hang_on_the_same_upper_levels() -> None:
    for seed in range(10):
        paths = {
            panel: {
                (e["level1"], e["level2"]) for e in draw(seed)["indicators"] if e["panel"] == panel
            }
            for panel in PLAN.panels
        }
        assert paths["medium_term"] == paths["annual"]


@pytest.mark.parametrize(("scheme", "level1"), [(Scheme.NEW, True), (Scheme.OLD, False)])
def test_costs_are_a_level1_only_in_the_new_scheme(scheme: Scheme, level1: bool) -> None:
    plan = RecordPlan(FormKind.PROJECT, ("annual",), ("total",), scheme)
    for seed in range(10):
        tops = [entry["level1"] for entry in draw(seed, plan)["indicators"]]
        assert any(top.startswith("成本指标") for top in tops) == level1


def test_only_departments_have_tasks() -> None:
    plan = RecordPlan(FormKind.DEPARTMENT, ("annual",), (), Scheme.OLD)
    assert len(draw(3, plan)["tasks"]) >= 2
    assert draw(3)["tasks"] == []
