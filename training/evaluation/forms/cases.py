"""Synthetic forms as cases of the evaluation: what is read, and what should be found in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from types import ModuleType
from typing import Any

from extractor.export.contract import record_to_dict
from extractor.form.affinity import is_skeleton
from extractor.form.rows import fold
from extractor.pipeline import form_to_record
from extractor.verbatim import Form
from models.form_tagger.roles import Role
from training.evaluation.scores import Counts
from training.form_tagger.forms import Damage, DamagedForm, FormRequest, damaged_form
from training.form_tagger.labels import wordings
from training.synthesis.families.plan import Family
from training.synthesis.records import FormRecord

FIRST_SEED = 9_000_000
"""Forms that are measured; training stays below."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ITEMS = ("total", "fiscal", "other")


def sample_cases(family: Family, damage: Damage, count: int) -> Iterator[DamagedForm]:
    """So many forms of one family and damage; always the same ones."""
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        yield damaged_form(seed, FormRequest((family,), damage))


def score(scorer: ModuleType, record: FormRecord, forms: Sequence[Form]) -> Counts:
    """The scorer's counts of what was read of a form against its record, which has no normal
    values."""
    predicted = scorer.merge([record_to_dict(form_to_record(form)) for form in forms])
    predicted["funding"] += [_planned(line) for line in predicted["funding"] if _is_planned(line)]
    counts: Counts = scorer.score_form(gold_of(scorer, record), predicted)
    return {**counts, "nok": 0, "nn": 0}


def gold_of(scorer: ModuleType, record: FormRecord) -> Mapping[str, Any]:
    """A record as the scorer wants it: a template's empty places are no indicators, amounts count
    where they are printed and have a name of their own."""
    gold: dict[str, Any] = deepcopy(dict(record))
    gold["indicators"] = [row for row in gold["indicators"] if not _is_empty(row)]
    for row in gold["indicators"]:
        row |= {"_optional": False, "_keys": {scorer.key(row)}, "_kinds": set(), "_loose": False}
    gold["funding"] = [
        {**line, "amount_yuan": _printed_amount(line)}
        for line in gold["funding"]
        if line["item"] in _ITEMS and any(c.isdigit() for c in line["raw"])
    ]
    return gold


def _printed_amount(line: Mapping[str, Any]) -> str:
    """What the digits on paper say: they are rounded more than the amount that was drawn."""
    shown = Decimal(_NUMBER.findall(line["raw"].replace(",", ""))[0])
    return str(shown * (10_000 if "万" in line["raw"] or line["unit"] == "万元" else 1))


def _is_empty(row: Mapping[str, Any]) -> bool:
    return is_skeleton(fold(row["level3"])) and is_skeleton(fold(row["value"]))


def _is_planned(line: Mapping[str, Any]) -> bool:
    """Whether an amount is the planned one beside an executed one: what the record has."""
    _, _, column = line["item"].partition("/")
    if column in wordings()[Role.MONEY_HEAD]["planned"]:
        return True
    return "预算" in column and "年初" not in column and "执行" not in column


def _planned(line: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**line, "item": line["item"].partition("/")[0]}
