"""Every label that forms print, once: levels, column heads, fields, money, goals.

All patterns are matched against `fold`ed text (NFKC, no white space).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from extractor.verbatim import FieldKey, FormType, Panel


class Level1(StrEnum):
    """Level-1 groups; the value is the standard printed name."""

    OUTPUT = "产出指标"
    COST = "成本指标"
    BENEFIT = "效益指标"
    SATISFACTION = "满意度指标"


class Level2(StrEnum):
    """Level-2 groups; the value is the standard printed name."""

    QUANTITY = "数量指标"
    QUALITY = "质量指标"
    TIMELINESS = "时效指标"
    COST = "成本指标"
    ECONOMIC_COST = "经济成本指标"
    SOCIAL_COST = "社会成本指标"
    ECOLOGICAL_COST = "生态环境成本指标"
    ECONOMIC = "经济效益指标"
    SOCIAL = "社会效益指标"
    ECOLOGICAL = "生态效益指标"
    BENEFITS = "效益指标"
    SUSTAINED = "可持续影响指标"
    SATISFACTION = "服务对象满意度指标"


HOME: dict[Level2, Level1] = {
    Level2.QUANTITY: Level1.OUTPUT,
    Level2.QUALITY: Level1.OUTPUT,
    Level2.TIMELINESS: Level1.OUTPUT,
    Level2.COST: Level1.OUTPUT,
    Level2.ECONOMIC_COST: Level1.COST,
    Level2.SOCIAL_COST: Level1.COST,
    Level2.ECOLOGICAL_COST: Level1.COST,
    Level2.ECONOMIC: Level1.BENEFIT,
    Level2.SOCIAL: Level1.BENEFIT,
    Level2.ECOLOGICAL: Level1.BENEFIT,
    Level2.BENEFITS: Level1.BENEFIT,
    Level2.SUSTAINED: Level1.BENEFIT,
    Level2.SATISFACTION: Level1.SATISFACTION,
}

COST_LEVEL2 = frozenset({Level2.ECONOMIC_COST, Level2.SOCIAL_COST, Level2.ECOLOGICAL_COST})

_SPACE = re.compile(r"\s+")
_ORDINAL = re.compile(r"^(\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[、.)])")
_POINTS = re.compile(r"(\([^()]*\)|\d+分)+$")
_LEVEL1 = (
    (Level1.OUTPUT, r"(项目|预期|部门)?(产出|完成|履职|履职效能)(类|绩效)?(指标|目标)?"),
    (Level1.COST, r"(项目|预期)?成本(类|控制|绩效)?指标"),
    (Level1.BENEFIT, r"(项目|预期)?(效益|效果|成效|社会效应)(类|绩效)?(指标|目标)?"),
    (Level1.SATISFACTION, r"(社会)?满意度?(类|绩效)?(指标)?"),
)
_LEVEL2 = (
    (Level2.QUANTITY, r"(产出)?数量"),
    (Level2.QUALITY, r"(产出)?质量"),
    (Level2.TIMELINESS, r"(产出)?(时效|进度|工期)(性)?"),
    (Level2.ECONOMIC_COST, r"经济成本"),
    (Level2.SOCIAL_COST, r"社会成本"),
    (Level2.ECOLOGICAL_COST, r"生态(环境)?成本|环境成本"),
    (Level2.COST, r"(产出)?成本|预算(\(?或?投资规模\)?)?控制|成本控制"),
    (Level2.ECONOMIC, r"(项目)?经济效益"),
    (Level2.SOCIAL, r"(项目)?社会效益"),
    (Level2.ECOLOGICAL, r"(项目)?(生态|环境|生态环境)效益"),
    (Level2.BENEFITS, r"(社会|经济|生态|环境|、|和|及){2,}效益"),
    (Level2.SUSTAINED, r"(项目)?可持续(性)?(影响|发展)?"),
    (
        Level2.SATISFACTION,
        r"(社会公众或?|服务对象|受益对象|受众|公众|群众|社会|项目)*(或服务对象)?满意度?",
    ),
)
_LEVEL1_RE = tuple((key, re.compile(pattern)) for key, pattern in _LEVEL1)
_LEVEL2_RE = tuple(
    (key, re.compile(f"(?:{pattern})(?P<tail>类?指标)?")) for key, pattern in _LEVEL2
)


@dataclass(frozen=True, slots=True)
class Label:
    """A recognised level label; `sure` when the word 指标 or a full known name is printed."""

    key: Level1 | Level2
    sure: bool


def _fold(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _bare(folded: str) -> str:
    text = _ORDINAL.sub("", folded.strip(":：.。、…"))
    return _POINTS.sub("", text).replace("★", "")


@lru_cache(maxsize=8192)
def level1_label(folded: str) -> Label | None:
    """The level-1 group a text names, e.g. 产出指标(50分), 效果指标; None if it names none."""
    bare = _bare(folded)
    if len(bare) > 10:
        return None
    for key, pattern in _LEVEL1_RE:
        if pattern.fullmatch(bare):
            return Label(key, "指标" in bare)
    near = misread_name(bare, tuple(level.value for level in Level1))
    return Label(Level1(near), False) if near else None


@lru_cache(maxsize=8192)
def level2_label(folded: str) -> Label | None:
    """The level-2 group a text names, e.g. 时效指标(工期/进度指标); None if it names none."""
    bare = _bare(folded)
    if len(bare) > 18:
        return None
    for key, pattern in _LEVEL2_RE:
        match = pattern.fullmatch(bare)
        if match:
            return Label(key, match.group("tail") is not None)
    near = misread_name(bare, tuple(level.value for level in Level2))
    return Label(Level2(near), True) if near else None


def misread_name(text: str, names: tuple[str, ...]) -> str | None:
    """The only name that a text differs from by one misread character; None if none or several.

    Texts that are themselves a name of the other level, or shorter than four characters, are none.
    """
    if len(text) < 4:
        return None
    near = [
        name
        for name in names
        if len(name) == len(text) and sum(a != b for a, b in zip(name, text, strict=True)) == 1
    ]
    return near[0] if len(near) == 1 else None


class Column(StrEnum):
    """What a column of an indicator table holds. The values are the record's own keys."""

    STUB = "stub"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    VALUE = "value"
    STANDARD = "standard"
    BASIS = "basis"
    LAST_YEAR = "last_year_value"
    WEIGHT = "weight"
    SCORING_RULE = "scoring_rule"
    EVIDENCE = "evidence"
    ACTUAL = "actual_value"
    SCORE = "score"
    DEVIATION = "deviation"
    OPERATOR = "operator"
    UNIT = "unit"
    DIRECTION = "direction"
    EXTRA = "extra"


