"""The JSON contract on an invented form: every key, its order, null against ""."""

import json
from decimal import Decimal

import pytest

from extractor.document import Provenance
from extractor.export.contract import extraction_to_dict, plain_decimal
from extractor.export.json_text import to_json, to_json_line
from extractor.record import NormalValue, ValueKind
from extractor.verbatim import IndicatorRow, Panel, Printed
from tests.export.samples import (
    GOAL,
    extraction_of,
    printed,
    record_with_row,
    river_record,
)

FORM_KEYS = [
    "form_type", "title", "year", "pages", "scheme", "fields", "other_fields", "funding", "tasks",
    "goals", "indicators", "unassigned", "findings", "labels", "skipped_rows", "places",
]  # fmt: skip
INDICATOR_KEYS = [
    "panel", "level1", "level2", "level3", "value", "standard", "basis", "last_year_value",
    "weight", "scoring_rule", "evidence", "actual_value", "score", "deviation", "normalized",
    "classification", "confidence", "where", "inferred",
]  # fmt: skip


@pytest.fixture
def contract():
    return extraction_to_dict(extraction_of(river_record()))


def test_top_level_keys_stand_in_the_order_of_the_contract(contract):
    assert list(contract) == ["schema_version", "source", "forms", "findings", "engine"]
    assert contract["schema_version"] == "1"
    assert contract["source"] == {
        "name": "清水河.pdf",
        "sha256": "ab" * 32,
        "media_type": "application/pdf",
        "pages": 2,
    }
    assert contract["findings"][0]["rule"] == "file.note"
    assert contract["engine"] == {
        "version": "9.9",
        "models": {
            "table_structure": None,
            "form_tagger": None,
            "indicator_classifier": None,
            "ocr": "fake-ocr",
        },
    }


def test_form_keys_stand_in_the_order_of_the_contract(contract):
    form = contract["forms"][0]
    assert list(form) == FORM_KEYS
    assert (form["form_type"], form["year"], form["pages"], form["scheme"]) == (
        "project_target",
        2031,
        [1, 2],
        "2021",
    )


def test_a_field_without_label_is_null_and_an_empty_one_is_blank(contract):
    assert contract["forms"][0]["fields"] == {
        "project_name": "清水河治理",
        "department": None,
        "implementing_unit": None,
        "project_attribute": "",
        "project_period": None,
        "project_leader": "欧阳水清",
    }


def test_amounts_are_plain_decimal_strings(contract):
    amounts = [line["amount_yuan"] for line in contract["forms"][0]["funding"]]
    assert amounts == ["1000000", None, "2.5"]
    assert [line["item"] for line in contract["forms"][0]["funding"]] == ["total", "fiscal", "债券"]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1E+6"), "1000000"),
        (Decimal("1000000.00"), "1000000"),
        (Decimal("0.10"), "0.1"),
        (Decimal("-0.00"), "0"),
        (Decimal("1234567890123456789012345678901.25"), "1234567890123456789012345678901.25"),
    ],
)
def test_plain_decimal_keeps_every_digit(amount, text):
    assert plain_decimal(amount) == text


def test_goal_items_are_parts_of_the_goal(contract):
    goal = contract["forms"][0]["goals"][0]
    assert goal["text"] == GOAL
    assert goal["items"] == ["目标1：整治河道12公里；", "目标2：新建泵站3座。"]


def test_task_cells_keep_null_and_blank_apart(contract):
    assert contract["forms"][0]["tasks"] == [
        {"name": "河道清淤", "total": "80", "fiscal": None, "other": ""}
    ]


def test_indicator_has_every_key_and_its_columns(contract):
    full, bare = contract["forms"][0]["indicators"]
    assert [key for key in full if key not in ("operator_column", "extra")] == INDICATOR_KEYS
    assert list(bare) == INDICATOR_KEYS
    assert full["operator_column"] == "≥"
    assert full["extra"] == [{"label": "是否核心指标", "value": "是"}]
    assert (full["weight"], full["standard"]) == ("10", None)
    assert full["confidence"] == 0.9124
    assert full["normalized"] == {
        "kind": "quantity",
        "operator": ">=",
        "numbers": ["12"],
        "unit": "公里",
        "flags": ["ocr_suspect"],
        "amount": "12000",
        "base_unit": "米",
    }
    assert full["classification"]["confidence"] == 0.8765
    assert full["classification"]["candidates"] == [{"concept": "C1", "confidence": 0.8765}]


