from pathlib import Path

import pytest

from models.errors import WeightsNotFoundError
from models.indicator_classifier.catalogue import ConceptWordings
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from models.network_file import NetworkFile
from tests.models.indicator_classifier.tiny import CONCEPTS, tiny_files


def test_answers_stand_in_the_order_of_the_texts(tmp_path: Path) -> None:
    classifier = IndicatorClassifier(CONCEPTS, *tiny_files(tmp_path))
    texts = [
        IndicatorText("培训费", "成本指标"),
        IndicatorText("培训场次"),
        IndicatorText("培训费"),
    ]
    found = [answer.concept for answer in classifier.classify(texts * 40)]
    assert found == ["CST-031", "QTY-001", "CST-031"] * 40


def test_foreign_texts_are_abstained(tmp_path: Path) -> None:
    classifier = IndicatorClassifier(CONCEPTS, *tiny_files(tmp_path, none=3.0))
    (answer,) = classifier.classify([IndicatorText("张三")])
    assert answer.concept is None
    assert answer.confidence < 0.1


def test_a_local_concept_is_found_by_its_wordings(tmp_path: Path) -> None:
    local = ConceptWordings("QTY-HUBEI-001", ("垦区危房改造户数",))
    classifier = IndicatorClassifier((*CONCEPTS, local), *tiny_files(tmp_path))
    (answer,) = classifier.classify([IndicatorText("垦区危房改造户数", "数量指标", "≥3户")])
    assert answer.concept == "QTY-HUBEI-001"


def test_candidates_are_at_most_five_and_fall(tmp_path: Path) -> None:
    more = tuple(ConceptWordings(f"QTY-90{n}", (f"培训{n}",)) for n in range(8))
    classifier = IndicatorClassifier((*CONCEPTS, *more), *tiny_files(tmp_path))
    (answer,) = classifier.classify([IndicatorText("培训")])
    shares = [share for _, share in answer.candidates]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    assert answer.confidence == shares[0]


def test_nothing_asked_nothing_answered(tmp_path: Path) -> None:
    assert IndicatorClassifier(CONCEPTS, *tiny_files(tmp_path)).classify([]) == []


def test_missing_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(WeightsNotFoundError):
        IndicatorClassifier((), NetworkFile(tmp_path / "none.onnx"))


@pytest.mark.parametrize("text", ["{}", "x", "[]", "null", '{"concepts": [1], "learned": 0}'])
def test_a_file_that_lists_no_concepts_is_refused(tmp_path: Path, text: str) -> None:
    network, concepts = tiny_files(tmp_path)
    concepts.path.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsNotFoundError, match="no list of concepts"):
        IndicatorClassifier(CONCEPTS, network, concepts)


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    network, concepts = tiny_files(tmp_path)
    network.path.write_bytes(b"x")
    with pytest.raises(WeightsNotFoundError, match="no network of indicators"):
        IndicatorClassifier(CONCEPTS, network, concepts)


def test_a_network_with_columns_for_other_concepts_is_refused(tmp_path: Path) -> None:
    network, concepts = tiny_files(tmp_path)
    text = concepts.path.read_text(encoding="utf-8")
    concepts.path.write_text(text.replace('"learned": 2', '"learned": 1'), encoding="utf-8")
    with pytest.raises(WeightsNotFoundError, match="other concepts"):
        IndicatorClassifier(CONCEPTS, network, concepts)
