"""Sheets → tasks with pre-annotations. The server never sees that a task is there already, so that
what is there is asked first: a push may be repeated, or killed and started again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.errors import BadProposalError, ServerAnswerError, UnknownRunError
from annotations.interface import Interface
from annotations.label_studio.answers import TaskHead
from annotations.label_studio.client import LabelStudio
from annotations.queue import Chosen
from annotations.results import read_results
from annotations.runs import RunStore, Sheet
from annotations.tasks import Address, prediction, sheet_to_task

JsonObject = dict[str, Any]

BATCH_TASKS = 50  # of 100 kB each
_PASSES = 5


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did: tasks made, proposals added, forms that were there with this very proposal,
    copies of a killed push that were removed, tasks that were given to two people. `skipped` could
    not be expressed on the pictures of their task."""

    created: int = 0
    proposed: int = 0
    known: int = 0
    copies: int = 0
    doubled: int = 0
    skipped: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing was missing."""
        return not (self.created or self.proposed or self.doubled)


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

    What is there is listed, what is missing is sent, until nothing is missing. Tasks go first and
    proposals after them: where somebody annotates at the same time, the server may store the tasks
    of an import without their predictions.

    Args:
        chosen: the sheets in their order; of a form that is there twice the first counts.
        seen: told (proposals that are there, sheets) after each batch.
    Raises:
        BadProposalError: a proposal does not fit the interface; nothing of its batch was sent.
        ServerAnswerError: the server does not keep what it is sent.
    """
    unique = {entry.key: entry for entry in reversed(chosen)}
    wanted = [entry for entry in chosen if unique[entry.key] is entry]
    done = _pass(target, wanted, seen)
    report = done
    for _ in range(_PASSES):
        if done.is_idle:
            return report
        done = _pass(target, wanted, seen)
        report = _sum(report, done)
    raise ServerAnswerError(f"after {_PASSES} passes tasks are still missing")


def _pass(target: Target, wanted: Sequence[Chosen], seen: Callable[[int, int], None]) -> PushReport:
    heads, copies = _settle(target)
    new = [entry for entry in wanted if entry.key not in heads]
    for batch in _batched(new, BATCH_TASKS):
        heads |= _create(target, batch)
    doubled = _double(target, wanted, heads)
    behind = [e for e in wanted if e.run.version not in heads[e.key].versions]
    known = len(wanted) - len(behind)
    seen(known, len(wanted))
    proposed = skipped = 0
    for batch in _batched(behind, BATCH_TASKS):
        proposals = [p for entry in batch if (p := _proposal(target, entry, heads[entry.key]))]
        if proposals:
            target.label_studio.import_predictions(target.project, proposals)
        proposed += len(proposals)
        skipped += len(batch) - len(proposals)
        seen(known + proposed + skipped, len(wanted))
    _show_newest(target, wanted)
    return PushReport(len(new), proposed, known, copies, doubled, skipped)


def _sum(first: PushReport, second: PushReport) -> PushReport:
    """Of two passes; what the first made is known to the second."""
    return PushReport(
        first.created + second.created,
        first.proposed + second.proposed,
        first.known,
        first.copies + second.copies,
        first.doubled + second.doubled,
        first.skipped,
    )


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
    for head in heads.values():
        if head.predictions > len(head.versions) and _is_bare(head):
            _remove_repeated(target, head.id)
    return heads, len(bare)


def _remove_repeated(target: Target, task: int) -> None:
    """Of several proposals of one version the first stays."""
    seen: set[str] = set()
    for identity, version in target.label_studio.task_predictions(task):
        if version in seen:
            target.label_studio.delete_prediction(identity)
        seen.add(version)


def _is_bare(head: TaskHead) -> bool:
    return head.annotations == 0 and head.skipped == 0


def _create(target: Target, chosen: Sequence[Chosen]) -> dict[str, TaskHead]:
    """Tasks without proposals, by key. All proposals are checked before anything is sent."""
    tasks = []
    for entry in chosen:
        task = sheet_to_task(entry.run, entry.sheet, target.address, entry.choice.reason)
        results = prediction(entry.run, entry.sheet, target.interface, entry.choice)["result"]
        check_proposal(entry.sheet, results, target.interface)
        tasks.append(task)
    identities = target.label_studio.import_tasks(target.project, tasks)
    return {
        entry.key: TaskHead(identity, task["data"])
        for entry, task, identity in zip(chosen, tasks, identities, strict=True)
    }


def _proposal(target: Target, entry: Chosen, head: TaskHead) -> JsonObject | None:
    """What a run says of a task that is there, on the pictures this has; None where it cannot."""
    sheet = _on_pictures_of(target.runs, head, entry)
    if sheet is None:
        return None
    proposal = prediction(entry.run, sheet, target.interface, entry.choice)
    check_proposal(sheet, proposal["result"], target.interface)
    return {"task": head.id, **proposal}


def _on_pictures_of(runs: RunStore, head: TaskHead, entry: Chosen) -> Sheet | None:
    sheet, identity = entry.sheet, str(head.data.get("run"))
    try:
        run = entry.run if identity == entry.run.id else runs.get(identity)
    except UnknownRunError:
        return None
    shown = run.sheet(sheet.form)
    if shown is None:
        return None
    pages = {crop.page for crop in shown.crops}
    if any(
        cell.reading.spot is None or cell.reading.spot.page not in pages for cell in sheet.cells
    ):
        return None
    return replace(sheet, crops=shown.crops)


def _batched(entries: Sequence[Chosen], size: int) -> Iterator[Sequence[Chosen]]:
    """Runs of at most `size` entries."""
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


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
