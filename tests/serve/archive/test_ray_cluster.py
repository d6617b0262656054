"""Nodes are lost and join, the run is killed and begun again: the tables are always those of a run
that nobody disturbed.

    head (no processor, the run)   node (one processor)   node (one processor)
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serve.archive.checking import check_tables
from serve.archive.opening import Placement, open_archive
from serve.archive.queries import open_queries
from tests.serve.archive.engines import engine_named
from tests.serve.archive.kills import make_documents, tables
from tests.serve.archive.simulated import ROOT, Cluster, simulated_cluster
from tests.serve.jobs.test_reader import wait_until

pytestmark = pytest.mark.slow
pytest.importorskip("ray")

DOCUMENTS = 40
MARK = "JIXIAO_TEST_MARK"


class Bench:
    """Documents that take some seconds each, and batches over them."""

    def __init__(self, folder: Path, seconds: float = 0.2) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir()
        for number in range(DOCUMENTS):
            words = f"bad {number}" if number % 20 == 7 else f"slow {seconds} 第{number}号"
            (self.source / f"{number:02d}.txt").write_text(words, encoding="utf-8")

    @contextmanager
    def batch(
        self, name: str, environment: dict[str, str], *words: str
    ) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, "-m", "tests.serve.archive.word_batch", str(self.source)]
        places = [str(self.folder / name), "--home", str(self.folder / "home")]
        with subprocess.Popen(
            [*command, *places, *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            yield process

    def on(self, cluster: Cluster) -> "tuple[str, dict[str, str], str, str, str, str]":
        """What a batch on a cluster is told."""
        words = ("--engine", "ray", "--address", cluster.address)
        return ("disturbed", cluster.environment, *words)

    def undisturbed(self) -> dict[str, list[str]]:
        with self.batch("calm", {**os.environ}) as process:
            told = end_of(process)
        assert told["done"] == DOCUMENTS - 2
        return tables(self.folder / "calm")

    def check(self) -> None:
        """Nothing is missing or doubled, and all is as it would have been."""
        assert tables(self.folder / "disturbed") == self.undisturbed()
        placement = Placement(str(self.folder / "disturbed"), self.folder / "home")
        with (
            open_archive(placement, engine_named("1")) as archive,
            open_queries(placement.destination, placement.home) as queries,
        ):
            check = check_tables(archive.manifest, queries)
        assert check.passed
        assert check.documents == DOCUMENTS


def results(process: "subprocess.Popen[str]", count: int) -> None:
    """Wait for so many results."""
    assert process.stdout is not None
    for _ in range(count):
        assert process.stdout.readline().endswith("\n"), process.communicate()[1]


def end_of(process: "subprocess.Popen[str]") -> dict[str, object]:
    """What it tells at its end."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    told: dict[str, object] = json.loads(output.splitlines()[-1])
    return told


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_node_that_is_lost(bench: Bench) -> None:
    with simulated_cluster(2) as cluster, bench.batch(*bench.on(cluster)) as process:
        results(process, 10)
        lost = cluster.kill()
        told = end_of(process)
    bench.check()
    assert told["passing"] == 0
    assert set(told["read_on"]) - {lost}, "another node has read what it had"


def test_all_nodes_are_lost_and_another_one_joins(bench: Bench) -> None:
    with simulated_cluster(2) as cluster, bench.batch(*bench.on(cluster)) as process:
        results(process, 10)
        lost = {cluster.kill(), cluster.kill()}
        joined = cluster.add()
        told = end_of(process)
    bench.check()
    assert joined in told["read_on"]
    assert sum(told["read_on"].values()) == DOCUMENTS
    assert set(told["read_on"]) <= lost | {joined}


def test_a_node_that_joins_takes_its_share(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 1.0)  # there is enough left to read when it has come up
    with simulated_cluster(1) as cluster, bench.batch(*bench.on(cluster)) as process:
        results(process, 5)
        joined = cluster.add()
        told = end_of(process)
    bench.check()
    assert told["read_on"][joined] >= 3


def test_a_run_that_is_killed_and_begun_again(bench: Bench) -> None:
    with simulated_cluster(2) as cluster:
        for _ in range(2):
            with bench.batch(*bench.on(cluster)) as process:
                results(process, 15)
                process.kill()
        with bench.batch(*bench.on(cluster)) as process:
            told = end_of(process)
    bench.check()
    assert told["done"] < DOCUMENTS - 2, "what was written before was not read again"


def test_a_cluster_without_processors_is_told_of(bench: Bench) -> None:
    with (
        simulated_cluster(0) as cluster,
        bench.batch(*bench.on(cluster), "--patience", "3") as process,
    ):
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "serve.cluster" in errors


def test_who_has_not_the_token_is_told(bench: Bench) -> None:
    with simulated_cluster(0) as cluster:
        name, environment, *words = bench.on(cluster)
        stranger = {**environment, "RAY_AUTH_TOKEN": "of another cluster"}
        with bench.batch(name, stranger, *words) as process:
            _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "serve.cluster" in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_nothing_behind(
    bench: Bench, number: signal.Signals, tmp_path: Path
) -> None:
    """Neither processes nor the folder of Ray; and the next run goes on."""
    environment = {**os.environ, MARK: str(tmp_path)}
    before = set(Path("/tmp").glob("jixiao-ray-*"))
    with bench.batch("disturbed", environment, "--engine", "ray") as process:
        results(process, 5)
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode != 0
    assert set(Path("/tmp").glob("jixiao-ray-*")) <= before
    wait_until(lambda: not marked(str(tmp_path)), 60.0)
    with bench.batch("disturbed", environment, "--engine", "ray") as process:
        end_of(process)
    bench.check()


def test_a_run_that_is_killed_leaves_no_process(bench: Bench, tmp_path: Path) -> None:
    environment = {**os.environ, MARK: str(tmp_path)}
    with bench.batch("disturbed", environment, "--engine", "ray") as process:
        results(process, 5)
        process.kill()
    wait_until(lambda: not marked(str(tmp_path)), 150.0)  # Ray's agents take a minute to notice


def test_real_documents_on_a_cluster(tmp_path: Path) -> None:
    """`jixiao batch --ray-address` reads what `jixiao batch` reads."""
    make_documents(tmp_path / "source", 20)
    with simulated_cluster(2) as cluster:
        environment = {**cluster.environment, "JIXIAO_HOME": str(tmp_path / "home")}
        jixiao = [sys.executable, "-c", "from extractor.cli import main; main(prog_name='jixiao')"]
        batch = [*jixiao, "batch", str(tmp_path / "source")]
        for name, words in (
            ("far", ["--engine", "ray", "--ray-address", cluster.address, "--workers", "2"]),
            ("near", ["--workers", "2"]),
        ):
            subprocess.run(
                [*batch, str(tmp_path / name), *words, "--log", "json"],
                env=environment,
                check=True,
                capture_output=True,
            )
    assert without_costs(tables(tmp_path / "far")) == without_costs(tables(tmp_path / "near"))


def without_costs(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Times differ between runs."""
    return {name: rows for name, rows in found.items() if name != "costs"}


def marked(mark: str) -> list[int]:
    """Processes that were started with this mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found
