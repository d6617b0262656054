"""Weights of the signs that an indicator is right, and how far its confidence can be believed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractor.export.contract import record_to_dict
from extractor.form.accounting import draft_to_form
from extractor.form.draft import Draft
from extractor.form.tagged.confidence import SIGNS, ConfidenceWeights, Origin, rows_to_signs
from extractor.form.tagged.flaws import tree_flaws
from extractor.form.tagged.forms import FormReader, paired_drafts, read_forms_by
from extractor.form.tagged.reader import Tagger
from extractor.grid import Sheet
from extractor.pipeline import form_to_record
from training.evaluation.forms.cases import gold_of
from training.synthesis.records import FormRecord

Floats = NDArray[np.float64]

_RIDGE = 1e-2
_STEPS = 30
_BINS = 15
_SMOOTHED = 2.0  # rows of the mean that each bin is given


@dataclass(frozen=True, slots=True)
class Judged:
    """Indicators as read: `signs` (rows, SIGNS), `right` (rows,) 1 where all of one is right."""

    signs: Floats
    right: Floats

    def sure(self, weights: ConfidenceWeights) -> Floats:
        """(rows,) confidences."""
        return weights.probabilities(self.signs)


def joined(parts: Sequence[Judged]) -> Judged:
    """All their rows."""
    return Judged(
        np.concatenate([part.signs for part in parts]), np.concatenate([p.right for p in parts])
    )


def judged_rows(
    scorer: ModuleType, tagger: Tagger, cases: Iterable[tuple[Sheet, FormRecord]]
) -> Judged:
    """The indicators of forms as the rules read them, and as the tags do."""
    signs: list[Floats] = []
    right: list[bool] = []
    for sheet, record in cases:
        gold = gold_of(scorer, record)["indicators"]
        for drafts in paired_drafts(sheet, tagger):
            for found in _readings(*drafts):
                signs += list(found[0])
                right += rows_right(scorer, gold, found[1])
    return Judged(np.array(signs).reshape(-1, len(SIGNS)), np.array(right, np.float64))


def _readings(
    rules: Draft | None, tagged: Draft | None
) -> Iterator[tuple[Floats, list[Mapping[str, Any]]]]:
    for draft, other in ((rules, tagged), (tagged, rules)):
        if draft is None or not draft.indicators:
            continue
        others = [] if other is None else other.indicators
        origin = Origin(draft is tagged, tree_flaws(draft))
        form = form_to_record(draft_to_form(draft))
        yield (
            rows_to_signs(draft.indicators, others, origin),
            record_to_dict(form)["indicators"],
        )


def chosen_rows(
    scorer: ModuleType, tagger: Tagger, cases: Iterable[tuple[Sheet, FormRecord]]
) -> tuple[Floats, Floats]:
    """Confidences and rightness (rows,) of the indicators that both together give."""
    sure: list[float] = []
    right: list[bool] = []
    for sheet, record in cases:
        gold = gold_of(scorer, record)["indicators"]
        for form in read_forms_by(FormReader.BOTH, sheet, tagger):
            rows = record_to_dict(form_to_record(form))["indicators"]
            sure += [row["confidence"] for row in rows]
            right += rows_right(scorer, gold, rows)
    return np.array(sure), np.array(right, np.float64)


def rows_right(
    scorer: ModuleType, gold: list[dict[str, Any]], rows: list[Mapping[str, Any]]
) -> list[bool]:
    """Which of the rows are those of the gold, in panel, levels, name and value."""
    strict, _, _ = scorer.match(gold, rows)
    found = {number for _, number in strict}
    return [number in found for number in range(len(rows))]


def fit(judged: Judged) -> ConfidenceWeights:
    """Logistic regression, then steps that never fall."""
    signs, right = judged.signs, judged.right
    weights = np.zeros(signs.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (right - sure) - _RIDGE * len(right) * weights / len(SIGNS)
        bend = (signs * (sure * (1 - sure))[:, None]).T @ signs
        bend += np.eye(len(weights)) * _RIDGE * len(right) / len(SIGNS)
        weights = weights + np.linalg.solve(bend, slope)
    raw = 1 / (1 + np.exp(-signs @ weights))
    given, steps = _steps(raw, right)
    return ConfidenceWeights(weights, given, steps)


def _steps(raw: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Probabilities given and how often they were right, in bins of equal size made monotone."""
    mean = float(right.mean())
    blocks: list[list[float]] = []  # sum of probabilities, of right ones, rows
    for part in np.array_split(np.argsort(raw, kind="stable"), _BINS):
        if not len(part):
            continue  # fewer rows than bins
        blocks.append([float(raw[part].sum()), float(right[part].sum()), float(len(part))])
        while len(blocks) > 1 and _share(blocks[-2], mean) >= _share(blocks[-1], mean):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    given = np.array([block[0] / block[2] for block in blocks])
    return given, np.array([_share(block, mean) for block in blocks])


def _share(block: list[float], mean: float) -> float:
    return (block[1] + _SMOOTHED * mean) / (block[2] + _SMOOTHED)


def calibration_error(sure: Floats, right: Floats) -> float:
    """Mean distance, 0–1, between confidences and how often they are right, in 15 bins of equal
    size (expected calibration error)."""
    parts = np.array_split(np.argsort(sure, kind="stable"), _BINS)
    gaps = [abs(float(sure[p].mean() - right[p].mean())) * len(p) for p in parts if len(p)]
    return sum(gaps) / max(1, len(sure))


def error_without_doubtful(sure: Floats, right: Floats, share: float = 0.1) -> tuple[float, float]:
    """The share of errors among all rows, and among those left when that share of rows with the
    lowest confidence is set aside."""
    kept = np.argsort(sure, kind="stable")[round(share * len(sure)) :]
    return 1 - float(right.mean()), 1 - float(right[kept].mean())


def gold_rows(
    scorer: ModuleType, gold: Mapping[str, Any], predictions: Iterable[list[dict[str, Any]]]
) -> Iterator[tuple[float, bool]]:
    """Confidence and rightness of each predicted indicator; a form counts for the gold form that
    it shares most indicators with."""
    for forms in predictions:
        for form in forms:
            rows = form["indicators"]
            best = max(gold.values(), key=lambda g: len(scorer.match(g["indicators"], rows)[0]))
            right = rows_right(scorer, best["indicators"], rows)
            yield from ((row["confidence"], r) for row, r in zip(rows, right, strict=True))
