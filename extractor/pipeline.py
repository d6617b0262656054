"""The way through, from bytes to an extraction. Reads as the table of contents of the product."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from extractor.document import Page, PageImage, Quads, Word
from extractor.engines import Engines, engine_versions
from extractor.form.tagged.forms import FormReader, read_forms_by, read_tags
from extractor.form.tagged.items import Reading
from extractor.grid import Sheet, TextLine
from extractor.ingest import Decoder, Ingested, open_document
from extractor.ingest.limits import Limits
from extractor.look.border_ink import without_border_ink
from extractor.look.specks import is_black_and_white
from extractor.lost_pages import LostPages
from extractor.ocr import CleanPage, clean_page, read_words
from extractor.odd_pages import odd_page_findings
from extractor.page_pictures import (
    CopiedSight,
    MissingPictures,
    PageCopier,
    Picture,
    ShownSight,
    text_page_picture,
)
from extractor.record import Evidence, Extraction, Finding, Record, Severity
from extractor.stopwatch import Clock, NoClock, Step
from extractor.tables import (
    find_tables,
    join_rulings,
    mend_borders,
    pixels_to_rulings,
    rulings_to_grids,
    show_as_much,
)
from extractor.taxonomy.matcher import RecordMatcher
from extractor.validate import check, check_forms
from extractor.values import normalise
from extractor.verbatim import Form

Progress = Callable[[int, int], None]
_NO_CLOCK = NoClock()


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read. A `decoder` serves many documents in turn, by its own limits, which are
    these; without one each document starts and ends its own."""

    limits: Limits = field(default_factory=Limits)
    form_reader: FormReader = FormReader.BOTH
    decoder: Decoder | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What is told while a file is read: `progress` (page, pages) after each page, `picture`
    (page, its upright and flat image, as the boxes of the record see it) where a page has one,
    `clock` of every step, `copier` of what a copy is made of."""

    progress: Progress | None = None
    picture: Picture | None = None
    clock: Clock = _NO_CLOCK
    copier: PageCopier | None = None


_UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Stages:
    """What each stage made of a file; `words` are (page number, word), `readings` what the tagger
    said of each form, where it was asked."""

    sheet: Sheet
    forms: tuple[Form, ...]
    records: tuple[Record, ...]
    words: tuple[tuple[int, Word], ...]
    readings: tuple[Reading, ...] = ()


def extract_document(
    data: bytes,
    name: str,
    engines: Engines,
    options: Options,
    watch: Watch = _UNWATCHED,
) -> Extraction:
    """All forms of one file as records.

    Args:
        data: the file's bytes; its type follows from them, never from `name`.
        watch: who is told of pages and shown their pictures.
    Raises:
        JixiaoError: the file cannot be read. A strange form is never an error.
    """
    clock = watch.clock
    with clock.during(Step.OPEN), ExitStack() as stack:
        decoder = options.decoder or stack.enter_context(Decoder(options.limits))
        document = stack.enter_context(open_document(data, name, options.limits, decoder))
        lost = LostPages(document.page_count)
        pages = document.page_count
        odd: list[Finding] = []
        missing: MissingPictures | None = None
        if watch.picture is not None and document.sheet is None:
            missing = MissingPictures(data, options.limits, decoder, watch.picture)
            engines = replace(engines, sight=ShownSight(engines.sight, missing.show))
        if watch.copier is not None:
            engines = replace(engines, sight=CopiedSight(engines.sight, watch.copier))

        def count(page: Page) -> None:
            odd.extend(odd_page_findings(page))
            if missing is not None:
                missing.add(page)
            if watch.copier is not None:
                watch.copier.read(page)
            if watch.progress is not None:
                watch.progress(page.number, pages)

        sheet = document_to_sheet(document, engines, lost, count, clock)
        with clock.during(Step.FORMS):
            forms = read_forms_by(options.form_reader, sheet, engines.tagger)
        with clock.during(Step.MEANING):
            records = tuple(form_to_record(form, engines.matcher) for form in forms)
            found = check_forms(records) if records else _no_form(sheet)
        if watch.copier is not None:
            with clock.during(Step.COPY):
                watch.copier.finish(document)
        findings = (*lost.findings(), *odd, *found)
        versions = engine_versions(options.form_reader, engines)
        return Extraction(document.source, pages, records, findings, versions)


def document_to_sheet(
    document: Ingested,
    engines: Engines,
    lost: LostPages,
    seen: Callable[[Page], None],
    clock: Clock = _NO_CLOCK,
) -> Sheet:
    """Cells and lines of a document, whatever it was read from.

    Args:
        lost: notes the pages that cannot be read.
        seen: called with each page after its tables were found.
        clock: told of the steps.
    Raises:
        IngestError: of the first page, where no page can be read.
    """
    if document.sheet is not None:
        return document.sheet
    decoded = lost.readable(clock.each(Step.OPEN, document.pages))
    pages = (read_page(page, engines, clock) for page in decoded)
    with clock.during(Step.TABLES):
        sheet = find_tables(_shown_to(seen, clock.each(Step.LOOK, pages)))
    lost.raise_if_all()
    return sheet


def read_page(page: Page, engines: Engines, clock: Clock = _NO_CLOCK) -> Page:
    """A page with its words: those of its text layer, else recognised from its pixels."""
    if page.image is None:
        return page
    clock.count_recognised()
    sight = engines.sight.look(page)
    cleaned = _with_rulings(clean_page(sight.page), page, sight.lines)
    seals = 0.0 if cleaned.stamps is None else float(cleaned.stamps.mean())
    with clock.during(Step.RECOGNISE):
        read = read_words(cleaned, sight.lines, engines.ocr)
    return replace(read, image=None, seals=seals)


def _with_rulings(cleaned: CleanPage, given: Page, lines: Quads) -> CleanPage:
    """Lines are read cell by cell, so that the rulings must be known before.

    Vectors of a page that did not move are exact, and so are drawn lines that show as many cells
    as were seen on the page; else what was seen counts, drawn or not. On black-and-white pages
    lines are broken too often to be asked where a table was seen: they only mend it.
    """
    page = cleaned.page
    if page.image is None:
        return cleaned
    moved = cleaned.scanned.image is not given.image
    vectors = join_rulings(() if moved else given.rulings)
    if rulings_to_grids(vectors):
        return replace(cleaned, page=replace(page, rulings=vectors))
    seen = join_rulings(page.rulings)
    tables = rulings_to_grids(seen)
    if tables and given.image is not None and is_black_and_white(given.image):
        mended = mend_borders(page.rulings, page.image, lines)
        bare = without_border_ink(page.image, mended, lines)
        return replace(cleaned, page=replace(page, rulings=mended, image=bare))
    drawn = join_rulings(pixels_to_rulings(page.image, cleaned.stamps))
    rulings = drawn if show_as_much(rulings_to_grids(drawn), tables) else seen
    return replace(cleaned, page=replace(page, rulings=rulings))


def form_to_record(form: Form, matcher: RecordMatcher | None = None) -> Record:
    """A verbatim form with its meaning, the concepts of its indicators where a matcher is given,
    and its findings."""
    record = normalise(form)
    if matcher is None:
        return replace(record, findings=check(record))
    record = matcher.match(record)
    return replace(record, findings=check(record, taxonomy=matcher.taxonomy))


def run_stages(data: bytes, name: str, engines: Engines, options: Options) -> Stages:
    """Every stage's result, for looking at one of them."""
    words: list[tuple[int, Word]] = []
    with open_document(data, name, options.limits) as document:
        lost = LostPages(document.page_count)
        sheet = document_to_sheet(
            document,
            engines,
            lost,
            lambda page: words.extend((page.number, word) for word in page.words),
        )
    forms = read_forms_by(options.form_reader, sheet, engines.tagger)
    readings: tuple[Reading, ...] = ()
    if options.form_reader is not FormReader.RULES:
        readings = read_tags(sheet, engines.tagger)
    records = tuple(form_to_record(form, engines.matcher) for form in forms)
    return Stages(sheet, forms, records, tuple(words), readings)


def upright_page_images(
    data: bytes, name: str, engines: Engines, options: Options
) -> Iterator[tuple[int, PageImage]]:
    """Number and picture of each readable page, as the boxes of its record see it."""
    limits = options.limits
    with Decoder(limits) as decoder, open_document(data, name, limits, decoder) as document:
        for page in LostPages(document.page_count).readable(document.pages):
            if page.image is None:
                yield page.number, text_page_picture(data, page, limits, decoder)
                continue
            upright = engines.sight.look(page).page.image
            if upright is not None:
                yield page.number, upright


def _shown_to(seen: Callable[[Page], None], pages: Iterable[Page]) -> Iterator[Page]:
    for page in pages:
        yield page
        seen(page)


def _no_form(sheet: Sheet) -> tuple[Finding, ...]:
    lines = [b for b in sheet.blocks if isinstance(b, TextLine)][:3]
    finding = Finding(
        "document.no_form",
        Severity.WARNING,
        "未发现绩效目标表，请确认文件内容。 No performance-target form was found.",
        tuple(Evidence(line.text, line.where) for line in lines),
    )
    return (finding,)
