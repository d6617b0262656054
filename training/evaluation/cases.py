"""Which form is printed how at which level: a fixed assignment that meets every choice."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from training.synthesis.plans import FormLayout
from training.synthesis.records import FormRecord
from training.synthesis.render import PdfEngine
from training.synthesis.style import FONTS, SIZES_PT, Orientation, PageStyle


class Level(StrEnum):
    """What kind of file the form comes as."""

    FLATTENED = "flattened"
    WEASYPRINT = "digital-weasyprint"
    CHROMIUM = "digital-chromium"
    LIBREOFFICE = "digital-libreoffice"
    XLSX = "xlsx"
    DOCX = "docx"
    CLEAN = "clean"
    SCAN = "scan"
    FAX = "fax"
    PHOTO = "photo"


DIGITAL = (Level.WEASYPRINT, Level.CHROMIUM, Level.LIBREOFFICE)
_OFFICE = (PdfEngine.WRITER, PdfEngine.CALC)
_IMAGE_ENGINES = (PdfEngine.CHROMIUM, PdfEngine.WEASYPRINT, PdfEngine.WRITER, PdfEngine.CALC)


@dataclass(frozen=True, slots=True)
class GoldForm:
    """A gold record, its name (e.g. 'place_0') and its file of origin."""

    name: str
    record: FormRecord
    source: str

    @property
    def own_layout(self) -> FormLayout:
        """The layout it was printed in; the first layout for an unknown source."""
        stem = PurePath(self.source).stem
        return FormLayout(stem) if stem in list(FormLayout) else FormLayout.JINING


@dataclass(frozen=True, slots=True)
class Case:
    """One form at one level. `number` is the form's place among all; it also seeds the scan."""

    form: GoldForm
    level: Level
    number: int
    layout: FormLayout
    engine: PdfEngine
    style: PageStyle


def assign(form: GoldForm, number: int, level: Level, shift: int) -> Case:
    """The case of a form.

    Args:
        form: the gold form.
        number: its place among all forms, from 0.
        level: not FLATTENED.
        shift: 0 for the form's own layout, 1–4 for the layouts after it.
    """
    layouts = list(FormLayout)
    layout = layouts[(layouts.index(form.own_layout) + shift) % len(layouts)]
    turn = number + shift + list(Level).index(level)
    orientation = list(Orientation)[turn % 2]
    size = SIZES_PT[(3 * number + turn) % len(SIZES_PT)]
    wide = layout in (FormLayout.TIANCHANG, FormLayout.KORLA, FormLayout.SUZHOU)
    if wide and orientation is Orientation.PORTRAIT:
        size = min(size, 10.0)
    style = PageStyle(FONTS[(turn + number // 5) % len(FONTS)], size, orientation)
    return Case(form, level, number, layout, _engine(level, number + shift), style)


def _engine(level: Level, number: int) -> PdfEngine:
    match level:
        case Level.WEASYPRINT:
            return PdfEngine.WEASYPRINT
        case Level.CHROMIUM:
            return PdfEngine.CHROMIUM
        case Level.LIBREOFFICE:
            return _OFFICE[number % 2]
        case _:
            return _IMAGE_ENGINES[number % len(_IMAGE_ENGINES)]
