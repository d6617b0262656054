"""A document that was read from drawn pages, put into the store of a running service."""

import hashlib
import io
import secrets
from itertools import product

from PIL import Image, ImageDraw, ImageFont

from extractor.engines import default_engines
from extractor.export.contract import extraction_to_dict
from extractor.pipeline import Options, extract_document
from serve.editing.changes import JsonObject
from serve.settings import Settings
from serve.store.blobs import open_blobs, original_key
from serve.store.database import Database
from serve.store.documents import DocumentState, NewDocument, insert_document, set_state
from serve.store.pages import PageRow, replace_pages
from serve.store.revisions import RevisionDraft, RevisionKind, add_revision
from tests.serve.browser.conftest import RunningService

HEAD = """项目支出绩效目标表
(2031年度)

项目名称\t清水河治理
主管部门\t青禾县水务局
项目资金(万元)\t年度资金总额\t30
绩效目标\t目标1：整治河道12公里；目标2：受益人口不少于4200人。
一级指标\t二级指标\t三级指标\t指标值
"""
BRANCHES = (
    ("产出指标", "数量指标", "整治河道长度", "≥{}公里"),
    ("产出指标", "质量指标", "工程验收合格率", "≥9{}%"),
    ("产出指标", "时效指标", "工程完工天数", "≤{}天"),
    ("效益指标", "社会效益指标", "受益人口", "≥{}00人"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥8{}%"),
)
PAGE = (595.0, 842.0)  # points
ROW = 18.0  # points
ROWS_OF_PAGE = 40
DPI = 110
COLUMNS = {
    "level1": (30, 100),
    "level2": (100, 190),
    "level3": (190, 420),
    "value": (420, 560),
}
_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "uming.ttc")


def add_reviewable(service: RunningService, indicators: int, doubtful: int) -> str:
    """A document of one form with its pages; every so many values were read with confidence 0.5.

    Returns its identifier."""
    record = make_record(indicators, doubtful)
    settings = Settings(home=service.home)
    database, blobs = Database(settings.database()), open_blobs(settings)
    digest = hashlib.sha256(secrets.token_bytes(8)).hexdigest()
    record["source"]["sha256"] = digest
    blobs.put(original_key(digest), b"%PDF-1.4")
    with database.write() as connection:
        now = database.now(connection)
        new = NewDocument(digest, "清水河.pdf", "application/pdf", 8, "machine", now)
        document = insert_document(connection, new).id
        draft = RevisionDraft(RevisionKind.MACHINE, "machine", "jixiao", None, (), record)
        add_revision(connection, document, draft)
        set_state(connection, document, DocumentState.DONE, now=now)
        rows = []
        for number, picture in enumerate(draw_pages(record), start=1):
            keys = (f"pages/{document}/1/{number}.jpg", f"pages/{document}/1/{number}-thumb")
            for key, size in zip(keys, (picture.size, (160, 226)), strict=True):
                blobs.put(key, _jpeg(picture.resize(size)))
            rows.append(PageRow(number, *PAGE, *picture.size, *keys, "image/jpeg"))
        replace_pages(connection, document, rows)
    database.close()
    return document


def make_record(indicators: int, doubtful: int) -> JsonObject:
    """The contract object of a form with so many indicators, each cell in a box of its page."""
    share = -(-indicators // len(BRANCHES))
    names = [(branch, number) for branch, number in product(BRANCHES, range(1, share + 1))]
    lines = [
        f"{level1}\t{level2}\t{level3}（第{number}段）\t{value.format(number)}"
        for (level1, level2, level3, value), number in names[:indicators]
    ]
    text = HEAD + "\n".join(lines) + "\n"
    engines = default_engines()
    record = extraction_to_dict(extract_document(text.encode(), "清水河.txt", engines, Options()))
    form = record["forms"][0]
    _place_header(form["places"])
    every = indicators // doubtful if doubtful else 0
    for index, sights in enumerate(form["places"]["indicators"]):
        form["indicators"][index]["classification"]["candidates"] = []
        form["indicators"][index]["confidence"] = 0.95
        for key, sight in sights.items():
            x0, x1 = COLUMNS[key]
            top = 170 + ROW * (index % ROWS_OF_PAGE - (8 if index >= ROWS_OF_PAGE else 0))
            box = [float(x0), top, float(x1), top + ROW]
            sight["where"] = [{"page": 1 + index // ROWS_OF_PAGE, "box": box}]
        if every and index % every == 0 and index // every < doubtful:
            sights["value"]["confidence"] = 0.5
    return record


def _place_header(places: JsonObject) -> None:
    sights = [*places["fields"].values(), *places["funding"], *places["goals"]]
    for line, sight in enumerate([places["title"], *sights]):
        box = [140.0, 30 + 22.0 * line, 560.0, 30 + 22.0 * line + 20]
        sight["where"] = [{"page": 1, "box": box}]


def draw_pages(record: JsonObject) -> list[Image.Image]:
    """What the places of a record say, drawn."""
    form = record["forms"][0]
    rows = form["indicators"]
    count = 1 + (len(rows) - 1) // ROWS_OF_PAGE
    size = (round(PAGE[0] * DPI / 72), round(PAGE[1] * DPI / 72))
    pages = [Image.new("RGB", size, "white") for _ in range(count)]
    font = _font()
    texts = [(form["places"]["title"], form["title"])]
    texts += [(sight, form["fields"][key]) for key, sight in form["places"]["fields"].items()]
    texts += _pairs(form["places"]["funding"], form["funding"], "raw")
    texts += _pairs(form["places"]["goals"], form["goals"], "text")
    for sights, row in zip(form["places"]["indicators"], rows, strict=True):
        texts += [(sight, row[key]) for key, sight in sights.items()]
    for sight, text in texts:
        where = sight["where"][0]
        draw = ImageDraw.Draw(pages[where["page"] - 1])
        box = [edge * DPI / 72 for edge in where["box"]]
        draw.rectangle(box, outline="black")
        draw.text((box[0] + 4, box[1] + 4), text[:36], fill="black", font=font)
    return pages


def _pairs(sights: list[JsonObject], rows: list[JsonObject], key: str) -> list[tuple]:
    return [(sight, row[key]) for sight, row in zip(sights, rows, strict=True)]


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, 15)
        except OSError:
            continue
    return ImageFont.load_default(15)


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()
