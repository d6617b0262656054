"""`jixiao taxonomy`: look up the standard concepts of indicators."""

from pathlib import Path

import click

from extractor.cli_options import with_extensions
from extractor.cli_suggest import suggest
from extractor.export.concepts import (
    concept_to_dict,
    concept_to_text,
    hits_to_text,
    taxonomy_to_csv,
    taxonomy_to_json,
    taxonomy_to_yaml,
)
from extractor.export.json_text import object_to_json
from extractor.taxonomy import load_taxonomy

_WRITERS = {"yaml": taxonomy_to_yaml, "csv": taxonomy_to_csv, "json": taxonomy_to_json}


@click.group()
def taxonomy() -> None:
    """查看指标分类：查找、显示、导出。

    Look up the taxonomy of indicators.
    """


@taxonomy.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=10, help="最多几项。 Most to print.")
@click.option("--json", "form", flag_value="json", help="输出 JSON。 Print JSON.")
@with_extensions
def search(text: str, limit: int, form: str | None, extensions: tuple[Path, ...]) -> None:
    """按名称、写法或释义查找。

    Find the concepts whose name, wordings or definition look like TEXT, best first.
    """
    hits = load_taxonomy(extensions).search(text, limit)
    if form == "json":
        found = [
            {"score": round(hit.score, 4), "wording": hit.wording, **concept_to_dict(hit.concept)}
            for hit in hits
        ]
        click.echo(object_to_json(found), nl=False)
        return
    if not hits:
        click.echo("没有相近的指标。 Nothing is alike.", err=True)
    click.echo(hits_to_text(hits), nl=False)


@taxonomy.command()
@click.argument("identity", metavar="ID")
@click.option("--json", "form", flag_value="json", help="输出 JSON。 Print JSON.")
@with_extensions
def show(identity: str, form: str | None, extensions: tuple[Path, ...]) -> None:
    """显示一个指标；并入的编号也可以。

    Print the concept ID: its meaning, homes in both schemes, units and wordings. The id of one
    that was merged shows what it was merged into.
    """
    concept = load_taxonomy(extensions).concept(identity)
    if concept is None:
        raise click.BadParameter(f"没有编号 {identity}。 No such id.", param_hint="ID")
    if form == "json":
        click.echo(object_to_json(concept_to_dict(concept)), nl=False)
        return
    click.echo(concept_to_text(concept), nl=False)


@taxonomy.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_WRITERS)),
    default="yaml",
    help="格式。 The format to print.",
)
@with_extensions
def export(form: str, extensions: tuple[Path, ...]) -> None:
    """输出全部指标。

    Print all concepts.
    """
    click.echo(_WRITERS[form](load_taxonomy(extensions)), nl=False)


taxonomy.add_command(suggest)