def test_a_row_without_value_has_a_blank_value_and_an_empty_classification(contract):
    bare = contract["forms"][0]["indicators"][1]
    assert (bare["value"], bare["inferred"]) == ("", ["level1"])
    assert bare["normalized"]["kind"] == "empty"
    assert bare["classification"] == {
        "concept": None,
        "name": None,
        "home_2015": None,
        "home_2021": None,
        "home_filed_ok": None,
        "confidence": None,
        "candidates": [],
    }


def test_a_row_without_name_has_a_blank_level3_and_null_levels():
    row = IndicatorRow(Panel.ANNUAL, None, None, None, printed("本指标不适用"))
    entry = extraction_to_dict(extraction_of(record_with_row(row)))["forms"][0]["indicators"][0]
    assert (entry["level1"], entry["level2"], entry["level3"]) == (None, None, "")


def test_indicator_where_is_one_rounded_box_without_the_merged_level1(contract):
    full, bare = contract["forms"][0]["indicators"]
    assert full["where"] == [{"page": 1, "box": [200.0, 300.0, 600.0, 320.0]}]
    assert bare["where"] == [{"page": 2, "box": [200.0, 50.0, 300.0, 70.0]}]


def test_text_sources_say_their_line_and_have_no_box():
    line = (Provenance(1, None, 14),)
    row = IndicatorRow(Panel.ANNUAL, None, None, Printed("检查次数", line), Printed("≥4次", line))
    entry = extraction_to_dict(extraction_of(record_with_row(row)))["forms"][0]["indicators"][0]
    assert entry["where"] == [{"page": 1, "box": None, "line": 14}]


def test_every_printed_text_of_the_record_is_in_the_contract():
    record = river_record()
    text = json.dumps(extraction_to_dict(extraction_of(record)), ensure_ascii=False)
    cells = ["项目支出绩效目标表", "联系电话", "壹佰", "河道清淤", "盖章处", "项目名称", "……"]
    assert [cell for cell in cells if cell not in text] == []


def test_places_follow_the_shape_of_the_form(contract):
    places = contract["forms"][0]["places"]
    assert places["fields"]["project_leader"] == {
        "where": [{"page": 1, "box": [300.0, 60.0, 400.0, 80.0]}],
        "confidence": 0.9877,
    }
    assert places["fields"].keys() == {"project_name", "project_attribute", "project_leader"}
    assert len(places["funding"]) == len(contract["forms"][0]["funding"])
    assert places["tasks"][0]["fiscal"] is None
    assert set(places["indicators"][0]) == {
        "level1", "level2", "level3", "value", "weight", "operator"
    }  # fmt: skip


def test_optional_parts_of_a_value_stand_only_where_it_has_them():
    row = IndicatorRow(Panel.ANNUAL, None, None, printed("巡查"), printed("每月2次/人"))
    record = record_with_row(row)
    value = NormalValue(ValueKind.QUANTITY, "=", ("2",), "次", period="每月", per=("人",))
    indicator = record.indicators[0].__class__(row, value)
    changed = record.__class__(**{**_values(record), "indicators": (indicator,)})
    entry = extraction_to_dict(extraction_of(changed))["forms"][0]["indicators"][0]["normalized"]
    assert list(entry) == ["kind", "operator", "numbers", "unit", "flags", "period", "per"]


def test_json_text_is_readable_and_json_line_is_one_line():
    extraction = extraction_of(river_record())
    assert json.loads(to_json(extraction)) == extraction_to_dict(extraction)
    assert "清水河治理" in to_json(extraction)
    line = to_json_line(extraction)
    assert line.count("\n") == 1
    assert json.loads(line) == extraction_to_dict(extraction)


def test_places_stand_on_one_line_and_texts_are_untouched():
    row = IndicatorRow(Panel.ANNUAL, None, None, printed('[\n 1,\n 2\n]"page": 1'), None)
    extraction = extraction_of(river_record(), record_with_row(row))
    text = to_json(extraction)
    assert '{"page": 1, "box": [200.0, 300.0, 600.0, 320.0]}' in text
    assert '"pages": [1, 2],' in text
    assert json.loads(text) == extraction_to_dict(extraction)


def test_a_lone_surrogate_of_a_broken_file_name_can_be_encoded():
    text = to_json_line(extraction_of(name="坏\udc80名.pdf"))
    assert json.loads(text.encode())["source"]["name"] == "坏\ufffd名.pdf"


def _values(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
