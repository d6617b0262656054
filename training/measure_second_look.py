"""How many planted errors the second look finds: `python -m training.measure_second_look --shared
DIR`. Prints the tables of docs/labelling.md."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotations.cell_opinion import SeenCell, out_of_sample
from annotations.label_quality import quality_of
from annotations.labels import Label
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import wordings_of
from models.form_tagger.config import WEIGHTS
from models.form_tagger.roles import ROLES, Role
from models.form_tagger.session import FormTagger
from models.indicator_classifier.session import IndicatorClassifier
from models.network_file import NetworkFile
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.indicator_classifier.labelled import read_labelled
from training.indicator_classifier.measuring import evidence_of
from training.synthesis.families.plan import Family

Floats = NDArray[np.float64]
Orders = dict[str, list[tuple[float, float]]]

_SHARES = (0.05, 0.10, 0.20)
_DRAWS = 5
_FIRST_SEED = 9_700_000
_NEAR = 0.5
"""Share of the planted concepts that are what the classifier thinks of next."""
_LABELS = {
    Role.TITLE: Label.TITLE,
    Role.FIELD_VALUE: Label.FIELD,
    Role.MONEY_VALUE: Label.FUNDING,
    Role.GOAL_VALUE: Label.GOAL,
    Role.LEVEL1: Label.LEVEL1,
    Role.LEVEL2: Label.LEVEL2,
    Role.LEVEL3: Label.LEVEL3,
    Role.VALUE: Label.VALUE,
}
_TREE = (Label.LEVEL1, Label.LEVEL2, Label.LEVEL3)


def main() -> int:
    """Measure both kinds of labels and print a table of each."""
    parser = argparse.ArgumentParser(prog="python -m training.measure_second_look")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--forms", type=int, default=10, help="of each family")
    parser.add_argument("--network", type=Path, default=WEIGHTS.path)
    parser.add_argument("--families", type=Family, nargs="+", default=list(Family))
    asked = parser.parse_args()
    print("| labels | wrong | planted | ordered by | of the first N | of the first 2 N |")
    print("|---|---|---|---|---|---|")
    _concepts(asked.shared)
    _levels(asked.forms, NetworkFile(asked.network), asked.families)
    return 0


def _concepts(shared: Path) -> None:
    """Public indicators with concepts, asked without their own wordings."""
    taxonomy = load_taxonomy()
    classifier = IndicatorClassifier(wordings_of(taxonomy))
    labelled = read_labelled(shared / "taxonomy" / "labelled_indicators.json", taxonomy)
    identities = [concept.id for concept in classifier.catalogue.concepts]
    columns = {identity: place for place, identity in enumerate(identities)}
    right = np.array([columns[min(entry.concepts)] for entry in labelled])
    texts = [entry.text for entry in labelled]
    accepted = [min(entry.concepts) for entry in labelled]
    rows = evidence_of(classifier, texts, accepted).rows(classifier.catalogue.mixture)
    shares = rows.astype(np.float64)
    allowed = [[columns[one] for one in entry.concepts if one in columns] for entry in labelled]
    for share in _SHARES:
        orders: Orders = {}
        odd: list[tuple[float, float]] = []
        for draw in range(_DRAWS):
            rng = np.random.default_rng(draw)
            bad = rng.permutation(len(right))[: round(share * len(right))]
            given = right.copy()
            for place in bad:
                given[place] = _wrong_concept(shares[place], allowed[place], rng)
            _measure(given, shares, _mask(bad, len(right)), rng, (orders, odd))
        _tell("concepts", share, len(bad), orders, odd)


def _wrong_concept(row: Floats, right: Sequence[int], rng: np.random.Generator) -> int:
    """Another concept: one that comes to mind next, or any."""
    order = [int(place) for place in np.argsort(-row[:-1]) if int(place) not in right]
    return order[int(rng.integers(3))] if rng.random() < _NEAR else int(rng.choice(order))


def _levels(count: int, network: NetworkFile, families: Sequence[Family]) -> None:
    """Cells of synthetic forms with what each is; a level is called another one, or a value."""
    cells, right, tagger = _cells(count, network, families)
    names = tuple(sorted(set(right)))
    columns = np.array([names.index(label) for label in right])
    tree = np.flatnonzero([label in _TREE for label in right])
    known = [label for label in (*_TREE, Label.VALUE) if label in names]
    for share in _SHARES:
        found: dict[str, tuple[Orders, list[tuple[float, float]]]] = {}
        for draw in range(_DRAWS):
            rng = np.random.default_rng(draw)
            bad = _mask(rng.permutation(tree)[: round(share * len(tree))], len(right))
            given = columns.copy()
            for place in np.flatnonzero(bad):
                others = [label for label in known if label != right[place]]
                given[place] = names.index(others[int(rng.integers(len(others)))])
            _, shares = out_of_sample(cells, [names[place] for place in given])
            opinions = {"tagger alone": _tagged(tagger, names), "with other documents": shares}
            for name, opinion in opinions.items():
                _measure(given, opinion, bad, rng, found.setdefault(name, ({}, [])))
        for name, (orders, odd) in found.items():
            _tell(f"levels, {name}", share, int(bad.sum()), orders, odd)


def _cells(
    count: int, network: NetworkFile, families: Sequence[Family]
) -> tuple[list[SeenCell], list[str], list[Mapping[str, float]]]:
    """Cells of forms of every family and damage that are a value or a level, what each is, and the
    tagger's shares by label."""
    tagger = FormTagger(1, network)
    kinds = tuple(Damage)
    cells: list[SeenCell] = []
    right: list[str] = []
    shares: list[Mapping[str, float]] = []
    for family in families:
        for number in range(count):
            seed = _FIRST_SEED + number
            form = damaged_form(seed, FormRequest((family,), kinds[number % len(kinds)])).tagged
            tags = tagger.tag(form.tokens)
            for token, truth, row in zip(form.tokens, form.truths, tags.roles, strict=True):
                if truth.role not in _LABELS:
                    continue
                told = {label.value: 0.0 for label in _LABELS.values()}
                for role, label in _LABELS.items():
                    told[label.value] += float(row[ROLES.index(role)])
                best = max(told, key=lambda name: told[name])
                middle = (token.column + token.column_span / 2) / max(1, token.width)
                wide = token.column_span / max(1, token.width)
                document = f"{family.value}-{seed}"
                cells.append(SeenCell(document, token.text, middle, wide, best, told[best]))
                right.append(_LABELS[truth.role].value)
                shares.append(told)
    return cells, right, shares


