"""A real Label Studio serves a form again to somebody else, where what was said of it is doubted."""

from collections.abc import Iterator

import pytest

from annotations.asked_again import AskedAgain
from tests.annotations.real_studio import Studio, started_studio
from tests.annotations.shown import river_run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    pytest.importorskip("cleanlab")
    with started_studio(tmp_path_factory) as started:
        yield started


def test_a_doubted_form_is_served_to_one_person_more(studio: Studio) -> None:
    run, pages = river_run()
    studio.workspace.runs.put(run)
    for name, data in pages.items():
        studio.workspace.keep_page(name, data)
    studio.jixiao("init")
    studio.jixiao("push", "--double", "0")
    (task,) = studio.tasks()
    results = studio.proposal(task["id"])
    for result in results:
        if result.get("from_name") == "text" and result["value"]["text"] == ["≥12公里"]:
            result["value"]["text"] = ["≥12公里\ufffd"]  # as where a text was pasted badly
    studio.submit(task["id"], results)
    assert "new annotations 1" in studio.jixiao("pull")
    assert studio.tasks()[0]["is_labeled"]

    listed = studio.jixiao("second-look", "--push")
    assert "never printed" in listed
    (doubted,) = studio.tasks()
    assert doubted["overlap"] == 2
    assert not doubted["is_labeled"]
    assert doubted["data"]["chosen"] == "second look"
    assert doubted["data"]["pages"] == task["data"]["pages"]
    assert doubted["total_annotations"] == doubted["total_predictions"] == 1

    asked = len(AskedAgain(studio.workspace.folder).all())
    studio.jixiao("second-look", "--push")
    assert len(AskedAgain(studio.workspace.folder).all()) == asked
    assert studio.tasks() == [doubted]
    assert "New tasks 0, new proposals 0" in studio.jixiao("push", "--double", "0")
