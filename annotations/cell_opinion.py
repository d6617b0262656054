"""What a cell is, by what the machine proposed and by what other documents say of cells like it: a
light classifier, fitted anew for each part of the documents on all the others, so that it never saw
the labels it judges."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.errors import MissingPackageError

Floats = NDArray[np.float64]

FOLDS = 5
_SEED = 20261122
_ROUNDS = 10
_PLACES = 12
_WIDTHS = 6
_LONGEST = 24
"""Characters of a text that are looked at: names of groups are short."""


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell as it is judged by: its text, its document, where its middle stands (0–1 of the
    form's width, None where unknown) and how wide it is, what the machine proposed and how surely
    (None where it proposed nothing)."""

    document: str
    text: str
    across: float | None = None
    width: float | None = None
    proposed: str | None = None
    confidence: float | None = None


def out_of_sample(
    cells: Sequence[SeenCell], labels: Sequence[str]
) -> tuple[tuple[str, ...], Floats]:
    """The names of the columns and (N, K) probabilities of each label of each cell.

    One half is the machine's proposal with its confidence, the other that of a classifier:
    documents are parted into five, and cells of a part are judged by what was learned of the
    others. Where there are no others every label is as likely as it is frequent.

    Raises:
        MissingPackageError: scikit-learn, which comes with cleanlab, is not installed.
    """
    names = tuple(sorted(set(labels)))
    columns = np.array([names.index(label) for label in labels], np.int64)
    folds = np.array([_fold(cell.document) for cell in cells], np.int64)
    frequent = np.bincount(columns, minlength=len(names)) / max(1, len(columns))
    shares = np.tile(frequent, (len(cells), 1))
    for fold in sorted(set(folds.tolist())):
        learned, judged = folds != fold, folds == fold
        if len(set(columns[learned].tolist())) > 1:
            own, rows = _fitted(cells, columns, learned, judged)
            shares[judged] = 1e-6
            shares[np.ix_(np.flatnonzero(judged), own)] += rows
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    return names, (shares + _proposals(cells, names, shares)) / 2


def _proposals(cells: Sequence[SeenCell], names: Sequence[str], shares: Floats) -> Floats:
    """(N, K) the machine's word; what it is not sure of goes to the others alike. Where it proposed
    nothing, `shares`."""
    rows = shares.copy()
    rest = max(1, len(names) - 1)
    for place, cell in enumerate(cells):
        if cell.proposed is not None:
            sure = cell.confidence if cell.confidence is not None else 1.0
            rows[place] = (1.0 - sure) / rest
            if cell.proposed in names:
                rows[place, names.index(cell.proposed)] = sure
    return np.asarray(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-12))


def _fitted(
    cells: Sequence[SeenCell],
    columns: NDArray[np.int64],
    learned: NDArray[np.bool_],
    judged: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], Floats]:
    """The columns that were learned, and their probabilities for the cells that are judged."""
    try:
        from sklearn.feature_extraction import FeatureHasher
        from sklearn.linear_model import SGDClassifier
    except ImportError as error:
        raise MissingPackageError("scikit-learn: make train-tools") from error
    told = FeatureHasher(2**16, input_type="pair").transform(_features(cell) for cell in cells)
    model = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=_ROUNDS, tol=None, average=True, random_state=_SEED
    )
    model.fit(told[learned], columns[learned])
    return np.asarray(model.classes_), np.asarray(model.predict_proba(told[judged]))


def _features(cell: SeenCell) -> Iterator[tuple[str, float]]:
    text = f"^{cell.text[:_LONGEST]}$"
    yield f"whole {cell.text}", 1.0
    for size in (1, 2, 3):
        grams = {text[start : start + size] for start in range(len(text) - size + 1)}
        yield from ((f"gram {gram}", 1.0 / len(grams) ** 0.5) for gram in sorted(grams))
    if cell.across is not None:
        yield f"across {int(min(cell.across, 0.999) * _PLACES)}", 1.0
    if cell.width is not None:
        yield f"width {int(min(cell.width, 0.999) * _WIDTHS)}", 1.0
    if cell.proposed is not None:
        yield f"proposed {cell.proposed}", 1.0
        yield f"sure {cell.proposed}", cell.confidence if cell.confidence is not None else 1.0
    yield f"length {min(len(cell.text), 30) // 5}", 1.0


def _fold(document: str) -> int:
    return hashlib.sha256(document.encode()).digest()[0] % FOLDS
