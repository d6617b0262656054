"""Measure table structure on frozen synthetic pages: `python -m training.evaluate_structure`.

Writes the measured tables between the markers of the model card, and a picture of the worst pages,
unless the run was quick. Results stay in the work folder: a run measures the systems and sets it
names anew and reports the others as they were.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from models.table_structure.config import WEIGHTS
from training.evaluation.card import machine_facts, weights_fact, write_section
from training.evaluation.structure.failures import draw_failures, worst_pages
from training.evaluation.structure.frozen import QUICK, chosen_sets, set_facts
from training.evaluation.structure.peers import PeerMissingError
from training.evaluation.structure.report import report
from training.evaluation.structure.results import (
    PageResult,
    Result,
    System,
    read_results,
    write_results,
)
from training.evaluation.structure.run import Depth, Job, Surroundings, failure_of, run_job
from training.synthesis.corpus import VERSION

HEADING = "Structure on frozen synthetic pages"
_FORMS_A_JOB = 4
_OWN = (System.OURS, System.RULED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write card and picture where asked for."""
    asked = _parser().parse_args(arguments)
    systems = [System(name) for name in asked.systems.split(",")]
    path = asked.work / f"structure-{VERSION}{'-quick' if asked.quick else ''}.jsonl"
    results = list(read_results(path))
    missing: list[System] = []
    if not asked.keep:
        jobs = list(_jobs(asked, systems))
        _note_weights(jobs, path)
        results, missing = _measured(jobs, results, asked.workers, path)
    facts = [machine_facts(), _weights_noted(path), set_facts()]
    text = "\n\n".join([report(results, missing), *facts])
    print(text)
    if asked.quick:
        return 0
    if asked.card is not None:
        write_section(asked.card, HEADING, text)
    if asked.picture is not None:
        pages = [result for result in results if isinstance(result, PageResult)]
        worst = worst_pages(pages, asked.worst)
        draw_failures([failure_of(result, asked.pages) for result in worst], asked.picture)
    return 0


def _note_weights(jobs: Sequence[Job], path: Path) -> None:
    """Results outlive the weights that they were measured with, so these are noted beside them."""
    if any(job.system is System.OURS for job in jobs):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".weights").write_text(weights_fact(WEIGHTS.path), encoding="utf-8")


def _weights_noted(path: Path) -> str:
    note = path.with_suffix(".weights")
    return note.read_text(encoding="utf-8") if note.exists() else "Weights: ours not measured."


def _measured(
    jobs: Sequence[Job], kept: Sequence[Result], workers: int, path: Path
) -> tuple[list[Result], list[System]]:
    """Results of the jobs beside those that were kept of other systems and sets, and the systems
    that are not installed. The file is written after every job, so that nothing is lost."""
    again = {(job.system, job.name) for job in jobs}
    results = [result for result in kept if (result.system, result.name) not in again]
    missing: dict[System, None] = {}
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for job, future in [(job, pool.submit(run_job, job)) for job in jobs]:
            try:
                results += future.result()
            except PeerMissingError as error:
                print(error, file=sys.stderr)
                missing[job.system] = None
            write_results(results, path)
            print(f"{job.name.split}, {job.name.level}, {job.system}", file=sys.stderr, flush=True)
    return results, list(missing)


def _jobs(asked: argparse.Namespace, systems: Sequence[System]) -> Iterator[Job]:
    depth = Depth.STRUCTURE if asked.structure_only else Depth.TEXT
    around = Surroundings(asked.pages, asked.peers_python, depth)
    for frozen in chosen_sets(asked.splits.split(","), asked.levels.split(",")):
        seeds = frozen.seeds[:QUICK] if asked.quick else frozen.seeds
        for system in systems:
            # A peer is started once a set: loading it takes longer than a page.
            size = _FORMS_A_JOB if system in _OWN else len(seeds)
            for first in range(0, len(seeds), size):
                part = seeds[first : first + size]
                yield Job(system, frozen.name, part, around)


def _parser() -> argparse.ArgumentParser:
    cache = Path.home() / ".cache" / "jixiao"
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_structure")
    parser.add_argument("--systems", default=",".join(System), help="comma list")
    parser.add_argument("--splits", default="seen,unseen", help="comma list")
    parser.add_argument("--levels", default="clean,scan,fax,photo", help="comma list")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} forms a set")
    parser.add_argument("--structure-only", action="store_true", help="read no text: fast")
    parser.add_argument("--keep", action="store_true", help="measure nothing, report what is kept")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--work", type=Path, default=cache / "evaluate", help="results")
    parser.add_argument("--pages", type=Path, default=cache / "evaluate" / "pages", help="rendered")
    parser.add_argument(
        "--peers-python",
        type=Path,
        default=Path(".venv-peers", "bin", "python"),
        help="a Python with img2table and rapid-table; without it their rows are left out",
    )
    parser.add_argument("--card", type=Path, help="model card to write into")
    parser.add_argument("--picture", type=Path, help="PNG of the worst pages")
    parser.add_argument("--worst", type=int, default=2, help="pages a set in the picture")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
