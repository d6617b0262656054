from extractor.taxonomy.proposals import propose
from models.indicator_classifier.texts import Classification, IndicatorText

UNKNOWN = Classification(None, 0.1, (("QTY-001", 0.1), ("QTY-002", 0.05)))


def asked(*names, level2="数量指标"):
    return [IndicatorText(name, level2) for name in names]


def test_like_texts_stand_together_the_most_frequent_first():
    texts = asked(
        "碳汇计量样地数", "碳汇计量监测样地数", "古井修复口数", "古井修复口数", "古井修复总口数"
    )
    first, second = propose(texts, [UNKNOWN] * 5, 2)
    assert first.count == 3
    assert first.wordings[0] == ("古井修复口数", 2)
    assert second.count == 2
    assert first.nearest == ("QTY-001", "QTY-002")


def test_known_texts_and_texts_under_no_label_are_not_proposed():
    known = Classification("QTY-001", 0.9, (("QTY-001", 0.9),))
    assert propose(asked("培训", "培训"), [known] * 2, 1) == []
    assert propose(asked("张三", "张三", level2=""), [UNKNOWN] * 2, 1) == []
    assert propose([], [], 1) == []


def test_single_texts_are_left_out_unless_asked_for():
    assert propose(asked("古井修复口数"), [UNKNOWN], 2) == []
    assert len(propose(asked("古井修复口数"), [UNKNOWN], 1)) == 1


def test_thousands_of_texts_that_are_nothing_alike_take_seconds():
    letters = [chr(0x4E00 + place) for place in range(4000)]
    names = ["".join(letters[place : place + 2]) for place in range(0, 4000, 2)]

    assert len(propose(asked(*names * 2), [UNKNOWN] * 4000, 2)) == 2000