def _tagged(shares: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    rows = np.array([[row.get(name, 0.0) for name in names] for row in shares]) + 1e-6
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def _measure(
    given: NDArray[np.int64],
    shares: Floats,
    bad: NDArray[np.bool_],
    rng: np.random.Generator,
    found: tuple[Orders, list[tuple[float, float]]],
) -> None:
    """Of the first so many as are wrong: the share that is; of the first twice as many: how many of
    the wrong ones are among them."""
    from cleanlab.rank import get_label_quality_scores

    quality = quality_of(list(given), shares)
    rows = np.asarray(shares, np.float64)
    rows = rows / rows.sum(axis=1, keepdims=True)
    orders = {
        "the label's own probability": rows[np.arange(len(given)), given],
        "normalized margin (cleanlab)": get_label_quality_scores(
            given, rows, method="normalized_margin"
        ),
        "at random": rng.random(len(given)),
    }
    count = int(bad.sum())
    for name, scores in orders.items():
        order = np.argsort(scores, kind="stable")
        first = float(bad[order[:count]].mean())
        found[0].setdefault(name, []).append((first, float(bad[order[: 2 * count]].sum() / count)))
    odd = quality.odd
    precision = float(bad[odd].mean()) if odd.any() else 0.0
    found[1].append((precision, float(bad[odd].sum() / count)))


def _tell(
    what: str, share: float, planted: int, orders: Orders, odd: Sequence[tuple[float, float]]
) -> None:
    begin = f"| {what} | {share:.0%} | {planted}"
    for name, figures in orders.items():
        first, twice = np.mean(figures, axis=0)
        print(f"{begin} | {name} | {first:.2f} | {twice:.2f} |", flush=True)
    precision, recall = np.mean(odd, axis=0)
    print(f"{begin} | called odd | precision {precision:.2f} | recall {recall:.2f} |", flush=True)


def _mask(places: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, np.bool_)
    mask[places] = True
    return mask


if __name__ == "__main__":
    raise SystemExit(main())
