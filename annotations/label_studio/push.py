"""Sheets → tasks with pre-annotations. The server never sees that a task is there already, so that
what is there is asked first: a push may be repeated, or killed and started again."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.choose import Chosen
from annotations.errors import BadProposalError, UnknownRunError
from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio, TaskHead
from annotations.results import read_results
from annotations.runs import RunStore, Sheet
from annotations.tasks import Address, prediction, sheet_to_task

JsonObject = dict[str, Any]

_BATCH_TASKS = 50
_BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did: tasks made, proposals added to tasks that were there, tasks that were there
    with this very proposal, copies of a killed push that were removed, tasks for two people.
    `skipped` could not be expressed on the pictures of the task."""

    created: int = 0
    proposed: int = 0
    known: int = 0
    copies: int = 0
    doubled: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where tasks go."""

    label_studio: LabelStudio
    project: int
    interface: Interface
    address: Address
    runs: RunStore


def push(
    target: Target,
    chosen: Sequence[Chosen],
    seen: Callable[[int, int], None] = lambda done, total: None,
) -> PushReport:
    """Bring the project to where every sheet is a task with its proposal, once.

    Args:
        chosen: the sheets in their order.
        seen: told (sheets done, sheets) after each batch.
    Raises:
        BadProposalError: a proposal does not fit the interface; nothing was sent.
    """
    heads, copies = _settle(target)
    new = [entry for entry in chosen if entry.key not in heads]
    old = [entry for entry in chosen if entry.key in heads]
    behind = [e for e in old if e.run.version not in heads[e.key].versions]
    known = len(old) - len(behind)
    done = known
    seen(done, len(chosen))
    for batch in _batches(_tasks(target, new)):
        target.label_studio.import_tasks(target.project, batch)
        done += len(batch)
        seen(done, len(chosen))
    proposals, skipped = _proposals(target, behind, heads)
    for batch in _batches(proposals):
        target.label_studio.import_predictions(target.project, batch)
        done += len(batch)
        seen(done, len(chosen))
    if new:
        heads, more = _settle(target)
        copies += more
    doubled = _double(target, chosen, heads)
    _show_newest(target, chosen)
    return PushReport(len(new), len(proposals), known, copies, doubled, skipped)


def check_proposal(sheet: Sheet, results: object, interface: Interface) -> None:
    """Raise BadProposalError where results do not read back as the cells of a sheet."""
    read = read_results(results, sheet.crops, interface)
    if read.refusals:
        refusal = read.refusals[0]
        raise BadProposalError(f"{refusal.region}: {refusal.reason}")
    missing = {cell.id for cell in sheet.cells} - set(read.cells)
    if missing:
        raise BadProposalError(f"{min(missing)}: not there")


def _settle(target: Target) -> tuple[dict[str, TaskHead], int]:
    """The tasks by key. Of copies that a killed push left the one with annotations stays, else
    the first; tasks that anybody worked on are never removed."""
    heads: dict[str, TaskHead] = {}
    copies: list[TaskHead] = []
    for head in target.label_studio.task_heads(target.project):
        key = head.data.get("key")
        if not isinstance(key, str):
            continue
        first = heads.setdefault(key, head)
        if first is not head:
            if _is_bare(first) and not _is_bare(head):
                heads[key], head = head, first  # noqa: PLW2901
            copies.append(head)
    bare = [head for head in copies if _is_bare(head)]
    for head in bare:
        target.label_studio.delete_task(head.id)
    return heads, len(bare)


def _is_bare(head: TaskHead) -> bool:
    return head.annotations == 0 and head.skipped == 0


def _tasks(target: Target, chosen: Iterable[Chosen]) -> Iterator[JsonObject]:
    for entry in chosen:
        task = sheet_to_task(entry.run, entry.sheet, target.interface, target.address, entry.choice)
        check_proposal(entry.sheet, task["predictions"][0]["result"], target.interface)
        yield task


def _proposals(
    target: Target, chosen: Iterable[Chosen], heads: dict[str, TaskHead]
) -> tuple[list[JsonObject], int]:
    """What a newer run says of tasks that are there, on the pictures these have."""
    found: list[JsonObject] = []
    skipped = 0
    for entry in chosen:
        head = heads[entry.key]
        sheet = _on_pictures_of(target.runs, head, entry.sheet)
        if sheet is None:
            skipped += 1
            continue
        proposal = prediction(entry.run, sheet, target.interface, entry.choice)
        check_proposal(sheet, proposal["result"], target.interface)
        found.append({"task": head.id, **proposal})
    return found, skipped


def _on_pictures_of(runs: RunStore, head: TaskHead, sheet: Sheet) -> Sheet | None:
    try:
        shown = runs.get(str(head.data.get("run"))).sheet(sheet.form)
    except UnknownRunError:
        return None
    if shown is None:
        return None
    pages = {crop.page for crop in shown.crops}
    if any(
        cell.reading.spot is None or cell.reading.spot.page not in pages for cell in sheet.cells
    ):
        return None
    return replace(sheet, crops=shown.crops)


def _batches(entries: Iterable[JsonObject]) -> Iterator[list[JsonObject]]:
    batch: list[JsonObject] = []
    size = 0
    for entry in entries:
        length = len(json.dumps(entry, ensure_ascii=False).encode())
        if batch and (len(batch) >= _BATCH_TASKS or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch


def _double(target: Target, chosen: Sequence[Chosen], heads: dict[str, TaskHead]) -> int:
    """Ask for several annotators where the plan says so, and nobody has begun."""
    doubled = 0
    for entry in chosen:
        head = heads.get(entry.key)
        if head is not None and head.overlap < entry.annotators:
            target.label_studio.set_overlap(head.id, entry.annotators)
            doubled += 1
    return doubled


def _show_newest(target: Target, chosen: Sequence[Chosen]) -> None:
    """Let annotators start from the proposals of the engine that read last: the server shows those
    of one version only, and at the first import picks one by itself."""
    if not chosen:
        return
    version = chosen[-1].run.version
    project = target.label_studio.project(target.project)
    if project is not None and project.model_version != version:
        target.label_studio.update_project(target.project, {"model_version": version})
