"""Rows of many made-up documents, as a province would have them."""

import hashlib
import random
from decimal import Decimal
from typing import Any

from serve.archive.schema import TABLES, Dataset

LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("效益指标", "社会效益"),
    ("满意度指标", "服务对象满意度"),
)
FORMS, INDICATORS = 4, 25


def part_rows(first: int, documents: int, part: int) -> dict[Dataset, list[dict[str, Any]]]:
    """Documents of these numbers, four forms of 25 indicators each."""
    chance = random.Random(first)
    rows: dict[Dataset, list[dict[str, Any]]] = {dataset: [] for dataset in Dataset}
    for number in range(first, first + documents):
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        _document(rows, number, sha256, chance)
        for form in range(FORMS):
            _form(rows, {"sha256": sha256, "form": form}, number, chance)
    for dataset, found in rows.items():
        blank = dict.fromkeys(TABLES[dataset])
        rows[dataset] = [blank | row | {"part": part} for row in found]
    return rows


def _document(
    rows: dict[Dataset, list[dict[str, Any]]], number: int, sha256: str, chance: random.Random
) -> None:
    uri = f"/archive/{number}.pdf"
    bad = number % 50 == 0
    rows[Dataset.FILES].append({"uri": uri, "sha256": sha256, "size": 1, "modified": 1.0})
    state = {"state": "quarantined", "code": "ingest.unreadable"} if bad else {"state": "done"}
    sure = {"doubtful": chance.randrange(9), "doubt": chance.random(), "pages": 3, "forms": FORMS}
    rows[Dataset.DOCUMENTS].append(
        {"sha256": sha256, "uri": uri, "indicators": FORMS * INDICATORS, **state, **sure}
    )


def _form(
    rows: dict[Dataset, list[dict[str, Any]]],
    own: dict[str, Any],
    number: int,
    chance: random.Random,
) -> None:
    head = {
        "form_type": "project_target",
        "year": 2015 + number % 10,
        "department": f"部门{number // 10 % 300}",
        "project_name": f"项目{number // 10 % 2000}-{own['form']}",
    }
    rows[Dataset.FORMS].append({**own, **head, "indicators": INDICATORS, "confidence": 0.9})
    money = {"panel": "annual", "item": "total", "amount_yuan": Decimal(chance.randrange(10**8))}
    rows[Dataset.FUNDING].append({**own, "position": 0, "raw": "1", **money})
    rule = chance.choice(("money.sum", "value.vague", "weights.sum"))
    rows[Dataset.FINDINGS].append({**own, "position": 0, "rule": rule, "severity": "warning"})
    for position in range(INDICATORS):
        level1, level2 = LEVELS[position % len(LEVELS)]
        concept = chance.randrange(292)
        rows[Dataset.INDICATORS].append(
            {
                **own,
                **head,
                "position": position,
                "panel": "annual",
                "level1": level1,
                "level2": level2,
                "level3": f"指标{position}",
                "value": f"≥{chance.randrange(80, 100)}%",
                "kind": chance.choice(("quantity", "qualitative")),
                "amount": str(chance.randrange(80, 100)),
                "base_unit": "%",
                "concept": f"C-{concept:03d}",
                "concept_name": f"标准指标{concept}",
                "confidence": chance.random(),
            }
        )
