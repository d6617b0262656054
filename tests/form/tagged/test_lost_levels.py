"""Labels of levels in wordings that no rule knows, and numbers that tell groups apart."""

from dataclasses import replace

import pytest

from extractor.form.rows import fold
from extractor.form.tagged.forms import FormReader, read_forms_by
from models.form_tagger.roles import Role
from tests.form.drawing import draw_sheet, tree
from tests.form.tagged.stub_tagger import Said, StubTagger
from tests.form.tagged.test_tagged_forms import FORM, SAID, TITLE, read


@pytest.mark.parametrize(
    ("key", "restored"),
    [("social", "效益指标"), ("quantity", "产出指标"), ("service_satisfaction", "满意度指标")],
)
def test_a_lost_level1_follows_from_what_the_tagger_takes_level2_for(
    key: str, restored: str
) -> None:
    text = FORM.replace("益丁", "")
    said = {k: v for k, v in SAID.items() if k not in ("益丁", "社戊")}
    said |= {"社戊": Said(Role.LEVEL2, key=key), "内涝": Said(Role.LEVEL3, "社戊")}
    row = read(said, text=text).indicators[3]
    assert row.level1 is not None
    assert (row.level1.text, row.inferred) == (restored, ("level1",))


def test_a_lost_level1_is_the_label_that_the_form_prints_for_its_group() -> None:
    text = FORM.replace("益丁", "")
    said = {k: v for k, v in SAID.items() if k not in ("益丁", "社戊")}
    said |= {"产甲": Said(Role.LEVEL1, key="output"), "社戊": Said(Role.LEVEL2, key="timeliness")}
    said |= {"内涝": Said(Role.LEVEL3, "社戊")}
    row = read(said, text=text).indicators[3]
    assert row.level1 is not None
    assert (row.level1.text, row.inferred) == ("产甲", ("level1",))


def test_no_group_no_level1() -> None:
    text = FORM.replace("益丁", "")
    said = {k: v for k, v in SAID.items() if k not in ("益丁", "社戊")}
    said |= {"社戊": Said(Role.LEVEL2), "内涝": Said(Role.LEVEL3, "社戊")}
    assert read(said, text=text).indicators[3].level1 is None


LISTED = (
    TITLE
    + """
    | 产甲 | 数乙 | 1、甲事 | 1次 |
    | | | 2、乙事 | 2次 |
    | | 质丙 | 3、丙事 | 3次 |
    | | | 1、丁事 | 4次 |
    """
)
NAMES = {"1、甲事": "数乙", "2、乙事": "数乙", "3、丙事": "质丙", "1、丁事": "质丙"}


def test_numbers_that_go_on_stay_under_one_label() -> None:
    """A label that slipped one row up does not part item 3 from item 2."""
    said = {
        "项目支出绩效目标表": Said(Role.TITLE),
        "产甲": Said(Role.LEVEL1),
        "数乙": Said(Role.LEVEL2, "产甲"),
        "质丙": Said(Role.LEVEL2, "产甲"),
    }
    said |= {name: Said(Role.LEVEL3, label) for name, label in NAMES.items()}
    said |= {f"{number}次": Said(Role.VALUE, name) for number, name in enumerate(NAMES, 1)}
    doubtful = replace(said["3、丙事"], sure=0.97)
    (form,) = read_forms_by(
        FormReader.MODEL, draw_sheet(LISTED), _Doubting(said | {"3、丙事": doubtful}, "3、丙事")
    )
    assert [row[2] for row in tree(form)] == ["数乙", "数乙", "数乙", "质丙"]


class _Doubting(StubTagger):
    """Does not know to which level 2 one name belongs."""

    def __init__(self, said: dict[str, Said], name: str) -> None:
        super().__init__(said)
        self._name = name

    def tag(self, tokens):  # type: ignore[no-untyped-def]
        tags = super().tag(tokens)
        row = next(n for n, token in enumerate(tokens) if token.text == self._name)
        labels = [n for n, token in enumerate(tokens) if token.text in ("数乙", "质丙")]
        tags.parent[row] = -9.0
        tags.parent[row, labels] = -0.69
        return tags


def test_dots_of_the_row_below_are_no_part_of_a_label() -> None:
    text = FORM.replace("质丙", "质丙……")
    said = {k: v for k, v in SAID.items() if k != "质丙"}
    swallowed = fold("质丙……")
    said |= {swallowed: Said(Role.LEVEL2, "产甲")}
    said |= {name: Said(Role.LEVEL3, swallowed) for name in ("验收合格", "返工")}
    form = read(said, text=text)
    assert [row[2] for row in tree(form)] == ["数乙", "质丙", "质丙", "社戊"]
    assert "……" in [skipped.text for skipped in form.skipped_rows]


def test_dots_cut_from_a_label_are_kept_beside_the_form_that_both_read() -> None:
    text = TITLE + (
        "\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 产出指标 | 数量指标...... | 清淤长度 | ≥3公里 |\n"
        "| | 质量指标 | 验收合格率 | 100% |\n"
        "| | …… | …… | |\n"
    )
    (form,) = read_forms_by(FormReader.BOTH, draw_sheet(text), StubTagger({}))
    skipped = [printed.text for printed in form.skipped_rows]
    assert skipped.count("......") == 1
    assert skipped.count("……") == 2
