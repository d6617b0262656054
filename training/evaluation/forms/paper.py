"""Synthetic forms that were printed, scanned and read: what reading does to cells, with truth."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.engines import Engines
from extractor.grid import Sheet
from extractor.pipeline import Options, run_stages
from training.synthesis.corpus import RenderedForm, Split, cached_forms
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.records import FormRecord
from training.synthesis.render import images_to_pdf
from training.synthesis.truth import TruthPage

FIRST_SEED = 5_000_000
"""Forms that neither the readers of pages nor the tagger were trained on."""
_LEVELS = (PageLevel.SCAN, PageLevel.PHOTO, PageLevel.SCAN, PageLevel.FAX)


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The cells that were read of a form on paper, and what the form says."""

    sheet: Sheet
    record: FormRecord


def paper_forms(count: int, folder: Path, engines: Engines) -> Iterator[PaperForm]:
    """So many forms as scans, photos and faxes; read once, then kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        kept = folder / f"{seed}.pickle"
        if not kept.exists():
            form = next(cached_forms(Split.TRAIN, [seed]))
            kept.write_bytes(pickle.dumps(_read(form, seed, engines)))
        paper: PaperForm = pickle.loads(kept.read_bytes())
        yield paper


def _read(form: RenderedForm, seed: int, engines: Engines) -> PaperForm:
    pages = _on_paper([page.truth for page in form.pages], seed)
    pdf = images_to_pdf([page.pixels for page in pages], pages[0].dpi)
    sheet = run_stages(pdf, "form.pdf", engines, Options()).sheet
    return PaperForm(sheet, form.records[0])


def _on_paper(pages: Sequence[TruthPage], seed: int) -> list[TruthPage]:
    level = _LEVELS[seed % len(_LEVELS)]
    found: list[TruthPage] = []
    for number, page in enumerate(pages):
        dpi = found[0].dpi if found else None
        found.append(degrade(page, level, seed=10 * seed + number, dpi=dpi))
    return found
