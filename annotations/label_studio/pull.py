"""Annotations → submissions: fetched since the last pull, checked, told from the run that was
shown, and stored. A pull may be repeated, or killed and started again."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from annotations.corrections import Outcome, Source, Submission
from annotations.diff import diff_sheet
from annotations.errors import UnknownRunError
from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio
from annotations.results import Annotated, Refusal, read_results
from annotations.runs import Run, RunStore, Sheet
from annotations.workspace import Workspace

JsonObject = dict[str, Any]

log = logging.getLogger("annotations.pull")

_OVERLAP = timedelta(seconds=1)  # fetched twice rather than not at all
_LONGEST = 1e9  # seconds


@dataclass(frozen=True, slots=True)
class Refused:
    """What of an annotation was not believed."""

    annotation: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did: tasks looked at, submissions that are new, and what was refused."""

    tasks: int
    stored: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where annotations come from."""

    label_studio: LabelStudio
    project: int
    interface: Interface


def pull(origin: Origin, workspace: Workspace) -> PullReport:
    """Store every annotation that is new or was changed since the last pull.

    What cannot be understood is reported and left out; everything else is stored.
    """
    since = _with_overlap(workspace.pulled_until())
    newest: str | None = None
    tasks = stored = 0
    refused: list[Refused] = []
    for page in origin.label_studio.annotated_tasks(origin.project, since):
        newest = newest or str(page[0].get("updated_at") or "") or None
        fresh: list[Submission] = []
        for task in page:
            tasks += 1
            for submission, refusals in task_submissions(task, workspace.runs, origin.interface):
                refused += refusals
                if submission is not None:
                    fresh.append(submission)
        stored += workspace.corrections.add(fresh)
    if newest is not None:
        workspace.put_pulled_until(newest)
    for entry in refused:
        log.warning("annotation.refused", extra={"annotation": entry.annotation})
    return PullReport(tasks, stored, tuple(refused))


def task_submissions(
    task: JsonObject, runs: RunStore, interface: Interface
) -> Iterator[tuple[Submission | None, list[Refused]]]:
    """What the annotations of one task say, each with what of it was refused; None where nothing
    of it can be used."""
    annotations = task.get("annotations") or []
    if not annotations:
        return
    data = task.get("data")
    told = data if isinstance(data, dict) else {}
    try:
        shown = runs.get(str(told.get("run")))
        sheet = shown.sheet(int(told.get("form", -1)))
    except (UnknownRunError, TypeError, ValueError, OverflowError):
        sheet = None
    for annotation in annotations:
        if not isinstance(annotation, dict):
            yield None, [Refused("", Refusal("", "annotation is no object"))]
            continue
        name = _reference(annotation)
        if sheet is None:
            yield None, [Refused(name, Refusal("", "unknown run"))]
            continue
        reader = _AnnotationReader(runs, shown, sheet, interface)
        yield reader.submission(annotation, name)


@dataclass(frozen=True, slots=True)
class _AnnotationReader:
    """Reads the annotations of one task, whose pictures are those of `sheet`."""

    runs: RunStore
    shown: Run
    sheet: Sheet
    interface: Interface

    def submission(
        self, annotation: JsonObject, name: str
    ) -> tuple[Submission | None, list[Refused]]:
        """One annotation, and what of it was refused."""
        annotated = read_results(annotation.get("result"), self.sheet.crops, self.interface)
        refused = [Refused(name, refusal) for refusal in annotated.refusals]
        author, made_at = annotation.get("completed_by"), annotation.get("updated_at")
        if isinstance(author, dict):
            author = author.get("id")
        if not isinstance(author, int) or not isinstance(made_at, str):
            return None, [Refused(name, Refusal("", "no author or time"))]
        run, sheet = self._base(annotated)
        skipped = bool(annotation.get("was_cancelled"))
        submission = Submission(
            document=run.document,
            form=sheet.form,
            run=run.id,
            engine=run.engine,
            source=Source.LABEL_STUDIO,
            author=f"label-studio:{author}",
            made_at=made_at,
            reference=name,
            outcome=Outcome.SKIPPED if skipped else annotated.outcome,
            corrections=() if skipped else diff_sheet(sheet, annotated),
            interface=self.interface.version,
            seconds=_seconds(annotation.get("lead_time")),
            final=bool(annotation.get("ground_truth")),
        )
        return submission, [] if skipped else refused

    def _base(self, annotated: Annotated) -> tuple[Run, Sheet]:
        """The run whose regions the annotator kept: that of the task, or a newer one that was
        proposed later. Neither the server's snapshot nor its parent of an annotation tells it."""
        names = Counter(region.partition(".")[0] for region in annotated.cells)
        for name, _ in names.most_common():
            if name == self.shown.id:
                break
            found = self._proposed_later(name)
            if found is not None:
                return found
        return self.shown, self.sheet

    def _proposed_later(self, name: str) -> tuple[Run, Sheet] | None:
        try:
            run = self.runs.get(name)
        except UnknownRunError:
            return None
        sheet = run.sheet(self.sheet.form)
        if sheet is None or run.document != self.shown.document:
            return None
        return run, replace(sheet, crops=self.sheet.crops)


def _seconds(told: object) -> float | None:
    """How long somebody took; None for what nobody takes, which no line of the store could hold."""
    return float(told) if isinstance(told, int | float) and 0 <= told < _LONGEST else None


def _reference(annotation: JsonObject) -> str:
    """What names an annotation for good: ids of a new database begin with 1 again."""
    return f"{annotation.get('id')}@{annotation.get('created_at')}"


def _with_overlap(instant: str | None) -> str | None:
    if instant is None:
        return None
    try:
        moment = datetime.fromisoformat(instant) - _OVERLAP
    except (ValueError, OverflowError):  # what the server called a time is none: all is fetched
        return None
    return moment.isoformat().replace("+00:00", "Z")
