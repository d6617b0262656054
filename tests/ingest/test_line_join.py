import pytest

from extractor.ingest.line_join import join_lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["服务对象", "满意度"], "服务对象满意度"),
        (["完成率，", "及时率"], "完成率，及时率"),
        (["APP", "装机"], "APP 装机"),
        (["于2023年", "6月"], "于2023年 6月"),
        ([" a ", "", "b"], "a b"),
        ([], ""),
    ],
)
def test_lines_of_a_cell(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined
