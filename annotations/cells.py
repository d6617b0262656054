"""A record → its cells on the paper: each box once, with every path of the contract it prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotations.corrections import Reading, Spot
from annotations.labels import Flag, Label
from extractor.export.places import row_cells
from extractor.geometry import BBox
from extractor.record import Classification, Indicator, Record
from extractor.verbatim import Printed

_TREE = {"level1": Label.LEVEL1, "level2": Label.LEVEL2, "level3": Label.LEVEL3}
_AMOUNTS = ("total", "fiscal", "other")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was shown.

    `id` is `run.page.cell`. `paths` are JSON pointers into the record, several for a merged cell.
    `score` is how surely text and place are right, `concept_score` how surely the concept is (0–1),
    None where it has none to judge.
    """

    id: str
    reading: Reading
    paths: tuple[str, ...]
    score: float
    concept_score: float | None = None


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """One value of the record before values in the same box are joined; `path` is its JSON pointer,
    `score` how surely it was read, `concept_score` how surely its concept is right (0–1),
    `concept_reviewed` where a person chose or confirmed it."""

    path: str
    label: Label
    printed: Printed
    key: str | None = None
    score: float = 1.0
    concept: str | None = None
    concept_score: float | None = None
    concept_reviewed: bool = False


@dataclass(slots=True)
class _Draft:
    value: PrintedValue
    spot: Spot
    is_continued: bool
    paths: list[str] = field(default_factory=list)
    score: float = 1.0
    follows: int | None = None


def record_cells(record: Record, form: int, run: str) -> tuple[Cell, ...]:
    """The cells of a form that have a box, in reading order of pages.

    A value that stands on several places is several cells: the first has its text, the others are
    continued, and theirs is the id of the first as `parent`. A level that was printed on an earlier
    page is named as the parent of the first cells below it.
    """
    drafts = _joined((*printed_values(record, form), *_rest(record, f"/forms/{form}")))
    numbers: dict[int, int] = {}
    ids: list[str] = []
    for draft in drafts:
        page = draft.spot.page
        ids.append(f"{run}.p{page}.f{form}c{numbers.get(page, 0):03d}")
        numbers[page] = numbers.get(page, 0) + 1
    parents = _parents_on_earlier_pages(record, form, drafts, ids)
    return tuple(
        _cell(draft, identity, parents.get(identity) or _first_part(draft, ids))
        for draft, identity in zip(drafts, ids, strict=True)
    )


def _first_part(draft: _Draft, ids: Sequence[str]) -> str | None:
    return None if draft.follows is None else ids[draft.follows]


def _cell(draft: _Draft, identity: str, parent: str | None) -> Cell:
    value = draft.value
    reading = Reading(
        label=value.label.value,
        text="" if draft.is_continued else value.printed.text,
        key=value.key,
        spot=draft.spot,
        concept=None if draft.is_continued else value.concept,
        flags=(Flag.CONTINUED.value,) if draft.is_continued else (),
        parent=parent,
    )
    return Cell(
        identity,
        reading,
        tuple(draft.paths),
        round(draft.score, 4),
        None if draft.is_continued else value.concept_score,
    )


def _joined(values: Sequence[PrintedValue]) -> list[_Draft]:
    """One draft a box, label and text; a label that is also a value is that value."""
    numbers: dict[tuple[Spot, str, str], int] = {}
    order: list[_Draft] = []
    for value in values:
        first: int | None = None
        for place in value.printed.where:
            if place.bbox is None:
                continue
            spot = Spot(place.page, _edges(place.bbox))
            key = (spot, value.label.value, value.printed.text)
            number = numbers.setdefault(key, len(order))
            if number == len(order):
                order.append(_Draft(value, spot, first is not None, follows=first))
            draft = order[number]
            draft.paths.append(value.path)
            draft.score = min(draft.score, value.score)
            first = number if first is None else first
    taken = {
        (draft.spot, draft.value.printed.text)
        for draft in order
        if draft.value.label is not Label.LABEL
    }
    spare = {
        number
        for number, draft in enumerate(order)
        if draft.value.label is Label.LABEL and (draft.spot, draft.value.printed.text) in taken
    }
    return _without(order, spare)


