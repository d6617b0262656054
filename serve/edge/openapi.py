"""The OpenAPI description, complete enough to generate clients from."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from serve.edge.callers import COOKIE, CSRF_HEADER
from serve.edge.problems import MEDIA_TYPE

Json = dict[str, Any]
_OPEN = frozenset(("/livez", "/readyz"))
_LOGIN = ("/v1/session", "post")
_ONE_AT_A_TIME = ("/v1/learning/tasks", "post")
_PROBLEM: Json = {
    "type": "object",
    "description": "出错信息（RFC 9457）。 What went wrong and what to do about it.",
    "required": ["type", "title", "status", "detail", "code", "remedy"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:jixiao:problem:serve.not_found"]},
        "title": {"type": "string", "examples": ["未找到。 Not found."]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["serve.not_found"]},
        "remedy": {"type": "string", "examples": ["请检查编号。 Check the identifier."]},
        "instance": {"type": "string", "description": "The request, as the log names it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_SCHEMES: Json = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "API 密钥（jixiao admin create-key）。 An API key.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"登录会话；修改须带 {CSRF_HEADER}。 A session; with it for changes.",
    },
}
_RETRY_AFTER = {"description": "秒数。 Seconds to wait.", "schema": {"type": "integer"}}
_WORDS = {
    "400": "请求有误。 Bad request.",
    "401": "需要登录。 Not authenticated.",
    "403": "没有权限。 Forbidden.",
    "404": "未找到。 Not found.",
    "409": "冲突或尚未就绪。 Conflict, or not ready.",
    "412": "版本已变。 Another revision is the newest.",
    "413": "内容过大。 Too large.",
    "415": "不支持的类型。 Unsupported type.",
    "422": "内容不合要求。 Not valid.",
    "428": "缺少 If-Match。 If-Match is missing.",
    "429": "过于频繁或繁忙。 Too many requests, or too busy.",
    "503": "存储暂不可用。 The store does not answer.",
    "507": "存储空间不足。 The disk is full.",
}
_WAITING = frozenset(("409", "429", "503"))


def describe(app: FastAPI) -> None:
    """Let `app.openapi()` give our description, made once."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _description(app: FastAPI) -> Json:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary="绩效目标表识别与校对。 Reads Chinese performance-target forms.",
        routes=app.routes,
    )
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    components["securitySchemes"] = _SCHEMES
    components["responses"] = {f"Problem{status}": _refusal(status) for status in _WORDS}
    components["responses"]["Problem"] = _refusal(None)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return schema


def _refusal(status: str | None) -> Json:
    answer: Json = {
        "description": _WORDS.get(status or "", "出错。 A problem."),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in _WAITING:
        answer["headers"] = {"Retry-After": _RETRY_AFTER}
    return answer


def _complete(path: str, method: str, operation: Json) -> None:
    """Say who may call an operation and how it refuses."""
    is_open = path in _OPEN or (path, method) == _LOGIN
    operation["security"] = [] if is_open else [{"bearer": []}, {"session": []}]
    responses = operation["responses"]
    if "422" in responses and "HTTPValidationError" in str(responses["422"]):
        del responses["422"]
    if path in _OPEN:
        return
    for status in _refusals(path, method):
        responses.setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    responses.setdefault("default", {"$ref": "#/components/responses/Problem"})


def _refusals(path: str, method: str) -> tuple[str, ...]:
    always = ("400", "401", "403", "422", "429", "503")
    named: tuple[str, ...] = ("404", "409") if "{" in path else ()
    if (path, method) == _ONE_AT_A_TIME:
        named = ("409",)
    changing = ("413", "415", "507") if method in ("post", "patch", "put") else ()
    revised = ("412", "428") if path.endswith(("/result", "/restore")) else ()
    return always + named + changing + revised
