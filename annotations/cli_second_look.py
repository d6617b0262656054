"""`jixiao annotate second-look`: what people said that is probably wrong, for somebody else."""

import click

from annotations.asked_again import Asked, AskedAgain
from annotations.cli_options import (
    Access,
    open_label_studio,
    product_interface,
    with_access,
    with_home,
)
from annotations.folders import one_at_a_time
from annotations.label_studio.look_again import look_again
from annotations.second_look import suspects
from annotations.truths import chosen_submissions
from annotations.workspace import Workspace
from extractor.export.json_text import object_to_json_line
from extractor.taxonomy.learned import wordings_of
from models.indicator_classifier.session import IndicatorClassifier

_LIMIT = 50


@click.command("second-look")
@with_home
@with_access
@click.option("--push", "act", flag_value="push", help="交给另一位标注者。 Ask another annotator.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=_LIMIT,
    show_default=True,
    help="最多新增几处。 New doubts at most.",
)
@click.option("--json", "form", flag_value="json", help="输出 JSON Lines。 Print JSON Lines.")
def second_look(
    workspace: Workspace, access: Access, act: str | None, limit: int, form: str | None
) -> None:
    """找出可能标错之处，交给另一位标注者复看。

    Find values that people gave and that are probably wrong, the least likely first, and keep them
    for a second look: with --push the tasks in Label Studio ask for one annotator more, others are
    corrected on the review page. What is then said differently is open for `adjudicate`. May be
    repeated: nothing is asked twice.
    """
    with one_at_a_time(workspace.lock):
        asked = AskedAgain(workspace.folder)
        heads = workspace.corrections.heads()
        opinion = IndicatorClassifier(wordings_of(product_interface().taxonomy))
        found = suspects(chosen_submissions(workspace), opinion)
        new = asked.ask(found, heads, limit)
        left = asked.open(heads)
        for entry in left:
            _tell(entry, form)
        click.echo(f"新增 {new}，待复看 {len(left)}。 New {new}, to look at {len(left)}.", err=True)
        if act == "push":
            link = workspace.link()
            with open_label_studio(workspace, access) as label_studio:
                report = look_again(label_studio, link.project, left)
            click.echo(
                f"新请复看的任务 {report.raised}，已请 {report.known}，请在审核页复看的表 "
                f"{len(report.elsewhere)}。 Tasks asked now {report.raised}, before "
                f"{report.known}; forms for the review page {len(report.elsewhere)}.",
                err=True,
            )


def _tell(entry: Asked, form: str | None) -> None:
    one = entry.suspect
    if form == "json":
        told = {
            "document": one.document,
            "form": one.form,
            "cell": one.cell,
            "aspect": one.aspect.value,
            "given": one.given,
            "likelier": one.likelier,
            "score": one.score,
            "reason": one.reason,
        }
        click.echo(object_to_json_line(told), nl=False)
        return
    click.echo(f"{one.document[:12]}\t{one.form}\t{one.score:.2f}\t{one.reason}")
