import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import UnsupportedTypeError
from extractor.ingest.charset import decode_text, looks_like_text

FORM = "项目名称\t道路养护\r\n年度指标值\t≥95%，不少于12次（含）\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gb2312"]
)
def test_text_of_a_form_in_every_encoding(encoding: str) -> None:
    assert decode_text(FORM.encode(encoding)) == FORM


def test_traditional_text_in_big5() -> None:
    text = "項目名稱：道路養護工程，年度績效目標表，預算單位與實施單位相同。"
    assert decode_text(text.encode("big5")) == text


def test_one_broken_byte_does_not_lose_the_text() -> None:
    data = (FORM * 50).encode("gb18030")
    text = decode_text(data[:1000] + b"\xff" + data[1000:])
    assert text.count("道路养护") >= 49
    assert 1 <= text.count("\ufffd") <= 3


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01" * 500])
def test_binary_is_no_text(data: bytes) -> None:
    assert not looks_like_text(data)
    with pytest.raises(UnsupportedTypeError):
        decode_text(data)


@given(st.text(alphabet="项目绩效指标≥%年度0123456789abc,，。（）\t\n", min_size=4))
def test_utf8_survives(text: str) -> None:
    assert decode_text(text.encode()) == text
