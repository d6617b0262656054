"""`jixiao annotate push | pull | status`: tasks and annotations of the project."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from annotations.adjudicate import open_questions
from annotations.choose import Plan
from annotations.cli_options import (
    Access,
    open_label_studio,
    product_interface,
    with_access,
    with_home,
)
from annotations.corrections import usable
from annotations.documents import Unread, read_runs
from annotations.folders import one_at_a_time
from annotations.gold import gold_sets
from annotations.label_studio.pull import Origin, PullReport
from annotations.label_studio.pull import pull as pull_annotations
from annotations.pushing import Pusher
from annotations.runs import Run
from annotations.workspace import Workspace
from extractor.cli_inputs import gather_inputs
from extractor.cli_options import champions_of
from extractor.engines import default_engines, engine_versions
from extractor.pipeline import Options

_SHOWN_REFUSALS = 10
_SOME_FAILED = 1
_PLAN = Plan()


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@with_home
@with_access
@click.option(
    "--seed", type=int, default=_PLAN.seed, show_default=True, help="随机种子。 Seed of all chance."
)
@click.option(
    "--random",
    "random_share",
    type=click.FloatRange(0, 1),
    default=_PLAN.random_share,
    show_default=True,
    help="随机抽取的比例。 Share that is chosen at random.",
)
@click.option(
    "--double",
    "double_share",
    type=click.FloatRange(0, 1),
    default=_PLAN.double_share,
    show_default=True,
    help="由两人标注的比例。 Share that two people label.",
)
def push(files: tuple[str, ...], workspace: Workspace, access: Access, **plan: Any) -> None:  # noqa: ANN401
    """读取文件并推送为带预标注的任务，最没把握的在前。

    Read FILES and push their forms as tasks with proposals, the least sure first. Without FILES
    all that was read before is pushed. May be repeated, and killed at any time.
    """
    workspace.link()  # where there is none that is told first
    with (
        open_label_studio(workspace, access) as label_studio,
        one_at_a_time(workspace.lock),
    ):
        pusher = Pusher(label_studio, workspace, product_interface())
        runs, unread = _runs(files, workspace)
        report = pusher.push(runs, Plan(**plan), _say)
    click.echo(
        f"新任务 {report.created}，新预标注 {report.proposed}，已有 {report.known}，"
        f"双人 {report.doubled}。 New tasks {report.created}, new proposals {report.proposed}, "
        f"there already {report.known}, for two {report.doubled}."
    )
    if report.copies or report.skipped:
        click.echo(f"去重 copies {report.copies}，跳过 skipped {report.skipped}")
    if unread:
        raise click.exceptions.Exit(_SOME_FAILED)


def _runs(files: Sequence[str], workspace: Workspace) -> tuple[list[Run], int]:
    engines, options = default_engines(champions_of(None)), Options()
    if not files:
        now = set(engine_versions(options.form_reader, engines))
        every = sorted(workspace.runs.all(), key=lambda run: set(run.engine) != now)
        return every, 0  # of a form that was read several times the first is pushed
    inputs = gather_inputs(files, [])
    paths = [item.path for item in inputs if item.path is not None]
    runs: list[Run] = []
    unread = 0
    for number, found in enumerate(read_runs(paths, workspace, engines, options), start=1):
        if isinstance(found, Unread):
            unread += 1
            error = found.error
            click.echo(f"{found.path.name}: {error.code}: {error}\n  {error.remedy}", err=True)
        else:
            runs.append(found)
            if not found.sheets:
                click.echo(
                    f"{found.document[:12]}: 没有页面图，无法标注。 No picture to label.",
                    err=True,
                )
        click.echo(f"已读 read {number}/{len(paths)}", err=True)
    return runs, unread


def _say(done: int, total: int) -> None:
    click.echo(f"已推送 pushed {done}/{total}", err=True)


@click.command()
@with_home
@with_access
def pull(workspace: Workspace, access: Access) -> None:
    """取回新的标注，与推送时对照，存为修正。

    Fetch what was annotated since the last pull, compare it with what was shown, and store the
    corrections. May be repeated, and killed at any time.
    """
    interface, link = product_interface(), workspace.link()
    with (
        open_label_studio(workspace, access) as label_studio,
        one_at_a_time(workspace.lock),
    ):
        report = pull_annotations(Origin(label_studio, link.project, interface), workspace)
    _tell(report)


def _tell(report: PullReport) -> None:
    click.echo(
        f"查看任务 {report.tasks}，新标注 {report.stored}，不可用 {len(report.refused)}。 "
        f"Tasks {report.tasks}, new annotations {report.stored}, refused {len(report.refused)}."
    )
    for entry in report.refused[:_SHOWN_REFUSALS]:
        click.echo(f"  {entry.annotation} {entry.refusal.region}: {entry.refusal.reason}", err=True)


@click.command()
@with_home
@with_access
def status(workspace: Workspace, access: Access) -> None:
    """查看标注进度。

    Tell how far the labelling is.
    """
    submissions = workspace.corrections.submissions()
    verdicts = Counter(c.verdict.value for s in submissions for c in s.corrections)
    click.echo(
        f"标注 annotations {len(submissions)}，待裁定 open {len(open_questions(submissions))}"
    )
    by_source = Counter(entry.source.value for entry in submissions)
    used = Counter(entry.source.value for entry in usable(submissions))
    for source, count in sorted(by_source.items()):
        click.echo(f"  {source} {count}，可用 usable {used[source]}")
    for verdict, count in sorted(verdicts.items()):
        click.echo(f"  {verdict} {count}")
    for gold in gold_sets(workspace):
        click.echo(f"金标 gold {gold.name}: {len(gold.documents)} 文档 documents, {gold.forms}")
    if workspace.known_link() is not None:
        _tell_tasks(workspace, access)


def _tell_tasks(workspace: Workspace, access: Access) -> None:
    link = workspace.link()
    with open_label_studio(workspace, access) as label_studio:
        heads = list(label_studio.task_heads(link.project))
        project = label_studio.project(link.project)
    shown = project.model_version if project else ""
    done = sum(bool(head.annotations) for head in heads)
    double = sum(head.overlap > 1 for head in heads)
    click.echo(f"任务 tasks {len(heads)}，已标 done {done}，双人 for two {double}")
    hidden = sum(shown not in head.versions and not head.annotations for head in heads)
    if hidden:
        click.echo(
            f"{hidden} 个任务的预标注属于旧版本而不显示，请重新读取并推送。 "
            f"Proposals of {hidden} tasks are of another version and hidden: read them again."
        )
