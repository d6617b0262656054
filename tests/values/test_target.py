"""The grammar of target values, row by row, and properties that hold for any text."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from extractor.record import ValueFlag, ValueKind
from extractor.values.target import parse_target
from extractor.values.text import fold
from extractor.values.units import UNITS

GRAMMAR = """
≥98%                              | quantity    | >= | 98         | %
>=12.10万人                       | quantity    | >= | 12.10      | 万人
＞=９５ ％                        | quantity    | >= | 95         | %
12.3 万人                         | quantity    | =  | 12.3       | 万人
≧ 1500 万元                       | quantity    | >= | 1500       | 万元
≦10万                             | quantity    | <= | 10         | 万
不少于10个项目                    | quantity    | >= | 10         | 个项目
各不少于2次                       | quantity    | >= | 2          | 次
每年≥ 300场                       | quantity    | >= | 300        | 场
电话 ≥600个                       | quantity    | >= | 600        | 个
达到95%以上                       | quantity    | >= | 95         | %
95%以上                           | quantity    | >= | 95         | %
控制在5%以内                      | quantity    | <= | 5          | %
±3%以内                           | quantity    | <= | 3          | %
不超过100万元                     | quantity    | <= | 100        | 万元
低于0.5‰                          | quantity    | <  | 0.5        | ‰
超过200户                         | quantity    | >  | 200        | 户
约95%                             | quantity    | ~  | 95         | %
购买水质检测仪约20套              | quantity    | ~  | 20         | 套
2000余人                          | quantity    | ~  | 2000       | 人
=100.00(%)                        | quantity    | =  | 100.00     | %
≥100百分比                        | quantity    | >= | 100        | 百分比
0.97比例                          | quantity    | =  | 0.97       | 比例
4.7万元/人、年                    | quantity    | =  | 4.7        | 万元/人、年
583元/人*月                       | quantity    | =  | 583        | 元/人*月
1500元/人·月                      | quantity    | =  | 1500       | 元/人·月
1,234.5公里                       | quantity    | =  | 1234.5     | 公里
1 500 万元                        | quantity    | =  | 1500       | 万元
2次/月                            | quantity    | =  | 2          | 次/月
每季度1次                         | quantity    | =  | 1          | 次
不少于三次                        | quantity    | >= | 3          | 次
百分之九十五                      | quantity    | =  | 95         | %
100%完成                          | quantity    | =  | 100        | %
≤60分钟                           | quantity    | <= | 60         | 分钟
5天                               | quantity    | =  | 5          | 天
≥-5%                              | quantity    | >= | -5         | %
217                               | quantity    | =  | 217        | -
65岁以上老年人健康管理率≥70%      | quantity    | >= | 70         | %
95%（其中山区90%）                | quantity    | =  | 95         | %
2022年完成10个项目                | quantity    | =  | 10         | 个项目
3-4次                             | range       | -  | 3 4        | 次
80%～90%                          | range       | -  | 80 90      | %
≥80%且≤100%                       | range       | -  | 80 100     | %
2022年-2024年                     | range       | -  | 2022 2024  | 年
2023.07-2024.01                   | range       | -  | 2023.07 2024.01 | -
≥70%、≥70%、≥85%                  | multi       | >= | 70 70 85   | %
①≥95% ②≥90%                      | multi       | >= | 95 90      | %
1、≥95%；2、≥90%                  | multi       | >= | 95 90      | %
建筑面积2.6万平方米,绿地1万平方米 | multi       | =  | 2.6 1      | 万平方米
合格率100%，优良率80%             | multi       | =  | 100 80     | %
+5%                               | quantity    | =  | 5          | %
≤35μg/m³                          | quantity    | <= | 35         | μg/m^3
23年12月底                        | deadline    | <= | 23 12      | -
2023年第四季度                    | deadline    | <= | 2023 4     | -
7日内                             | deadline    | <= | 7          | 日
受理后30个工作日                  | deadline    | <= | 30         | 个工作日
一年内完成                        | deadline    | <= | 1          | 年
2022年12月31日前                  | deadline    | <= | 2022 12 31 | -
2021年12月完成                    | deadline    | <= | 2021 12    | -
2023-12-31                        | deadline    | <= | 2023 12 31 | -
2023年1-11月                      | deadline    | <= | 2023 1 11  | -
二〇二三年底前                    | deadline    | <= | 2023       | -
12月底前                          | deadline    | <= | 12         | -
每月10日前                        | deadline    | <= | 10         | -
第三季度前完成                    | deadline    | <= | 3          | -
年底前完成                        | deadline    | -  |            | -
每年年底前                        | deadline    | -  |            | -
按月                              | deadline    | -  |            | -
每月据实结算                      | deadline    | -  |            | -
每季度结束后的,                   | deadline    | -  |            | -
汛期开始前                        | deadline    | -  |            | -
提高                              | qualitative | -  |            | -
持续影响                          | qualitative | -  |            | -
全覆盖                            | qualitative | -  |            | -
不超过当年预算批复总量            | qualitative | -  |            | -
每年略有结余                      | qualitative | -  |            | -
每台设备均安装                    | qualitative | -  |            | -
完成2022年度工作任务              | qualitative | -  |            | -
5G网络覆盖                        | qualitative | -  |            | -
一户一档                          | qualitative | -  |            | -
统一                              | qualitative | -  |            | -
较以前提高                        | qualitative | -  |            | -
按财社〔2022〕105号文件执行       | qualitative | -  |            | -
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in GRAMMAR.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_grammar(row):
    text, kind, operator, numbers, unit = row
    value = parse_target(text)
    assert value.kind == kind
    assert value.operator == (None if operator == "-" else operator)
    assert value.numbers == tuple(numbers.split())
    assert value.unit == (None if unit == "-" else unit)


