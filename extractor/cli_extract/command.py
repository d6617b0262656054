"""The options of `jixiao extract` and how its parts are put together."""

import math
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from extractor.cli_extract.jobs import (
    Work,
    masked,
    process_in_worker,
    process_input,
    run_in_processes,
    unchanged,
)
from extractor.cli_extract.progress import Progress, QuietProgress, live_or_lines
from extractor.cli_inputs import STDIN, Input, gather_inputs, real_path
from extractor.cli_options import champions_of, with_models
from extractor.export.outcome import Failure, Outcome
from extractor.export.outputs import (
    FolderSink,
    Format,
    LineSink,
    Sink,
    TableSink,
    TextSink,
    make_folder,
    open_stream,
)
from extractor.form.tagged.forms import FormReader
from extractor.ingest.limits import Limits
from extractor.pipeline import Options

SOME_FAILED = 1
STDOUT = "-"
_TABLES = (Format.CSV, Format.XLSX)
_SUFFIXES = {f".{form.value}": form for form in Format}


@dataclass(frozen=True, slots=True)
class Request:
    """The command line, as click read it; None where an option is not given."""

    files: tuple[str, ...]
    form: str | None
    out: str | None
    jobs: int
    overlay: Path | None
    max_pages: int | None
    max_bytes: int | None
    dpi: float | None
    form_reader: str
    models: str | None
    mask_personal_data: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the results go; `out` is None for standard output. `several` says that the command
    line names more than one file, or a folder."""

    out: Path | None
    form: Format
    several: bool
    in_folder: bool


def _a_number(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    """Refuse nan, which lies in every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan", context, parameter)
    return value


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    help="输出格式；默认按 --out 的后缀，否则 json。 Default: by the suffix of --out, else json.",
)
@click.option(
    "--out",
    help="输出文件；多个文件时为文件夹；- 为标准输出。 Result file, or folder; - is stdout.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="进程数。 Processes.")
@click.option(
    "--overlay",
    type=click.Path(file_okay=False, path_type=Path),
    help="在页面图上画出单元格和指标树。 Draw cells and tree on each page (PNG).",
)
@click.option("--max-pages", type=click.IntRange(1), help="页数上限。 Most pages of a file.")
@click.option("--max-bytes", type=click.IntRange(1), help="字节上限。 Most bytes of a file.")
@click.option(
    "--dpi",
    type=click.FloatRange(72, 600),
    callback=_a_number,
    help="渲染分辨率。 Rendering resolution.",
)
@click.option(
    "--form-reader",
    type=click.Choice([reader.value for reader in FormReader]),
    default=FormReader.BOTH.value,
    help="由规则、模型或两者识别单元格。 What the cells are: by rules, by the model, or by both.",
)
@with_models
@click.option(
    "--mask-personal-data", is_flag=True, help="隐去姓名和电话。 Mask names and telephone numbers."
)
@click.option("--quiet", is_flag=True, help="只显示错误。 Show errors only.")
def extract(**settings: Any) -> None:  # noqa: ANN401
    """读取文件中的绩效目标表，每个文件输出一条结果。

    Read the forms in FILES (files, folders, or - for standard input). One file gives one JSON
    object; several, or a folder, give JSON Lines.

    Exit codes: 0 all read, 1 some of several failed, 2 wrong use, 3 a file cannot be read,
    4 recognition failed or a learned model cannot be used, 5 a package is missing, 6 the result
    cannot be written.
    """
    request = Request(**settings)
    excluded = [Path(path) for path in (request.out, request.overlay) if path not in (None, STDOUT)]
    inputs = gather_inputs(request.files, excluded)
    destination = _destination(request)
    _check(request, inputs, destination)
    progress: Progress = QuietProgress() if request.quiet else live_or_lines(len(inputs))
    failures = _deliver(_outcomes(request, inputs, progress), inputs, destination, progress)
    if failures:
        code = failures[0].exit_code if len(inputs) == 1 else SOME_FAILED
        raise click.exceptions.Exit(code)


def _destination(request: Request) -> Destination:
    several = len(request.files) != 1 or Path(request.files[0]).is_dir()
    out = Path(request.out) if request.out and request.out != STDOUT else None
    by_suffix = _SUFFIXES.get(out.suffix.lower()) if out else None
    form = Format(request.form) if request.form else by_suffix or Format.JSON
    if out is None or request.out is None:
        return Destination(None, form, several, in_folder=False)
    named = out.is_dir() or request.out.endswith(("/", os.sep))
    implied = several and form in (Format.JSON, Format.MD) and by_suffix is None
    return Destination(out, form, several, in_folder=named or implied)


def _check(request: Request, inputs: Sequence[Input], destination: Destination) -> None:
    """Raises click.UsageError for options that do not go together."""
    out = destination.out
    if not inputs:
        raise click.UsageError("文件夹里没有文件。 The folder holds no file.")
    if request.files.count(STDIN) > 1:
        raise click.UsageError("标准输入只能读一次。 Standard input can be read once.")
    if request.mask_personal_data and request.overlay:
        raise click.UsageError(
            "--overlay 会显示原页，不能与 --mask-personal-data 同用。 An overlay shows the page."
        )
    if request.out is None and destination.form is Format.XLSX:
        raise click.UsageError("xlsx 需要 --out。 xlsx needs --out.")
    if out is None:
        return
    if any(item.path is not None and real_path(item.path) == real_path(out) for item in inputs):
        raise click.UsageError("--out 会覆盖输入文件。 --out would overwrite an input.")
    if destination.in_folder and out.exists() and not out.is_dir():
        raise click.UsageError("--out 应为文件夹。 --out must be a folder.")
    json_file = destination.form is Format.JSON and out.suffix.lower() == ".json"
    if destination.several and json_file and not destination.in_folder:
        raise click.UsageError(
            "多个文件请用文件夹或 --format jsonl。 For several files give a folder or jsonl."
        )


def _outcomes(
    request: Request, inputs: Sequence[Input], progress: Progress
) -> Generator[Outcome, None, None]:
    after = masked if request.mask_personal_data else unchanged
    options = Options(_limits(request), FormReader(request.form_reader))
    champions = tuple(champions_of(request.models).values())
    work = Work(options, request.overlay, after, champions)
    from_files = all(item.path is not None for item in inputs)
    if request.jobs > 1 and len(inputs) > 1 and from_files:
        job = partial(process_in_worker, work=work)
        return run_in_processes(inputs, job, min(request.jobs, len(inputs)))
    return _one_by_one(inputs, work, progress)


def _one_by_one(
    inputs: Sequence[Input], work: Work, progress: Progress
) -> Generator[Outcome, None, None]:
    for item in inputs:
        progress.begin(item.name)
        yield process_input(item, work, partial(progress.page, item.name), sys.stdin.buffer)


def _limits(request: Request) -> Limits:
    limits = Limits()
    return replace(
        limits,
        max_pages=request.max_pages or limits.max_pages,
        max_bytes=request.max_bytes or limits.max_bytes,
        max_text_bytes=request.max_bytes or limits.max_text_bytes,
        dpi=request.dpi or limits.dpi,
    )


def _deliver(
    outcomes: Generator[Outcome, None, None],
    inputs: Sequence[Input],
    destination: Destination,
    progress: Progress,
) -> list[Failure]:
    """Write each outcome as it comes, tell the progress, and return the failures."""
    failures = []
    with ExitStack() as stack:
        stack.enter_context(closing(outcomes))  # ends the worker processes
        sink = _sink(destination, stack)
        for item, outcome in zip(inputs, outcomes, strict=True):
            sink.add(outcome, item.stem)
            progress.file(outcome)
            if isinstance(outcome, Failure):
                failures.append(outcome)
        sink.close()
    return failures


def _sink(destination: Destination, stack: ExitStack) -> Sink:
    out, form = destination.out, destination.form
    if out is not None:
        make_folder(out if destination.in_folder else out.parent)
    if destination.in_folder and out is not None:
        return FolderSink(out, form)
    if form in _TABLES:
        return TableSink(out or sys.stdout.buffer, form)
    if out is not None and not destination.several and form is not Format.JSONL:
        return TableSink(out, form)
    stream: BinaryIO = sys.stdout.buffer
    if out is not None:
        stream = stack.enter_context(open_stream(out))
    if form is Format.JSONL or (form is Format.JSON and destination.several):
        return LineSink(stream)
    return TextSink(stream, form)
