"""Costs of many documents → what one costs by its kind and pages, robustly, with intervals.

    seconds ≈ tail · (document + page · pages)

The line is that of the middle of all documents (slopes of pairs, their median), so that a few that
hung do not bend it; `tail` makes the sum right again, for those few have to be paid for too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from serve.archive.cost_row import Kind

Numbers = NDArray[np.float64]

_MOST_PAIRED = 400  # samples of which every pair is looked at
_DRAWS = 200
_RANGE = (5.0, 95.0)
_SEED = 20_000_000


class Basis(StrEnum):
    """Which seconds count: those of the clock; or of processors, where the machine had other work,
    which leaves out what waits."""

    CLOCK = "clock"
    PROCESSOR = "processor"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number and the range in which nine of ten draws of the samples put it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """y ≈ fixed + each · x, neither below 0."""

    fixed: float
    each: float

    def at(self, amount: float) -> float:
        """y for one x."""
        return self.fixed + self.each * amount


@dataclass(frozen=True, slots=True)
class Sample:
    """A document that was read: its pages; seconds of the clock and of processors; those of the run
    itself."""

    kind: Kind
    pages: int
    forms: int
    size: int
    result: int
    seconds: float
    processor: float
    driver: float
    loads: bool
    process: tuple[str, int]


@dataclass(frozen=True, slots=True)
class KindCosts:
    """What documents of a kind cost, in seconds of one worker, and what they hold on average.

    `page` is any page, of a scan also one with a text layer; `mean` are seconds a document of
    these; `processor` such of processors.
    """

    documents: int
    document: Interval
    page: Interval
    tail: float
    mean: Interval
    processor: float
    pages: float
    forms: float
    size: float
    result: float

    def seconds(self, pages: float) -> float:
        """Of a document with so many pages."""
        return self.tail * (self.document.value + self.page.value * pages)


@dataclass(frozen=True, slots=True)
class Model:
    """Costs by kind. `load` are seconds until a new process has started and loaded its models;
    `driver` are seconds of the run itself a document."""

    kinds: Mapping[Kind, KindCosts]
    load: float
    driver: float


def fit_model(samples: Sequence[Sample], basis: Basis = Basis.CLOCK) -> Model:
    """The model of these documents; kinds of which there are none are left out.

    Documents for which models were loaded tell how long that takes, no more, unless there are no
    others of their kind.
    """
    if basis is Basis.PROCESSOR:
        samples = [replace(sample, seconds=sample.processor) for sample in samples]
    kinds: dict[Kind, KindCosts] = {}
    extra = 0.0
    for kind in Kind:
        found = [sample for sample in samples if sample.kind is kind]
        warm = [sample for sample in found if not sample.loads]
        if found:
            kinds[kind] = costs = _kind_costs(warm or found)
            cold = found if not warm else [sample for sample in found if sample.loads]
            extra += sum(max(0.0, one.seconds - costs.seconds(one.pages)) for one in cold)
    processes = {sample.process for sample in samples}
    driver = np.array([sample.driver for sample in samples])
    return Model(kinds, extra / max(1, len(processes)), trimmed_mean(driver))


def fit_line(amounts: Numbers, values: Numbers) -> Line:
    """The line through the middle of points (n,). Where all amounts are equal, nothing is fixed."""
    chosen = _spread(len(amounts), _MOST_PAIRED)
    x, y = amounts[chosen], values[chosen]
    left, right = np.triu_indices(len(x), 1)
    apart = x[left] != x[right]
    if not apart.any():
        middle = float(np.median(x)) if len(x) else 0.0
        return Line(0.0, float(np.median(y)) / middle if middle else 0.0)
    left, right = left[apart], right[apart]
    gaps = np.abs(x[right] - x[left])
    each = _weighted_median((y[right] - y[left]) / (x[right] - x[left]), gaps)
    if each <= 0:
        return Line(max(0.0, float(np.median(y))), 0.0)
    fixed = float(np.median(y - each * x))
    if fixed < 0:
        return Line(0.0, float(np.sum(y) / np.sum(x)))
    return Line(fixed, each)


def trimmed_mean(values: Numbers, share: float = 0.02) -> float:
    """The mean without the largest ones, at least one where there are ten; 0 of nothing. The
    largest are those for which libraries were loaded."""
    if not len(values):
        return 0.0
    dropped = max(int(share * len(values)), 1) if len(values) >= 10 else 0
    return float(np.sort(values)[: len(values) - dropped].mean())


def _kind_costs(samples: Sequence[Sample]) -> KindCosts:
    x = np.array([float(sample.pages) for sample in samples])
    y = np.array([sample.seconds for sample in samples])
    kept = _spread(len(samples), _MOST_PAIRED // 4)  # of draws
    line = fit_line(x, y)
    told = sum(line.at(pages) for pages in x)
    draws = [fit_line(x[kept][some], y[kept][some]) for some in _drawn(len(kept))]
    return KindCosts(
        documents=len(samples),
        document=_around(line.fixed, [draw.fixed for draw in draws]),
        page=_around(line.each, [draw.each for draw in draws]),
        tail=float(y.sum() / told) if told > 0 else 1.0,
        mean=_around(float(y.mean()), [float(y[some].mean()) for some in _drawn(len(y))]),
        processor=float(np.mean([sample.processor for sample in samples])),
        pages=float(x.mean()),
        forms=float(np.mean([sample.forms for sample in samples])),
        size=float(np.mean([sample.size for sample in samples])),
        result=float(np.mean([sample.result for sample in samples])),
    )


def _around(value: float, draws: Sequence[float]) -> Interval:
    low, high = np.percentile(draws, _RANGE)
    return Interval(value, float(low), float(high))


def _drawn(count: int) -> list[NDArray[np.intp]]:
    rng = np.random.default_rng(_SEED)
    return [rng.integers(0, count, count) for _ in range(_DRAWS)]


def _spread(count: int, most: int) -> NDArray[np.intp]:
    """At most so many indices, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp))


def _weighted_median(values: Numbers, weights: Numbers) -> float:
    order = np.argsort(values)
    heaped = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heaped, heaped[-1] / 2)])
