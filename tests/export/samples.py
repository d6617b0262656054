"""An invented form of a water bureau, as records: two pages, a merged level-1 cell, odd values."""

from decimal import Decimal

from extractor.document import Provenance, Source
from extractor.geometry import BBox
from extractor.record import (
    Candidate,
    Classification,
    Evidence,
    Extraction,
    Finding,
    Funding,
    Indicator,
    NormalValue,
    Record,
    Scheme,
    Severity,
    ValueFlag,
    ValueKind,
)
from extractor.verbatim import (
    FieldKey,
    FormType,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)

GOAL = "目标1：整治河道12公里；目标2：新建泵站3座。"
LEADER = "欧阳水清"


def at(text: str, x0: float, top: float, page: int = 1) -> Printed:
    """A printed text in a cell of 100 × 20 points."""
    box = BBox(x0, top, x0 + 100.0, top + 20.04)
    return Printed(text, (Provenance(page, box),), 0.98765)


def printed(text: str) -> Printed:
    """A printed text without a place."""
    return Printed(text)


def indicator(row: IndicatorRow, kind: ValueKind = ValueKind.EMPTY) -> Indicator:
    """A row whose value means nothing more than its kind."""
    return Indicator(row, NormalValue(kind))


def river_indicator() -> Indicator:
    level1 = Printed(
        "产出指标",
        (Provenance(1, BBox(0, 300, 100, 400)), Provenance(2, BBox(0, 50, 100, 90))),
    )
    row = IndicatorRow(
        panel=Panel.ANNUAL,
        level1=level1,
        level2=at("数量指标", 100, 300),
        level3=at("整治河道长度", 200, 300),
        value=at("≥12公里", 300, 300),
        weight=at("10", 400, 300),
        operator=at("≥", 500, 300),
        extra=(OtherField(printed("是否核心指标"), printed("是")),),
        confidence=0.91239,
    )
    value = NormalValue(
        ValueKind.QUANTITY,
        ">=",
        ("12",),
        "公里",
        (ValueFlag.OCR_SUSPECT,),
        amount=Decimal("12000"),
        base_unit="米",
    )
    concept = Classification(
        "C1", "工程量", "产出/数量", None, True, 0.87654, (Candidate("C1", 0.87654),)
    )
    return Indicator(row, value, concept)


def pump_indicator() -> Indicator:
    row = IndicatorRow(
        panel=Panel.ANNUAL,
        level1=printed("产出指标"),
        level2=at("数量指标", 100, 50, page=2),
        level3=at("新建泵站", 200, 50, page=2),
        value=None,
        inferred=("level1",),
    )
    return indicator(row)


def river_record() -> Record:
    return Record(
        form_type=FormType.PROJECT_TARGET,
        title=at("项目支出绩效目标表", 200, 20),
        year=2031,
        pages=(1, 2),
        scheme=Scheme.Y2021,
        fields=(
            (FieldKey.PROJECT_NAME, at("清水河治理", 100, 60)),
            (FieldKey.PROJECT_ATTRIBUTE, printed("")),
            (FieldKey.PROJECT_LEADER, at(LEADER, 300, 60)),
        ),
        other_fields=(OtherField(at("联系电话", 0, 80), at("0955-1234567", 100, 80)),),
        funding=(
            Funding(Panel.ANNUAL, "total", at("100万元", 100, 100), "万元", Decimal("1E+6")),
            Funding(Panel.ANNUAL, "fiscal", at("壹佰", 100, 120), None, None),
            Funding(Panel.ANNUAL, "债券", printed("2.50"), "元", Decimal("2.50"), True),
        ),
        tasks=(TaskLine(printed("河道清淤"), total=printed("80"), other=printed("")),),
        goals=(Goal(Panel.ANNUAL, at(GOAL, 100, 200)),),
        indicators=(river_indicator(), pump_indicator()),
        unassigned=(at("盖章处", 400, 700),),
        labels=(at("项目名称", 0, 60), printed("项目负责人")),
        skipped_rows=(printed("……"),),
        findings=(
            Finding(
                "value.missing",
                Severity.WARNING,
                "“新建泵站”没有指标值。",
                (Evidence("新建泵站", (Provenance(2, BBox(200, 50, 300, 70)),)),),
            ),
        ),
    )


def extraction_of(*records: Record, name: str = "清水河.pdf") -> Extraction:
    return Extraction(
        Source(name, "ab" * 32, "application/pdf"),
        pages=2,
        records=records,
        findings=(Finding("file.note", Severity.INFO, "第2页倾斜。"),),
        engine=(("version", "9.9"), ("ocr", "fake-ocr")),
    )


def record_with_row(row: IndicatorRow) -> Record:
    """A form with this one indicator and nothing else."""
    return Record(
        form_type=FormType.UNKNOWN,
        title=None,
        year=None,
        pages=(1,),
        scheme=None,
        fields=(),
        other_fields=(),
        funding=(),
        tasks=(),
        goals=(),
        indicators=(indicator(row),),
        unassigned=(),
    )
