"""The structure head learns from the boxes of a workspace. Torch is loaded only to learn.

Gold records say nothing of boxes: gold is compared only where a folder holds pages with their
truth (`structure/`). The review page edits rows and values; only Label Studio says of boxes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import MissingPackageError
from models.kinds import ModelKind
from models.network_file import NetworkFile
from models.registry import Version, sha256_of
from models.table_structure.config import WEIGHTS
from training.corrections.forms import CorrectionError
from training.gate.code import reader_digest
from training.gate.decision import Pair
from training.gate.held import dealt_out
from training.gate.strictness import Count
from training.gate.trainable import CORRECTIONS, OBJECTIONS, Field, Lesson, Step, Taught
from training.synthesis.render import RenderError
from training.table_structure.box_audit import audit_boxes
from training.table_structure.cells_found import CellFinder
from training.table_structure.corrected_pages import CorrectedPage, corrected_pages, digest_of
from training.table_structure.gate_pages import (
    PageCase,
    counted,
    gold_cases,
    held_cases,
    synthetic_cases,
)

if TYPE_CHECKING:
    from training.table_structure.examples import CropSource
    from training.table_structure.tuning import HeadTuning

NETWORK = WEIGHTS.path.name
_DRAWING = "绘制合成页 drawing pages to rehearse"
_LEARNING = "训练 learning"
_COMPARING = "比较 comparing"


class TableStructure:
    """See Trainable."""

    kind = ModelKind.TABLE_STRUCTURE

    def shipped(self) -> Mapping[str, Path]:
        """See Trainable."""
        return {NETWORK: WEIGHTS.path}

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        """See Trainable. About five minutes of one core. `rehearsal` is a folder of synthetic
        pages; without one they are rendered into the cache, which needs Chromium the first time."""
        pages = corrected_pages(lesson.workspace)
        if not pages:
            raise CorrectionError("没有修正过的单元格框。 There are no corrected boxes.")
        learned, held = dealt_out(pages, lesson.workspace)
        return teach(champion.path(NETWORK), learned, held, lesson)

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        """See Trainable. A case is a page, and what counts are its cells, whatever their text."""
        cases = cases_of(field)
        if not cases:
            raise CorrectionError("没有可比较的页面。 There are no pages to compare on.")
        counts = [_counts(version, cases, field) for version in (champion, challenger)]
        return [
            Pair(case.slices, counts[0][case.identity], counts[1][case.identity]) for case in cases
        ]


def cases_of(field: Field) -> list[PageCase]:
    """The pages of a field: gold with pictures, synthetic ones, corrected ones held back."""
    cases: list[PageCase] = []
    if field.gold is not None:
        cases += gold_cases(field.gold)
    if field.synthetic:
        with _told_without_browser():
            cases += synthetic_cases(field.synthetic)
    if field.workspace is not None:
        _, held = dealt_out(corrected_pages(field.workspace), field.workspace)
        cases += held_cases(held)
    return cases


def teach(
    champion: Path, learned: Sequence[CorrectedPage], held: Sequence[CorrectedPage], lesson: Lesson
) -> Taught:
    """A head that goes on from the champion's on corrected pages.

    Raises:
        CorrectionError: no page shows the cells of a table, or a picture is lost.
    """
    from training.running import logged_losses
    from training.table_structure.champion import champion_head
    from training.table_structure.export import head_to_onnx
    from training.table_structure.tuning import Lessons, known_pages, tune

    run = _settings(lesson)
    digest = digest_of([*learned, *held])
    folder = lesson.run_folder(sha256_of(champion), digest, asdict(run))
    corrected = known_pages(learned)
    if not corrected:
        raise CorrectionError("没有可学习的单元格框。 Nothing can be learned from the boxes.")
    lessons = Lessons(corrected, known_pages(held), _rehearsal(lesson, run))
    tuned = tune(
        champion_head(champion),
        lessons,
        run,
        folder,
        lambda done: lesson.tell(Step(done, run.steps, _LEARNING)),
    )
    (folder / NETWORK).write_bytes(head_to_onnx(tuned.network))
    looked = audit_boxes([*learned, *held])
    facts = {
        "source": "corrections",
        CORRECTIONS: digest,
        "pages": len(learned) + len(held),
        "learned": len(learned),
        "held_back": len(held),
        "touched": sum(page.touched for page in (*learned, *held)),
        "boxes": looked.boxes,
        "odd_boxes": len(looked.odd),
        OBJECTIONS: list(looked.objections()),
        "settings": asdict(run),
        "steps": tuned.steps,
        "held_loss": [round(tuned.champion_loss, 4), round(tuned.loss, 4)],
        "losses": {"train": logged_losses(folder)},
    }
    return Taught({NETWORK: folder / NETWORK}, facts)


def _settings(lesson: Lesson) -> "HeadTuning":
    from training.table_structure.tuning import HeadTuning

    run = replace(HeadTuning(), seed=lesson.seed, threads=lesson.threads)
    return run if lesson.steps is None else replace(run, steps=lesson.steps)


def _rehearsal(lesson: Lesson, run: "HeadTuning") -> "CropSource":
    """Crops of synthetic pages, rendered once and kept."""
    from training.synthesis.corpus import CACHE, Split, fill_cache
    from training.table_structure.corpus_pages import CorpusPages, worn_at_network_scale
    from training.table_structure.examples import CropSource

    folder = CACHE if lesson.rehearsal is None else lesson.rehearsal
    lesson.tell(Step(0, run.rehearsed, _DRAWING))
    with _told_without_browser():
        fill_cache(Split.TRAIN, range(run.rehearsed), folder)
    pages = CorpusPages(folder, run.rehearsed)
    return CropSource(pages, worn_at_network_scale, run.seed, run.side)


@contextmanager
def _told_without_browser() -> Iterator[None]:
    """Synthetic pages are set by a browser. Raises MissingPackageError where there is none."""
    try:
        yield
    except RenderError as error:
        raise MissingPackageError(
            "绘制合成页需要 Chromium：apt install chromium。 "
            "Drawing synthetic pages needs Chromium: apt install chromium."
        ) from error


def _counts(version: Version, cases: Sequence[PageCase], field: Field) -> Mapping[str, Count]:
    sha256 = version.files.get(NETWORK, "")
    finder = CellFinder(NetworkFile(version.path(NETWORK), sha256))
    told = json.dumps([reader_digest(), *((case.identity, _digest(case)) for case in cases)])
    name = f"{sha256[:16]}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.json"
    kept = None if field.figures is None else field.figures / name
    what = f"{_COMPARING} {version.name}"
    return counted(finder, cases, kept, lambda done: field.tell(Step(done, len(cases), what)))


def _digest(case: PageCase) -> str:
    if isinstance(case.source, CorrectedPage):
        return digest_of([case.source])
    return sha256_of(case.source)
