"""Measure how forms are read by rules, by the tagger and by both:
`python -m training.evaluate_forms --shared DIR`.

Synthetic forms by family and damage, then the gold forms as flattened text. Nothing is rendered.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.form_tagger.config import WEIGHTS
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.evaluation.card import write_section
from training.evaluation.forms.run import (
    TaggerOf,
    always,
    measure_gold,
    measure_synthetic,
    oracle_of,
)
from training.evaluation.scores import Counts, load_scorer, table
from training.form_tagger.forms import Damage
from training.synthesis.families.plan import Family


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table. Returns 2 where the scorer of the gold is not there."""
    asked = _parser().parse_args(arguments)
    path = asked.shared / "forms" / "score.py"
    if not path.exists():
        print(f"No scorer in {path}: nothing measured.", file=sys.stderr)
        return 2
    scorer = load_scorer(path)
    tagger = None if asked.oracle is not None else FormTagger(1, NetworkFile(asked.weights))
    tagger_of: TaggerOf = always(tagger) if tagger is not None else oracle_of(asked.oracle)
    rows: dict[str, Sequence[Counts]] = {}
    for damage in Damage:
        together: dict[str, list[Counts]] = {}
        for name in asked.families:
            group = (Family(name), damage, asked.count)
            for way, counts in measure_synthetic(scorer, group, tagger_of).items():
                rows[f"{name} {damage.value}, {way}"] = counts
                together.setdefault(way, []).extend(counts)
        if len(asked.families) > 1:
            rows |= {f"all {damage.value}, {way}": counts for way, counts in together.items()}
    if tagger is not None:
        gold = measure_gold(scorer, asked.shared, asked.work, tagger)
        rows |= {f"gold flattened, {way}": counts for way, counts in gold.items()}
    text = table(rows)
    print(text)
    if asked.card is not None:
        write_section(asked.card, "Forms read by rules, by the model and by both", text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_forms")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="holds forms/gold")
    parser.add_argument("--families", default="".join(f.value for f in Family), help="e.g. AFH")
    parser.add_argument("--count", type=int, default=20, help="forms of a family and damage")
    parser.add_argument("--weights", type=Path, default=WEIGHTS.path)
    parser.add_argument("--oracle", type=float, help="noise of a tagger that knows the truth")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "jixiao" / "forms")
    parser.add_argument("--card", type=Path, help="model card to write into")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
