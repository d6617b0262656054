"""A plan says what was put in: so many seconds a page need so many cores."""

from dataclasses import replace

import pytest

from serve.archive.cost_fit import Line, fit_model
from serve.archive.cost_row import Kind
from serve.archive.cost_samples import Measured, Room
from serve.archive.plan import (
    DAY,
    Machine,
    Wish,
    make_plan,
    rate,
    typical_document,
    wall_seconds,
)
from serve.archive.reading import DOCUMENTS_A_PROCESS
from serve.archive.schema import Dataset
from serve.errors import ArchivePlanError
from tests.serve.archive.test_cost_fit import made

SAMPLES = (*made(300, Kind.SCAN, 1.0, 3.0), *made(100, Kind.TEXT, 0.1, 0.0))
MODEL = fit_model(SAMPLES)
ROOM = Room(
    {Dataset.FORMS: Line(1000.0, 0.5), Dataset.CELLS: Line(2000.0, 0.25)}, 500.0, 8, copy=1e5
)
WIDE = Machine(network=1e12)
MEASURED = Measured(SAMPLES, Line(0.5, 0.001), ROOM, {})


def plan(**wish: object):
    return make_plan(MODEL, MEASURED, Wish(**{"pages": 1e6, **wish}))


def test_a_million_pages_take_what_their_documents_take() -> None:
    made_plan = plan(cores=100)
    total = sum(sample.seconds for sample in SAMPLES) / sum(sample.pages for sample in SAMPLES)
    assert made_plan.pages_a_day_and_core.value == pytest.approx(DAY / total)
    assert made_plan.days.value == pytest.approx(1e6 * total / 100 / DAY / 0.85)
    assert made_plan.days.low < made_plan.days.value < made_plan.days.high
    assert made_plan.documents == pytest.approx(1e6 / made_plan.typical.pages)
    assert made_plan.forms == pytest.approx(2 * made_plan.documents)


def test_a_deadline_says_how_many_machines() -> None:
    made_plan = plan(days=10, machine=Machine(cores=16))
    assert plan(cores=made_plan.cores).days.value <= 10
    assert plan(cores=made_plan.cores - 1).days.value > 10
    assert made_plan.machines == -(-made_plan.cores // 16)
    assert plan(days=0.1).cores > 80 * made_plan.cores


def test_more_cores_are_never_slower_and_one_run_ends_to_gain() -> None:
    typical = typical_document(MODEL, MEASURED, Wish(pages=1.0))
    rates = [rate(typical, cores, 1, WIDE) for cores in (1, 10, 100, 1000, 10_000, 100_000)]
    assert rates == sorted(rates)
    assert rates[1] == pytest.approx(10 * rates[0])
    assert rates[-1] == rates[-2] == pytest.approx(1 / typical.driver)
    assert rate(typical, 100_000, 4, WIDE) == pytest.approx(4 / typical.driver)
    narrow = rate(typical, 100_000, 1, Machine(network=1000.0))
    assert narrow == pytest.approx(1000.0 / (typical.size + typical.result))


def test_as_many_runs_as_keep_the_cores_busy() -> None:
    few, many = plan(cores=50), plan(cores=50_000)
    assert (few.runs, many.runs > 1) == (1, True)
    assert many.days.value == pytest.approx(few.days.value / 1000)


def test_what_ends_growth_comes_in_order() -> None:
    slow = plan(cores=10, machine=Machine(network=1000.0))
    assert [limit.cores for limit in slow.limits] == sorted(limit.cores for limit in slow.limits)
    assert slow.limits[0].name.startswith("网络")
    typical = slow.typical
    assert slow.limits[0].cores == pytest.approx(
        typical.seconds.value * 1000.0 / (typical.size + typical.result)
    )


def test_shares_of_kinds_are_taken() -> None:
    texts = plan(cores=1, shares={Kind.TEXT: 3.0}).typical
    assert texts.seconds.value == pytest.approx(0.1, rel=0.05)
    both = plan(cores=1, shares={Kind.TEXT: 1.0, Kind.SCAN: 1.0}).typical.seconds.value
    scans = plan(cores=1, shares={Kind.SCAN: 1.0}).typical.seconds.value
    assert both == pytest.approx((texts.seconds.value + scans) / 2)


def test_room_of_the_tables() -> None:
    grown = plan(cores=1, part_documents=1000).growth
    documents = 1e6 / plan(cores=1).typical.pages
    assert grown.parts == pytest.approx(documents / 1000, abs=1)
    assert grown.tables[Dataset.FORMS] == pytest.approx(1000 * grown.parts + 0.5 * documents * 500)
    assert grown.copies == pytest.approx(0.75 * documents * 1e5)  # three of four are scanned
    assert plan(cores=1, part_documents=10).growth.archives > grown.archives


@pytest.mark.parametrize("shares", [{Kind.OFFICE: 1.0}, {Kind.TEXT: 0.0}, {}])
def test_a_kind_that_was_never_read_is_told(shares: dict[Kind, float]) -> None:
    if not shares:
        with pytest.raises(ArchivePlanError):
            make_plan(fit_model([]), MEASURED, Wish(pages=1.0))
        return
    with pytest.raises(ArchivePlanError):
        plan(shares=shares)


def test_no_forms_no_plan_by_forms() -> None:
    empty = fit_model([replace(sample, forms=0) for sample in SAMPLES])
    with pytest.raises(ArchivePlanError, match="--pages"):
        make_plan(empty, MEASURED, Wish(forms=1.0))


def test_a_run_of_one_machine() -> None:
    """A hundred scans of two pages on four workers; then one that does nothing else."""
    documents = [(Kind.SCAN, 2)] * 100
    each = MODEL.kinds[Kind.SCAN].seconds(2)
    four = wall_seconds(MODEL, documents, 4, 0.0)
    assert four == pytest.approx(100 * each / 4 + each * 3 / 8)
    assert wall_seconds(MODEL, documents, 1, 0.0) == pytest.approx(100 * each)
    assert wall_seconds(MODEL, documents, 1000, 1.0) == pytest.approx(100.0, abs=each)


def test_models_are_loaded_once_a_process() -> None:
    loaded = replace(MODEL, load=11.0)
    documents = [(Kind.TEXT, 1)] * (2 * DOCUMENTS_A_PROCESS + 1)
    plain = wall_seconds(MODEL, documents, 1, 0.0)
    assert wall_seconds(loaded, documents, 1, 0.0) == pytest.approx(plain + 3 * 11.0)
    assert typical_document(loaded, MEASURED, Wish()).seconds.value == pytest.approx(
        typical_document(MODEL, MEASURED, Wish()).seconds.value + 11.0 / DOCUMENTS_A_PROCESS
    )
