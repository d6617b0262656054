"""The loop against a real Label Studio that the test starts: init, push, correct, pull, freeze."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotations.choose import Plan
from annotations.corrections import Aspect, Verdict
from annotations.interface import Interface
from annotations.queue import Chosen, Queue
from annotations.runs import Run
from annotations.tasks import prediction
from extractor.taxonomy import load_taxonomy
from tests.annotations.real_studio import Studio, started_studio
from tests.annotations.shown import change
from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.layouts import record_to_sheet
from training.synthesis.plans import FormLayout
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.style import PageStyle

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
MORE_SCANS = (
    ("school_meals", FormLayout.KORLA),
    ("water_supply", FormLayout.SUZHOU),
    ("school_meals", FormLayout.SUZHOU),
)
PLAN = Plan(double_share=0.5)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with started_studio(tmp_path_factory) as started:
        yield started


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
