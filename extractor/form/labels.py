"""The labels of a form's head: fields, money, goals, tasks.

All patterns are matched against `fold`ed text (NFKC, no white space).
"""

import re
from functools import lru_cache

from extractor.verbatim import FieldKey

_FIELDS = (
    (
        FieldKey.PROJECT_NAME,
        r"(项目支出|专项资金|专项项目|专项|专项\(项目\)|项目|二级项目|政策|政策\(项目\)|项目\(政策\)|转移支付|工程|资金)"
        r"(名称|全称)|专项资金|项目",
    ),
    (
        FieldKey.DEPARTMENT,
        r"(项目|省级|市级|县级|区级|业务|中央|地方|一级|上级|行业|预算)?(主管(部门|单位)|预算部门|归口(管理)?部门)(名称)?(及代码|\(.*\))?"
        r"|主管部门及代码.*|部门名称|(中央|省级|市级|县级)?主管部门.*代码",
    ),
    (
        FieldKey.IMPLEMENTING_UNIT,
        r"(项目|二级)?(具体)?(实施|执行|承担|承办|责任|使用|申报|填报|编制|用款|申请|资金使用|建设|预算|项目)(单位|主体)"
        r"(名称)?(及代码|\(.*\))?"
        r"|单位名称|部门\(单位\)名称|部门单位名称|单位\(部门\)名称|填报部门|实施部门",
    ),
    (FieldKey.PROJECT_ATTRIBUTE, r"(项目|支出)(属性|类别|类型|性质|来源|分类)|资金(性质|属性)"),
    (
        FieldKey.PROJECT_PERIOD,
        r"项目(支出)?(实施)?(期|周期|期限|年限)|(项目)?(实施|建设|执行)(期|周期|期限|时间)|(项目)?起止(时间|日期|年限)"
        r"|(项目)?(计划)?(开始|实施|起止)(日期|时间)|(项目)?(执行|实施|建设)(起止)?(期限|周期|期|年限|时间)",
    ),
    (
        FieldKey.PROJECT_LEADER,
        r"(项目|单位)?(总)?(负责|责任)人(姓名|\(签字\))?(及(联系)?(电话|方式))?|分管领导|项目主管",
    ),
)
_FIELD_RE = tuple((key, re.compile(pattern)) for key, pattern in _FIELDS)
_OTHER_FIELD = re.compile(
    r"联系(人|电话|方式)(及电话)?|(填报|填表|制表|审核|经办|编制)(人|日期|时间|单位)|电话|项目(概况|内容|简介|立项依据|背景"
    r"|编码|代码|总投资|可行性|必要性|地址|基本情况)|立项(依据|必要性|情况)|(自评|评价)(总)?(得分|分数|等级|结论)|资金用途|财政归口(处|科)室"
    r"|(政策|设立)依据|制度(措施)?|保障措施|实施(计划|内容|方案)|是否.{2,12}|(部门|单位)职能.*|部门职责.*|职责活动|邮(政)?编(码)?|地址"
)


@lru_cache(maxsize=4096)
def field_label(folded: str) -> FieldKey | None:
    """The header field a label names; None if it names none."""
    bare = folded.strip(":：*")
    if not 2 <= len(bare) <= 24:
        return None
    for key, pattern in _FIELD_RE:
        if pattern.fullmatch(bare):
            return key
    return None


@lru_cache(maxsize=4096)
def other_label(folded: str) -> bool:
    """Whether a text is a usual label of a field that has no key of its own."""
    return _OTHER_FIELD.fullmatch(folded.strip(":：*")) is not None


FUNDING_BLOCK = re.compile(
    r"(项目|年度|部门|整体|专项|预算)?(资金|预算|支出|经费)(情况|来源|安排|构成|投入|执行情况|预算)?(及来源)?(\(单位:?.*\)|\(.{0,4}元\)|\(\d+分\))?"
)
_FUNDING = (
    ("other", r"(其中:?)?(其他|其它)(资金|资|来源|收入)?(收入|投入)?"),
    (
        "fiscal",
        r"(其中:?)?(当年|本年|年度|本级|一般公共预算)?(财政)(拨款|拨|资金|补助|性资金)(收入)?",
    ),
    (
        "total",
        r"(其中:?)?(项目|中期|年度|实施期|全年|当年|本年|本年度|总|预算|申请|投入)*"
        r"(资金|预算|投资|经费|金额|支出)(申请|安排|收入)?(总额|合计|总计|总量|额|总投入)|金额|合计|总额|总计|项目总投资|总投资"
        r"|(本?年度)?(预算|资金|下达|安排|批复|核定|申请)金额|(年度|实施期|中期)金额|(本年度?|当年|年度)?申请(财政)?资金(额)?|总预算|预算数|资金总投入",
    ),
)
_FUNDING_RE = tuple((key, re.compile(pattern)) for key, pattern in _FUNDING)
_FUNDING_OTHER = re.compile(
    r"(其中:?)?(上年|以前年度)?结转(结余)?(资金|数)?|(其中:?)?(单位)?自(有|筹)资金|(其中:?)?(财政专户(管理)?|单位|社会|银行|政府性基金|国有资本"
    r"|一般公共预算|事业|债券|上级|本级|中央|省级?|市级?|县级?|区级?|地方|镇级|(市|县|区)\(.\))(财政)?(预算|基金|经营)?(资金|拨款|补助|安排|配套|贷款|收入|补助资金|财政资金|转移支付)*"
)
_FUNDING_UNIT = re.compile(r"(亿元|百万元|万元|千元|元|万)(?=[):]|$)")


