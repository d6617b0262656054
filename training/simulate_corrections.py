"""A family nobody has seen, 10, 25 and 50 forms corrected: `python -m training.simulate_corrections
--family H --champion FILE --rehearsal FILE --shared DIR --out FILE.jsonl`.

The champion is a network trained without the family (`training.train_form_tagger --without H`); the
examples to rehearse lose that family too. One line a network is added to the file.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.form.tagged.forms import FormReader
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.corrections.settings import FineTuning
from training.corrections.simulation import (
    Choice,
    Trial,
    run_trial,
    strict_counts,
    strict_error,
)
from training.evaluation.forms.run import measure_gold
from training.evaluation.scores import Counts, load_scorer
from training.form_tagger.examples import read_examples
from training.synthesis.families.plan import Family

_CACHE = Path.home() / ".cache" / "jixiao" / "simulation"


def main() -> int:
    """Run the trials and write what each network reaches."""
    asked = _parser().parse_args()
    scorer = load_scorer(asked.shared / "forms" / "score.py")
    rehearsal = [e for e in read_examples(asked.rehearsal) if e.family != asked.family.value]
    run = FineTuning(steps=asked.steps)
    told: dict[str, Any] = {"family": asked.family.value, "choice": "champion", "seed": 0}
    if asked.measure_champion:
        _tell(asked, told | {"corrected": 0} | _figures(scorer, asked, asked.champion))
    for choice in asked.choices:
        for seed in asked.seeds if choice is Choice.RANDOM else asked.seeds[:1]:
            trial = Trial(asked.family, choice, seed, tuple(asked.sizes))
            for found in run_trial(trial, asked.champion, rehearsal, run, asked.folder):
                own = {"choice": choice.value, "seed": seed, "corrected": found.corrected}
                losses = {"champion_loss": found.champion_loss, "loss": found.loss}
                facts = {"cells": found.cells, "steps": found.steps} | losses
                _tell(asked, told | own | facts | _figures(scorer, asked, found.network))
    return 0


def _figures(scorer: ModuleType, asked: argparse.Namespace, network: Path) -> dict[str, Any]:
    """Strict error by damage and reader, of the family, of others and of gold."""
    figures: dict[str, Any] = {}
    own = strict_counts(scorer, network, asked.family, asked.count)
    for (damage, reader), rows in own.items():
        figures[f"{damage.value} {reader.value}"] = strict_error(rows)
    for reader in (FormReader.MODEL, FormReader.BOTH):
        together = [row for (_, used), rows in own.items() if used is reader for row in rows]
        figures[f"all {reader.value}"] = strict_error(together)
    if asked.others:
        rest: dict[FormReader, list[Counts]] = {}
        for family in Family:
            if family is not asked.family:
                found = strict_counts(scorer, network, family, asked.others)
                for (_, reader), rows in found.items():
                    rest.setdefault(reader, []).extend(rows)
        figures |= {f"others {reader.value}": strict_error(r) for reader, r in rest.items()}
    if asked.gold:
        figures |= _gold(scorer, asked, network)
    return figures


def _gold(scorer: ModuleType, asked: argparse.Namespace, network: Path) -> Mapping[str, float]:
    tagger = FormTagger(1, NetworkFile(network))
    found = measure_gold(scorer, asked.shared, asked.folder / "gold", tagger)
    return {f"gold {way}": strict_error(rows) for way, rows in found.items()}


def _tell(asked: argparse.Namespace, told: Mapping[str, Any]) -> None:
    line = json.dumps(told, ensure_ascii=False)
    print(line, flush=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    with asked.out.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.simulate_corrections")
    parser.add_argument("--family", type=Family, choices=list(Family), required=True)
    parser.add_argument("--champion", type=Path, required=True, help="trained without the family")
    parser.add_argument("--rehearsal", type=Path, nargs="+", required=True, help="examples")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="holds forms/gold")
    parser.add_argument("--choices", type=Choice, nargs="+", default=list(Choice))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 25, 50])
    parser.add_argument("--steps", type=int, default=FineTuning().steps)
    parser.add_argument("--count", type=int, default=40, help="further forms of each damage")
    parser.add_argument("--others", type=int, default=0, help="forms of each other family")
    parser.add_argument("--gold", action="store_true", help="measure the gold forms too")
    parser.add_argument("--measure-champion", action="store_true")
    parser.add_argument("--folder", type=Path, default=_CACHE)
    parser.add_argument("--out", type=Path, required=True)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
