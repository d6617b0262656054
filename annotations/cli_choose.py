"""`jixiao annotate next`: what to label next, and why."""

import click

from annotations.choose import Plan, Reason
from annotations.cli_options import with_home
from annotations.queue import Chosen, Queue, fresh_picks, in_order
from annotations.workspace import Workspace
from extractor.export.json_text import object_to_json_line

_WORDS = {
    Reason.UNCERTAIN: "没有把握 doubt",
    Reason.UNLIKE: "版式少见 unlike",
    Reason.RANDOM: "随机 random",
    Reason.SECOND_LOOK: "复看 second look",
}


@click.command("next")
@with_home
@click.option(
    "--count",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="列出几张表。 How many forms.",
)
@click.option("--json", "form", flag_value="json", help="输出 JSON Lines。 Print JSON Lines.")
def next_forms(workspace: Workspace, count: int, form: str | None) -> None:
    """列出接下来该标注的表及其理由。

    List the forms to label next, of those that were read and that nobody has labelled, each with
    the number of its values that are expected to be wrong and why it was chosen.
    """
    judged = {(s.document, s.form) for s in workspace.corrections.heads()}
    sheets = [(run, sheet) for run in workspace.runs.all() for sheet in run.sheets]
    queued = Queue(workspace.folder).picks()
    picks = queued | fresh_picks(sheets, Plan(), queued)
    left = dict[str, Chosen]()
    for one in in_order(sheets, picks):
        if (one.run.document, one.sheet.form) not in judged:
            left.setdefault(one.key, one)
    for one in list(left.values())[:count]:
        doubt, reason = picks[one.key].doubt, Reason(one.choice.reason)
        if form == "json":
            told = {
                "document": one.run.document,
                "form": one.sheet.form,
                "doubt": round(doubt, 2),
                "reason": reason.value,
            }
            click.echo(object_to_json_line(told), nl=False)
        else:
            click.echo(f"{one.run.document[:12]}\t{one.sheet.form}\t{doubt:.1f}\t{_WORDS[reason]}")
