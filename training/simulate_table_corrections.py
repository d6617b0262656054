"""A table style nobody has seen is corrected page by page: how far the errors fall.

python -m training.simulate_table_corrections --style zebra --work DIR
"""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotations.workspace import Workspace
from extractor.document import PageImage
from extractor.engines import LazyDetector
from extractor.tables import RuledSight
from models.kinds import ModelKind
from models.network_file import NetworkFile
from models.registry import FileRegistry, Version
from models.table_structure.config import WEIGHTS
from training.gate.decision import decide
from training.gate.strictness import Count, f1_of
from training.gate.trainable import OBJECTIONS, Field, Lesson
from training.table_structure.cells_found import (
    CellFinder,
    count_found,
    printed_cells,
    read_flat,
)
from training.table_structure.gate_pages import count_printed
from training.table_structure.simulation import LEVELS, StyledPage, correct_pages, pages_of
from training.table_structure.teaching import NETWORK, TableStructure
from training.table_structure.unknown_styles import Style


def main(arguments: Sequence[str] | None = None) -> int:
    """Correct, learn, measure; a line of JSON for every network."""
    asked = _parser().parse_args(arguments)
    style = Style(asked.style)
    sizes = [int(size) for size in asked.sizes.split(",")]
    pages = pages_of(style, max(sizes) + asked.further, asked.work / "pages")
    further = pages[-asked.further :]
    registry = FileRegistry(asked.work / "models")
    champion = _version(registry, WEIGHTS.path, {"source": "shipped"})
    finder = CellFinder(WEIGHTS)
    if not asked.quiet:
        _tell(style, "ruled engine", _errors(_ruled_counts(further, finder)))
        _tell(style, "champion", _errors(_counts(further, finder)))
    for size in sizes:
        name = f"{style.value}-{size}{f'-wrong{asked.wrong}' if asked.wrong else ''}"
        workspace = Workspace(asked.work / f"home-{name}")
        known = {head.run for head in workspace.corrections.heads()}
        new = [page for page in pages[:size] if f"r{style.value}{page.seed}" not in known]
        correct_pages(new, finder, workspace, asked.wrong)
        begun = time.monotonic()
        taught = TableStructure().learn(
            champion, Lesson(workspace, asked.work / f"training-{name}", 1, steps=asked.steps)
        )
        seconds = round(time.monotonic() - begun)
        challenger = _version(registry, taught.files[NETWORK], taught.facts)
        told = _errors(_counts(further, CellFinder(NetworkFile(taught.files[NETWORK]))))
        keys = ("pages", "learned", "touched", "boxes", "odd_boxes", "steps", "held_loss")
        told |= {key: taught.facts[key] for key in keys} | {"seconds": seconds}
        _tell(style, f"{size} pages, {asked.wrong:.0%} wrong", told)
        if asked.gate:
            field = Field(workspace, None, asked.gate, asked.work / "figures")
            _tell(style, f"gate {size}", _verdict(champion, challenger, field))
    return 0


def _version(registry: FileRegistry, path: Path, facts: Mapping[str, Any]) -> Version:
    return registry.register(ModelKind.TABLE_STRUCTURE, {NETWORK: path}, facts)


def _verdict(champion: Version, challenger: Version, field: Field) -> dict[str, Any]:
    pairs = TableStructure().pairs(champion, challenger, field)
    verdict = decide(pairs, challenger.facts.get(OBJECTIONS, ()))
    gains = {"all": verdict.overall, **verdict.slices}
    return {
        "passed": verdict.passed,
        "refused": list(verdict.refused),
        "slices": {
            name: [gain.forms, *(round(v, 4) for v in _numbers(gain))]
            for name, gain in gains.items()
        },
    }


def _numbers(gain: Any) -> tuple[float, ...]:  # noqa: ANN401
    return gain.champion, gain.challenger, gain.low, gain.high


def _counts(pages: Sequence[StyledPage], finder: CellFinder) -> list[tuple[StyledPage, Count]]:
    return [(page, count_printed(page.worn(), finder)) for page in pages]


def _ruled_counts(
    pages: Sequence[StyledPage], finder: CellFinder
) -> list[tuple[StyledPage, Count]]:
    """As the ruled engine reads them, on the page made flat: it cannot do that itself."""
    sight = RuledSight(LazyDetector())
    found = []
    for page in pages:
        truth = page.worn()
        image = PageImage(truth.pixels, truth.dpi)
        wanted = printed_cells(truth, finder)
        flat = read_flat(finder.read(image).image, sight)
        found.append((page, count_found(flat.cells, wanted)))
    return found


def _errors(counts: Sequence[tuple[StyledPage, Count]]) -> dict[str, Any]:
    """1 - F1 of cells, by level and together."""
    found = {
        level.value: round(1 - f1_of(count for page, count in counts if page.level is level), 4)
        for level in LEVELS
    }
    return found | {"all": round(1 - f1_of(count for _, count in counts), 4)}


def _tell(style: Style, what: str, told: Mapping[str, Any]) -> None:
    print(json.dumps({"style": style.value, "what": what, **told}, ensure_ascii=False), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.simulate_table_corrections")
    parser.add_argument("--style", choices=[style.value for style in Style], required=True)
    parser.add_argument("--work", type=Path, required=True, help="pages, corrections, networks")
    parser.add_argument("--sizes", default="10,25,50", help="pages that are corrected")
    parser.add_argument("--further", type=int, default=24, help="pages that are measured on")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of wrong boxes")
    parser.add_argument("--steps", type=int, help="steps at most")
    parser.add_argument("--gate", type=int, default=0, help="synthetic forms a kind in the gate")
    parser.add_argument("--quiet", action="store_true", help="measure no baselines")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
