"""A family and a random generator → the blocks of a form and its records."""

from dataclasses import dataclass

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick
from training.synthesis.contents.long_lists import lengthen
from training.synthesis.contents.places import person
from training.synthesis.contents.records import RecordPlan, sample_record
from training.synthesis.families import labels
from training.synthesis.families.companions import figures_table, text_blocks
from training.synthesis.families.money import money_sections
from training.synthesis.families.plan import Family, FamilyPlan, Lists, sample_plan
from training.synthesis.families.sections import Section, fit_edges, join_sections
from training.synthesis.families.top import field_sections, goal_sections, label, task_sections
from training.synthesis.families.tree import indicator_section
from training.synthesis.families.wide import wide_section
from training.synthesis.printing.blocks import Block, Paragraph, ParagraphKind, TableBlock
from training.synthesis.records import FormRecord
from training.synthesis.sheet import CellKind, Span

_PRINTED_ALWAYS = {"panel", "level1", "level2", "level3"}


@dataclass(frozen=True, slots=True)
class Composition:
    """The blocks of a form in reading order, and the records that its tables print."""

    blocks: tuple[Block, ...]
    records: tuple[FormRecord, ...]


def compose_form(rng: np.random.Generator, family: Family) -> Composition:
    """A form of the family with its title, and what stands above and below its table."""
    return compose_plan(rng, sample_plan(rng, family))


def compose_plan(rng: np.random.Generator, plan: FamilyPlan) -> Composition:
    """A form of that layout."""
    family = plan.family
    count = int(rng.integers(1, 4)) if family is Family.WIDE else 1
    records = tuple(sample_record(rng, _record_plan(plan)) for _ in range(count))
    if plan.lists is Lists.LONG:
        for record in records:
            lengthen(rng, record)
    sections = _wide(rng, records) if family is Family.WIDE else _ordinary(rng, records[0], plan)
    title, notes = _title_lines(rng, records[0], plan)
    if chance(rng, 0.12):
        sections = [_title_section(title, notes), *sections]
        above: list[Block] = []
    else:
        above = [title, *notes]
    table = TableBlock(join_sections(sections, [title.text]))
    _keep_printed_fields(records, table)
    blocks = [*_before(rng, records[0]), *above, table, *_after(rng, records[0])]
    return Composition(tuple(_among_others(rng, blocks, records)), records)


def _keep_printed_fields(records: tuple[FormRecord, ...], table: TableBlock) -> None:
    """A field without a cell is None in the record."""
    printed = {cell.key for cell in table.sheet.cells if cell.role == Role.FIELD_VALUE}
    for record in records:
        for key in set(record["fields"]) - printed:
            record["fields"][key] = None


def _among_others(
    rng: np.random.Generator, blocks: list[Block], records: tuple[FormRecord, ...]
) -> list[Block]:
    """Sometimes a table of figures or pages of text stand around the form."""
    if chance(rng, 0.08):
        figures = figures_table(rng)
        blocks = [*figures, *blocks] if chance(rng, 0.6) else [*blocks, *figures]
    if chance(rng, 0.04):
        sentences = [_filled(rng, text, records[0]) for text in labels.RUNNING_TEXT]
        sentences += [s + "。" for g in records[0]["goals"] for s in g["text"].split("。") if s]
        text = text_blocks(rng, sentences)
        blocks = [*text, *blocks] if chance(rng, 0.5) else [*blocks, *text]
    return blocks


def _record_plan(plan: FamilyPlan) -> RecordPlan:
    return RecordPlan(plan.kind, plan.record_panels, plan.items, plan.scheme, plan.money_unit)


def _wide(rng: np.random.Generator, records: tuple[FormRecord, ...]) -> list[Section]:
    for record in records:
        kept = {"project_name", "implementing_unit"}
        record["fields"] = {k: v if k in kept else None for k, v in record["fields"].items()}
    return [wide_section(rng, records)]


def _ordinary(rng: np.random.Generator, record: FormRecord, plan: FamilyPlan) -> list[Section]:
    tree = indicator_section(rng, plan, record["indicators"])
    _keep_printed(record, plan)
    known: tuple[float, ...] = tree.edges
    parts: list[Section] = []
    for build in (field_sections, money_sections):
        added = build(rng, record, plan, known)
        known = (*known, *(edge for section in added for edge in section.edges))
        parts += added
    tasks = task_sections(rng, record, known)
    known = (*known, *(edge for section in tasks for edge in section.edges))
    goals = goal_sections(rng, record, plan, known)
    middle = tasks + goals if chance(rng, 0.7) else goals + tasks
    closing = _closing(rng, plan, (*known, *(e for s in goals for e in s.edges)))
    return [*parts, *middle, tree, *closing]


def _keep_printed(record: FormRecord, plan: FamilyPlan) -> None:
    """Drop from the record what the columns of the form do not show."""
    printed = _PRINTED_ALWAYS | set(plan.columns)
    for entry in record["indicators"]:
        if "value" not in plan.columns:
            entry["value"] = entry["number"] if "number" in plan.columns else ""
            printed = printed | {"value"}
        for key in set(entry) - printed:
            entry.pop(key)  # type: ignore[misc]


