"""Long lists: numbered, costs of the tasks, panels alike, the record still whole."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from training.synthesis.contents.indicators import Scheme
from training.synthesis.contents.long_lists import lengthen
from training.synthesis.contents.records import FormKind, RecordPlan, sample_record
from training.synthesis.families.compose import compose_plan
from training.synthesis.families.plan import Family, Lists, sample_plan
from training.synthesis.records import FormRecord

PLAN = RecordPlan(FormKind.DEPARTMENT, ("medium_term", "annual"), ("total",), Scheme.OLD)


def lengthened(seed: int) -> tuple[FormRecord, FormRecord]:
    rng = np.random.default_rng(seed)
    record = sample_record(rng, PLAN)
    before = replace_lists(record)
    lengthen(rng, record)
    return before, record


def replace_lists(record: FormRecord) -> FormRecord:
    return {**record, "indicators": list(record["indicators"]), "tasks": list(record["tasks"])}


def test_lists_grow_and_keep_their_levels() -> None:
    grown = 0
    for seed in range(20):
        before, after = lengthened(seed)
        grown += len(after["indicators"]) > len(before["indicators"])
        levels = [(r["panel"], r["level1"], r["level2"]) for r in before["indicators"]]
        assert {k for k, _ in groupby(levels)} == {
            (r["panel"], r["level1"], r["level2"]) for r in after["indicators"]
        }
        assert [p for p, _ in groupby(r["panel"] for r in after["indicators"])] == [
            "medium_term",
            "annual",
        ]
        assert 4 <= len(after["tasks"]) <= 14
        assert all(task["total"] == task["fiscal"] for task in after["tasks"])
    assert grown >= 15


def test_some_lists_are_numbered_from_one() -> None:
    firsts = [
        next(group)["level3"]
        for seed in range(30)
        for _, group in groupby(lengthened(seed)[1]["indicators"], lambda r: r["level2"])
    ]
    assert sum(name.startswith(("1", "一", "（1", "(1")) for name in firsts) > 20


def test_the_same_generator_state_gives_the_same_lists() -> None:
    assert lengthened(5) == lengthened(5)


@pytest.mark.parametrize("family", [Family.TWO_PANELS, Family.DEPARTMENT])
def test_forms_with_long_lists_are_composed(family: Family) -> None:
    rng = np.random.default_rng(11)
    plan = replace(sample_plan(rng, family), lists=Lists.LONG)
    (record,) = compose_plan(rng, plan).records
    assert all(row["weight"] is not None for row in record["indicators"] if "weight" in row)
    assert len(record["indicators"]) > 8
