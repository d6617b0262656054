"""A Ray cluster of several nodes on this machine, in a process of its own that obeys lines:
`add` starts a node of one processor, `kill` kills the oldest one with all that runs on it.
The head has no processor: nothing but the run itself is there."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Cluster:
    """The cluster as its user sees it."""

    def __init__(self, process: "subprocess.Popen[str]", environment: dict[str, str]) -> None:
        self.environment = environment
        self._process = process
        self.address = self._answer()

    def add(self) -> str:
        """Start a node; its id."""
        return self._ask("add")

    def kill(self) -> str:
        """Kill the oldest node; its id."""
        return self._ask("kill")

    def _ask(self, words: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.endswith("\n"), "the cluster has ended"
        answer: str = json.loads(line)
        return answer


@contextmanager
def simulated_cluster(nodes: int) -> Iterator[Cluster]:
    """A cluster of a head and so many nodes; who wants to join needs its token."""
    with tempfile.TemporaryDirectory(prefix="jxc-", ignore_cleanup_errors=True) as folder:
        token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16)}
        environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", **token}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.serve.archive.simulated", folder],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            cluster = Cluster(process, environment)
            for _ in range(nodes):
                cluster.add()
            yield cluster
        finally:
            process.communicate(timeout=60)


def _serve(folder: str) -> None:
    from ray.cluster_utils import Cluster as RayCluster

    output = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Ray prints
    cluster = RayCluster()
    cluster.add_node(num_cpus=0, include_dashboard=False, temp_dir=folder)
    nodes: list[Any] = []
    print(json.dumps(cluster.address), file=output, flush=True)
    for line in sys.stdin:
        if line.strip() == "add":
            nodes.append(cluster.add_node(num_cpus=1))
            told = nodes[-1].node_id
        else:
            told = nodes[0].node_id
            cluster.remove_node(nodes.pop(0), allow_graceful=False)
        print(json.dumps(told), file=output, flush=True)
    cluster.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