def _closing(rng: np.random.Generator, plan: FamilyPlan, known: tuple[float, ...]) -> list[Section]:
    sections: list[Section] = []
    if plan.family is Family.SELF_EVALUATION and chance(rng, 0.6):
        edges = fit_edges(rng, (float(rng.uniform(0.5, 0.8)),), known)
        total = label(pick(rng, labels.TOTALS), Role.TOTAL_LABEL)
        score = Span(f"{rng.uniform(70, 100):.1f}", role=Role.TOTAL_SCORE)
        sections.append(Section(edges, ((total, score),)))
    if chance(rng, 0.18):
        sections.append(_approvals(rng, known))
    if chance(rng, 0.08):
        note = Span(pick(rng, labels.FOOTNOTES), kind=CellKind.LONG, role=Role.FOOTNOTE)
        sections.append(Section((0.0, 1.0), ((note,),)))
    return sections


def _approvals(rng: np.random.Generator, known: tuple[float, ...]) -> Section:
    names = pick(rng, labels.APPROVALS)
    blank = pick(
        rng, ("\n\n", "\n\n（盖章）\n年   月   日", "同意\n\n签字：        年  月  日", "\n")
    )
    value = Span(blank, role=Role.APPROVAL_VALUE)
    if len(names) == 1 or chance(rng, 0.4):
        edges = fit_edges(rng, (float(rng.uniform(0.1, 0.25)),), known)
        rows = tuple((label(name, Role.APPROVAL_LABEL), value) for name in names)
        return Section(edges, rows)
    steps = [n / len(names) for n in range(1, len(names))]
    edges = fit_edges(rng, steps, known)
    heads = tuple(label(name, Role.APPROVAL_LABEL) for name in names)
    return Section(edges, (heads, (value,) * len(names)))


def _title_lines(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan
) -> tuple[Paragraph, list[Paragraph]]:
    title = Paragraph(record["title"], ParagraphKind.TITLE)
    notes: list[Paragraph] = []
    if str(record["year"]) not in record["title"] and chance(rng, 0.8):
        text = pick(rng, ("（{}年度）", "({}年度)", "（{} 年）", "{}年度")).format(record["year"])
        notes.append(Paragraph(text, ParagraphKind.CENTRED))
    elif str(record["year"]) not in record["title"]:
        record["year"] = None
    if chance(rng, 0.35):
        unit = record["fields"].get("implementing_unit") or record["fields"]["department"] or ""
        gap = "        " if chance(rng, 0.7) else ""
        text = f"填报单位：{unit}{gap}" if chance(rng, 0.5) else ""
        money = pick(rng, ("单位：{}", "金额单位：{}")).format(plan.money_unit)
        kind = ParagraphKind.SPREAD if text else ParagraphKind.RIGHT
        notes.append(Paragraph(f"{text}\t{money}" if text else money, kind))
    return title, notes


def _title_section(title: Paragraph, notes: list[Paragraph]) -> Section:
    first = Span(title.text, 1, 1, CellKind.LABEL, Role.TITLE)
    rows = [(first,)]
    rows += [
        (Span(note.text.replace("\t", "    "), kind=CellKind.LABEL, role=Role.UNIT_NOTE),)
        for note in notes
    ]
    return Section((0.0, 1.0), tuple(rows))


def _filled(rng: np.random.Generator, text: str, record: FormRecord) -> str:
    return text.format(
        n=int(rng.integers(1, 13)),
        m=int(rng.integers(2, 90)),
        name=person(rng),
        year=record["year"] or 2023,
    )


def _before(rng: np.random.Generator, record: FormRecord) -> list[Block]:
    blocks: list[Block] = []
    if chance(rng, 0.3):
        text = _filled(rng, pick(rng, labels.LETTERHEAD), record)
        blocks.append(Paragraph(text, ParagraphKind.LEFT))
    if chance(rng, 0.2):
        for _ in range(int(rng.integers(1, 4))):
            text = _filled(rng, pick(rng, labels.RUNNING_TEXT), record)
            blocks.append(Paragraph(text, ParagraphKind.BODY))
    return blocks


def _after(rng: np.random.Generator, record: FormRecord) -> list[Block]:
    blocks: list[Block] = []
    if chance(rng, 0.2):
        blocks.append(Paragraph(pick(rng, labels.FOOTNOTES), ParagraphKind.FOOTNOTE))
    if chance(rng, 0.25):
        text = _filled(rng, pick(rng, labels.SIGNATURES), record)
        blocks.append(Paragraph(text, ParagraphKind.LEFT))
    if chance(rng, 0.15):
        for _ in range(int(rng.integers(1, 5))):
            text = _filled(rng, pick(rng, labels.RUNNING_TEXT), record)
            blocks.append(Paragraph(text, ParagraphKind.BODY))
    return blocks
