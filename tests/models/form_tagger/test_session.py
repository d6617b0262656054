"""The tagger that is shipped."""

from pathlib import Path

import pytest

from models.errors import WeightsNotFoundError
from models.form_tagger.config import WEIGHTS
from models.form_tagger.roles import ROLES, Role
from models.form_tagger.session import FormTagger
from models.form_tagger.tokens import FormToken
from models.network_file import NetworkFile


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsNotFoundError, match=r"lost\.onnx"):
        FormTagger(1, NetworkFile(tmp_path / "lost.onnx"))


def test_other_weights_than_the_tested_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"other")
    with pytest.raises(WeightsNotFoundError, match="sha256"):
        FormTagger(1, NetworkFile(tmp_path / "other.onnx", "00"))


def test_the_shipped_tagger_reads_a_plain_form() -> None:
    printed = (
        ("项目名称", "城区道路养护", "", ""),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "养护道路里程", "≥120公里"),
        ("", "质量指标", "验收合格率", "≥98%"),
    )
    tokens = [
        FormToken(text, row, column, width=4)
        for row, cells in enumerate(printed)
        for column, text in enumerate(cells)
        if text
    ]
    tags = FormTagger().tag(tokens)
    roles = [ROLES[place] for place in tags.roles.argmax(axis=1)]
    assert roles[:2] == [Role.FIELD_LABEL, Role.FIELD_VALUE]
    assert set(roles[2:6]) == {Role.COLUMN_HEAD}
    assert roles[6:] == [
        *(Role.LEVEL1, Role.LEVEL2, Role.LEVEL3, Role.VALUE),
        *(Role.LEVEL2, Role.LEVEL3, Role.VALUE),
    ]
    # value → level 3 → level 2 → level 1
    assert tags.parent.argmax(axis=1)[-3:].tolist() == [6, 10, 11]


def test_no_tokens_give_no_tags() -> None:
    tags = FormTagger().tag([])
    assert tags.roles.shape == (0, len(ROLES))
    assert tags.parent.shape == (0, 1)


def test_the_shipped_file_is_small() -> None:
    assert WEIGHTS.path.stat().st_size < 20e6
