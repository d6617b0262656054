"""What a plain installation extracts carries the concept of each indicator."""

from extractor.engines import default_engines
from extractor.export.contract import record_to_dict
from extractor.pipeline import Options, extract_document

FORM = """项目支出绩效目标表
项目名称\t河道清淤工程
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t培训人次\t≥300人次
\t质量指标\t验收合格率\t100%
"""


def test_indicators_are_classified_and_keep_their_filed_home() -> None:
    found = extract_document(FORM.encode(), "form.txt", default_engines(), Options())
    (record,) = found.records
    rows = record_to_dict(record)["indicators"]
    trained, accepted = (row["classification"] for row in rows)
    assert trained["concept"].startswith("QTY-")
    assert accepted["concept"].startswith("QLT-")
    assert trained["home_2021"] == "产出指标/数量指标"
    assert [row["level2"] for row in rows] == ["数量指标", "质量指标"]
    assert dict(found.engine)["indicator_classifier"] != "none"
