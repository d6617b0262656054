"""The service beside a real Label Studio that the test starts: it is made known once, shows the
pictures, reads a cell again, and fetches what is annotated by itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotations.results import read_results
from annotations.service_link import ServiceLink
from tests.annotations.real_studio import Studio, started_studio
from tests.annotations.shown import change, interface
from tests.serve.running import RunningService, run_service

pytestmark = pytest.mark.slow

SCAN = Path(__file__).parents[2] / "examples" / "scanned_forms.pdf"
PATIENCE = 120.0
READ_SECONDS = 3.0


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with started_studio(tmp_path_factory) as started:
        yield started


@pytest.fixture(scope="module")
def service(studio: Studio) -> Iterator[RunningService]:
    with run_service(studio.workspace.home, workers=1) as running:
        yield running


def _ties(studio: Studio) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    hooks = studio.api("GET", "/api/webhooks/", project=studio.project)
    return hooks, studio.api("GET", "/api/ml/", project=studio.project)


def test_what_is_annotated_comes_by_itself(studio: Studio, service: RunningService) -> None:
    words = ("init", "--service-url", service.url, "--signed-base", "service")
    for _ in range(2):
        studio.jixiao(*words)
        (hook,), (backend,) = _ties(studio)
    assert hook["url"].startswith(f"{service.url}/v1/labelling/webhook/")
    assert (backend["readable_state"], backend["is_interactive"]) == ("Connected", True)
    token = hook["url"].rpartition("/")[2]
    assert ServiceLink(studio.workspace).is_token(token)

    assert "New tasks 2" in studio.jixiao("push", str(SCAN), "--double", "0")
    task = studio.tasks()[0]
    _check_picture(studio, service, task)
    _check_next(studio)
    _check_read_again(studio, backend["id"], task)

    results = studio.proposal(task["id"])
    cell = next(r["id"] for r in results if r["value"].get("rectanglelabels") == ["指标值"])
    change(results, cell, "text", lambda value: value.update(text=["≥98.5%"]))
    began = time.monotonic()
    studio.submit(task["id"], results)
    assert time.monotonic() - began < 10.0
    submission = _fetched(studio, began)
    (correction,) = submission.corrected
    assert (correction.cell, correction.became.text) == (cell, "≥98.5%")
    log = (studio.workspace.home / "serve.log").read_text(encoding="utf-8")
    assert "labelling.pulled" in log
    assert token not in log
    assert studio.account.token not in log


def _check_picture(studio: Studio, service: RunningService, task: dict[str, Any]) -> None:
    (page, *_) = task["data"]["pages"]
    assert page.startswith(f"{service.url}/v1/labelling/pages/")
    answer = httpx.get(page, headers={"Origin": studio.account.url}, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["access-control-allow-origin"] == studio.account.url
    assert httpx.get(page.partition("?")[0], trust_env=False).status_code == 404


def _check_next(studio: Studio) -> None:
    """Who opens a task is shown what was pushed; the backend is not asked."""
    found = studio.api("GET", f"/api/projects/{studio.project}/next/")
    (shown,) = found["predictions"]
    assert (
        shown["model_version"]
        == studio.api("GET", f"/api/projects/{studio.project}/")["model_version"]
    )
    assert shown["model_version"]


def _check_read_again(studio: Studio, backend: int, task: dict[str, Any]) -> None:
    run = studio.workspace.runs.get(task["data"]["run"])
    sheet = run.sheet(task["data"]["form"])
    assert sheet is not None
    known = [cell for cell in sheet.cells if cell.reading.concept is not None][:3]
    results = studio.proposal(task["id"])
    seconds = []
    for cell in known:
        region = [r for r in results if r.get("id") == cell.id]
        body = {"task": task["id"], "context": {"result": region}}
        began = time.monotonic()
        told = studio.api("POST", f"/api/ml/{backend}/interactive-annotating", body=body)
        seconds.append(time.monotonic() - began)
        read = read_results(told["data"]["result"], sheet.crops, interface())
        assert read.refusals == ()
        assert read.cells[cell.id].text == cell.reading.text
        assert read.cells[cell.id].concept == cell.reading.concept
    print("seconds of a cell read again:", [round(one, 2) for one in seconds])
    assert min(seconds) < READ_SECONDS


def _fetched(studio: Studio, began: float) -> Any:
    while time.monotonic() - began < PATIENCE:
        found = studio.workspace.corrections.submissions()
        if found:
            print("seconds until it was fetched:", round(time.monotonic() - began, 1))
            (submission,) = found
            return submission
        time.sleep(0.5)
    log = (studio.workspace.home / "serve.log").read_text(encoding="utf-8")
    pytest.fail(f"nothing was fetched\n{log[-2000:]}")
