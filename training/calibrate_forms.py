"""Fit the confidence of indicators: `python -m training.calibrate_forms --shared DIR`.

Each half of the forms is measured with weights fitted on the other one, then gold forms in folders
of predictions, which nothing was fitted on, with the weights that are kept: those of both halves.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import ModuleType

import numpy as np

from extractor.engines import default_engines
from extractor.form.tagged.confidence import SIGNS, WEIGHTS, ConfidenceWeights, shipped_weights
from extractor.grid import Sheet
from models.form_tagger.config import WEIGHTS as TAGGER
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.evaluation.forms.calibration import (
    Floats,
    calibration_error,
    chosen_rows,
    error_without_doubtful,
    fit,
    gold_rows,
    joined,
    judged_rows,
)
from training.evaluation.forms.paper import paper_forms
from training.evaluation.scores import load_scorer
from training.form_tagger.forms import Damage, FormRequest, Wording, damaged_form
from training.synthesis.families.plan import Family
from training.synthesis.records import FormRecord

_FIRST_SEED = 7_000_000
_CACHE = Path.home() / ".cache" / "jixiao" / "paper"

Case = tuple[Sheet, FormRecord]


def main() -> int:
    """Fit, measure on the other half, write."""
    asked = _parser().parse_args()
    scorer = load_scorer(asked.shared / "forms" / "score.py")
    tagger = FormTagger(1, NetworkFile(asked.network))
    halves = [judged_rows(scorer, tagger, _cases(asked, half)) for half in (0, 1)]
    print("| forms | indicators | calibration error | errors | without the 10 % least sure |")
    print("|---|---|---|---|---|")
    found: list[tuple[Floats, Floats]] = []
    for name, half in (("first half", 0), ("second half", 1)):
        _write(fit(halves[1 - half]))
        found.append(chosen_rows(scorer, tagger, _cases(asked, half)))
        _report(name, *found[-1])
    _report("both halves", *(np.concatenate(parts) for parts in zip(*found, strict=True)))
    _write(fit(joined(halves)))
    for folder in asked.predictions:
        _report_gold(scorer, asked.shared, folder)
    return 0


def _cases(asked: argparse.Namespace, half: int) -> Iterator[Case]:
    """Every second form: undamaged, damaged and read from paper."""
    seeds = range(_FIRST_SEED + half, _FIRST_SEED + asked.count, 2)
    requests = [FormRequest((family,), damage) for family in Family for damage in Damage]
    drawn = (
        damaged_form(seed, replace(request, wording=list(Wording)[(seed // 2) % 2]))
        for seed in seeds
        for request in requests
    )
    papers = paper_forms(asked.paper, asked.cache, default_engines())
    read = (p for number, p in enumerate(papers) if number // 4 % 2 == half)  # 4: kinds of paper
    return chain(
        ((case.sheet, case.tagged.record) for case in drawn), ((p.sheet, p.record) for p in read)
    )


def _write(weights: ConfidenceWeights) -> None:
    WEIGHTS.write_text(json.dumps(_held(weights), indent=1) + "\n", encoding="utf-8")
    shipped_weights.cache_clear()


def _held(weights: ConfidenceWeights) -> dict[str, object]:
    return {
        "weights": {
            sign: round(float(w), 4) for sign, w in zip(SIGNS, weights.weights, strict=True)
        },
        "given": [round(float(value), 4) for value in weights.given],
        "right": [round(float(value), 4) for value in weights.right],
    }


def _report(name: str, sure: Floats, right: Floats) -> None:
    every, kept = error_without_doubtful(sure, right)
    print(
        f"| {name} | {len(right)} | {calibration_error(sure, right):.3f} "
        f"| {every:.3f} | {kept:.3f} |",
        flush=True,
    )


def _report_gold(scorer: ModuleType, shared: Path, folder: Path) -> None:
    gold = scorer.load_gold(str(shared / "forms" / "gold"))
    files = sorted(folder.glob("*.json"))
    pairs = list(gold_rows(scorer, gold, (scorer.read(str(path)) for path in files)))
    if pairs:
        sure, right = np.array(pairs, np.float64).T
        _report(f"gold, {folder.name}", sure, right)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.calibrate_forms")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="holds forms/gold")
    parser.add_argument("--count", type=int, default=16, help="forms of a family and damage")
    parser.add_argument("--paper", type=int, default=60, help="forms read from paper")
    parser.add_argument("--cache", type=Path, default=_CACHE, help="keeps what was read")
    parser.add_argument("--network", type=Path, default=TAGGER.path)
    parser.add_argument("--predictions", type=Path, nargs="*", default=[], help="of gold forms")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
