"""What is odd in corrected forms: texts that the form does not print, labels at a wrong level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.form.rows import fold
from extractor.form.tree import level1_key, level2_key, may_stand_under
from training.corrections.anchors import find_rows
from training.corrections.forms import CorrectedForm
from training.corrections.places import FormView
from training.corrections.wanted import JsonObject, wanted_rows

MOST_ODD = 0.1
"""Share of odd indicators above which corrections are not learned from."""


@dataclass(frozen=True, slots=True)
class OddRow:
    """An indicator of a corrected form to look at again. `reason` is one of `value_not_printed`,
    `name_not_printed`, `level_of_another`, `wrong_home`."""

    identity: str
    indicator: int
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The odd indicators among all."""

    indicators: int
    odd: tuple[OddRow, ...]

    @property
    def share(self) -> float:
        """Share of odd ones, 0–1."""
        return len(self.odd) / self.indicators if self.indicators else 0.0

    def objections(self) -> tuple[str, ...]:
        """Why a network that learned from them is refused; () where they are sound."""
        if self.share <= MOST_ODD:
            return ()
        forms = len({odd.identity for odd in self.odd})
        return (
            f"修正数据可疑：{len(self.odd)}/{self.indicators} 个指标与表不符，涉及 {forms} 张表。"
            f" Doubtful corrections: {len(self.odd)} of {self.indicators} indicators contradict"
            f" their forms, {forms} of them.",
        )


def audit(forms: Sequence[CorrectedForm]) -> Audit:
    """Look through corrected forms."""
    odd = tuple(row for form in forms for row in odd_rows(form))
    return Audit(sum(len(form.form["indicators"]) for form in forms), odd)


def odd_rows(form: CorrectedForm) -> Iterator[OddRow]:
    """The indicators of a form that cannot be right as they are, each once."""
    reasons = [_odd_level(row) for row in form.form["indicators"]]
    cells = form.cells()
    if cells is not None:
        printed = _odd_texts(FormView(cells), form.form)
        reasons = [one or other for one, other in zip(reasons, printed, strict=True)]
    for number, reason in enumerate(reasons):
        if reason is not None:
            yield OddRow(form.identity, number, reason)


def _odd_level(row: JsonObject) -> str | None:
    first, second = fold(row["level1"] or ""), fold(row["level2"] or "")
    key1, key2 = level1_key(first), level2_key(second)
    if (level2_key(first) and not key1) or (level1_key(second) and not key2):
        return "level_of_another"
    name = fold(row["level3"] or "")
    if name and (level2_key(name) or level1_key(name)) and not key2:
        return "level_of_another"
    if key1 and key2 and not may_stand_under(key2, key1):
        return "wrong_home"
    return None


def _odd_texts(view: FormView, form: JsonObject) -> list[str | None]:
    """For each indicator whether its name or its value is printed nowhere."""
    everything = "\n".join(token.text for token in view.cells.seen)
    reasons: list[str | None] = [None] * len(form["indicators"])
    for found in find_rows(view, wanted_rows(form)):
        name, row = found.wanted.anchor, form["indicators"][found.wanted.number]
        value = fold(row["value"] or "")
        beside = {cell.text for cell in found.beside}
        if not found.anchor and name.text not in everything and not view.runs(name):
            reasons[found.wanted.number] = "name_not_printed"
        elif found.anchor and value not in beside and value not in everything:
            reasons[found.wanted.number] = "value_not_printed"
    return reasons
