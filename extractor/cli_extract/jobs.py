"""One file after the other, or several at a time in processes of their own."""

import atexit
import io
import multiprocessing
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import BinaryIO

from pebble import ProcessExpired, ProcessPool

from extractor.cli_inputs import Input, read_input
from extractor.cli_signals import leave
from extractor.engines import Engines, default_engines
from extractor.errors import DecoderCrashedError, JixiaoError, OutputError
from extractor.export.mask import mask_personal_data
from extractor.export.outcome import Outcome, failure_of
from extractor.export.outputs import write_file
from extractor.ingest import KeptDecoder
from extractor.pipeline import Options, Watch, extract_document, upright_page_images
from extractor.record import Extraction
from models.champions import Champion

PageProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with every file: read it, draw its pages, take out personal data. `champions`
    are the learned models in use."""

    options: Options
    overlay: Path | None
    after: Callable[[Extraction], Extraction]
    champions: tuple[Champion, ...] = ()


def unchanged(extraction: Extraction) -> Extraction:
    """The `after` of a run that masks nothing."""
    return extraction


def masked(extraction: Extraction) -> Extraction:
    """The `after` of a run that takes out personal data."""
    return mask_personal_data(extraction)


def process_input(
    item: Input, work: Work, progress: PageProgress | None, stdin: BinaryIO
) -> Outcome:
    """Read one file here. A file that cannot be read is a Failure; OutputError is raised."""
    try:
        data = read_input(item, work.options.limits.max_bytes, stdin)
        engines = _engines(work.champions)
        options = replace(work.options, decoder=_decoder().within(work.options.limits))
        extraction = extract_document(data, item.name, engines, options, Watch(progress))
        if work.overlay is not None:
            _write_overlays(data, extraction, work, work.overlay / item.stem)
    except OutputError:
        raise
    except JixiaoError as error:
        return failure_of(item.name, error)
    return work.after(extraction)


def process_in_worker(item: Input, work: Work) -> Outcome:
    """Read one file in a worker process, which has no standard input."""
    return process_input(item, work, None, io.BytesIO())


def run_in_processes(
    inputs: Sequence[Input], job: Callable[[Input], Outcome], processes: int
) -> Generator[Outcome, None, None]:
    """Outcomes in the order of the inputs, `processes` files at a time.

    `job` must be picklable. A file whose process dies is a Failure; the others go on.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(max_workers=processes, context=context, initializer=_heed_signals)
    try:
        futures = [pool.schedule(job, args=(item,)) for item in inputs]
        pool.close()
        for item, future in zip(inputs, futures, strict=True):
            try:
                yield future.result()
            except (ProcessExpired, CancelledError) as error:
                yield failure_of(item.name, DecoderCrashedError(str(error)))
    finally:
        pool.stop()
        pool.join()


def _heed_signals() -> None:
    """Let a worker that is told to end leave its files and its own child behind it tidy."""
    signal.signal(signal.SIGTERM, leave)
    if hasattr(signal, "SIGHUP"):  # the run itself heeds it, and ends its workers
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _write_overlays(data: bytes, extraction: Extraction, work: Work, stem: Path) -> None:
    """A PNG for each page that has an image: text and office files have none."""
    # Pillow's drawing is loaded only where an overlay is asked for.
    from extractor.export.overlay import draw_overlay

    media_type = extraction.source.media_type
    if media_type != "application/pdf" and not media_type.startswith("image/"):
        return
    pages = upright_page_images(
        data, extraction.source.name, _engines(work.champions), work.options
    )
    for page, image in pages:
        drawn = io.BytesIO()
        draw_overlay(image, extraction.records, page).save(drawn, format="PNG")
        write_file(stem.with_name(f"{stem.name}-p{page:03d}.png"), drawn.getvalue())


@cache
def _engines(champions: tuple[Champion, ...]) -> Engines:
    """The engines of this process: a worker loads its networks once, not once a file."""
    return default_engines({champion.kind: champion for champion in champions})


@cache
def _decoder() -> KeptDecoder:
    """The decoder of this process, for all of its files."""
    kept = KeptDecoder()
    atexit.register(kept.close)
    return kept
