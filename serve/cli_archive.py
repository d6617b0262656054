"""`jixiao archive`: ask an archive, check it, report on it."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from extractor.errors import JixiaoError
from extractor.export.json_text import encodable
from serve.archive.questions import QUESTIONS
from serve.archive.text_table import table_lines
from serve.cli_plan import plan
from serve.cli_review import review
from serve.errors import ArchiveFormatError
from serve.settings import Settings

_NOT_PASSED = 1


@click.group()
def archive() -> None:
    """查询、核对、报告批量读取的档案。 Ask, check and report on an archive that `batch` made."""


archive.add_command(plan)
archive.add_command(review)


@archive.command()
def questions() -> None:
    """列出十个常见问题。 The ten example questions, to be asked by their names."""
    for name, question in QUESTIONS.items():
        click.echo(f"{name:13} {question.chinese} {question.english}")


@archive.command()
@click.argument("destination")
@click.argument("question")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "sql"]), default="table"
)
def query(destination: str, question: str, form: str) -> None:
    """用 SQL 或问题名查询。 Ask in SQL, or by the name of an example question.

    Views: documents files forms indicators funding tasks goals findings cells records costs.
    """
    from serve.archive.queries import open_queries  # heavy

    sql = QUESTIONS[question].sql if question in QUESTIONS else question
    if form == "sql":
        click.echo(sql)
        return
    with _telling(), open_queries(destination, _home()) as queries:
        answer = queries.ask(sql)
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(answer.columns)
        writer.writerows(answer.rows)
    elif form == "json":
        for row in answer.rows:
            told = dict(zip(answer.columns, row, strict=True))
            click.echo(json.dumps(told, ensure_ascii=False, default=str))
    else:
        for line in table_lines(answer.columns, answer.rows):
            click.echo(line)


@archive.command()
@click.argument("destination")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default="report.html")
def report(destination: str, out: Path) -> None:
    """写一页 HTML 报告。 Write a page: coverage, confidence, concepts, findings, what to review."""
    from serve.archive.queries import open_queries
    from serve.archive.report import report_page

    with _telling(), open_queries(destination, _home()) as queries:
        page = encodable(report_page(queries, destination))
        try:
            out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise click.FileError(str(out), error.strerror) from error
    click.echo(str(out))


@archive.command()
@click.argument("destination")
@click.option("--manifest", default="", help="postgresql://…；默认在目标旁。 Default: beside DEST.")
@click.option("--beside", type=click.Path(file_okay=False, path_type=Path))
def verify(destination: str, manifest: str, beside: Path | None) -> None:
    """核对清单与数据表：不缺、不重。 Check that the tables hold what the manifest says, once."""
    from serve.archive.checking import check_tables
    from serve.archive.opening import Placement, is_archive, open_archive
    from serve.archive.queries import open_queries
    from serve.archive.shelf import count_copies

    manifest = manifest or Settings.from_environment().archive_manifest
    placement = Placement(destination, _home(), beside, manifest)
    with _telling():
        if not is_archive(destination):
            raise ArchiveFormatError(f"{destination}: 不是档案。 There is no archive.")
    with (
        _telling(),
        open_archive(placement, "verify") as opened,
        open_queries(destination, _home()) as queries,
    ):
        unplaced = len(opened.manifest.unplaced())
        check = check_tables(opened.manifest, queries)
        shelf = count_copies(destination, queries)
    click.echo(
        f"清单 manifest {check.documents} · 缺 missing {check.missing} · 重 doubled {check.doubled}"
        f" · 多余 unknown parts {check.unknown_parts} · 未就位 unplaced parts {unplaced}"
    )
    if shelf.copies:
        click.echo(f"副本 copies {shelf.copies} · 扫描件无副本 scans without one {shelf.without}")
    if unplaced:
        click.echo("再次运行 batch 即补全。 Run `jixiao batch` again to finish them.")
    if unplaced or not check.passed:
        sys.exit(_NOT_PASSED)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except JixiaoError as error:
        raise click.ClickException(f"{error} {error.remedy}") from error


def _home() -> Path:
    return Settings.from_environment().home
