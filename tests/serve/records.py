"""Invented records for the tests of the service, and documents that have them."""

import copy
from functools import cache

from sqlalchemy import Connection

from extractor.engines import default_engines
from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction
from extractor.pipeline import Options, extract_document
from extractor.taxonomy import load_taxonomy
from serve.editing.changes import JsonObject
from serve.store.document_rows import NewDocument
from serve.store.documents import insert_document
from serve.store.revisions import Revision, RevisionDraft, RevisionKind, add_revision

FORM = """项目支出绩效目标表
(2031年度)

项目名称\t清水河治理
项目负责人\t欧阳水清
联系电话\t0955-1234567
项目资金(万元)\t年度资金总额\t30
绩效目标\t目标1：整治河道12公里；目标2：由欧阳水清负责验收。
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t整治河道长度\t≥12公里
\t\t新建泵站数量\t2座
\t质量指标\t工程验收合格率\t100%
效益指标\t社会效益指标\t受益人口\t≥4200人
满意度指标\t服务对象满意度指标\t群众满意度\t≥90%
"""


class FakeMatcher:
    """Classifies nothing, but knows the concepts of the product."""

    def __init__(self):
        self.taxonomy = load_taxonomy()
        self.version = "fake"
        self.asked: list[str] = []

    def match(self, record):
        self.asked += [indicator.row.level3.text for indicator in record.indicators]
        return record


@cache
def fake_matcher() -> FakeMatcher:
    """One for all tests: reading the taxonomy takes a while."""
    return FakeMatcher()


@cache
def _river() -> JsonObject:
    return extraction_to_dict(
        extract_document(FORM.encode(), "清水河.txt", default_engines(), Options())
    )


def river() -> JsonObject:
    """The contract object of FORM, classified; a new one at each call."""
    return copy.deepcopy(_river())


def paper(record: JsonObject) -> JsonObject:
    """The same, as from a page: every sight in a box of its own, the rows below each other."""
    for form in record["forms"]:
        for top, sights in enumerate(form["places"]["indicators"]):
            for left, sight in enumerate(sights.values()):
                box = [100.0 * left, 20.0 * top, 100.0 * left + 100, 20.0 * top + 20]
                sight["where"] = [{"page": 1, "box": box}]
    return extraction_to_dict(dict_to_extraction(record))


def add_document(connection: Connection, record: JsonObject, name: str = "清水河.txt") -> str:
    """A document that was read; returns its id."""
    document = insert_document(
        connection,
        NewDocument(
            sha256=record["source"]["sha256"],
            name=name,
            media_type=record["source"]["media_type"],
            size=len(FORM),
            uploaded_by="key_test",
            created_at=1.0,
        ),
    )
    add_machine_revision(connection, document.id, record)
    return document.id


def add_machine_revision(connection: Connection, document_id: str, record: JsonObject) -> Revision:
    draft = RevisionDraft(RevisionKind.MACHINE, "machine", "jixiao", None, (), record)
    return add_revision(connection, document_id, draft)
