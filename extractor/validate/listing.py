"""The list of all rules as a document: docs/findings.md."""

import sys
from collections.abc import Iterable

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


def findings_document(rules: Iterable[Rule]) -> str:
    """Markdown with one table row a rule, in the order of the rules."""
    rows = (
        f"| `{rule.id}` | {_SEVERITIES[rule.severity]} {rule.severity} "
        f"| {rule.message} | {rule.source} |\n"
        for rule in rules
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(findings_document(RULES))
