"""The result of an annotation or a pre-annotation → cells. Label Studio checks neither, so that
what does not fit the interface is refused here, cell by cell, and told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from annotations.corrections import Outcome, Reading, Spot
from annotations.crops import Crop
from annotations.interface import Interface
from annotations.labels import (
    FLAG_WORDS,
    KEY_WORDS,
    LABEL_WORDS,
    LINK_WORDS,
    OUTCOME_WORDS,
    Label,
    code_of,
)
from annotations.tasks import CELL, CONCEPT, FLAG, KEY_CONTROLS, OUTCOME, PAGE, TEXT

JsonObject = dict[str, Any]

_FAR = 1e6  # per cent; of a whole number of 400 digits there is no float
_OVER = 0.5  # percent that a box may stand over its picture
_LONGEST_TEXT = 20_000
_KINDS = {
    CELL: "rectanglelabels",
    TEXT: "textarea",
    CONCEPT: "taxonomy",
    FLAG: "choices",
    OUTCOME: "choices",
    "field": "choices",
    "column": "choices",
    "amount": "choices",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What of an annotation is not believed: the region ("" for the whole) and the reason."""

    region: str
    reason: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """What an annotation says.

    `cells` by region id; `refused` are the regions of `refusals`, of which nothing is said;
    `unseen` are regions on pages that the annotator did not open.
    """

    cells: Mapping[str, Reading]
    outcome: Outcome
    refusals: tuple[Refusal, ...] = ()
    unseen: frozenset[str] = frozenset()

    @property
    def refused(self) -> frozenset[str]:
        """Ids of regions that are not believed."""
        return frozenset(refusal.region for refusal in self.refusals if refusal.region)


@dataclass(slots=True)
class _Draft:
    """A region while its results are gathered."""

    spot: Spot | None = None
    label: str | None = None
    text: str = ""
    concept: str | None = None
    flags: tuple[str, ...] = ()
    parent: str | None = None
    keys: dict[str, str] = field(default_factory=dict)


class _BadResultError(Exception):
    """A result does not fit the interface; the message says why."""


def read_results(results: object, crops: Sequence[Crop], interface: Interface) -> Annotated:
    """The cells that a list of results describes.

    Args:
        results: the `result` of an annotation or a prediction, as the API gives it.
        crops: the pictures of the task, in the order of its pages.
    """
    if not isinstance(results, list):
        return Annotated({}, Outcome.SUBMITTED, (Refusal("", "result is no list"),))
    reader = _Reader(crops, interface)
    for result in results:
        reader.add(result)
    return reader.finish()


