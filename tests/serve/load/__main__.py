"""Answers under load, with the real service and its workers busy.

python -m tests.serve.load uploads --seconds 60 --clients 20 --pause 2
python -m tests.serve.load queue --documents 10000
"""

import argparse
import io
import random
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from tests.serve.load.clients import Target, Times, ask, form_body, run_clients, timed, upload
from tests.serve.load.service import resident, target_of, wait_until_running
from tests.serve.running import run_service

SCAN = Path("examples/scanned_forms.pdf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("uploads", "queue"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--pause", type=float, default=2.0, help="mean seconds between uploads")
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-load-") as home:
        if options.what == "uploads":
            measure_uploads(Path(home), options)
        else:
            measure_queue(Path(home), options)


def measure_uploads(home: Path, options: argparse.Namespace) -> None:
    """Uploads, status calls and lists while the workers read scans."""
    with run_service(home, options.workers) as service:
        target = target_of(service)
        connection = target.connect()
        scan = form_body("scan.pdf", SCAN.read_bytes())
        known = [upload(connection, target, scan) for _ in range(8 * max(1, options.workers))]
        wait_until_running(target, known)
        sent = [form_body("page.png", noise(options.megabytes, seed)) for seed in range(4)]
        print(
            f"upload: {len(sent[0]) / 2**20:.1f} MB; {options.clients} clients, each every "
            f"{options.pause} s; {options.workers} workers busy"
        )
        uploads, states, lists = Times("upload"), Times("status"), Times("list")
        rng = random.Random(1)

        def send(link):
            found = timed(uploads, lambda: upload(link, target, rng.choice(sent)))
            if found:
                known.append(str(found))

        def state(link):
            timed(states, lambda: ask(link, target, f"/v1/documents/{rng.choice(known)}"))

        def listing(link):
            timed(lists, lambda: ask(link, target, "/v1/documents?limit=50"))

        until = time.monotonic() + options.seconds
        threads = run_clients(target, options.clients, options.pause, until, send)
        threads += run_clients(target, 10, 0.5, until, state)
        threads += run_clients(target, 2, 1.0, until, listing)
        for thread in threads:
            thread.join()
        report(uploads, states, lists)


def measure_queue(home: Path, options: argparse.Namespace) -> None:
    """Many small documents: how fast they are taken, how lists and memory stand with them."""
    with run_service(home, 0) as service:
        target = target_of(service)
        before = resident(service)
        uploads = Times("enqueue")
        count = options.documents // options.clients
        text = SMALL.encode()

        def send(link):
            for number in range(count):
                body = form_body("form.txt", text + str(number).encode())
                timed(uploads, lambda body=body: upload(link, target, body))

        started = time.monotonic()
        for thread in run_clients(target, options.clients, 0.0, started + 0.5, send):
            thread.join()
        seconds = time.monotonic() - started
        print(
            f"{len(uploads.seconds)} documents in {seconds:.1f} s: "
            f"{len(uploads.seconds) / seconds:.0f} a second; resident {before} -> {resident(service)} MB"
        )
        pages = [
            "/v1/documents?limit=50",
            "/v1/documents?limit=50&sort=doubt",
            "/v1/documents?limit=50&state=queued&order=asc",
            "/v1/documents?limit=50&q=form",
            "/v1/queue",
            "/v1/statistics",
            "/",
        ]
        measured = [uploads]
        link = target.connect()
        for page in pages:
            times = Times(page)
            for _ in range(30):
                timed(times, lambda page=page: ask(link, target, page))
            measured.append(times)
        report(*measured)
        measure_archives(target, text)


def measure_archives(target: Target, text: bytes) -> None:
    """Ten archives of a thousand forms."""
    link = target.connect()
    started = time.monotonic()
    for number in range(10):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for member in range(1000):
                archive.writestr(f"{member}.txt", text + f"{number} {member}".encode())
        upload(link, target, form_body("forms.zip", stream.getvalue()))
    seconds = time.monotonic() - started
    print(
        f"10 archives of 1000 forms in {seconds:.1f} s: {10_000 / seconds:.0f} documents a second"
    )


def report(*measured: Times) -> None:
    print("| what | count | p50 ms | p90 | p99 | max | faults |\n|---|---|---|---|---|---|---|")
    for times in measured:
        print(times.line())
        for fault in sorted(set(times.faults))[:5]:
            print("   ", fault)


def noise(megabytes: float, seed: int) -> bytes:
    """A PNG of about so many megabytes that shows nothing."""
    side = int((megabytes * 2**20 / 3) ** 0.5)
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG", compress_level=1)
    return stream.getvalue()


SMALL = (
    "项目支出绩效目标表\n(2024年度)\n项目名称\t泵站改造\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t泵站\t≥2座\n"
)

if __name__ == "__main__":
    main()