FLAGGED = [
    ("95%", "", ValueFlag.OPERATOR_IMPLIED),
    ("≥85", "居民满意率", ValueFlag.UNIT_INFERRED),
    ("≤10万", "培训费", ValueFlag.UNIT_INFERRED),
    ("0.97比例", "", ValueFlag.RESCALED),
    ("每季度结束后的,", "", ValueFlag.TRUNCATED),
    ("2022年1", "", ValueFlag.TRUNCATED),
    ("≥95%(其中", "", ValueFlag.TRUNCATED),
    ("二100%", "", ValueFlag.OCR_SUSPECT),
    ("O份", "", ValueFlag.OCR_SUSPECT),
    ("1O0%", "", ValueFlag.OCR_SUSPECT),
    ("扁2200篇", "", ValueFlag.OCR_SUSPECT),
    ("指标1:", "", ValueFlag.PLACEHOLDER),
    ("≧ %", "", ValueFlag.PLACEHOLDER),
    ("万亩", "", ValueFlag.PLACEHOLDER),
    ("(≥**人)", "", ValueFlag.PLACEHOLDER),
    ("20××年", "", ValueFlag.PLACEHOLDER),
    ("XX", "", ValueFlag.PLACEHOLDER),
    ("无", "", ValueFlag.NOT_APPLICABLE),
    ("/", "", ValueFlag.NOT_APPLICABLE),
    ("—", "", ValueFlag.NOT_APPLICABLE),
    ("本指标不适用", "", ValueFlag.NOT_APPLICABLE),
]


@pytest.mark.parametrize(("text", "name", "flag"), FLAGGED)
def test_doubts_are_flagged(text, name, flag):
    assert flag in parse_target(text, name).flags


