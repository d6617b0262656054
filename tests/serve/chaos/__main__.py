"""The real service under load and faults: nothing accepted is lost, nothing is done twice.

python -m tests.serve.chaos --kills 50 --workers 2
python -m tests.serve.chaos --locks 4 --fault-seconds 40
python -m tests.serve.chaos --full 4 --fault-seconds 40        (as root: it mounts a small disk)
python -m tests.serve.chaos --postgresql --restarts 10 --kills 20 --workers 2
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from serve.settings import Settings
from tests.serve.chaos.faults import KILLS, Faults, Postgres, small_disk
from tests.serve.chaos.ledger import Fault, Ledger, Verdict, table
from tests.serve.chaos.places import Place
from tests.serve.chaos.uploaders import Uploaders

DISK_MEBIBYTES = 64


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "tests.serve.chaos", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=0, help="kill -9 of worker, service or both")
    parser.add_argument("--kinds", default=",".join(KILLS), help="what is killed")
    parser.add_argument("--locks", type=int, default=0, help="times the SQLite file is locked")
    parser.add_argument("--full", type=int, default=0, help="times the disk is full")
    parser.add_argument("--restarts", type=int, default=0, help="times PostgreSQL crashes")
    parser.add_argument("--fault-seconds", type=float, default=40, help="of a lock or full disk")
    parser.add_argument("--gap", type=float, default=8, help="mean seconds between two faults")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--waiting", type=int, default=8, help="documents kept in the queue")
    parser.add_argument("--scans", type=float, default=0.15, help="share of scanned pages")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--log", type=Path, help="keep what the service logs in this file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle-seconds", type=float, default=900, help="to work off the queue")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    with scene(options) as (place, server):
        faults, verdict, uploaders, orphans = run(options, place, server)
    print(table(faults))
    answers = ", ".join(f"{status}: {n}" for status, n in sorted(uploaders.answers.items()))
    print(f"accepted {verdict.accepted}; states {dict(verdict.states)}; answers {answers}")
    print(f"claims a job {dict(sorted(verdict.attempts.items()))}; leases lost {verdict.lost}")
    print(f"processes left behind: {orphans}")
    for wrong in verdict.wrong:
        print("WRONG:", wrong)
    return int(bool(verdict.wrong) or bool(orphans))


@contextmanager
def scene(options: argparse.Namespace) -> Iterator[tuple[Place, Postgres | None]]:
    """A prepared home, on a small disk or beside a PostgreSQL where the faults need it."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jixiao-chaos-")))
        extra, server = {}, None
        if options.full:
            home = stack.enter_context(small_disk(root / "home", DISK_MEBIBYTES))
            extra["JIXIAO_MIN_FREE_BYTES"] = str(8 * 2**20)
        else:
            home = root / "home"
            home.mkdir()
        if options.postgresql:
            server = Postgres(root / "postgresql")
            stack.callback(server.close)
            extra["JIXIAO_DATABASE_URL"] = server.url
        place = Place(home, options.workers, extra, options.log)
        place.prepare()
        yield place, server


def run(
    options: argparse.Namespace, place: Place, server: Postgres | None
) -> tuple[list[Fault], Verdict, Uploaders, int]:
    """Start the service, let clients upload, do the faults, work off the queue, count."""
    ledger = Ledger(Settings.from_environment(place.environment))
    hands = Faults(place, ledger, random.Random(options.seed))
    uploaders = Uploaders(place, options.scans, options.waiting)
    place.start()
    try:
        hands.wait_until_ready()
        uploaders.start(options.clients)
        faults = list(_do_faults(options, hands, server))
        uploaders.end()
        if not ledger.wait_until_idle(options.idle_seconds):
            print("the queue was not worked off", file=sys.stderr)
        ledger.measure_recovery(faults)
        verdict = ledger.verdict(uploaders.accepted)
    finally:
        uploaders.stop.set()
        place.stop()
        ledger.close()
    time.sleep(1)
    return faults, verdict, uploaders, len(place.all_pids())


def _do_faults(
    options: argparse.Namespace, hands: Faults, server: Postgres | None
) -> Iterator[Fault]:
    kinds = options.kinds.split(",")
    acts: list[Callable[[], Fault]] = [
        lambda: hands.kill(hands.random.choice(kinds))
    ] * options.kills
    acts += [lambda: hands.lock(options.fault_seconds)] * options.locks
    acts += [lambda: hands.fill(options.fault_seconds)] * options.full
    if server is not None:
        acts += [lambda: hands.restart_database(server)] * options.restarts
    hands.random.shuffle(acts)
    for number, act in enumerate(acts, 1):
        time.sleep(hands.random.uniform(0.25, 1.75) * options.gap)
        fault = act()
        print(
            f"{number}/{len(acts)} {fault.kind}: answered after {fault.answers or 0:.1f} s, "
            f"{len(fault.victims)} were being read",
            file=sys.stderr,
            flush=True,
        )
        yield fault


if __name__ == "__main__":
    sys.exit(main())
