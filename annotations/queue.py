"""The order in which forms are served, kept: what was queued keeps its place, whatever is added.

queue.jsonl     one form a line: its key, its score, why it was chosen, for how many people
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotations.choose import Candidate, Pick, Plan, Reason, choose
from annotations.doubt import expected_wrong, look_of
from annotations.folders import write_whole
from annotations.runs import Run, Sheet
from annotations.tasks import Choice, task_key


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sheet with its place in the queue."""

    run: Run
    sheet: Sheet
    choice: Choice
    annotators: int

    @property
    def key(self) -> str:
        """See `task_key`."""
        return task_key(self.run, self.sheet)


class Queue:
    """The queue of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "queue.jsonl"

    def picks(self) -> dict[str, Pick]:
        """What is queued, by key."""
        if not self._path.is_file():
            return {}
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return {pick.key: pick for pick in map(_read, lines)}

    def add(self, sheets: Sequence[tuple[Run, Sheet]], plan: Plan) -> list[Chosen]:
        """The sheets in their order; new ones are queued before it is told, so that a push that is
        killed goes on with the same order."""
        queued = self.picks()
        picks = queued | fresh_picks(sheets, plan, queued)
        if len(picks) > len(queued):
            write_whole(self._path, "".join(map(_line, picks.values())).encode())
        return in_order(sheets, picks)


def fresh_picks(
    sheets: Sequence[tuple[Run, Sheet]], plan: Plan, queued: Mapping[str, Pick]
) -> dict[str, Pick]:
    """The places of those sheets that are not queued yet. Of a form that is there twice the first
    counts."""
    own = {task_key(run, sheet): (run, sheet) for run, sheet in reversed(sheets)}
    fresh = [candidate_of(*pair) for key, pair in own.items() if key not in queued]
    if not fresh:
        return {}
    before = [look_of(_form(*own[key])) for key in queued if key in own]
    return {pick.key: pick for pick in choose(fresh, plan, before)}


def in_order(sheets: Sequence[tuple[Run, Sheet]], picks: Mapping[str, Pick]) -> list[Chosen]:
    """The sheets by their places."""
    chosen = []
    for run, sheet in sheets:
        pick = picks[task_key(run, sheet)]
        choice = Choice(pick.score, pick.reason.value)
        chosen.append(Chosen(run, sheet, choice, pick.annotators))
    return sorted(chosen, key=lambda one: (one.choice.score, one.key))


def candidate_of(run: Run, sheet: Sheet) -> Candidate:
    """A sheet as it is chosen by."""
    form = _form(run, sheet)
    return Candidate(task_key(run, sheet), expected_wrong(form), look_of(form))


def _form(run: Run, sheet: Sheet) -> Mapping[str, Any]:
    form: Mapping[str, Any] = run.record["forms"][sheet.form]
    return form


def _line(pick: Pick) -> str:
    return json.dumps(asdict(pick), ensure_ascii=False) + "\n"


def _read(line: str) -> Pick:
    told = json.loads(line)
    return Pick(**(told | {"reason": Reason(told["reason"])}))
