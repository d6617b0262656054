"""Accuracy on unseen forms: `python -m training.measure_form_tagger --forms 20`."""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.config import WEIGHTS
from models.form_tagger.roles import ROLES
from models.form_tagger.session import FormTagger
from models.network_file import NetworkFile
from training.form_tagger.accuracy import FamilyAccuracy, measure_families, table_of
from training.form_tagger.examples import EVALUATION_SEEDS
from training.form_tagger.forms import Damage, FormRequest, tagged_form
from training.form_tagger.pictures import confusion_picture, reliability_picture
from training.synthesis.families.plan import Family


def main() -> int:
    """Print one table for each kind of damage; draw what was confused."""
    parser = argparse.ArgumentParser(prog="python -m training.measure_form_tagger")
    parser.add_argument("--forms", type=int, default=20, help="of each family")
    parser.add_argument("--skip", type=int, default=0, help="of the seeds kept for evaluation")
    parser.add_argument("--network", type=Path, default=WEIGHTS.path)
    parser.add_argument("--pictures", type=Path, help="a folder")
    asked = parser.parse_args()
    tagger = FormTagger(1, NetworkFile(asked.network))
    first = EVALUATION_SEEDS + asked.skip
    seeds = range(first, first + asked.forms)
    found: list[FamilyAccuracy] = []
    for damage in Damage:
        requests = [FormRequest((family,), damage) for family in Family]
        forms = (tagged_form(seed, request) for request in requests for seed in seeds)
        measured = measure_families(tagger, forms)
        print(f"\n{damage.value}\n{table_of(measured)}", flush=True)
        _print_confused(np.sum([family.pairs for family in measured.values()], axis=0))
        found += measured.values()
    if asked.pictures:
        pairs = np.sum([family.pairs for family in found], axis=0)
        confusion_picture(pairs).save(asked.pictures / "confusion.png", optimize=True)
        reliability = np.sum([family.reliability for family in found], axis=0)
        reliability_picture(reliability).save(asked.pictures / "reliability.png", optimize=True)
    return 0


def _print_confused(pairs: NDArray[np.int64]) -> None:
    wrong = pairs * (1 - np.eye(len(ROLES), dtype=np.int64))
    for place in np.argsort(-wrong, axis=None)[:12]:
        true, given = np.unravel_index(place, wrong.shape)
        print(f"  {wrong[true, given]:5d} {ROLES[true]} read as {ROLES[given]}")


if __name__ == "__main__":
    raise SystemExit(main())
