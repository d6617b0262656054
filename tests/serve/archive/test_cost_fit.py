"""Made-up costs with a known answer are found again."""

from dataclasses import replace

import numpy as np
import pytest

from serve.archive.cost_fit import Sample, fit_line, fit_model, trimmed_mean
from serve.archive.cost_row import Kind


def made(count: int, kind: Kind, fixed: float, each: float, noise: float = 0.05) -> list[Sample]:
    """Documents of 1 to 6 pages that cost so much, give or take a share."""
    rng = np.random.default_rng(1)
    found = []
    for number in range(count):
        pages = int(rng.integers(1, 7))
        seconds = (fixed + each * pages) * float(rng.lognormal(0.0, noise))
        found.append(
            Sample(
                *(kind, pages, 2, 1000 * pages, 500),
                *(seconds, 0.9 * seconds, 0.006, False, ("run", number % 2)),
            )
        )
    return found


def test_what_a_document_and_a_page_cost_is_found() -> None:
    model = fit_model([*made(400, Kind.SCAN, 0.8, 3.0), *made(400, Kind.OFFICE, 1.2, 0.1)])
    scan, office = model.kinds[Kind.SCAN], model.kinds[Kind.OFFICE]
    assert scan.document.value == pytest.approx(0.8, rel=0.2)
    assert scan.page.value == pytest.approx(3.0, rel=0.05)
    assert office.document.value == pytest.approx(1.2, rel=0.1)
    assert scan.page.low < 3.0 < scan.page.high
    assert scan.tail == pytest.approx(1.0, abs=0.02)
    assert model.kinds.keys() == {Kind.SCAN, Kind.OFFICE}
    assert (model.driver, model.load) == (pytest.approx(0.006), 0.0)


def test_a_few_that_hung_bend_no_line_but_are_paid_for() -> None:
    samples = made(300, Kind.SCAN, 0.8, 3.0)
    hung = [replace(one, seconds=300.0) if at % 50 == 0 else one for at, one in enumerate(samples)]
    costs = fit_model(hung).kinds[Kind.SCAN]
    assert costs.page.value == pytest.approx(3.0, rel=0.1)
    assert costs.tail > 1.3
    total = sum(one.seconds for one in hung)
    assert sum(costs.seconds(one.pages) for one in hung) == pytest.approx(total)
    assert costs.mean.value == pytest.approx(total / 300)


def test_loading_models_is_told_apart() -> None:
    samples = made(200, Kind.SCAN, 0.5, 3.0, noise=0.01)
    for at in (0, 1):  # the first of each of the two processes
        samples[at] = replace(samples[at], seconds=samples[at].seconds + 11.0, loads=True)
    model = fit_model(samples)
    assert model.load == pytest.approx(11.0, abs=0.5)
    assert model.kinds[Kind.SCAN].documents == 198


def test_documents_of_one_page_only_tell_of_pages_alone() -> None:
    samples = [replace(one, pages=1, seconds=2.5) for one in made(20, Kind.DIGITAL, 1.0, 1.0)]
    costs = fit_model(samples).kinds[Kind.DIGITAL]
    assert (costs.document.value, costs.page.value, costs.tail) == (0.0, 2.5, 1.0)


def test_more_documents_make_a_narrower_range() -> None:
    few, many = (
        fit_model(made(count, Kind.SCAN, 1.0, 3.0, 0.3)).kinds[Kind.SCAN].mean
        for count in (20, 800)
    )
    assert (few.high - few.low) / few.value > 2 * (many.high - many.low) / many.value


def test_no_line_goes_below_nothing() -> None:
    x = np.array([1.0, 2.0, 3.0])
    assert fit_line(x, np.array([3.0, 2.0, 1.0])).each == 0.0
    line = fit_line(x, np.array([0.5, 3.0, 5.5]))
    assert (line.fixed, line.each) == (0.0, pytest.approx(1.5))


@pytest.mark.parametrize(("values", "mean"), [([], 0.0), ([2.0], 2.0), ([1.0] * 99 + [500.0], 1.0)])
def test_what_libraries_cost_at_first_is_left_out(values: list[float], mean: float) -> None:
    assert trimmed_mean(np.array(values)) == mean
