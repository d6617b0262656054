"""Pages of which Label Studio showed no picture are looked at again, once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotations import cell_pictures
from annotations.cell_pictures import pictured_cells
from annotations.workspace import Workspace
from extractor.document import PageImage
from extractor.engines import Engines
from extractor.pipeline import Watch
from tests.annotations.drawn_cells import judged_document

CELLS = [("level3", "修路条数", "修路条数")]


def looking(meanwhile: Callable[[], object]) -> Callable[..., None]:
    """What looks at a document of two pages."""

    def look(data: bytes, name: str, engines: Engines, options: object, watch: Watch) -> None:
        assert watch.picture is not None
        for page in (1, 2):
            watch.picture(page, PageImage(np.full((1400, 1100, 3), 255, np.uint8), 200.0))
        meanwhile()

    return look


@pytest.fixture
def workspace(tmp_path: Path, cjk_font: str) -> Workspace:
    """A judgement of the review page, whose document is kept."""
    made = Workspace(tmp_path)
    submission = judged_document(tmp_path, cjk_font, "ra1", CELLS)
    document = made.originals.keep(b"a scan")
    made.corrections.add([replace(submission, document=document, run="", reference="other")])
    return made


def cells(workspace: Workspace) -> int:
    own = [one for one in workspace.corrections.submissions() if not one.run]
    return len(list(pictured_cells(own, workspace, Engines())))


def test_pages_are_looked_at_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_pictures, "extract_document", looking(lambda: None))
    assert cells(workspace) == 1
    monkeypatch.setattr(cell_pictures, "extract_document", None)
    assert cells(workspace) == 1


def test_pages_of_which_some_were_kept_when_it_was_killed_are_looked_at_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_pictures, "extract_document", looking(lambda: None))
    assert cells(workspace) == 1
    for path in workspace.sheets.iterdir():
        if ".page0002." not in path.name:
            path.unlink()
    assert cells(workspace) == 1


def test_a_document_that_is_erased_meanwhile_leaves_no_picture(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = {one.document for one in workspace.corrections.submissions() if not one.run}
    erased = looking(lambda: workspace.originals.remove(document))
    monkeypatch.setattr(cell_pictures, "extract_document", erased)
    assert cells(workspace) == 0
    assert list(workspace.sheets.iterdir()) == []
