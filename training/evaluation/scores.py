"""Figures of predictions against gold, counted by the scorer that ships with the gold."""

import importlib.util
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

Counts = Mapping[str, float]
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of several forms, 0–1; None where nothing was to be counted.

    `interval` is the 95 % bootstrap interval over forms of `lenient` or `strict`.
    """

    forms: int
    strict: float
    strict_interval: tuple[float, float]
    lenient: float
    fields: float | None
    funding: float | None
    values: float | None
    goals: float | None


def load_scorer(path: Path) -> ModuleType:
    """The scorer as a module. Raises FileNotFoundError."""
    spec = importlib.util.spec_from_file_location("form_scorer", path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(rows: Sequence[Counts]) -> Figures:
    """Figures over the counts of one or more forms."""
    total = {key: sum(row[key] for row in rows) for key in rows[0]}
    return Figures(
        forms=len(rows),
        strict=f1(rows, "strict"),
        strict_interval=_bootstrap(rows),
        lenient=f1(rows, "lenient"),
        fields=_share(total, "fok", "fn"),
        funding=_share(total, "fuok", "fun"),
        values=_share(total, "nok", "nn"),
        goals=_share(total, "goal", "goaln"),
    )


def f1(rows: Sequence[Counts], key: str) -> float:
    """F1 of all forms together; `key` is 'strict' or 'lenient'."""
    both = sum(row["gold"] + row["pred"] for row in rows)
    return 2 * sum(row[key] for row in rows) / both if both else 1.0


def _share(total: Counts, part: str, whole: str) -> float | None:
    return total[part] / total[whole] if total[whole] else None


def _bootstrap(rows: Sequence[Counts]) -> tuple[float, float]:
    generator = random.Random(0)
    draws = sorted(f1(generator.choices(rows, k=len(rows)), "strict") for _ in range(_ROUNDS))
    return draws[int(_ROUNDS * 0.025)], draws[int(_ROUNDS * 0.975) - 1]


def table(levels: Mapping[str, Sequence[Counts]]) -> str:
    """A Markdown table, one line a level."""
    head = "| level | forms | strict F1 (95 %) | lenient F1 | fields | funding | values | goals |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for name, rows in levels.items():
        got = figures(rows)
        low, high = got.strict_interval
        cells = [name, str(got.forms), f"{got.strict:.3f} ({low:.3f}–{high:.3f})"]
        shares = (got.lenient, got.fields, got.funding, got.values, got.goals)
        cells += ["–" if share is None else f"{share:.3f}" for share in shares]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def errors(scorer: ModuleType, gold: Mapping[str, Any], forms: Sequence[Any]) -> list[str]:
    """What is missed (-), extra (+), near (-/+ pairs marked ~) or wrong beside the indicators."""
    predicted = scorer.merge(forms)
    indicators = predicted["indicators"]
    strict, both, _ = scorer.match(gold["indicators"], indicators)
    exact = set(strict)
    lines = []
    for i, j in both:
        if (i, j) not in exact:
            lines.append(f"  ~- {_line(gold['indicators'][i])}")
            lines.append(f"  ~+ {_line(indicators[j])}")
        elif not scorer.value_ok(gold["indicators"][i], indicators[j]):
            lines.append(f"  value {_line(gold['indicators'][i])}")
            lines.append(f"    gold {gold['indicators'][i]['normalized']}")
            lines.append(f"    got  {indicators[j].get('normalized')}")
    used_gold, used = {i for i, _ in both}, {j for _, j in both}
    lines += [
        f"  -  {_line(row)}" for i, row in enumerate(gold["indicators"]) if i not in used_gold
    ]
    lines += [f"  +  {_line(row)}" for j, row in enumerate(indicators) if j not in used]
    return lines + _other_errors(scorer, gold, predicted)


def _other_errors(
    scorer: ModuleType, gold: Mapping[str, Any], predicted: Mapping[str, Any]
) -> list[str]:
    lines = []
    for key, text in gold["fields"].items():
        if text and scorer.norm(text) != scorer.norm(predicted["fields"].get(key)):
            lines.append(f"  field {key}: {text!r} got {predicted['fields'].get(key)!r}")
    for part, keys in (("funding", ("panel", "item", "amount_yuan")), ("goals", ("panel", "text"))):
        want = {tuple(str(entry[key]) for key in keys) for entry in gold[part]}
        got = {tuple(str(entry[key]) for key in keys) for entry in predicted[part]}
        if part == "goals":
            want, got = ({tuple(map(scorer.norm, pair)) for pair in side} for side in (want, got))
        lines += [f"  {part} - {entry}" for entry in sorted(want - got)]
        lines += [f"  {part} + {entry}" for entry in sorted(got - want)]
    return lines


def _line(row: Mapping[str, Any]) -> str:
    return " | ".join(str(row.get(key)) for key in ("panel", "level1", "level2", "level3", "value"))
