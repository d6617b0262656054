"""A batch over files of words (see `obeying`), in a process of its own: tells each result on a
line as it comes, and at the end which node has read how many."""

import argparse
import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from extractor.cli_signals import leave
from serve.archive import ray_crew
from serve.archive.campaign import Campaign, Desk, Plan
from serve.archive.draft import Grain
from serve.archive.local_runner import LocalRunner
from serve.archive.opening import Placement, new_run, open_archive
from serve.archive.ray_runner import RayRunner
from serve.archive.reading import Room
from serve.archive.runner import Item, Outcome, Runner, Sink
from serve.archive.sources import walk
from serve.errors import ServiceError
from tests.serve.archive.engines import engine_named
from tests.serve.archive.obeying import read_words

ROOM = Room(seconds=60.0, memory=2 * 2**30, max_bytes=2**20, threads=1)


class Telling:
    """A runner that tells what it hands on."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        def tell(outcome: Outcome) -> None:
            sink(outcome)
            print(outcome.item.name, flush=True)

        self._runner.run(items, tell)


def main() -> int:
    asked = _parser().parse_args()
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    ray_crew._COMING_SECONDS = asked.patience
    source, destination = str(asked.source), asked.destination
    with open_archive(Placement(str(destination), asked.home), engine_named("1")) as archive:
        local = LocalRunner(asked.workers, archive.fetched, ROOM, read_words)
        on_ray = RayRunner(asked.workers, ROOM, asked.address, read_words)
        runner = Telling(local if asked.engine == "local" else on_ray)
        desk = Desk(new_run(), archive.manifest, archive.files, archive.fetched, lambda tally: None)
        campaign = Campaign(desk, Plan(grain=Grain(documents=10)))
        try:
            campaign.carry_out(lambda: walk(source, str(destination)), runner)
        except ServiceError as error:
            print(error.code, error, file=sys.stderr)
            return 1
        tally = campaign.tally
    told = {"done": tally.done, "quarantined": tally.quarantined, "passing": tally.passing}
    print(json.dumps(told | {"read_on": on_ray.read_on}), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.serve.archive.word_batch")
    parser.add_argument("source", type=Path)
    parser.add_argument("destination", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--address", default="")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--patience", type=float, default=120.0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
