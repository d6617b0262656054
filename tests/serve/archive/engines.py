"""An engine without processes, and records that are made up of what a file says."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from serve.archive.runner import Fault, Item, Outcome, Sink

Fake = Callable[[Item], Outcome]


class Here:
    """Reads one document after the other in this process."""

    def __init__(self, read: Fake) -> None:
        self._read = read

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        for item in items:
            sink(self._read(item))


def read(item: Item) -> Outcome:
    """`bad …` cannot be read, `later …` not now; else one indicator whose name is the text."""
    words = item.path.read_text(encoding="utf-8")
    if words.startswith("bad"):
        return Outcome(item, None, Fault("ingest.unreadable", "坏。 Bad.", "换。 Another."), 0.0)
    if words.startswith("later"):
        return Outcome(item, None, Fault("serve.store", "稍后。 Later.", "", passing=True), 0.0)
    return Outcome(item, record_of(item.sha256, words), None, 0.25)


def engine_named(version: str) -> str:
    """What a run says of the engine whose records are of this version."""
    return json.dumps({"ocr": "x", "version": version})


def of_version(read: Fake, version: str) -> Fake:
    """The same engine in this version, unless a record says another."""

    def reading(item: Item) -> Outcome:
        outcome = read(item)
        if outcome.record is not None and outcome.record["engine"]["version"] == "1":
            outcome.record["engine"]["version"] = version
        return outcome

    return reading


def record_of(sha256: str, *names: str) -> dict[str, Any]:
    """A record with one form whose indicators have these names."""
    return {
        "schema_version": "1",
        "source": {"name": "a.txt", "sha256": sha256, "media_type": "text/plain", "pages": 2},
        "findings": [],
        "forms": [_form(names)],
        "engine": {"version": "1", "models": {"ocr": "x"}},
    }


def sha256_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, words in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return folder


def _form(names: Iterable[str]) -> dict[str, Any]:
    where = [{"page": 2, "box": [1.0, 2.0, 3.0, 4.0]}]
    sight = {"where": where, "confidence": 0.9}
    fields = ("project_name", "department", "implementing_unit", "project_attribute")
    rows = list(names)
    return {
        "form_type": "project_target",
        "title": "项目支出绩效目标表",
        "year": 2024,
        "pages": [1, 2],
        "scheme": "2021",
        "fields": dict.fromkeys((*fields, "project_period", "project_leader")),
        "other_fields": [{"label": "备注", "value": "无"}],
        "funding": [_line("total", "1.5万元", "15000"), _line("fiscal", "见附件", None)],
        "tasks": [],
        "goals": [{"panel": "annual", "text": "修路。", "items": ["修路。"]}],
        "indicators": [_indicator(name, where) for name in rows],
        "unassigned": [{"text": "第1页", "where": where}],
        "findings": [_finding(where)],
        "labels": [],
        "skipped_rows": [],
        "places": {
            "title": sight,
            "fields": {},
            "other_fields": [{"label": sight, "value": sight}],
            "funding": [sight, sight],
            "tasks": [],
            "goals": [sight],
            "indicators": [{"level3": sight, "value": sight} for _ in rows],
        },
    }


def _line(item: str, raw: str, amount: str | None) -> dict[str, Any]:
    return {"panel": "annual", "item": item, "raw": raw, "unit": "万元", "amount_yuan": amount}


def _finding(where: list[dict[str, Any]]) -> dict[str, Any]:
    evidence = [{"text": "1.5万元", "where": where}]
    named = {"rule": "money.sum", "severity": "warning", "message": "不等。 Unequal."}
    return {**named, "evidence": evidence}


def _indicator(name: str, where: list[dict[str, Any]]) -> dict[str, Any]:
    left = ("standard", "basis", "last_year_value", "weight", "scoring_rule", "evidence")
    return {
        "panel": "annual",
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": name,
        "value": "≥5公里",
        **dict.fromkeys((*left, "actual_value", "score", "deviation")),
        "normalized": {
            "kind": "quantity",
            "operator": ">=",
            "numbers": ["5"],
            "unit": "公里",
            "flags": [],
            "amount": "5000",
            "base_unit": "m",
        },
        "classification": {
            **dict.fromkeys(("concept", "name", "home_2015", "home_2021", "home_filed_ok")),
            "confidence": 0.9,
            "candidates": [],
        },
        "confidence": 0.95,
        "where": where,
        "inferred": [],
    }
