"""Accuracy on unseen forms: `python -m training.measure_form_tagger --forms 20`."""

import argparse
from collections import Counter
from pathlib import Path

from models.form_tagger.config import WEIGHTS, TaggerFile
from models.form_tagger.session import FormTagger
from training.form_tagger.accuracy import measure_families, table_of
from training.form_tagger.examples import EVALUATION_SEEDS
from training.form_tagger.forms import Damage, FormRequest, tagged_form
from training.synthesis.families.plan import Family


def main() -> int:
    """Print one table for each kind of damage."""
    parser = argparse.ArgumentParser(prog="python -m training.measure_form_tagger")
    parser.add_argument("--forms", type=int, default=20, help="of each family")
    parser.add_argument("--network", type=Path, default=WEIGHTS.path)
    asked = parser.parse_args()
    tagger = FormTagger(1, TaggerFile(asked.network))
    seeds = range(EVALUATION_SEEDS, EVALUATION_SEEDS + asked.forms)
    for damage in Damage:
        requests = [FormRequest((family,), damage) for family in Family]
        forms = (tagged_form(seed, request) for request in requests for seed in seeds)
        measured = measure_families(tagger, forms)
        print(f"\n{damage.value}\n{table_of(measured)}")
        confused = sum(
            (found.confused for found in measured.values()), start=Counter[tuple[str, str]]()
        )
        for (true, given), count in confused.most_common(12):
            print(f"  {count:5d} {true} read as {given}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