@lru_cache(maxsize=4096)
def funding_item(folded: str) -> str | None:
    """total, fiscal, other, or the label itself for another known source; None otherwise."""
    bare = _strip_unit(folded)
    if not 2 <= len(bare) <= 20:
        return None
    for key, pattern in _FUNDING_RE:
        if pattern.fullmatch(bare):
            return key
    if bare.endswith(("资金", "拨款", "补助", "结转", "结余", "收入", "贷款", "安排", "配套")):
        match = _FUNDING_OTHER.fullmatch(bare)
        if match:
            return re.sub(r"^其中:?", "", bare)
    return None


def _strip_unit(folded: str) -> str:
    bare = folded.strip(":：-—一二三四五六七八九十、.0123456789").removeprefix("(").rstrip(":：")
    bare = re.sub(r"\((单位:)?(亿|百万|万|千)?元\)", "", bare)
    return re.sub(r"^(其中:?)?\(?[一二三四五六七八九十\d]\)", r"\1", bare).rstrip(":：")


def is_funding_block(folded: str) -> bool:
    """Whether a text heads a block of amounts, e.g. 项目资金(万元)."""
    return FUNDING_BLOCK.fullmatch(folded.strip(":：")) is not None


def money_unit(folded: str) -> str | None:
    """The unit a label declares: 项目资金(万元) → 万元; None if it declares none."""
    match = _FUNDING_UNIT.search(folded)
    return match.group(1) if match else None


BUDGET_COLUMN = re.compile(
    r"(年初|全年|年度|调整后?|当年|本年)?(预算|执行|支出|指标)(数|金额|额)?(\([A-Z]\)|\(.{0,2}元\))*|(收入|支出)预算|预算执行率.*|执行率.*|(全年|实际)(执行|支出)数?.*|分值|权重|得分"
)
AMOUNT = re.compile(r"[¥￥]?[-+]?\d[\d,]*(\.\d+)?(亿元|百万元|万元|千元|元|万|亿|%)?[,。;]?|[-—/]+")


def is_amount(folded: str) -> bool:
    """Whether a cell is nothing but an amount (or a dash for none)."""
    return AMOUNT.fullmatch(folded) is not None


GOAL = re.compile(
    r"(项目|年度|部门|整体|单位|本年度|全年|中期|长期|实施期|中长期)?(支出)?(总体|整体|绩效|预期|工作)?(绩效)?(总)?目标"
    r"(\(.*\))?(设定|情况|内容|概述|完成情况)?|总体|年度总体|(实施期|本年度|年度)绩效目标|(20.{0,3}年(—|-|至)?.*)?目标"
)
_GOAL_ACTUAL = re.compile(
    r"(全年|年度|目标)?(实际|年度)?完成情况|实际完成(情况|目标)?.*|目标完成情况"
)


def goal_label(folded: str) -> bool:
    """Whether a text labels an overall goal: 总体目标, 年度总体目标, 中期目标(2022年—2024年)."""
    bare = folded.strip(":：")
    return len(bare) <= 30 and bare != "目标" and GOAL.fullmatch(bare) is not None


def goal_actual_label(folded: str) -> bool:
    """Whether a text labels the achieved side of a goal: 实际完成情况."""
    return _GOAL_ACTUAL.fullmatch(folded.strip(":：")) is not None


TASK_NAME = re.compile(r"(主要|年度|重点)?(任务|工作|支出项目|任务\(项目\))(名称|内容)?(及内容)?")
TASK_STUB = re.compile(r"(年度|部门|单位|本年度)?(主要|重点)(工作)?(任务|内容|职责|支出)(情况)?")
