"""The API described as one plain page: what it offers, and how to call it from a shell."""

import json
from html import escape
from typing import Any

Json = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
STYLE = """
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 60rem;
  padding: 1rem 1.5rem 4rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #d0d7de; }
h3 { margin: 1.6rem 0 .2rem; font: 600 1rem/1.5 ui-monospace, monospace; }
.method { display: inline-block; min-width: 4.5em; color: #0b4f9c; }
pre { background: #f3f5f7; padding: .8rem 1rem; overflow-x: auto; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left;
  padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #e4e8ec; vertical-align: top; }
p { margin: .3rem 0; } code { font-size: .92em; }
"""
_EXAMPLES = (
    (
        "上传一个文件。 Upload a file.",
        'curl -H "Authorization: Bearer $KEY" -H "Idempotency-Key: 2024-001" \\\n'
        "  -F file=@form.pdf $URL/v1/documents",
    ),
    (
        "查看状态。 Ask for its state.",
        'curl -H "Authorization: Bearer $KEY" $URL/v1/documents/$ID',
    ),
    (
        "取得结果。 Fetch the record.",
        'curl -H "Authorization: Bearer $KEY" $URL/v1/documents/$ID/result',
    ),
    (
        "修改一个值。 Correct a value; If-Match names the revision that you saw.",
        'curl -X PATCH -H "Authorization: Bearer $KEY" -H \'If-Match: "1"\' \\\n'
        '  -H "Content-Type: application/json" \\\n'
        '  -d \'{"edits": [{"op": "replace", "path": "/forms/0/indicators/0/value", '
        '"value": "≥98%"}]}\' \\\n'
        "  $URL/v1/documents/$ID/result",
    ),
    (
        "导出为 XLSX。 Export as XLSX.",
        'curl -H "Authorization: Bearer $KEY" -o export.xlsx "$URL/v1/export?format=xlsx"',
    ),
)


def docs_page(schema: Json) -> str:
    """The page as HTML, from the OpenAPI description; every text of it escaped."""
    groups: dict[str, list[str]] = {}
    for path, operations in schema["paths"].items():
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                tag = (operation.get("tags") or ["other"])[0]
                groups.setdefault(tag, []).append(_operation(path, method, operation))
    sections = "".join(
        f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(parts)}'
        for tag, parts in groups.items()
    )
    examples = "".join(
        f"<p>{escape(words)}</p><pre>{escape(command)}</pre>" for words, command in _EXAMPLES
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<title>绩效 jixiao · API</title>"
        '<link rel="stylesheet" href="/docs.css"></head><body>'
        "<h1>接口说明 API</h1>"
        "<p>完整描述（可生成客户端）：<code>/v1/openapi.json</code>。 "
        "The whole description, for client generators, is at <code>/v1/openapi.json</code>.</p>"
        "<p>出错时返回 application/problem+json：title、detail、remedy、code。 "
        "Errors are application/problem+json.</p>"
        f"<h2>示例 Examples</h2>{examples}{sections}</body></html>"
    )


def _operation(path: str, method: str, operation: Json) -> str:
    words = escape(operation.get("description") or operation.get("summary", ""))
    parameters = "".join(_parameter(entry) for entry in operation.get("parameters", ()))
    table = f"<table>{parameters}</table>" if parameters else ""
    statuses = ", ".join(
        status for status in operation["responses"] if status.startswith(("2", "3"))
    )
    return (
        f'<h3><span class="method">{method.upper()}</span> {escape(path)}</h3>'
        f"<p>{words} → {escape(statuses)}</p>{table}"
    )


def _parameter(entry: Json) -> str:
    schema = entry.get("schema", {})
    kind = schema.get("type") or "/".join(
        str(option.get("type", option.get("$ref", "").rsplit("/", 1)[-1]))
        for option in schema.get("anyOf", ())
    )
    default = (
        f" = {json.dumps(schema['default'], ensure_ascii=False)}" if "default" in schema else ""
    )
    return (
        f"<tr><td><code>{escape(entry['name'])}</code></td><td>{escape(entry['in'])}</td>"
        f"<td>{escape(kind + default)}</td><td>{escape(entry.get('description', ''))}</td></tr>"
    )
