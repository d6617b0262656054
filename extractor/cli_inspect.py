"""`jixiao inspect`: one stage of the way from a file to its records, to look at."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

import click

from extractor.cli_inputs import gather_inputs, read_input
from extractor.cli_options import champions_of, with_models
from extractor.document import Word
from extractor.engines import default_engines
from extractor.export.contract import record_to_dict
from extractor.export.form_text import form_to_text, record_to_text
from extractor.export.grid_text import draw_grid
from extractor.export.json_text import object_to_json
from extractor.export.plain import to_plain
from extractor.export.tags_text import reading_to_lines
from extractor.export.terminal_text import printable
from extractor.form.tagged.forms import FormReader
from extractor.grid import Block, Grid
from extractor.ingest.limits import Limits
from extractor.pipeline import Options, Stages, run_stages


class Stage(StrEnum):
    """What can be looked at, in the order of the way."""

    WORDS = "words"
    GRID = "grid"
    FORM = "form"
    RECORD = "record"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.RECORD.value,
    help="阶段。 The stage to print.",
)
@click.option("--json", "form", flag_value="json", help="输出 JSON。 Print JSON.")
@click.option("--max-pages", type=click.IntRange(1), help="页数上限。 Most pages of the file.")
@click.option(
    "--form-reader",
    type=click.Choice([reader.value for reader in FormReader]),
    default=FormReader.BOTH.value,
    help="由规则、模型或两者识别单元格。 What the cells are: by rules, by the model, or by both.",
)
@with_models
def inspect(file: str, stage: str, form: str | None, **settings: Any) -> None:  # noqa: ANN401
    """查看文件在某一处理阶段的结果。

    Print one stage of FILE (- for standard input): the words read, the grids found, the forms as
    printed, or the records. Where the model reads, the form stage shows of each cell its role,
    panel, confidence and the cell it belongs to, in the colours of the overlay.
    """
    limits = Limits()
    limits = replace(limits, max_pages=settings["max_pages"] or limits.max_pages)
    options = Options(limits, FormReader(settings["form_reader"]))
    engines = default_engines(champions_of(settings["models"]))
    (item,) = gather_inputs((file,), ())
    data = read_input(item, limits.max_bytes, sys.stdin.buffer)
    stages = run_stages(data, item.name, engines, options)
    if form == "json":
        click.echo(object_to_json(stage_to_plain(stages, Stage(stage))), nl=False)
        return
    for text in stage_to_text(stages, Stage(stage)):
        click.echo(text, nl=False)


def stage_to_plain(stages: Stages, stage: Stage) -> list[Any]:
    """One stage as plain values for JSON."""
    match stage:
        case Stage.WORDS:
            return [{"page": page, **to_plain(word)} for page, word in stages.words]
        case Stage.GRID:
            return [_block_to_plain(block) for block in stages.sheet.blocks]
        case Stage.FORM:
            return [to_plain(form) for form in stages.forms]
        case Stage.RECORD:
            return [record_to_dict(record) for record in stages.records]


def stage_to_text(stages: Stages, stage: Stage) -> Iterator[str]:
    """One stage as texts for a terminal, each ending in a newline."""
    match stage:
        case Stage.WORDS:
            yield from (_word_line(page, word) for page, word in stages.words)
        case Stage.GRID:
            width = shutil.get_terminal_size((120, 40)).columns
            yield from (_block_to_text(block, width) for block in stages.sheet.blocks)
        case Stage.FORM:
            yield from (form_to_text(form) + "\n" for form in stages.forms)
            for reading in stages.readings:
                for line, color in reading_to_lines(reading):
                    yield click.style(line, fg=color) + "\n"
        case Stage.RECORD:
            yield from (record_to_text(record) + "\n" for record in stages.records)


def _word_line(page: int, word: Word) -> str:
    box = word.bbox
    place = f"{box.x0:7.1f} {box.top:7.1f} {box.x1:7.1f} {box.bottom:7.1f}"
    stamped = " 章" if word.stamped else ""
    text = printable(word.text)
    told = "" if word.unaided is None else f" ← 识别原文 read as {printable(word.unaided)}"
    return f"{page:>3} {place} {word.confidence:.2f} {word.source.value}{stamped} {text}{told}\n"


def _block_to_plain(block: Block) -> dict[str, Any]:
    kind = "grid" if isinstance(block, Grid) else "line"
    return {"block": kind, **to_plain(block)}


def _block_to_text(block: Block, width: int) -> str:
    if not isinstance(block, Grid):
        return printable(block.text) + "\n"
    breaks = "、".join(str(row + 1) for row in block.breaks)
    note = f"，分页后的行 {breaks}" if breaks else ""
    head = f"{block.layout.value} {block.n_rows} 行 × {block.n_columns} 列{note}\n"
    return head + draw_grid(block, width)
