"""What a lexicon may change in a line, and what it must leave alone."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.ocr.choices import Alternatives, LineChoices, Option, decode_choices
from models.ocr.decode import Frames, Reading, decode_frames
from models.ocr.lexicon import Confusion, Lexicon, LexiconError, Weights
from models.ocr.protected import free_places, may_become
from models.ocr.rescoring import rescored
from models.ocr.spans import SpanCounts

WEIGHTS = Weights(confusion=0.25, known=0.5, span=0.5, margin=1.0)
RATE = Lexicon(
    {"课程开齐率": 5, "项目验收合格率": 3}, (Confusion("车", "率", 4),), {"车": 5}, WEIGHTS
)


def line(text: str, *doubts: tuple[int, str, float], sure: float = 0.8) -> LineChoices:
    """A line of which some places may be other characters, with these probabilities."""
    options: list[tuple[Option, ...]] = [()] * len(text)
    for place, character, share in doubts:
        options[place] += (Option(character, share, math.log(share / sure)),)
    return LineChoices(Reading(text, 0.9), tuple(options))


def test_a_known_name_is_read_where_the_recogniser_doubted() -> None:
    read = rescored(line("项目验收合格车", (6, "率", 0.1)), RATE)
    assert (read.text, read.unaided) == ("项目验收合格率", "项目验收合格车")
    assert read.confidence == pytest.approx(0.9 - (0.8 - 0.1) / 7)


def test_nothing_changes_where_the_recogniser_had_no_doubt() -> None:
    sure = line("项目验收合格车")
    assert rescored(sure, RATE) is sure.reading


def test_a_line_that_an_empty_lexicon_reads_stays() -> None:
    doubtful = line("项目验收合格车", (6, "率", 0.4))
    assert rescored(doubtful, Lexicon()) is doubtful.reading


def test_only_what_the_picture_allows_is_read() -> None:
    assert rescored(line("项目验收合格车", (6, "库", 0.1)), RATE).unaided is None
    assert rescored(line("项目验收合格车", (6, "率", 1e-3)), RATE).text.endswith("车")


def test_two_neighbours_that_were_misread_together_are_mended_together() -> None:
    known = Lexicon({"修缮文物数量": 4}, weights=Weights(0, 0.5, 0.5, 1.0))
    doubtful = line("修缮文物教重", (4, "数", 0.2), (5, "量", 0.2))
    assert rescored(doubtful, known).text == "修缮文物数量"


def test_a_name_that_is_known_itself_stays() -> None:
    known = Lexicon({"学生满意度": 9, "学员满意度": 1}, weights=WEIGHTS)
    assert rescored(line("学员满意度", (1, "生", 0.45)), known).text == "学员满意度"


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("项目验收合格率", "项目验收合格率"),
        ("公里", ""),  # a unit decides an amount
        ("治理面积12平方公里河道整治", "河道整治"),
        ("不少于95%", ""),
        ("一级指标名称", "指标名称"),
        ("2024年12月31日", ""),
        ("金额合计壹佰万元整", "金额合整"),
    ],
)
def test_what_stands_beside_a_number_is_not_free(text: str, free: str) -> None:
    found = "".join(c for c, is_free in zip(text, free_places(text), strict=True) if is_free)
    assert found == free


@pytest.mark.parametrize(
    ("read", "printed", "may"),
    [
        ("车", "率", True),
        ("方", "万", False),
        ("O", "0", False),
        ("上", "下", False),
        ("1", "7", False),
    ],
)
def test_numerals_and_opposites_never_take_a_place(read: str, printed: str, may: bool) -> None:
    assert may_become(read, printed) is may


CHARACTERS = "0123456789.,%≥≤万亿一二三元年月日上下率车项目验收合格数量教"


@settings(max_examples=120, deadline=None)
@given(
    st.text(CHARACTERS, min_size=1, max_size=14),
    st.text(CHARACTERS, min_size=1, max_size=14),
    st.dictionaries(st.text(CHARACTERS, min_size=2, max_size=12), st.integers(1, 99), max_size=6),
)
def test_numbers_are_as_they_were_read_whatever_the_lexicon(
    text: str, thought: str, phrases: dict[str, int]
) -> None:
    doubts = [(n, c, 0.79) for n, c in enumerate(thought[: len(text)]) if c != text[n]]
    keen = Lexicon({**phrases, thought: 99}, weights=Weights(0, 1, 1, -99))
    read = rescored(line(text, *doubts), keen).text
    assert len(read) == len(text)
    for before, after in zip(text, read, strict=True):
        kept = before.isnumeric() or after.isnumeric() or not before.isalpha()
        assert before == after or not kept


def test_the_file_is_the_same_for_the_same_lexicon_and_comes_back() -> None:
    told = RATE.to_json()
    again = Lexicon.from_json(told.encode())
    assert again == RATE
    assert again.to_json() == told
    assert replace(RATE, phrases=dict(reversed(RATE.phrases.items()))).to_json() == told


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"format": "other-2"}', b'{"format": "jixiao-lexicon-1"}', b"\xff"],
)
def test_what_is_no_lexicon_is_told(data: bytes) -> None:
    with pytest.raises(LexiconError):
        Lexicon.from_json(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phrases", [["修路", -1]]),
        ("phrases", [["修路", math.inf]]),
        ("phrases", [["修路", 10**400]]),
        ("phrases", [["修路", "3"]]),
        ("read", [["修", -2]]),
        ("confusions", [["修", "俢", -5]]),
        ("weights", {"margin": math.nan}),
        ("weights", {"span": math.inf}),
        ("weights", {"span": 10**400}),
        ("weights", {"span": "1"}),
    ],
)
def test_numbers_that_no_lexicon_has_are_told(name: str, value: object) -> None:
    """A line that is read would end with them: their logarithm is none."""
    told = json.loads(RATE.to_json()) | {name: value}
    with pytest.raises(LexiconError):
        Lexicon.from_json(json.dumps(told).encode())


def test_a_lexicon_in_a_lexicon_without_end_is_told() -> None:
    with pytest.raises(LexiconError):
        Lexicon.from_json(b"[" * 200_000)


def test_unknown_weights_are_told() -> None:
    told = json.loads(RATE.to_json())
    told["weights"]["speed"] = 1
    with pytest.raises(LexiconError, match="speed"):
        Lexicon.from_json(json.dumps(told).encode())


def test_pieces_are_counted_within_one_run_only() -> None:
    spans = SpanCounts({"数量指标": 3, "质量指标": 2, "产出（数量）": 1})
    counts = [spans.count(piece) for piece in ("指标", "数量", "量指标", "标质", "出数", "没有")]
    assert counts == [5, 4, 5, 0, 0, 0]


def test_an_empty_lexicon_knows_no_piece() -> None:
    assert SpanCounts({}).count("数量") == 0


def test_what_else_a_character_may_be_comes_from_all_its_frames() -> None:
    characters = ("", "甲", "乙", "丙")
    # frames:   甲   甲   blank  乙
    classes = np.array([[[1, 2], [1, 3], [0, 1], [2, 3]]])
    shares = np.array([[[0.9, 0.09], [0.6, 0.3], [0.99, 0.01], [0.9999, 0.0001]]], np.float32)
    frames = Frames(classes[:, :, 0], shares[:, :, 0])
    (found,) = decode_choices(frames, Alternatives(classes, shares), characters)
    assert found.reading == decode_frames(frames, characters)[0]
    assert found.reading.text == "甲乙"
    assert [option.character for option in found.options[0]] == ["丙", "乙"]
    assert found.options[0][0].evidence == pytest.approx(math.log(0.3 / 0.9), abs=1e-6)
    assert found.options[1] == ()