_COLUMNS = (
    (Column.LEVEL1, r"一级(指标|目标)?(名称)?|指标(类别|类型|分类)"),
    (Column.LEVEL2, r"二级(指标|目标)?(名称)?"),
    (Column.LEVEL3, r"三级(指标|目标)?(内容|名称)?|(绩效)?指标(内容|名称|解释)|具体指标(内容)?"),
    (Column.LAST_YEAR, r"(上年|上一年|历史|往年|前三年|20\d\d年?(度)?实际).*"),
    (Column.BASIS, r".*(依据|取值来源).*"),
    (Column.EVIDENCE, r".*(佐证|证明|数据来源|资料来源|信息来源).*"),
    (
        Column.SCORING_RULE,
        r".*(赋分|评分|扣分|计分)(规则|细则|标准|办法|方法|说明|原则).*|评\(扣\)分标准|评(价)?标准及依据",
    ),
    (
        Column.DEVIATION,
        r".*(偏差|未完成|未达|差异|改进)(.*)(原因|措施|分析|说明).*|原因分析.*|备注|说明",
    ),
    (
        Column.SCORE,
        r"(自评|自我评价|实际|指标|复核|评价|财政)?(得|评)分(值|数)?|自评分(值)?|指标得分",
    ),
    (
        Column.WEIGHT,
        r"(指标)?(参考|标准)?(分值|权重|分数)(权重)?(\(?%?\)?)|(三级)?(指标)?权重(值)?|标准分",
    ),
    (Column.OPERATOR, r"(指标)?性质|运算符(号)?|计算符号|比较符号?|指标符号"),
    (Column.DIRECTION, r"(指标)?方向(性)?"),
    (Column.UNIT, r"(度量|计量|指标值?)?单位"),
    (
        Column.ACTUAL,
        r".*(实际|完成|实现|执行)(完成|实现|达到)?(值|情况|数|结果)(\(.*\))?|.*完成值.*|实际.*值|评价值",
    ),
    (Column.STANDARD, r"(绩效|指标|评价|参考|目标值)?标准(值)?(确定)?|评价标准.*"),
    (
        Column.VALUE,
        r".*(指标值|目标值|预期值|计划值|设定值|年初值|预期实现值|预期目标|计划指标|值及单位|年度值|中期值)"
        r"(及单位)?.*|指标目标|计划数|目标",
    ),
    (
        Column.STUB,
        r"名称|绩效指标|(年度|中期|长期|项目|总体|实施期)?绩效(目标|指标)?|指标|绩效指标体系",
    ),
)
_COLUMN_RE = tuple((key, re.compile(pattern)) for key, pattern in _COLUMNS)


@lru_cache(maxsize=4096)
def column_head(folded: str) -> Column | None:
    """What a column head announces; None if it is no known head."""
    text = folded.strip(":：")
    if not text or len(text) > 24:
        return None
    bare = re.sub(r"\([^()]*\)", "", text) or text
    for key, pattern in _COLUMN_RE:
        if pattern.fullmatch(text) or pattern.fullmatch(bare):
            return key
    return None


