from annotations.corrections import Outcome, Source
from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import added, boxes, removed, submit, untouched
from training.table_structure.corrected_pages import corrected_pages


def said(cells=None):
    return [untouched(f"c{n}", box) for n, box in enumerate(cells or boxes())]


def test_a_page_has_the_boxes_as_people_left_them(tmp_path) -> None:
    wrong = BBox(30, 40, 200, 60)
    told = [*said(boxes()[2:]), removed("x", wrong), *(added(f"n{n}", boxes()[n]) for n in (0, 1))]
    (page,) = corrected_pages(submit(tmp_path, told))
    assert {known.box for known in page.boxes} == set(boxes())
    assert page.touched
    assert {known.box for known in page.boxes if known.weight == 1.0} == set(boxes()[:2])


def test_a_page_that_was_submitted_as_it_was_shown_is_a_weak_positive(tmp_path) -> None:
    (page,) = corrected_pages(submit(tmp_path, said()))
    assert not page.touched
    assert {known.weight for known in page.boxes} == {0.4}


def test_boxes_are_counted_from_the_corner_of_the_picture(tmp_path) -> None:
    moved = [BBox(b.x0 + 10, b.top + 300, b.x1 + 10, b.bottom + 300) for b in boxes()]
    (page,) = corrected_pages(submit(tmp_path, said(moved), origin=(10.0, 300.0)))
    assert {known.box for known in page.boxes} == set(boxes())
    assert page.dpi == 144.0


def test_a_cell_that_goes_on_elsewhere_counts_on_its_own_page_alone(tmp_path) -> None:
    told = [*said(), untouched("next", BBox(30, 10, 90, 20), number=2)]
    (page,) = corrected_pages(submit(tmp_path, told))
    assert len(page.boxes) == len(boxes())


def test_what_was_sent_back_or_reviewed_without_boxes_is_not_learned_from(tmp_path) -> None:
    submit(tmp_path, said(), "a", outcome=Outcome.RESCAN)
    assert corrected_pages(submit(tmp_path, said(), "b", source=Source.REVIEW)) == []


def test_what_was_decided_holds_whatever_came_later(tmp_path) -> None:
    submit(tmp_path, [added("n", box) for box in boxes()], source=Source.ADJUDICATION)
    workspace = submit(tmp_path, said(), made_at="2026-02-01T00:00:00Z")
    (page,) = corrected_pages(workspace)
    assert {known.weight for known in page.boxes} == {1.0}
