"""Let the champion learn from corrected forms: `python -m training.train_with_corrections
--corrections FILE.jsonl --registry DIR`.

Every fifth corrected form of a family is held back. The new network is registered as challenger;
`python -m training.models promote` decides whether it takes the champion's place. A run that was
ended goes on from its checkpoint.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from models.registry import Alias, FileRegistry, Version, sha256_of
from training.cli_models import FOLDER
from training.corrections.audit import audit
from training.corrections.champion import champion_network
from training.corrections.examples import rehearsal_examples
from training.corrections.finetune import Material, Tuned, fine_tune, material_of
from training.corrections.forms import CorrectedForm, CorrectionError, read_corrected
from training.corrections.settings import FineTuning
from training.form_tagger.batches import Example
from training.form_tagger.examples import read_examples
from training.form_tagger.export import write_network
from training.gate.contest import MODEL, NETWORK, OBJECTIONS, ensure_champion

_CACHE = Path.home() / ".cache" / "jixiao" / "corrections"


def main() -> int:
    """Train and register; returns 1 where nothing can be learned."""
    asked = _parser().parse_args()
    registry = FileRegistry(asked.registry)
    champion = ensure_champion(registry)
    run = replace(FineTuning(), steps=asked.steps, threads=asked.threads)
    try:
        forms = read_corrected(asked.corrections)
        material = material_of(forms, _rehearsal(asked, run), run)
    except (CorrectionError, OSError) as error:
        print(error)
        return 1
    digest = sha256_of(asked.corrections)
    folder = asked.folder / f"{champion.name}-{digest[:16]}"
    tuned = fine_tune(champion_network(champion.path(NETWORK)), material, run, folder)
    write_network(tuned.network, folder / NETWORK)
    facts = _facts(forms, tuned, run) | {"parent": champion.name, "corrections": digest}
    version = registry.register(MODEL, {NETWORK: folder / NETWORK}, facts)
    registry.point(MODEL, Alias.CHALLENGER, version.name, f"corrections {digest[:16]}")
    _tell(version, material)
    return 0


def _rehearsal(asked: argparse.Namespace, run: FineTuning) -> list[Example]:
    if asked.rehearsal:
        return read_examples(asked.rehearsal)
    return rehearsal_examples(run.rehearsed)


def _facts(forms: Sequence[CorrectedForm], tuned: Tuned, run: FineTuning) -> dict[str, Any]:
    looked = audit(forms)
    return {
        "source": "corrections",
        "forms": len(forms),
        "indicators": looked.indicators,
        "odd_indicators": len(looked.odd),
        OBJECTIONS: list(looked.objections()),
        "settings": asdict(run),
        "steps": tuned.steps,
        "held_loss": [round(tuned.champion_loss, 4), round(tuned.loss, 4)],
    }


def _tell(version: Version, material: Material) -> None:
    count, kept = len(material.corrected), len(material.held)
    print(f"{version.name}: {count} corrected forms learned, {kept} held back")
    print(f"steps {version.facts['steps']}, loss of those held back {version.facts['held_loss']}")
    for objection in version.facts[OBJECTIONS]:
        print(objection)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.train_with_corrections")
    parser.add_argument("--corrections", type=Path, required=True, help="JSON Lines")
    parser.add_argument("--registry", type=Path, default=FOLDER)
    parser.add_argument("--rehearsal", type=Path, nargs="*", help="examples; else drawn anew")
    parser.add_argument("--steps", type=int, default=FineTuning().steps)
    parser.add_argument("--threads", type=int, default=FineTuning().threads)
    parser.add_argument("--folder", type=Path, default=_CACHE, help="checkpoints")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
