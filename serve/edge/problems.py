"""Every error answer is application/problem+json, with what to do about it (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from extractor import errors as reading
from extractor.errors import JixiaoError
from serve import errors as serving

MEDIA_TYPE = "application/problem+json"
_URN = "urn:jixiao:problem:"
_SECONDS_TO_WAIT = {serving.NotReadyError: 2, serving.StoreError: 5, serving.BusyError: 10}

# The nearest class of an error's bases counts: its status and its title.
_PROBLEMS: dict[type[JixiaoError], tuple[int, str]] = {
    serving.NotFoundError: (404, "未找到。 Not found."),
    serving.NotReadyError: (409, "尚无结果。 There is no result yet."),
    serving.ConflictError: (409, "与现有内容冲突。 Conflict."),
    serving.DuplicateError: (409, "文件已存在。 The file is there already."),
    serving.KeyReusedError: (409, "Idempotency-Key 已用于其他文件。 The key was used before."),
    serving.StateError: (409, "当前状态不允许此操作。 Not possible in this state."),
    serving.RevisionConflictError: (412, "内容已被他人修改。 Someone else changed it."),
    serving.PreconditionMissingError: (428, "缺少 If-Match。 If-Match is missing."),
    serving.BadRequestError: (400, "请求有误。 Bad request."),
    serving.EditError: (422, "修改无法应用。 The correction does not fit."),
    serving.UploadTooLargeError: (413, "内容过大。 Too large."),
    serving.UnsupportedUploadError: (415, "不支持的内容类型。 Unsupported type of content."),
    serving.BusyError: (429, "服务繁忙。 Too busy."),
    serving.RateLimitError: (429, "请求过于频繁。 Too many requests."),
    serving.StoreError: (503, "存储暂不可用。 The store does not answer."),
    serving.DiskFullError: (507, "存储空间不足。 The disk is full."),
    serving.NotAuthenticatedError: (401, "需要登录。 Log in first."),
    serving.ForbiddenError: (403, "没有权限。 Forbidden."),
    serving.ChildTimeoutError: (422, "处理超时。 The document takes too long."),
    serving.ChildCrashedError: (422, "文件使处理进程崩溃。 The document breaks its reader."),
    serving.ChildMemoryError: (422, "处理内存不足。 The document takes too much memory."),
    reading.ChampionError: (503, "模型库无法读取。 The registry of models cannot be read."),
    reading.IngestError: (422, "文件无法读取。 The file cannot be read."),
    reading.TooLargeError: (413, "文件过大。 The file is too large."),
    reading.UnsupportedTypeError: (415, "不支持的文件类型。 Unsupported type of file."),
    JixiaoError: (500, "服务内部错误。 Internal error."),
}
_OF_STATUS = {
    400: "请求有误。 Bad request.",
    404: "未找到。 Not found.",
    405: "不支持此方法。 Method not allowed.",
    413: "内容过大。 Too large.",
    415: "不支持的内容类型。 Unsupported type of content.",
    422: "请求内容不符合要求。 The request is not valid.",
    431: "请求头过大。 The headers are too large.",
    500: "服务内部错误。 Internal error.",
}
_REMEDIES = {
    404: "请检查地址；接口说明见 /docs。 Check the address; see /docs.",
    405: "请改用允许的方法（见 Allow）。 Use a method that Allow names.",
    500: "请将请求编号告知管理员。 Tell the operator the identifier of the request.",
}
_REMEDY = "请按接口说明修改请求。 Correct the request; see /docs."


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error answer says. Empty texts are filled in from the status; `more` are further
    members, of which None are left out."""

    status: int
    code: str
    title: str = ""
    detail: str = ""
    remedy: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The JSON object."""
        members: dict[str, object] = {
            "type": _URN + self.code,
            "title": self.title or _title(self.status),
            "status": self.status,
            "detail": _printable(self.detail),
            "code": self.code,
            "remedy": self.remedy or _REMEDIES.get(self.status, _REMEDY),
        }
        return members | {key: value for key, value in self.more.items() if value is not None}


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that says `problem`."""
    return JSONResponse(problem.body(), problem.status, dict(headers or {}), MEDIA_TYPE)


def problem_of(error: JixiaoError, instance: str | None = None) -> Problem:
    """What to say of an error of the tree. Of what no caller can mend nothing is told but the
    code and the remedy."""
    status, title = next(_PROBLEMS[base] for base in type(error).__mro__ if base in _PROBLEMS)
    detail = "" if status == HTTPStatus.INTERNAL_SERVER_ERROR else str(error)
    return Problem(status, error.code, title, detail, error.remedy, {"instance": instance})


def answer_to(error: JixiaoError, instance: str | None = None) -> JSONResponse:
    """The response to an error of the tree, with the headers that belong to its status."""
    problem = problem_of(error, instance)
    headers: dict[str, str] = {}
    wait = _seconds_to_wait(error)
    if wait is not None:
        headers["Retry-After"] = str(wait)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="jixiao"'
    return answer(problem, headers)


def install_problems(app: FastAPI) -> None:
    """Answer the errors of this app's routes, and of requests that no route takes."""
    app.add_exception_handler(JixiaoError, _on_error)
    app.add_exception_handler(HTTPException, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)


async def _on_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, JixiaoError)
    request.state.problem_code = error.code
    return answer_to(error, instance_of(request))


async def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = f"http.{HTTPStatus(error.status_code).name.lower()}"
    request.state.problem_code = code
    more = {"instance": instance_of(request)}
    return answer(Problem(error.status_code, code, more=more), error.headers)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    request.state.problem_code = "serve.validation"
    return answer(
        Problem(
            422,
            "serve.validation",
            detail="请求参数或内容不合要求。 A parameter or the body is not valid.",
            more={
                "instance": instance_of(request),
                "errors": [_fault(entry) for entry in error.errors()],
            },
        )
    )


def instance_of(request: Request) -> str | None:
    """The URN of this request, by which the log names it."""
    request_id = getattr(request.state, "request_id", None)
    return f"urn:jixiao:request:{request_id}" if request_id else None


def _fault(entry: Mapping[str, object]) -> dict[str, str]:
    """Where it is wrong and why, without what was sent."""
    place = entry.get("loc")
    path = place if isinstance(place, Sequence) and not isinstance(place, str) else ()
    return {
        "path": _printable("/" + "/".join(str(part) for part in path)),
        "message": _printable(str(entry.get("msg", ""))),
    }


def _seconds_to_wait(error: JixiaoError) -> int | None:
    if isinstance(error, serving.BusyError):
        return error.retry_after
    kinds = type(error).__mro__
    return next((wait for kind, wait in _SECONDS_TO_WAIT.items() if kind in kinds), None)


def _title(status: int) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Error"
    return _OF_STATUS.get(status, f"请求未能完成。 {phrase}.")


def _printable(text: str) -> str:
    """The text as UTF-8 can say it: lone surrogates of a request become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
