from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractor.document import Page, Ruling
from extractor.engines import Engines
from extractor.ports import Sight
from tests.evaluation.structure.drawing import as_truth, draw
from training.evaluation.reader import EngineChoice
from training.evaluation.structure import run
from training.evaluation.structure.results import (
    BoundaryResult,
    CutResult,
    PagePlace,
    PageResult,
    Result,
    SetName,
    System,
)
from training.evaluation.structure.samples import FormSample, PageSample
from training.synthesis.truth import TruthPage

SCAN = SetName("unseen", "scan")
TABLE = draw("ab", "cd")


class FixedSight:
    """Sees a table of four cells of 40 pixels at 72 dpi on every page."""

    def look(self, page: Page) -> Sight:
        across = (Ruling(0, e, 80, e) for e in (0, 40, 80))
        down = (Ruling(e, 0, e, 80) for e in (0, 40, 80))
        return Sight(replace(page, rulings=(*across, *down)), np.zeros((0, 4, 2), np.float32))


def form(pages: int) -> FormSample:
    truth = TruthPage(np.full((300, 200, 3), 255, np.uint8), 72.0, (as_truth(TABLE),))
    places = (PagePlace(7, number, "F", "ruled") for number in range(1, pages + 1))
    whole = as_truth(draw("ab", "cd", "ef", "gh"))
    return FormSample(tuple(PageSample(place, truth) for place in places), (whole,))


def results(pages: int, monkeypatch: pytest.MonkeyPatch) -> list[Result]:
    def engines(choice: EngineChoice) -> Engines:
        return Engines(sight=FixedSight())

    def forms(name: SetName, seeds: tuple[int, ...], folder: Path) -> Iterator[FormSample]:
        yield from (form(pages) for _ in seeds)

    monkeypatch.setattr(run, "open_engines", engines)
    monkeypatch.setattr(run, "form_samples", forms)
    around = run.Surroundings(Path("none"), Path("none"), run.Depth.TEXT)
    found = run.run_job(run.Job(System.RULED, SCAN, (7,), around))
    run._engines.cache_clear()
    return found


def test_every_page_is_measured_and_so_is_the_joined_table(monkeypatch: pytest.MonkeyPatch) -> None:
    found = results(2, monkeypatch)
    assert [type(result) for result in found] == [
        PageResult,
        BoundaryResult,
        PageResult,
        BoundaryResult,
        CutResult,
    ]
    assert [result.place.page for result in found] == [1, 1, 2, 2, 1]


def test_a_table_seen_as_printed_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    page, _ = results(1, monkeypatch)
    assert isinstance(page, PageResult)
    assert page.scores.structure_teds == page.scores.exact == 1.0
    assert page.scores.teds is None
    assert page.seconds > 0
