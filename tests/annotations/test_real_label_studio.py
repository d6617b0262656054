"""The loop against a real Label Studio that the test starts: init, push, correct, pull, killed.

`JIXIAO_TEST_LABEL_STUDIO` names an environment with label-studio in it; without it one is made,
which takes some four minutes more.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotations.choose import Plan
from annotations.corrections import Aspect, Verdict
from annotations.interface import Interface
from annotations.label_studio.local_server import LocalServer, ServerAccount, find_program, stop
from annotations.queue import Chosen, Queue
from annotations.runs import Run
from annotations.tasks import prediction, task_key
from annotations.workspace import Workspace
from extractor.taxonomy import load_taxonomy
from tests.annotations.shown import change
from tests.annotations.test_push_and_pull import many_runs
from tests.ports import free_port
from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.style import PageStyle

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
RUN_JIXIAO = "from extractor.cli import main; main(prog_name='jixiao')"
MORE_SCANS = (
    ("school_meals", FormLayout.KORLA),
    ("water_supply", FormLayout.SUZHOU),
    ("school_meals", FormLayout.SUZHOU),
)
PLAN = Plan(double_share=0.5)
CLONES = 110
ANNOTATED = 55


@dataclass(frozen=True, slots=True)
class Studio:
    """A running server, the home folder of the loop, and an annotator's hands."""

    account: ServerAccount
    workspace: Workspace
    program: Path

    def jixiao(self, *words: str) -> str:
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *words: str) -> list[str]:
        home = ["--home", str(self.workspace.home)]
        return [sys.executable, "-c", RUN_JIXIAO, "annotate", *words, *home]

    def killed(self, words: list[str], when: Callable[[], bool]) -> None:
        """Run a command and kill it as soon as something is seen of it."""
        with subprocess.Popen(
            self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + 120
            while not when():
                assert process.poll() is None, "it ended before it could be killed"
                assert time.monotonic() < deadline
                time.sleep(0.2)
            process.send_signal(signal.SIGKILL)

    def api(self, method: str, path: str, **query: Any) -> Any:
        body = query.pop("body", None)
        answer = httpx.request(
            method,
            self.account.url + path,
            params=query,
            json=body,
            headers={"Authorization": f"Token {self.account.token}"},
            timeout=60,
            trust_env=False,
        )
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def tasks(self) -> list[dict[str, Any]]:
        include = "id,data,overlap,is_labeled,total_predictions,total_annotations"
        project = self.workspace.link().project
        query = {"project": project, "page_size": 1000, "fields": "all", "include": include}
        return list(self.api("GET", "/api/tasks/", **query)["tasks"])

    def picture(self, path: str) -> httpx.Response:
        headers = {"Authorization": f"Token {self.account.token}"}
        return httpx.get(self.account.url + path, headers=headers, trust_env=False)

    def submit(self, task: int, results: list[dict[str, Any]]) -> None:
        body = {"result": results, "lead_time": 9.9}
        self.api("POST", f"/api/tasks/{task}/annotations/", body=body)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    given = os.environ.get("JIXIAO_TEST_LABEL_STUDIO")
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    program = find_program(Path(given) if given else None, workspace.server)
    server = LocalServer(workspace.server, workspace.folder)
    account, process = server.start(program, free_port())
    try:
        yield Studio(account, workspace, program)
    finally:
        stop(account.pid)
        process.wait(10)


def _scans(folder: Path) -> list[Path]:
    """The example of two forms, and three more invented ones printed and scanned."""
    paths = [EXAMPLES / "scanned_forms.pdf"]
    for number, (name, layout) in enumerate(MORE_SCANS):
        record = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        sheet = record_to_sheet(record, layout)
        pdf = sheet_to_pdf(sheet, PageStyle(size_pt=9.5 + number / 4), PdfEngine.WEASYPRINT)
        style = ScanStyle(dpi=(150.0, 150.0), jpeg_quality=(60, 60), seal_chance=0.0)
        scan = scan_pages(pdf_to_images(pdf, 200.0), 200.0, seed=number + 11, style=style)
        path = folder / f"scan{number}.pdf"
        path.write_bytes(jpegs_to_pdf(scan.pages, scan.dpi))
        paths.append(path)
    return paths


def test_five_scans_are_pushed_corrected_and_pulled(studio: Studio, tmp_path: Path) -> None:
    studio.jixiao("init")
    scans = [str(path) for path in _scans(tmp_path)]
    assert "New tasks 5" in studio.jixiao("push", *scans, "--double", "0.5")
    tasks = studio.tasks()
    runs = {run.id: run for run in studio.workspace.runs.all()}
    assert len(tasks) == 5
    assert {task["total_predictions"] for task in tasks} == {1}
    assert "New tasks 0, new proposals 0, there already 5" in studio.jixiao(
        "push", *scans, "--double", "0.5"
    )
    assert studio.tasks() == tasks
    _check_pictures(studio, tasks)
    _check_order(studio, list(runs.values()))
    _check_with_sdk(studio, list(runs.values()))

    expected = {}
    for task in tasks:
        run = runs[task["data"]["run"]]
        expected[run.id, task["data"]["form"]] = _correct(studio, task["id"], run)
    assert "new annotations 5, refused 0" in studio.jixiao("pull")
    assert "new annotations 0, refused 0" in studio.jixiao("pull")
    submissions = studio.workspace.corrections.submissions()
    found = {
        (s.run, s.form): {
            (c.cell, c.verdict, c.changed, c.became.text if c.became else None) for c in s.corrected
        }
        for s in submissions
    }
    assert found == expected
    assert all(len(s.untouched) > 50 for s in submissions)
    assert {s.author for s in submissions} == {"label-studio:1"}
    for task in studio.tasks():  # one more person is served those that are for two
        assert task["is_labeled"] == (task["overlap"] == 1)
    frozen = studio.jixiao("freeze", "gold-1", "--people", "1")
    assert "documents 4, forms 5" in frozen


def _check_pictures(studio: Studio, tasks: list[dict[str, Any]]) -> None:
    for task in tasks:
        for page in task["data"]["pages"]:
            answer = studio.picture(page)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    answer = httpx.get(studio.account.url + tasks[0]["data"]["pages"][0], trust_env=False)
    assert answer.status_code == 401


def _check_order(studio: Studio, runs: list[Run]) -> None:
    chosen = _queued(studio, runs)
    project = studio.workspace.link().project
    first = studio.api("GET", f"/api/projects/{project}/next/")
    assert first["data"]["key"] == chosen[0].key
    twice = {entry.key for entry in chosen if entry.annotators == 2}
    assert {t["data"]["key"] for t in studio.tasks() if t["overlap"] == 2} == twice
    assert 0 < len(twice) < len(chosen)


def _queued(studio: Studio, runs: list[Run]) -> list[Chosen]:
    sheets = [(run, sheet) for run in runs for sheet in run.sheets]
    return Queue(studio.workspace.folder).add(sheets, PLAN)


def _check_with_sdk(studio: Studio, runs: list[Run]) -> None:
    """Label Studio's own check of predictions finds nothing, and does find a wrong one."""
    interface = Interface(load_taxonomy())
    entries = [prediction(e.run, e.sheet, interface, e.choice) for e in _queued(studio, runs)]
    wrong = json.loads(json.dumps(entries[0]))
    wrong["result"][0]["value"]["rectanglelabels"] = ["四级指标"]
    code = (
        "import json, sys; from label_studio_sdk.label_interface import LabelInterface\n"
        "given = json.load(sys.stdin); check = LabelInterface(given['xml'])\n"
        "found = [len(check.validate_prediction(e, return_errors=True)) for e in given['all']]\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [str(studio.program.parent / "python"), "-c", code],
        input=json.dumps({"xml": interface.xml, "all": [*entries, wrong]}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [0, 0, 0, 0, 0, 1]


def _correct(studio: Studio, task: int, run: Run) -> set[Any]:
    """As an annotator: a text, a concept, a level, a box, a deleted and a drawn cell."""
    found = studio.api("GET", f"/api/tasks/{task}/")
    results: list[dict[str, Any]] = found["predictions"][0]["result"]
    sheet = run.sheet(found["data"]["form"])
    assert sheet is not None
    of = {label: [c for c in sheet.cells if c.reading.label == label] for label in _LABELS}
    known = [cell for cell in of["level3"] if cell.reading.concept is not None]
    text, concept = of["value"][0], known[0]
    level = next(cell for cell in of["level3"] if cell is not concept)
    box, gone = of["value"][1], of["value"][2]
    other = "SAT-001" if concept.reading.concept != "SAT-001" else "SAT-002"

    change(results, text.id, "text", lambda value: value.update(text=["≥98.5%"]))
    change(results, concept.id, "concept", lambda v: v.update(taxonomy=[["SAT", other]]))
    change(results, level.id, "cell", lambda v: v.update(rectanglelabels=["二级指标"]))
    for result in results:
        if result.get("id") == box.id:
            result["value"]["height"] += 3
    results = [result for result in results if result.get("id") != gone.id]
    drawn = {key: value for key, value in results[0].items() if key != "score"}
    place = {"x": 1, "y": 1, "width": 9, "height": 2, "rotation": 0}
    drawn |= {"id": "Drawn1", "value": place | {"rectanglelabels": ["表外文字"]}}
    studio.submit(task, [*results, drawn])
    concepts = (Aspect.CONCEPT,) if level.reading.concept is not None else ()
    return {
        (text.id, Verdict.CORRECTED, (Aspect.TEXT,), "≥98.5%"),
        (concept.id, Verdict.CORRECTED, (Aspect.CONCEPT,), concept.reading.text),
        (level.id, Verdict.CORRECTED, (Aspect.LABEL, *concepts), level.reading.text),
        (box.id, Verdict.CORRECTED, (Aspect.BOX,), box.reading.text),
        (gone.id, Verdict.REMOVED, (), None),
        ("Drawn1", Verdict.ADDED, (), ""),
    }


_LABELS = ("level3", "value")


def test_push_and_pull_that_are_killed_go_on(studio: Studio) -> None:
    studio.jixiao("init", "--title", "另一个项目")
    for run in list(studio.workspace.runs.all()):
        studio.workspace.runs.remove(run)
    for run in many_runs(CLONES):
        studio.workspace.runs.put(run)
    studio.killed(["push"], lambda: 0 < len(studio.tasks()) < CLONES)
    studio.killed(["push"], lambda: any(t["total_predictions"] for t in studio.tasks()))
    studio.jixiao("push")
    tasks = studio.tasks()
    assert sorted(t["data"]["key"] for t in tasks) == sorted(
        task_key(run, sheet) for run in studio.workspace.runs.all() for sheet in run.sheets
    )
    assert {t["total_predictions"] for t in tasks} == {1}
    assert f"there already {CLONES}" in studio.jixiao("push")
    assert studio.tasks() == tasks

    for task in tasks[:ANNOTATED]:
        found = studio.api("GET", f"/api/tasks/{task['id']}/")
        studio.submit(task["id"], found["predictions"][0]["result"])
    segments = studio.workspace.folder / "corrections" / "segments"
    before = len(list(segments.glob("*.jsonl")))
    studio.killed(["pull"], lambda: len(list(segments.glob("*.jsonl"))) > before)
    studio.jixiao("pull")
    assert "new annotations 0, refused 0" in studio.jixiao("pull")
    runs = set(studio.workspace.runs.ids())
    stored = [s for s in studio.workspace.corrections.submissions() if s.run in runs]
    assert len(stored) == ANNOTATED
    assert all(not s.corrected and s.untouched for s in stored)
