"""Systems on frozen sets: each job is one system on some forms of one set."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from PIL import Image

from extractor.document import PageImage
from extractor.engines import Engines
from models.table_structure.session import PageNetwork
from training.evaluation.reader import EngineChoice, open_engines
from training.evaluation.structure.boundaries import network_boundary_f1, ruling_boundary_f1
from training.evaluation.structure.failures import Failure
from training.evaluation.structure.frozen import form_samples
from training.evaluation.structure.measured import MeasuredTable
from training.evaluation.structure.own import UnreadLines, image_page, own_tables, read_truth_page
from training.evaluation.structure.pages import page_scores, page_structure_scores, table_pairs
from training.evaluation.structure.peers import Peer, PeerPage, peer_tables
from training.evaluation.structure.results import (
    BoundaryResult,
    CutResult,
    PageResult,
    Result,
    SetName,
    System,
)
from training.evaluation.structure.samples import FormSample, PageSample, measured_tables
from training.evaluation.structure.tree_edit import structure_teds, teds

_CHOICES = {System.OURS: EngineChoice.LEARNED, System.RULED: EngineChoice.RULED}
_PEERS = {System.IMG2TABLE: Peer.IMG2TABLE, System.SLANET_PLUS: Peer.SLANET_PLUS}


class Depth(StrEnum):
    """Whether texts are read, which takes most of the time."""

    TEXT = "text"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folder of rendered pages, the Python of the peers, and how deep ours reads."""

    folder: Path
    peers_python: Path
    depth: Depth


@dataclass(frozen=True, slots=True)
class Job:
    """A system and the forms of a set that it reads."""

    system: System
    name: SetName
    seeds: tuple[int, ...]
    around: Surroundings


def run_job(job: Job) -> list[Result]:
    """Everything measured of the job's forms. Raises PeerMissingError."""
    if job.system in _PEERS:
        return _peer_results(job)
    return [result for form in _forms(job) for result in _own_results(job, form)]


def _forms(job: Job) -> Iterator[FormSample]:
    return form_samples(job.name, job.seeds, job.around.folder)


@cache
def _engines(choice: EngineChoice, depth: Depth) -> Engines:
    engines = open_engines(choice)
    return engines if depth is Depth.TEXT else replace(engines, ocr=UnreadLines())


@cache
def _network() -> PageNetwork:
    return PageNetwork(threads=1)


def _depth(job: Job) -> Depth:
    """What others make of texts is not compared."""
    return job.around.depth if job.system is System.OURS else Depth.STRUCTURE


def _own_results(job: Job, form: FormSample) -> Iterator[Result]:
    depth = _depth(job)
    engines = _engines(_CHOICES[job.system], depth)
    pages = []
    for sample in form.pages:
        begun = time.process_time()
        page = read_truth_page(sample.truth, sample.place.page, engines)
        found = own_tables([page], sample.truth.dpi)
        seconds = time.process_time() - begun
        pages.append(page)
        score = page_scores if depth is Depth.TEXT else page_structure_scores
        scores = score(found, sample.tables)
        yield PageResult(job.system, job.name, sample.place, scores, seconds)
        yield BoundaryResult(job.system, job.name, sample.place, _boundary_f1(job.system, sample))
    if len(pages) > 1:
        found = own_tables(pages, form.pages[0].truth.dpi)
        yield _cut_result(job, form, found)


def _boundary_f1(system: System, sample: PageSample) -> float:
    if system is System.OURS:
        return network_boundary_f1(sample.truth, _network())
    return ruling_boundary_f1(sample.truth)


def _cut_result(job: Job, form: FormSample, found: Sequence[MeasuredTable]) -> CutResult:
    """Tables are compared in order of size, because an uncut table has no place on the pages."""
    true = measured_tables(form.whole)
    pairs = table_pairs([_unplaced(table) for table in _largest_first(found)], _largest_first(true))
    texts = None
    if _depth(job) is Depth.TEXT:
        texts = sum(teds(a, b) for a, b in pairs) / len(pairs)
    structure = sum(structure_teds(a, b) for a, b in pairs) / len(pairs)
    return CutResult(job.system, job.name, form.pages[0].place, structure, texts)


def _largest_first(tables: Sequence[MeasuredTable]) -> list[MeasuredTable]:
    return sorted(tables, key=lambda table: -len(table.cells))


def _unplaced(table: MeasuredTable) -> MeasuredTable:
    return MeasuredTable(table.cells, table.n_rows, table.n_columns)


def _peer_results(job: Job) -> list[Result]:
    samples = [sample for form in _forms(job) for sample in form.pages]
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for number, sample in enumerate(samples):
            path = Path(folder, f"{number}.png")
            Image.fromarray(sample.truth.pixels).save(path, compress_level=1)
            pages.append(PeerPage(path, sample.boxes))
        answers = peer_tables(_PEERS[job.system], job.around.peers_python, pages)
    return [
        PageResult(
            job.system,
            job.name,
            sample.place,
            page_structure_scores(answer.tables, sample.tables),
            answer.seconds,
        )
        for sample, answer in zip(samples, answers, strict=True)
    ]


def failure_of(result: PageResult, folder: Path) -> Failure:
    """A page of ours once more, with the image that its cells were found in."""
    (form,) = form_samples(result.name, (result.place.form,), folder)
    sample = form.pages[result.place.page - 1]
    engines = _engines(EngineChoice.LEARNED, Depth.TEXT)
    seen = engines.sight.look(image_page(sample.truth, sample.place.page)).page.image
    image = seen or PageImage(sample.truth.pixels, sample.truth.dpi)
    page = read_truth_page(sample.truth, sample.place.page, engines)
    caption = (
        f"{result.name.split}, {result.name.level}, family {result.place.family}, "
        f"{result.place.ruling}: {result.scores.structure_teds:.2f}"
    )
    return Failure(sample, image.pixels, own_tables([page], image.dpi), caption)
