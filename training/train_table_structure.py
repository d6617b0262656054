"""Train the table-structure head: `python -m training.train_table_structure --folder DIR`.

Pages come from the cache of synthetic forms and are degraded afresh for every batch. The run goes
on from its checkpoint; the same settings give the same batches.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from models.table_structure.config import WEIGHTS
from training.table_structure.corpus_pages import CorpusPages, worn_at_network_scale
from training.table_structure.examples import CropSource
from training.table_structure.export import head_to_onnx, unet_to_onnx
from training.table_structure.loop import train
from training.table_structure.settings import Architecture, StructureTraining

_FILL = "python -m training.synthesis.corpus --split train --count {} --folder {}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write ONNX. Returns 2 where there are no pages to train on."""
    asked = _parser().parse_args(arguments)
    settings = StructureTraining(
        architecture=Architecture(asked.architecture),
        forms=asked.forms,
        steps=asked.steps,
        workers=asked.workers,
    )
    try:
        pages = CorpusPages(asked.pages, settings.forms)
    except FileNotFoundError as error:
        print(f"{error}. Run: {_FILL.format(settings.forms, asked.pages)}", file=sys.stderr)
        return 2
    source = CropSource(pages, worn_at_network_scale, settings.seed, settings.side)
    network = train(settings, source, asked.folder)
    is_head = settings.architecture is Architecture.HEAD
    data = head_to_onnx(network) if is_head else unet_to_onnx(network)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(data)
    facts = {
        "settings": asdict(settings),
        "pages": len(pages),
        "parameters": sum(p.numel() for p in network.parameters()),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    asked.out.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(facts))
    return 0


def _parser() -> argparse.ArgumentParser:
    cache = Path.home() / ".cache" / "jixiao"
    parser = argparse.ArgumentParser(prog="python -m training.train_table_structure")
    parser.add_argument("--architecture", choices=list(Architecture), default=Architecture.HEAD)
    parser.add_argument("--pages", type=Path, default=cache / "synthesis", help="synthetic pages")
    parser.add_argument("--folder", type=Path, default=cache / "train" / "table_structure")
    parser.add_argument("--out", type=Path, default=WEIGHTS.path, help="ONNX to write")
    parser.add_argument("--forms", type=int, default=StructureTraining().forms)
    parser.add_argument("--steps", type=int, default=StructureTraining().steps)
    parser.add_argument("--workers", type=int, default=StructureTraining().workers)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
