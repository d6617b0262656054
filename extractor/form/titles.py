"""Lines around a form's table: its title, its year, the notes below it.

All patterns are matched against `fold`ed text (NFKC, no white space).
"""

import re

from extractor.form.labels import goal_label
from extractor.form.rows import fold
from extractor.verbatim import FormType

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
    return is_title(fold(text)) or (is_title(fold(head)) and len(rest) <= 24)


def title_kind(folded: str) -> FormType:
    """The kind of form a title names."""
    for kind, pattern in _TITLE_KIND:
        if re.search(pattern, folded):
            return kind
    return FormType.UNKNOWN
