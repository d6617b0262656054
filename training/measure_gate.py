"""What the gate says of sound and of wrong corrections: `python -m training.measure_gate --family H
--champion FILE --gold DIR --wrong 0 0.2`.

The champion is a form tagger trained without the family (`training.train_form_tagger --without H`).
So many forms of it are corrected, a fifth of them held back; of that share of all their indicators
the corrections are wrong.
"""

import argparse
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np

from annotations.workspace import Workspace
from models.kinds import ModelKind
from models.registry import Version, sha256_of
from training.corrections.examples import rehearsal_examples
from training.corrections.harm import harmed
from training.corrections.held import split_held
from training.corrections.simulation import pool_of
from training.corrections.teaching import NETWORK, compare, teach
from training.gate.cases import gold_cases, held_cases, synthetic_cases
from training.gate.decision import decide, table_of
from training.gate.trainable import OBJECTIONS, Field, Lesson
from training.synthesis.families.plan import Family

_CACHE = Path.home() / ".cache" / "jixiao" / "gate"
_POOL = 90
_EVERY = 5


def main() -> int:
    """Teach and compare, once for each share of wrong indicators."""
    asked = _parser().parse_args()
    forms = pool_of(asked.family, _POOL)
    order = [int(place) for place in np.random.default_rng(asked.seed).permutation(len(forms))]
    chosen = [forms[place] for place in order[: asked.forms]]
    further = [forms[place] for place in order[asked.forms :]][: asked.further]
    rehearsal = asked.folder / f"rehearsal-without-{asked.family.value}.pickle"
    if not rehearsal.is_file():
        asked.folder.mkdir(parents=True, exist_ok=True)
        families = [family for family in Family if family is not asked.family]
        rehearsal.write_bytes(pickle.dumps(rehearsal_examples(800, families)))
    workspace = Workspace(asked.folder)
    fixed = [*gold_cases(asked.gold), *synthetic_cases(asked.synthetic)]
    for share in asked.wrong:
        learned, held = split_held(harmed(chosen, share, asked.seed), _EVERY)
        lesson = Lesson(workspace, asked.folder, threads=1, rehearsal=rehearsal)
        if asked.steps is not None:
            lesson = replace(lesson, steps=asked.steps)
        taught = teach(asked.champion, learned, held, lesson)
        cases = [*fixed, *held_cases([*held, *harmed(further, share, asked.seed)])]
        one, other = _version(asked.champion), _version(taught.files[NETWORK])
        pairs = compare(one, other, cases, Field(figures=asked.folder / "figures"))
        verdict = decide(pairs, taught.facts[OBJECTIONS])
        print(f"wrong {share}: {len(learned)} learned, {len(held)} held back, {taught.facts}")
        print(table_of(verdict))
        print("\n".join(verdict.refused) or "passed", flush=True)
    return 0


def _version(path: Path) -> Version:
    return Version(ModelKind.FORM_TAGGER, path.stem, path.parent, {path.name: sha256_of(path)}, "")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.measure_gate")
    parser.add_argument("--family", type=Family, choices=list(Family), required=True)
    parser.add_argument("--champion", type=Path, required=True, help="trained without the family")
    parser.add_argument("--gold", type=Path, required=True, help="holds gold/ and flattened/")
    parser.add_argument("--wrong", type=float, nargs="+", default=[0.0, 0.2])
    parser.add_argument("--forms", type=int, default=50)
    parser.add_argument("--further", type=int, default=0, help="more forms as if held back")
    parser.add_argument("--synthetic", type=int, default=2)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=_CACHE)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