def _without(order: list[_Draft], spare: set[int]) -> list[_Draft]:
    """The drafts in reading order of pages; those they follow are counted anew."""
    kept = [number for number in range(len(order)) if number not in spare]
    kept.sort(key=lambda number: order[number].spot.page)
    position = {number: index for index, number in enumerate(kept)}
    for number in kept:
        draft = order[number]
        draft.follows = None if draft.follows is None else position.get(draft.follows)
    return [order[number] for number in kept]


def _parents_on_earlier_pages(
    record: Record, form: int, drafts: Sequence[_Draft], ids: Sequence[str]
) -> dict[str, str]:
    """Cells → their level on an earlier page: level 3 → level 2, level 2 → level 1."""
    by_path: dict[str, int] = {}
    for number, draft in enumerate(drafts):
        for path in draft.paths:
            by_path.setdefault(path, number)
    parents: dict[str, str] = {}
    for index in range(len(record.indicators)):
        start = f"/forms/{form}/indicators/{index}/"
        for child, above in (("level3", "level2"), ("level2", "level1")):
            low, high = by_path.get(start + child), by_path.get(start + above)
            if low is None or high is None:
                continue
            if drafts[high].spot.page < drafts[low].spot.page:
                parents[ids[low]] = ids[high]
    return parents


def printed_values(record: Record, form: int) -> Iterator[PrintedValue]:
    """All values of a form that are printed, but for what is only looked at."""
    at = f"/forms/{form}"
    if record.title is not None:
        yield _plain(f"{at}/title", Label.TITLE, record.title)
    for key, printed in record.fields:
        yield _plain(f"{at}/fields/{key.value}", Label.FIELD, printed, key.value)
    for index, field_ in enumerate(record.other_fields):
        yield _plain(f"{at}/other_fields/{index}/label", Label.LABEL, field_.label)
        yield _plain(f"{at}/other_fields/{index}/value", Label.FIELD, field_.value, "other")
    for index, line in enumerate(record.funding):
        item = line.item if line.item in _AMOUNTS else "item"
        yield _plain(f"{at}/funding/{index}/raw", Label.FUNDING, line.raw, item)
    for index, task in enumerate(record.tasks):
        for name in ("name", *_AMOUNTS):
            cell: Printed | None = getattr(task, name)
            if cell is not None:
                yield _plain(f"{at}/tasks/{index}/{name}", Label.TASK, cell)
    for index, goal in enumerate(record.goals):
        yield _plain(f"{at}/goals/{index}/text", Label.GOAL, goal.text)
    for index, indicator in enumerate(record.indicators):
        yield from _indicator(f"{at}/indicators/{index}", indicator)


def _rest(record: Record, at: str) -> Iterator[PrintedValue]:
    parts = (
        ("unassigned", Label.UNASSIGNED, record.unassigned),
        ("labels", Label.LABEL, record.labels),
        ("skipped_rows", Label.SKIPPED, record.skipped_rows),
    )
    for name, label, cells in parts:
        for index, cell in enumerate(cells):
            yield _plain(f"{at}/{name}/{index}", label, cell)


def _indicator(at: str, indicator: Indicator) -> Iterator[PrintedValue]:
    row = indicator.row
    extra = 0
    for key, cell in row_cells(row):
        if key in _TREE:
            score = min(cell.confidence, row.confidence)
            given = indicator.classification if key == "level3" else None
            plain = PrintedValue(f"{at}/{key}", _TREE[key], cell, None, score)
            yield plain if given is None else _with_concept(plain, given)
        elif key == "extra":
            yield _plain(f"{at}/extra/{extra}/value", Label.COLUMN, cell, key)
            extra += 1
        elif key == "value":
            yield _plain(f"{at}/{key}", Label.VALUE, cell)
        else:
            yield _plain(f"{at}/{key}", Label.COLUMN, cell, key)


def _with_concept(value: PrintedValue, given: Classification) -> PrintedValue:
    return replace(
        value,
        concept=given.concept,
        concept_score=given.confidence,
        concept_reviewed=given.reviewed,
    )


def _plain(path: str, label: Label, printed: Printed, key: str | None = None) -> PrintedValue:
    return PrintedValue(path, label, printed, key, printed.confidence)


def _edges(box: BBox) -> tuple[float, float, float, float]:
    return (round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1))