ORDINARY = [
    "≥98%",
    "≥3次/年",
    "≤5万元",
    "年底前完成",
    "提高",
    "100%",
    "16人",
    "无事故",
    "约20套",
    "满意",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_values_have_no_doubt(text):
    assert set(parse_target(text).flags) <= {ValueFlag.OPERATOR_IMPLIED}


@pytest.mark.parametrize(
    ("text", "amount", "base"),
    [
        ("≥48.10万人", "481000", "人"),
        ("4.7万元/人、年", "47000", "元"),
        ("0.97比例", "97", "%"),
        ("2km", "2000", "米"),
        ("3年", "36", "月"),
        ("≥5‰", "0.5", "%"),
        ("1.2亿元", "120000000", "元"),
        ("1346.0088万平方米", "13460088", "平方米"),
    ],
)
def test_first_number_in_its_base_unit(text, amount, base):
    value = parse_target(text)
    assert (value.amount, value.base_unit) == (Decimal(amount), base)


def test_period_scope_and_per_are_kept_apart():
    value = parse_target("每年电话回访≥600人/所、月")
    assert (value.period, value.scope, value.per) == ("每年", "电话回访", ("所", "月"))


def test_context_decides_what_a_bare_month_is():
    assert parse_target("12月", "竣工时间").kind is ValueKind.DEADLINE
    assert parse_target("6-9月", "累计结余可支付月数").kind is ValueKind.RANGE
    assert parse_target("2023.06", "", "时效指标").numbers == ("2023", "06")


ALPHABET = st.text(
    st.sampled_from(
        "≥≤><=≧≦约不少于超过以上内前年月日底每各万亿元人次%‰/、，。；-—~0123456789.,()（）"
        "O二一十百×*无指标:： 提高率后第"
    ),
    max_size=25,
)


@given(st.one_of(st.text(max_size=60), ALPHABET), st.text(max_size=10), st.text(max_size=6))
def test_never_raises_and_invents_no_digit(text, name, level2):
    value = parse_target(text, name, level2)
    digits = fold(text).replace(",", "")
    for number in value.numbers:
        if not re.search(r"[零〇○一二两三四五六七八九十百千万亿]", digits):
            assert number.lstrip("-") in digits
        assert isinstance(number, str)
    assert value.amount is None or isinstance(value.amount, Decimal)
    assert (value.kind is ValueKind.EMPTY) == (not fold(text))


SPELLINGS = {
    ">=": ["≥", "≧", ">=", "＞=", "不少于", "不低于", "达到"],
    "<=": ["≤", "≦", "<=", "＜＝", "不超过", "不高于", "控制在"],
    "=": ["=", "＝", ""],
    "~": ["约"],
}
NUMBERS = st.decimals(min_value=0, max_value=10**7, places=2).map(lambda d: f"{d:.2f}")
PRINTED_UNITS = st.sampled_from(["%", "个", "人次", "万元", "公里", "台套", "亩", "元/人"])


@given(st.data(), st.sampled_from(sorted(SPELLINGS)), NUMBERS, PRINTED_UNITS)
def test_round_trip_of_sign_number_and_unit(data, operator, number, unit):
    sign = data.draw(st.sampled_from(SPELLINGS[operator]))
    gap = data.draw(st.sampled_from(["", " ", "　"]))
    value = parse_target(f"{sign}{gap}{number}{gap}{unit}")
    assert (value.kind, value.operator) == (ValueKind.QUANTITY, operator)
    assert (value.numbers, value.unit) == ((number,), unit)
    factor = {"万元": 10_000, "公里": 1000}.get(unit, 1)
    assert value.amount == Decimal(number) * factor


FULL_WIDTH = str.maketrans("0123456789%<>=()", "０１２３４５６７８９％＜＞＝（）")


@given(st.sampled_from([row[0] for row in ROWS]), st.integers(0, 10))
def test_width_and_inner_spaces_do_not_matter(text, place):
    plain = parse_target(text)
    assert parse_target(text.translate(FULL_WIDTH)) == plain
    between_digits = text[place - 1 : place].isdigit() and text[place : place + 1].isdigit()
    if (
        0 < place < len(text)
        and not between_digits
        and text[place - 1 : place + 1] not in ("..", "")
    ):
        assert parse_target(f"{text[:place]} {text[place:]}") == plain


OTHERWISE = {("季度", 1), ("季度", 2), ("季度", 3), ("季度", 4), ("比例", 1)}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_quarter_of_the_year_is_a_deadline(number):
    value = parse_target(f"≥{number}季度")
    assert value.kind is ValueKind.DEADLINE
    assert value.numbers == (str(number),)


def test_the_ratio_one_is_a_hundred_percent():
    value = parse_target("≥1比例")
    assert (value.amount, value.base_unit) == (100, "%")
    assert ValueFlag.RESCALED in value.flags


@given(st.sampled_from(sorted(UNITS)), st.integers(1, 999))
@example("季度", 131)  # was read as 13 and 1季度
def test_every_unit_of_the_table_is_read_back(symbol, number):
    assume((symbol, number) not in OTHERWISE)
    value = parse_target(f"≥{number}{symbol}")
    assert value.numbers == (str(number),)
    assert value.unit == symbol
    assert value.amount == number * UNITS[symbol].factor


GOLD = Path(__file__).resolve().parents[3] / "shared" / "forms" / "gold"


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold records are not on this machine")
def test_gold_values_are_read():
    right, total = 0, 0
    for path in sorted(GOLD.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["indicators"]:
            value = parse_target(row["value"], row["level3"] or "", row["level2"] or "")
            gold = row["normalized"]
            same = (value.kind, value.operator, list(value.numbers)) == (
                gold["kind"],
                gold["operator"],
                gold["numbers"],
            )
            inferred = ValueFlag.UNIT_INFERRED in value.flags
            right += same and (inferred or value.unit == gold["unit"])
            total += 1
    assert right / total >= 0.99
