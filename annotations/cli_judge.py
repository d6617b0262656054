"""`jixiao annotate export | agreement | adjudicate | freeze | withdraw | erase`: what came back."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from annotations.adjudicate import (
    decide,
    lines_to_decisions,
    open_questions,
    questions_to_lines,
)
from annotations.agreement import agreement as field_agreement
from annotations.agreement import pairs
from annotations.cell_lines import cell_lines
from annotations.cell_pictures import pictured_cells
from annotations.cli_options import product_interface, with_home
from annotations.correction_lines import write_lines
from annotations.correction_store import Subject
from annotations.export_label_studio import to_label_studio
from annotations.export_paddleocr import export_paddleocr
from annotations.folders import write_whole
from annotations.forget import erase as erase_all
from annotations.gold import freeze as freeze_gold
from annotations.gold import learnable
from annotations.label_studio.project import picture_address
from annotations.lessons import concept_lessons, text_lessons
from annotations.pictures import LocalFiles
from annotations.truths import chosen_submissions
from annotations.workspace import Workspace
from extractor.engines import default_engines
from extractor.export.json_text import object_to_json, object_to_json_line
from extractor.ocr import available_threads
from models.ocr.recogniser import ChoiceReader

_CONFIRMED_A_CORRECTION = 2
"""Lines confirmed as read that are exported for each corrected one."""
_LESSONS = {"concepts": concept_lessons, "texts": text_lessons}


@click.command()
@with_home
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "label-studio", "concepts", "texts", "paddleocr"]),
    default="jsonl",
    show_default=True,
    help="格式。 The format.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="文件。 The file.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def export(workspace: Workspace, form: str, out: Path | None, folder: Path | None) -> None:
    """导出修正：JSON Lines、Label Studio 的 JSON，供训练的指标与文字，或供 PaddleOCR 微调的行。

    Write the corrections that may be used: all as JSON Lines, or as JSON of Label Studio; or the
    lessons in them, without documents of gold sets: the concepts that were chosen, the texts that
    were read wrongly; or, below DIR, pictures of lines and their texts for PaddleOCR's trainer.
    """
    if form == "paddleocr":
        _export_lines(workspace, folder)
        return
    submissions = workspace.corrections.usable()
    if form in _LESSONS:
        text = "".join(map(object_to_json_line, _LESSONS[form](learnable(workspace))))
    elif form == "jsonl":
        text = "".join(write_lines(submissions))
    else:
        link = workspace.known_link()
        address = picture_address(link, workspace) if link else LocalFiles("pages").address
        tasks = to_label_studio(submissions, workspace.runs, product_interface(), address)
        text = object_to_json(list(tasks))
    if out is None:
        sys.stdout.write(text)
        return
    write_whole(out, text.encode())
    click.echo(f"{len(submissions)} 份标注 annotations → {out}", err=True)


def _export_lines(workspace: Workspace, folder: Path | None) -> None:
    if folder is None:
        raise click.UsageError("请给出 DIR。 Give DIR.")
    reader = ChoiceReader(available_threads())
    cells = pictured_cells(chosen_submissions(workspace), workspace, default_engines())
    done = export_paddleocr(
        cell_lines(cells, reader), reader.characters, folder, _CONFIRMED_A_CORRECTION
    )
    unknown = "".join(character for character, _ in done.unknown)
    told = f" 字典外 not in the dictionary: {unknown}" if unknown else ""
    click.echo(
        f"训练 train {done.train} 行 lines，验证 val {done.val}，过长 too long {done.too_long} "
        f"→ {folder}{told}",
        err=True,
    )


@click.command()
@with_home
@click.option("--json", "form", flag_value="json", help="输出 JSON。 Print JSON.")
def agreement(workspace: Workspace, form: str | None) -> None:
    """双人标注的一致程度，逐项。

    How far two people agree on the same forms, per field; `touched` counts only what at least one
    of them changed, because both start from the same proposal.
    """
    submissions = workspace.corrections.submissions()
    rows = field_agreement(submissions)
    if form == "json":
        names = ("label", "aspect", "units", "percent", "alpha", "touched", "touched_percent")
        click.echo(object_to_json([{n: getattr(row, n) for n in names} for row in rows]), nl=False)
        return
    click.echo(f"双人标注的表 forms labelled twice: {len(pairs(submissions))}")
    head = ("单元格 cell", "项 aspect", "n", "一致 %", "alpha", "改动 n", "一致 %")
    click.echo("{:<14} {:<9} {:>6} {:>7} {:>6} {:>7} {:>7}".format(*head))
    for row in rows:
        alpha = "-" if row.alpha is None else f"{row.alpha:.2f}"
        touched = "-" if row.touched_percent is None else f"{row.touched_percent:.1%}"
        click.echo(
            f"{row.label:<14} {row.aspect:<9} {row.units:>6} {row.percent:>7.1%} {alpha:>6} "
            f"{row.touched:>7} {touched:>7}"
        )


@click.command()
@with_home
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="写出分歧。 Write the questions."
)
@click.option(
    "--decisions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="填好的分歧文件。 The questions, filled in.",
)
@click.option("--author", help="裁定人编号。 Id of who decides.")
def adjudicate(
    workspace: Workspace, out: Path | None, decisions: Path | None, author: str | None
) -> None:
    """两人不一致之处：写出、裁定。

    Write what two people disagree on (--out, or standard output); fill in `take` (an author) or
    `value` on each line, and give the file back with --decisions and --author.
    """
    submissions = workspace.corrections.submissions()
    if decisions is None:
        lines = questions_to_lines(open_questions(submissions))
        text = "".join(object_to_json_line(line) for line in lines)
        if out is None:
            sys.stdout.write(text)
        else:
            write_whole(out, text.encode())
        return
    if not author:
        raise click.UsageError("请给出 --author。 Give --author.")
    found = lines_to_decisions(decisions.read_text(encoding="utf-8-sig").split("\n"))
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    taxonomy = product_interface().taxonomy
    made = decide(submissions, found, author, now, taxonomy)
    workspace.corrections.add(made)
    left = len(open_questions(workspace.corrections.submissions()))
    click.echo(f"裁定的表 {len(made)}，剩余分歧 {left}。 Forms decided {len(made)}, open {left}.")


@click.command()
@with_home
@click.argument("name")
@click.option(
    "--people",
    type=click.IntRange(1, 2),
    default=2,
    show_default=True,
    help="至少几人标注。 Least annotators of a form that nobody decided on.",
)
def freeze(workspace: Workspace, name: str, people: int) -> None:
    """把已定的文档冻结为金标集 NAME，不再用于训练。

    Freeze the documents that are settled as the gold set NAME. It never changes, and nothing in
    it is learned from.
    """
    if not name.replace("-", "").replace("_", "").isalnum():
        raise click.BadParameter("字母、数字、-、_。 Letters, digits, - and _.", param_hint="NAME")
    gold = freeze_gold(workspace, name, people)
    click.echo(
        f"金标 {name}：{len(gold.documents)} 份文档，{gold.forms} 张表。 "
        f"Gold {name}: documents {len(gold.documents)}, forms {gold.forms}, {gold.digest[:12]}."
    )


_SUBJECT = click.argument("subject", type=click.Choice([subject.value for subject in Subject]))


@click.command()
@with_home
@_SUBJECT
@click.argument("name")
@click.option("--undo", "act", flag_value="undo", help="撤销撤回。 Take it back.")
def withdraw(workspace: Workspace, subject: str, name: str, act: str | None) -> None:
    """撤回同意：某文档或某标注者的修正不再使用。

    Use the corrections of a document (SHA-256), an author, or an upload (its id in the service) no
    longer; they are kept.
    """
    store = workspace.corrections
    change = store.restore if act == "undo" else store.withdraw
    count = change(Subject(subject), name)
    click.echo(f"{count} 份标注 annotations")


@click.command()
@with_home
@_SUBJECT
@click.argument("name")
@click.confirmation_option(prompt="永久删除？ Erase for good?")
def erase(workspace: Workspace, subject: str, name: str) -> None:
    """永久删除某文档（含图片）或某标注者的修正。

    Erase the corrections of a document (SHA-256; the document itself and its pictures too), of an
    author or of an upload (its id in the service) for good. In Label Studio itself its tasks must
    be deleted there.
    """
    count = erase_all(workspace, Subject(subject), name)
    click.echo(f"已删除 {count} 份标注。 Erased {count} annotations.")