class _Reader:
    """Gathers results by region."""

    def __init__(self, crops: Sequence[Crop], interface: Interface) -> None:
        self._crops = crops
        self._interface = interface
        self._drafts: dict[str, _Draft] = {}
        self._links: list[tuple[str, str]] = []
        self._refusals: list[Refusal] = []
        self._unseen: set[str] = set()
        self._outcome = Outcome.SUBMITTED
        self._takes: Mapping[str, Callable[[_Draft, JsonObject], None]] = {
            CELL: self._take_label,
            TEXT: _take_text,
            CONCEPT: self._take_concept,
            FLAG: _take_flags,
        }

    def add(self, result: object) -> None:
        """Take one result, or refuse it."""
        region = str(result.get("id", "")) if isinstance(result, dict) else ""
        try:
            self._add(result, region)
        except _BadResultError as error:
            self._refusals.append(Refusal(region, str(error)))

    def _add(self, result: object, region: str) -> None:
        if not isinstance(result, dict):
            raise _BadResultError("result is no object")
        if result.get("type") == "relation":
            self._links.append(_link(result))
            return
        name, value = result.get("from_name"), result.get("value")
        if not isinstance(name, str) or name not in _KINDS:
            raise _BadResultError(f"unknown control {name!r}")
        if result.get("type") != _KINDS[name] or result.get("to_name") != PAGE:
            raise _BadResultError(f"{name}: wrong type {result.get('type')!r}")
        if not isinstance(value, dict):
            raise _BadResultError(f"{name}: no value")
        if name == OUTCOME:
            self._outcome = _outcome(value)
            return
        if not region:
            raise _BadResultError(f"{name}: no region id")
        draft = self._drafts.setdefault(region, _Draft())
        self._place(draft, result, value)
        if name != CELL and "rectanglelabels" in value:
            self._unseen.add(region)
        take = self._takes.get(name)
        if take is not None:
            take(draft, value)
        else:
            draft.keys[name] = _one_word(value, "choices", name)

    def _place(self, draft: _Draft, result: JsonObject, value: JsonObject) -> None:
        index = result.get("item_index", 0)
        if not isinstance(index, int) or not 0 <= index < len(self._crops):
            raise _BadResultError(f"no picture {index!r}")
        sides = [value.get(side) for side in ("x", "y", "width", "height")]
        if not all(isinstance(s, int | float) and abs(s) < _FAR and isfinite(s) for s in sides):
            raise _BadResultError("no box")
        x, y, width, height = (float(side) for side in sides if side is not None)
        if value.get("rotation"):
            raise _BadResultError("turned box")
        inside = x >= -_OVER and y >= -_OVER and x + width <= 100 + _OVER and width > 0
        if not inside or y + height > 100 + _OVER or height <= 0:
            raise _BadResultError("box outside the picture")
        crop = self._crops[index]
        draft.spot = Spot(crop.page, crop.to_points(x, y, width, height))

    def _take_label(self, draft: _Draft, value: JsonObject) -> None:
        word = _one_word(value, "rectanglelabels", CELL)
        draft.label = code_of(LABEL_WORDS, word)
        if draft.label is None:
            raise _BadResultError(f"unknown label {word!r}")

    def _take_concept(self, draft: _Draft, value: JsonObject) -> None:
        paths = value.get("taxonomy")
        if paths == []:
            return
        if not isinstance(paths, list) or not all(isinstance(path, list) for path in paths):
            raise _BadResultError("concept: no list of paths")
        if len(paths) != 1 or not paths[0]:
            raise _BadResultError(f"{len(paths)} concepts; one may be chosen")
        concept = paths[0][-1]
        if concept not in self._interface.concepts:
            raise _BadResultError(f"unknown concept {concept!r}")
        draft.concept = concept

    def finish(self) -> Annotated:
        """The cells of the regions that have a box and a label and were not refused."""
        refused = {refusal.region for refusal in self._refusals}
        for region, draft in self._drafts.items():
            if draft.label is None and region not in refused:
                self._refusals.append(Refusal(region, "no label"))
                refused.add(region)
        for child, parent in self._links:
            if child in self._drafts and parent in self._drafts:
                self._drafts[child].parent = parent
            else:
                self._refusals.append(Refusal("", f"relation to no region: {child} {parent}"))
        cells = {r: _reading(d) for r, d in self._drafts.items() if r not in refused}
        unseen = frozenset(self._unseen)
        return Annotated(cells, self._outcome, tuple(self._refusals), unseen)


def _reading(draft: _Draft) -> Reading:
    label = draft.label or Label.UNASSIGNED.value
    control = KEY_CONTROLS.get(Label(label))
    word = draft.keys.get(control) if control else None
    key = code_of(KEY_WORDS[label], word) if word is not None else None
    concept = draft.concept if label == Label.LEVEL3 else None
    return Reading(label, draft.text, key, draft.spot, concept, draft.flags, draft.parent)


def _take_text(draft: _Draft, value: JsonObject) -> None:
    lines = value.get("text")
    if isinstance(lines, str):
        lines = [lines]
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise _BadResultError("text: no list of texts")
    text = "".join(lines)
    if len(text) > _LONGEST_TEXT:
        raise _BadResultError("text: too long")
    draft.text = text


def _take_flags(draft: _Draft, value: JsonObject) -> None:
    words = value.get("choices")
    if not isinstance(words, list):
        raise _BadResultError("flag: no list")
    codes = [code_of(FLAG_WORDS, word) for word in words]
    if None in codes:
        raise _BadResultError(f"unknown flag in {words!r}")
    draft.flags = tuple(sorted(code for code in codes if code is not None))


def _outcome(value: JsonObject) -> Outcome:
    word = _one_word(value, "choices", OUTCOME)
    code = code_of(OUTCOME_WORDS, word)
    if code is None:
        raise _BadResultError(f"unknown outcome {word!r}")
    return Outcome(code)


def _one_word(value: JsonObject, kind: str, name: str) -> str:
    words = value.get(kind)
    if not isinstance(words, list) or len(words) != 1 or not isinstance(words[0], str):
        raise _BadResultError(f"{name}: {words!r} is not one choice")
    return words[0]


def _link(result: JsonObject) -> tuple[str, str]:
    child, parent = result.get("from_id"), result.get("to_id")
    labels = result.get("labels") or []
    if not isinstance(child, str) or not isinstance(parent, str) or child == parent:
        raise _BadResultError("relation without two regions")
    if any(code_of(LINK_WORDS, word) is None for word in labels):
        raise _BadResultError(f"unknown relation {labels!r}")
    return child, parent
