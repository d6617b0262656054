"""Concepts beside the indicators of a record; what is filed stays as it is."""

from dataclasses import replace

from extractor.engines import Engines, engine_versions
from extractor.export.contract import record_to_dict
from extractor.form.tagged.forms import FormReader
from extractor.pipeline import form_to_record
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.matcher import LazyMatcher, Matcher
from extractor.verbatim import Form, FormType, Panel
from models.indicator_classifier.texts import IndicatorText
from tests.taxonomy.stub_classifier import StubClassifier
from tests.validate.forms import fields, record, rows

TABLE = """
level1 | level2 | level3 | operator | value | unit
产出指标 | 数量指标 | 河道巡查次数 | ≥ | 24 | 次
产出指标 | 质量指标 | 某某事项 | | 完成 |
产出指标 | 时效指标 | 无 | | 无 |
 | 时效指标 | | | 年底前 |
"""


def matcher(answers):
    return Matcher(StubClassifier(answers), load_taxonomy(), "stub-1")


def test_the_classifier_is_asked_with_group_value_unit_and_project():
    stub = matcher({})
    stub.match(record(TABLE, fields=fields(project_name="清水河治理")))

    assert stub.classifier.asked == [
        IndicatorText("河道巡查次数", "数量指标", "≥24次", "清水河治理"),
        IndicatorText("某某事项", "质量指标", "完成", "清水河治理"),
    ]


def test_the_same_text_in_both_panels_is_asked_once():
    line = "level1 | level2 | level3 | value\n产出指标 | 数量指标 | 河道巡查次数 | ≥24次"
    stub = matcher({"河道巡查次数": ("QTY-057", 0.9)})

    found = stub.match(record((*rows(line), *rows(line, Panel.MEDIUM_TERM))))

    assert len(stub.classifier.asked) == 1
    assert [i.classification.concept for i in found.indicators] == ["QTY-057", "QTY-057"]


def test_a_concept_stands_beside_the_indicator_with_its_homes_and_candidates():
    given = record(TABLE)
    found = matcher({"河道巡查次数": ("QTY-057", 0.9)}).match(given)

    assert [replace(i, classification=None) for i in found.indicators] == list(given.indicators)
    first, second, *rest = record_to_dict(found)["indicators"]
    assert first["classification"] == {
        "concept": "QTY-057",
        "name": "巡查（执法）次数",
        "home_2015": "产出指标/数量指标",
        "home_2021": "产出指标/数量指标",
        "home_filed_ok": True,
        "confidence": 0.9,
        "candidates": [
            {"concept": "QTY-057", "confidence": 0.9},
            {"concept": "SAT-001", "confidence": 0.05},
        ],
    }
    assert second["classification"]["concept"] is None
    assert second["classification"]["candidates"][0] == {"concept": "QTY-001", "confidence": 0.1}
    assert [entry["classification"]["confidence"] for entry in rest] == [None, None]


def test_a_merged_id_becomes_the_one_it_was_merged_into_and_an_unknown_one_is_no_answer():
    stub = matcher({"河道巡查次数": ("QLT-012", 0.7), "某某事项": ("QTY-998", 0.7)})

    first, second, *_ = stub.match(record(TABLE)).indicators

    assert first.classification.concept == first.classification.candidates[0].concept == "QTY-067"
    assert second.classification.concept is None
    assert [c.concept for c in second.classification.candidates] == ["SAT-001"]


def test_records_are_classified_on_their_way_only_where_a_matcher_is_given():
    form = Form(FormType.PROJECT_TARGET, None, None, indicators=rows(TABLE))
    stub = matcher({"某某事项": ("SAT-002", 0.95)})

    plain, classified = form_to_record(form), form_to_record(form, stub)

    assert all(indicator.classification is None for indicator in plain.indicators)
    rules = {finding.rule for finding in classified.findings}
    assert "concept.filed_elsewhere" in rules - {finding.rule for finding in plain.findings}
    assert dict(engine_versions(FormReader.RULES, Engines()))["indicator_classifier"] == "none"
    assert (
        dict(engine_versions(FormReader.RULES, Engines(matcher=stub)))["indicator_classifier"]
        == "stub-1"
    )


def test_a_record_without_indicators_asks_nothing():
    stub = matcher({})
    empty = record(())

    assert stub.match(empty) is empty
    assert stub.classifier.asked == []


def test_a_lazy_matcher_makes_its_classifier_once_and_not_before_the_first_record():
    made = []

    def classifier_of(taxonomy):
        made.append(taxonomy)
        return StubClassifier({"河道巡查次数": ("QTY-057", 0.9)})

    lazy = LazyMatcher(classifier_of, "stub-1")
    assert made == []

    for _ in range(2):
        assert lazy.match(record(TABLE)).indicators[0].classification.concept == "QTY-057"
    assert made == [lazy.taxonomy]
