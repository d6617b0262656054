"""What became of one file: an extraction, or a failure with its code and remedy."""

import inspect
from dataclasses import dataclass

from extractor.errors import JixiaoError
from extractor.export.contract import JsonObject
from extractor.record import SCHEMA_VERSION, Extraction


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no record. `exit_code` is that of the command line."""

    name: str
    code: str
    message: str
    remedy: str
    exit_code: int


Outcome = Extraction | Failure


def failure_of(name: str, error: JixiaoError) -> Failure:
    """The failure of the file `name`; an error without a message says what its class says."""
    message = str(error) or inspect.getdoc(type(error)) or type(error).__name__
    return Failure(name, error.code, message, error.remedy, error.exit_code)


def failure_to_dict(failure: Failure) -> JsonObject:
    """The object that stands in JSON Lines in place of an extraction."""
    return {
        "schema_version": SCHEMA_VERSION,
        "source": {"name": failure.name},
        "error": {"code": failure.code, "message": failure.message, "remedy": failure.remedy},
    }


def failure_text(failure: Failure) -> str:
    """Two lines for a person: what is wrong, and what to do."""
    return f"错误 {failure.code}: {failure.name}: {failure.message}\n  {failure.remedy}"
