"""The list of all rules as a document: docs/findings.md."""

import sys
from collections.abc import Iterable

from extractor.record import Severity
from extractor.validate import RULES
from extractor.validate.rule import Rule

_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
_HEAD = """# 检查规则 Findings

每条结果都指向表中的单元格；规则只是提示，以财政部门的决定为准。
凡规则所依据的内容是推断出来的，或识别置信度低于 0.6，结果改为“请核对…？”，级别降低一级。
“来源”是检查的依据类别，不是法规条文。

Every finding points to its cells. Rules advise; the finance bureau decides. Where a rule read
something that was inferred or badly recognised, it asks and is one step milder. This file is
generated from the rules: `python -m extractor.validate.listing > docs/findings.md`.

| rule | 级别 severity | 文字 message | 来源 source |
|---|---|---|---|
"""

_SCAN, _FILE = "扫描质量", "文件完整性"
NOTES: tuple[Rule, ...] = (
    Rule("document.no_form", Severity.WARNING, "未发现绩效目标表，请确认文件内容", _FILE),
    Rule(
        "document.page_unreadable", Severity.ERROR, "第{number}页无法读取（{code}）：{error}", _FILE
    ),
    Rule(
        "document.pages_not_read",
        Severity.ERROR,
        "时间已到，第{number}页起共{count}页未读取，请拆分文件",
        _FILE,
    ),
    Rule("page.blank", Severity.INFO, "第{number}页没有可识别的文字", _SCAN),
    Rule("page.upside_down", Severity.INFO, "第{number}页上下颠倒，已转正后识别", _SCAN),
    Rule(
        "page.covered", Severity.WARNING, "第{number}页约{share}的版面被印章覆盖，请核对原件", _SCAN
    ),
    Rule(
        "page.cut_off",
        Severity.WARNING,
        "第{number}页的表格延伸到图像边缘，可能未扫描完整",
        _SCAN,
    ),
    Rule(
        "page.side_by_side",
        Severity.WARNING,
        "第{number}页并排有多个表格，可能是两页扫描在一起，已先左后右识别",
        _SCAN,
    ),
    Rule(
        "page.nested_table",
        Severity.WARNING,
        "第{number}页的单元格内另有表格，已单独识别",
        _SCAN,
    ),
)
"""What is found about files and pages, where they are read: no rules over a record."""


def findings_document(rules: Iterable[Rule]) -> str:
    """Markdown with one table row a rule, in the order of the rules, then files and pages."""
    rows = (
        f"| `{rule.id}` | {_SEVERITIES[rule.severity]} {rule.severity} "
        f"| {rule.message} | {rule.source} |\n"
        for rule in (*rules, *NOTES)
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(findings_document(RULES))
