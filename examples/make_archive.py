"""Make `archive.zip` again: five years of the forms of an invented county, printed, typed, scanned,
and some broken."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.synthesis.degrade import ScanStyle, scan_pages
from training.synthesis.html import sheet_to_html
from training.synthesis.layouts import record_to_sheet
from training.synthesis.office import sheet_to_docx, sheet_to_xlsx
from training.synthesis.plans import FormLayout
from training.synthesis.records import FormRecord, FundingEntry, IndicatorEntry
from training.synthesis.render import PdfEngine, jpegs_to_pdf, pdf_to_images, sheet_to_pdf
from training.synthesis.style import PageStyle

HERE = Path(__file__).parent
TARGET = HERE / "archive.zip"
YEARS = range(2020, 2025)
COUNTY = "青禾县"
STYLE = PageStyle(font="WenQuanYi Zen Hei", size_pt=10.0)
SCAN_DPI, PRINT_DPI = 130.0, 200.0
SCAN = ScanStyle(dpi=(SCAN_DPI, SCAN_DPI), noise=(0.5, 1.0), jpeg_quality=(45, 45))
MADE = (2024, 9, 1, 9, 0, 0)
SUFFIXES = {"text": "txt", "html": "html", "word": "docx", "excel": "xlsx", "pdf": "pdf"}
ROUND = (
    *("text", "excel", "text", "word", "text", "pdf", "text", "html"),
    *("text", "excel", "text", "word", "text", "scan", "text"),
)
"""How the forms came, one after the other."""


@dataclass(frozen=True, slots=True)
class Project:
    """What is printed of a project each year. `amount` grows by `growth` a year, `rate` percent by
    one; `copied` are indicators that nobody has looked at since the first year."""

    department: str
    name: str
    budget: float
    goal: str
    output: str
    amount: int
    unit: str
    growth: int
    rate: int
    benefit: tuple[str, str]
    people: str
    copied: tuple[tuple[str, str, str], ...] = ()


def projects() -> list[Project]:
    """The projects of the county."""
    told = json.loads((HERE / "archive_projects.json").read_text(encoding="utf-8"))
    return [
        Project(
            **{**one, "benefit": tuple(one["benefit"]), "copied": tuple(map(tuple, one["copied"]))}
        )
        for one in told
    ]


def record_of(project: Project, year: int) -> FormRecord:
    """The form of a project in one year."""
    passed = year - YEARS[0]
    budget = round(project.budget * (1 + 0.06 * passed), 2)
    fiscal = round(budget * 0.8, 2)
    other = round(budget - fiscal, 2)
    if passed == 3 and project.growth % 2:
        other += 5  # somebody miscounted: a finding
    return {
        "form_type": "project_target",
        "title": "项目支出绩效目标表",
        "year": year,
        "fields": {
            "project_name": project.name,
            "department": COUNTY + project.department,
            "implementing_unit": COUNTY + project.department,
            "project_attribute": None,
            "project_period": None,
            "project_leader": None,
        },
        "funding": [_money("total", budget), _money("fiscal", fiscal), _money("other", other)],
        "tasks": [],
        "goals": [{"panel": "annual", "text": project.goal.format(year=year)}],
        "indicators": list(_indicators(project, passed)),
    }


def main() -> None:
    """Write all into one ZIP file, the same at every run as far as the printing programs allow."""
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in _documents():
            archive.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)


def _documents() -> Iterator[tuple[str, bytes]]:
    number = 0
    for year in YEARS:
        for project in projects():
            yield _document(project, year, ROUND[number % len(ROUND)])
            number += 1
    first = record_of(projects()[0], YEARS[0])
    whole = _pdf(first)
    yield "2023/cut_off.pdf", whole[: len(whole) // 3]
    yield "2023/locked.docx", _locked()
    yield "2024/video.rm", b".RMF" + bytes(range(256)) * 4
    yield "2024/再报.txt", _text(record_of(projects()[0], YEARS[0])).encode()


def _document(project: Project, year: int, way: str) -> tuple[str, bytes]:
    record = record_of(project, year)
    name = f"{year}/{project.department}/{project.name}"
    if way == "scan":
        (page, *_) = pdf_to_images(_pdf(record), PRINT_DPI)
        (jpeg,) = scan_pages([page], PRINT_DPI, year, SCAN).pages
        return (
            (f"{name}.jpg", jpeg) if year % 2 else (f"{name}.pdf", jpegs_to_pdf([jpeg], SCAN_DPI))
        )
    sheet = record_to_sheet(record, FormLayout.YANCHI)
    data = {
        "text": lambda: _text(record).encode(),
        "html": lambda: sheet_to_html(sheet, STYLE).encode(),
        "word": lambda: sheet_to_docx(sheet, STYLE),
        "excel": lambda: sheet_to_xlsx(sheet, STYLE),
        "pdf": lambda: _pdf(record),
    }[way]()
    return f"{name}.{SUFFIXES[way]}", data


def _pdf(record: FormRecord) -> bytes:
    return sheet_to_pdf(record_to_sheet(record, FormLayout.YANCHI), STYLE, PdfEngine.WEASYPRINT)


def _text(record: FormRecord) -> str:
    """The form as somebody typed it."""
    fields = record["fields"]
    total, fiscal, other = (line["raw"] for line in record["funding"])
    lines = [
        record["title"],
        f"（{record['year']}年度）",
        f"项目名称\t{fields['project_name']}",
        f"主管部门\t{fields['department']}\t实施单位\t{fields['implementing_unit']}",
        f"项目资金（万元）\t年度资金总额\t{total}",
        f"其中：财政拨款\t{fiscal}",
        f"其他资金\t{other}",
        f"年度目标\t{record['goals'][0]['text']}",
        "一级指标\t二级指标\t三级指标\t指标值",
    ]
    rows = (
        "\t".join((row["level1"], row["level2"], row["level3"], row["value"]))
        for row in record["indicators"]
    )
    return "\n".join([*lines, *rows]) + "\n"


def _indicators(project: Project, passed: int) -> Iterator[IndicatorEntry]:
    amount = project.amount + project.growth * passed
    share = project.rate + passed
    yield _row("产出指标", "数量指标", project.output, f"≥{amount}{project.unit}")
    for level2, level3, value in project.copied:
        yield _row("产出指标", level2, level3, value)
    yield _row("产出指标", "质量指标", "验收合格率", f"≥{share}%")
    late = ("及时", "12月底前")[passed > project.growth % 4]
    yield _row("产出指标", "时效指标", "按期完成", late)
    yield _row(
        "成本指标", "经济成本指标", "总成本控制", f"≤{project.budget * (1 + 0.06 * passed):.2f}万元"
    )
    level3, value = project.benefit
    yield _row("效益指标", "社会效益指标", level3, value)
    yield _row("满意度指标", "服务对象满意度指标", f"{project.people}满意度", f"≥{share - 3}%")
    if project.growth % 2:
        yield _row("效益指标", "可持续影响指标", "长效管理机制", "逐步健全")


def _row(level1: str, level2: str, level3: str, value: str) -> IndicatorEntry:
    return {"panel": "annual", "level1": level1, "level2": level2, "level3": level3, "value": value}


def _money(item: str, wan: float) -> FundingEntry:
    raw, yuan = f"{wan:.2f}", f"{wan * 10_000:.2f}"
    return {"panel": "annual", "item": item, "raw": raw, "unit": "万元", "amount_yuan": yuan}


def _locked() -> bytes:
    """As an office file under a password begins."""
    name = "EncryptedPackage\0".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(1024)


if __name__ == "__main__":
    main()