MEDIUM_WORDS = re.compile(r"中期|长期|中长期|实施期|实施周期|三年|总体周期|整体目标值")
ANNUAL_WORDS = re.compile(r"年度|当年|本年|全年|20\d\d年(?!.*[-—–至到])")


def panel_of(folded: str) -> Panel | None:
    """The panel a head names: 中期/长期/实施期 or 年度/当年; None if it names none."""
    if MEDIUM_WORDS.search(folded):
        return Panel.MEDIUM_TERM
    if ANNUAL_WORDS.search(folded):
        return Panel.ANNUAL
    return None


_FIELDS = (
    (
        FieldKey.PROJECT_NAME,
        r"(项目支出|专项资金|专项项目|专项|专项\(项目\)|项目|二级项目|政策|政策\(项目\)|项目\(政策\)|转移支付)名称"
        r"|专项资金|项目",
    ),
    (
        FieldKey.DEPARTMENT,
        r"(项目|省级|市级|县级|区级|业务|中央|地方|一级)?(主管(部门|单位)|预算部门)(名称)?(及代码|\(.*\))?"
        r"|主管部门及代码.*|部门名称|(中央|省级|市级|县级)?主管部门.*代码",
    ),
    (
        FieldKey.IMPLEMENTING_UNIT,
        r"(项目)?(具体)?(实施|执行|承担|使用|申报|填报|用款|申请|资金使用|建设|预算|项目)单位(名称)?(及代码|\(.*\))?"
        r"|单位名称|部门\(单位\)名称|部门单位名称|单位\(部门\)名称|填报部门|实施部门",
    ),
    (FieldKey.PROJECT_ATTRIBUTE, r"项目(属性|类别|类型|性质|来源)|资金性质|支出类型"),
    (
        FieldKey.PROJECT_PERIOD,
        r"项目(支出)?(实施)?(期|周期|期限|年限)|(项目)?(实施|建设|执行)(期|周期|期限|时间)|(项目)?起止(时间|日期|年限)"
        r"|(项目)?(计划)?(开始|实施)日期",
    ),
    (FieldKey.PROJECT_LEADER, r"(项目|单位)?(总)?负责人(姓名|\(签字\))?(及(联系)?(电话|方式))?"),
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
    ("other", r"(其中:?)?(其他|其它)(资金|资|来源|收入)?"),
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

_TITLE = re.compile(
    r".*(绩效|目标|自评).*(目标|申报|批复|自评|审批|评价|情况|指标|运行监控|监控|自评结果)?(表|申报书|申报表)"
    r"(\(.{0,20}\))*(格式|样表)?"
)
_TITLE_KIND = (
    (FormType.SELF_EVALUATION, r"自评|评价|完成情况"),
    (FormType.REGIONAL_TARGET, r"区域|转移支付.*区域"),
    (FormType.DEPARTMENT_TARGET, r"整体|部门\(单位\)整体|部门绩效目标"),
    (FormType.PROJECT_APPROVAL, r"批复"),
    (FormType.PROJECT_TARGET, r"绩效目标|绩效|目标"),
)
_TITLE_WITHOUT_TABLE = re.compile(r".*(预算项目|项目支出|部门预算|整体支出)绩效目标(\(.*\))?")
FOOT = re.compile(
    r"(填表|填报|制表|编制|审核|复核|经办|联系|单位负责|项目负责|负责人|财政部门)\S{0,6}[:(]|(备注|说明|注|附注|填报说明)(\d?[:.、]|$)"
)
YEAR = re.compile(r"(20\d{2})年?(度)?")
YEAR_LINE = re.compile(r"\(?(20\d{2})年?(度|预算)?\)?")


def is_title(folded: str) -> bool:
    """Whether a line is the title of a form, e.g. 项目支出绩效目标表(2023年度)."""
    if not 5 <= len(folded) <= 60 or ("绩效" not in folded and "目标" not in folded):
        return False
    if re.search(r"[,。;、]|如下|见附表|填报说明", folded.replace("、申报", "")):
        return False
    if _TITLE.fullmatch(folded):
        return True
    return _TITLE_WITHOUT_TABLE.fullmatch(folded) is not None and not goal_label(folded)


def has_title(text: str) -> bool:
    """Whether a line is a title, or begins with one and goes on behind a space."""
    head, _, rest = text.strip().partition(" ")
    return is_title(_fold(text)) or (is_title(_fold(head)) and len(rest) <= 24)


def title_kind(folded: str) -> FormType:
    """The kind of form a title names."""
    for kind, pattern in _TITLE_KIND:
        if re.search(pattern, folded):
            return kind
    return FormType.UNKNOWN
