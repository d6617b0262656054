"""Every error of the tree has its status, title and remedy."""

import json

import pytest

from extractor import errors as reading
from extractor.errors import JixiaoError
from serve import errors as serving
from serve.edge.problems import answer_to

STATUSES = {
    serving.NotFoundError: 404,
    serving.NotReadyError: 409,
    serving.ConflictError: 409,
    serving.DuplicateError: 409,
    serving.KeyReusedError: 409,
    serving.StateError: 409,
    serving.RevisionConflictError: 412,
    serving.PreconditionMissingError: 428,
    serving.BadRequestError: 400,
    serving.EditError: 422,
    serving.UploadTooLargeError: 413,
    serving.UnsupportedUploadError: 415,
    serving.BusyError: 429,
    serving.RateLimitError: 429,
    serving.StoreError: 503,
    serving.StoreBusyError: 503,
    serving.SchemaError: 503,
    serving.DiskFullError: 507,
    serving.NotAuthenticatedError: 401,
    serving.ForbiddenError: 403,
    serving.LeaseLostError: 500,
    reading.EmptyFileError: 422,
    reading.EncryptedFileError: 422,
    reading.TooLargeError: 413,
    reading.UnsupportedTypeError: 415,
    reading.OcrError: 500,
}


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_status_title_and_remedy(kind: type[JixiaoError], status: int) -> None:
    answer = answer_to(kind("什么 what"))
    body = json.loads(bytes(answer.body))
    assert answer.status_code == body["status"] == status
    assert answer.media_type == "application/problem+json"
    assert body["code"] == kind.code
    assert body["remedy"] == kind.remedy
    chinese, english = body["title"].split("。 ", 1)
    assert chinese
    assert english.isascii()
    assert body["detail"] == ("" if status == 500 else "什么 what")


def test_when_to_come_again() -> None:
    assert answer_to(serving.BusyError("x", 7)).headers["retry-after"] == "7"
    assert answer_to(serving.NotReadyError()).headers["retry-after"] == "2"
    assert answer_to(serving.StoreBusyError()).headers["retry-after"] == "5"
    assert "retry-after" not in answer_to(serving.NotFoundError()).headers
    assert answer_to(serving.NotAuthenticatedError()).headers["www-authenticate"]


def test_what_no_encoding_knows_is_still_an_answer() -> None:
    answer = answer_to(serving.NotFoundError("lone \ud800"))
    assert json.loads(bytes(answer.body))["detail"] == "lone ?"
