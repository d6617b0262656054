"""Is the model of costs right? Fit it to one run with one worker, and say beforehand how long others
take for documents that it has not seen: `python -m tests.serve.archive.check_plan --folder DIR`.

Prints a line a run: seconds said, seconds taken, said / taken; and the same of its documents alone,
by the clock and by processors. DIR is kept: what was read there is
not read again, so that a check that was ended goes on.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from serve.archive.cost_fit import Basis, Model, Sample, fit_model
from serve.archive.cost_samples import Measured, measure
from serve.archive.plan import wall_seconds
from serve.archive.queries import open_queries
from tests.serve.archive.plan_source import Shelf, fill
from tests.serve.archive.simulated import simulated_cluster

_COMMAND = (sys.executable, "-c", "from extractor.cli import main; main(prog_name='jixiao')")
_SUMMARY = "summary.json"
_PART = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A run over a folder of documents."""

    name: str
    source: str
    workers: int
    engine: str = "local"
    nodes: int = 0  # of a simulated cluster


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model by either clock, and what else the run that it was fitted to tells. Seconds of
    processors are right also where other work runs on the machine."""

    clock: Model
    processor: Model
    measured: Measured


FIT = Run("fit: local, 1 worker", "fit", 1)
HELD_OUT = (
    Run("local, 1 worker", "held-out", 1),
    Run("local, 2 workers", "held-out", 2),
    Run("ray on this machine, 2 actors", "held-out", 2, "ray"),
    Run("ray cluster of 2 nodes, 2 actors", "held-out", 2, "ray", nodes=2),
)


def main() -> int:
    """Runs what has not been run, then says how right the model was."""
    asked = _parser().parse_args()
    folder: Path = asked.folder
    size = (asked.scans, asked.digital, asked.office, asked.texts)
    fill(folder / "fit", folder / "stock", Shelf(*size))
    fill(folder / "held-out", folder / "stock", Shelf(*size, first=10_000))
    measured = _measured(folder, FIT)
    model = fit_model(measured.samples)
    _tell_model(model, _summary(folder, FIT))
    idle = fit_model(measured.samples, Basis.PROCESSOR)
    for run in HELD_OUT:
        if run.engine in asked.engines:
            _tell(run, Fitted(model, idle, measured), folder)
    return 0


def _tell(run: Run, fitted: Fitted, folder: Path) -> None:
    samples, model = _measured(folder, run).samples, fitted.clock
    writing = fitted.measured.writing
    driver = model.driver + writing.each + writing.fixed / _PART
    documents = [(sample.kind, sample.pages) for sample in samples]
    said = wall_seconds(model, documents, run.workers, driver)
    summary = _summary(folder, run)
    taken = summary["working"]
    warm = [sample for sample in samples if not sample.loads]
    done, used = sum(one.seconds for one in warm), sum(one.processor for one in warm)
    told = {
        "run": run.name,
        "documents": len(documents),
        "pages": sum(pages for _, pages in documents),
        "said": round(said, 1),
        "taken": round(taken, 1),
        "said/taken": round(said / taken, 3),
        "before_the_first_document": round(summary["seconds"] - taken, 1),
        "clock of documents, said/taken": round(_said(warm, model) / done, 3),
        "processor of documents, said/taken": round(_said(warm, fitted.processor) / used, 3),
        "clock/processor": round(done / used, 2),  # 1 where nothing waits
        "load": summary["load"],
    }
    print(json.dumps(told), flush=True)


def _tell_model(model: Model, summary: dict[str, float]) -> None:
    kinds = {
        kind.value: {
            "document": round(costs.document.value, 3),
            "page": round(costs.page.value, 3),
            "tail": round(costs.tail, 3),
            "documents": costs.documents,
        }
        for kind, costs in model.kinds.items()
    }
    told = {"load_seconds": round(model.load, 1), "driver_seconds": round(model.driver, 4)}
    print(json.dumps({"model": kinds, **told, "load": summary["load"]}), flush=True)


def _said(samples: Sequence[Sample], model: Model) -> float:
    return sum(model.kinds[sample.kind].seconds(sample.pages) for sample in samples)


def _measured(folder: Path, run: Run) -> Measured:
    destination = _destination(folder, run)
    if not (destination / _SUMMARY).is_file():
        _carry_out(folder, run)
    with open_queries(str(destination), folder / "home") as queries:
        return measure(queries, destination)


def _carry_out(folder: Path, run: Run) -> None:
    destination = _destination(folder, run)
    words = [
        *("batch", str(folder / run.source), str(destination), "--log", "json"),
        *("--engine", run.engine, "--workers", str(run.workers), "--threads", "1"),
        *("--part-documents", str(_PART)),
    ]
    with _cluster(run) as (address, environment):
        done = subprocess.run(
            [*_COMMAND, *words, *(("--ray-address", address) if address else ())],
            env={**environment, "JIXIAO_HOME": str(folder / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"{run.name}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    working = told["pages"] / told["pages_per_second"]
    summary = {"seconds": told["seconds"], "working": working, "load": os.getloadavg()[0]}
    (destination / _SUMMARY).write_text(json.dumps(summary), encoding="utf-8")


@contextmanager
def _cluster(run: Run) -> Iterator[tuple[str, dict[str, str]]]:
    with simulated_cluster(run.nodes) if run.nodes else nullcontext() as cluster:
        if cluster is None:
            yield "", dict(os.environ)
        else:
            yield cluster.address, cluster.environment


def _summary(folder: Path, run: Run) -> dict[str, float]:
    found: dict[str, float] = json.loads((_destination(folder, run) / _SUMMARY).read_bytes())
    return found


def _destination(folder: Path, run: Run) -> Path:
    place = f"cluster-{run.nodes}" if run.nodes else run.engine
    return folder / "archives" / f"{run.source}-{place}-{run.workers}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.serve.archive.check_plan")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--engines", nargs="+", default=["local", "ray"])
    for kind, count in (("scans", 12), ("digital", 12), ("office", 12), ("texts", 24)):
        parser.add_argument(f"--{kind}", type=int, default=count)
    return parser


if __name__ == "__main__":
    sys.exit(main())
