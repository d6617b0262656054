"""`jixiao archive review` as a process that is killed, against a real service that is, too: each
document arrives once."""

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from serve.jobs.own_command import jixiao_command
from tests.annotations.real_studio import started_studio
from tests.serve.archive.doubted import Doubted, doubted
from tests.serve.running import RunningService, run_service

pytest.importorskip("duckdb")

EXAMPLES = Path(__file__).parents[3] / "examples"
DOCUMENTS = 60
KILLS = 8
PATIENCE = 120.0


def started(archive: Doubted, words: Sequence[str], **names: str) -> subprocess.Popen[bytes]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JIXIAO")}
    home = {"JIXIAO_HOME": str(archive.bench.placement.home), "MLFLOW_TRACKING_URI": "off"}
    return subprocess.Popen(
        jixiao_command("archive", "review", archive.destination, *words),
        env=kept | home | names,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def ended(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    told: dict[str, Any] = json.loads(out)
    return told


def documents_of(service: RunningService) -> list[str]:
    headers = {"Authorization": f"Bearer {service.key}"}
    answer = httpx.get(
        f"{service.url}/v1/documents?limit=200", headers=headers, timeout=60, trust_env=False
    )
    return [document["sha256"] for document in answer.json()["documents"]]


@pytest.mark.slow
def test_hand_overs_that_are_killed_lose_and_double_nothing(tmp_path: Path) -> None:
    archive = doubted(tmp_path, *range(10, 10 + DOCUMENTS))
    chance = random.Random(8)
    with run_service(tmp_path / "service", workers=0) as service:
        words = ["--to", service.url, "--log", "plain"]
        for _ in range(KILLS):
            before = len(documents_of(service))
            process = started(archive, words, JIXIAO_API_KEY=service.key)
            wanted, until = before + chance.randrange(1, 6), time.monotonic() + PATIENCE
            while len(documents_of(service)) < wanted and process.poll() is None:
                assert time.monotonic() < until
            process.kill()
            process.communicate()
        killed = documents_of(service)
        assert len(killed) < DOCUMENTS, "it was never killed midway"
        told = ended(started(archive, words, JIXIAO_API_KEY=service.key))
        found = documents_of(service)
        again = ended(started(archive, words, JIXIAO_API_KEY=service.key))
    print("with the service when it was killed last:", len(killed), "told:", told)
    assert len(found) == len(set(found)) == DOCUMENTS
    assert told["handed"] + len(killed) == DOCUMENTS
    assert again["handed"] + again["known"] == 0


@pytest.mark.slow
def test_a_service_that_is_killed_is_told_and_what_it_took_is_noted(tmp_path: Path) -> None:
    archive = doubted(tmp_path, *range(10, 10 + DOCUMENTS))
    with run_service(tmp_path / "service", workers=0) as service:
        words = ["--to", service.url, "--patience", "1", "--log", "plain"]
        process = started(archive, words, JIXIAO_API_KEY=service.key)
        until = time.monotonic() + PATIENCE
        while len(documents_of(service)) < 5:
            assert time.monotonic() < until
        found = len(documents_of(service))
        service.process.kill()
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert found <= json.loads(out)["handed"] < DOCUMENTS


@pytest.mark.slow
@pytest.mark.skipif(
    "JIXIAO_TEST_LABEL_STUDIO" not in os.environ, reason="no environment with label-studio"
)
def test_scans_go_to_a_real_label_studio_once(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Read, handed over, the tables told to forget it, handed over again: the tasks stay."""
    source, destination = tmp_path / "source", str(tmp_path / "archive")
    source.mkdir()
    shutil.copy(EXAMPLES / "scanned_forms.pdf", source / "scan.pdf")
    shutil.copy(EXAMPLES / "scanned_forms.pdf", source / "copy.pdf")
    with started_studio(tmp_path_factory) as studio:
        studio.run("batch", str(source), destination, "--workers", "1", "--log", "plain")
        studio.run("archive", "review", destination, "--to", "label-studio", code=7)
        studio.jixiao("init")
        words = ("archive", "review", destination, "--to", "label-studio")
        (source / "copy.pdf").unlink()
        told = json.loads(studio.run(*words).stdout)
        keys = [task["data"]["key"] for task in studio.tasks()]
        assert (told["handed"], told["refused"], len(keys)) == (1, 0, 2)
        assert all(task["total_predictions"] == 1 for task in studio.tasks())
        again = json.loads(studio.run(*words).stdout)
        forgotten = json.loads(studio.run(*words, "--again").stdout)
        assert (again["handed"], forgotten["handed"]) == (0, 1)
        assert sorted(task["data"]["key"] for task in studio.tasks()) == sorted(keys)
        assert all(task["total_predictions"] == 1 for task in studio.tasks())
