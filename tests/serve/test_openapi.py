"""The description is whole, and the app keeps to it whatever it is sent."""

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serve.access.keys import KeyDraft, issue_key
from serve.access.principal import Scope
from serve.app import create_app
from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate
from tests.serve.finished import add_finished

STREAMS = r"/events$"  # never end
CHILDREN = r"^/v1/(extract|learning/tasks)$"  # start processes
MULTIPART = ("/v1/documents", "/v1/extract")  # where everything is text, so no type is wrong
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


class World:
    """One app with read documents and a client that may do everything, for all examples."""

    def __init__(self, home: Path) -> None:
        made = Settings(home, workers=0, requests_per_minute=0, secure_cookies=False)
        database = Database(made.database())
        migrate(database)
        with database.write() as connection:
            draft = KeyDraft("fuzz", frozenset(Scope))
            key = issue_key(connection, draft, database.now(connection)).secret
        database.close()
        self.app = create_app(made)
        self.documents = [add_finished(self.app.state.service, f"{n}.txt") for n in range(3)]
        self.headers = {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        made = World(Path(folder))
        yield made
        made.app.state.service.database.close()


def examples_of(operation: APIOperation, mode: GenerationMode, count: int) -> list[Case]:
    """Requests of one operation, the same at every run; none where nothing can be wrong."""
    drawn: list[Case] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        drawn.append(case)

    with contextlib.suppress(Unsatisfiable):
        draw()
    return [case for case in drawn if fits_a_query_string(case)]


def fits_a_query_string(case: Case) -> bool:
    """Whether its query arrives as it was made: objects and lists of lists are left out of a URL,
    and what is wrong with them goes with them."""
    values = (case.query or {}).values()
    scalars = [
        entry for value in values for entry in (value if isinstance(value, list) else [value])
    ]
    return not any(isinstance(entry, list | dict) for entry in scalars)


def operations_of(world: World, excluded: str) -> list[APIOperation]:
    """All operations but those whose path fits `excluded`; deletions last."""
    schema = schemathesis.openapi.from_dict(world.app.openapi())
    schema.app = world.app
    found = [entry.ok() for entry in schema.exclude(path_regex=excluded).get_all_operations()]
    return sorted(found, key=lambda operation: operation.method == "delete")


def aim(case: Case, world: World, number: int) -> None:
    """Let every other request be about something that exists."""
    if number % 2:
        return
    if "document_id" in case.path_parameters:
        case.path_parameters["document_id"] = world.documents[number % len(world.documents)]
    if case.operation.path.endswith(("/result", "/restore")) and case.method == "PATCH":
        case.headers["If-Match"] = '"1"'


def exercise(world: World, mode: GenerationMode, count: int, excluded: str) -> list[str]:
    """Send examples of every operation; what the answers break of the description."""
    faults = []
    lenient = [check for check in CHECKS if check is not negative_data_rejection]
    with asgi.get_client(world.app) as client:
        for operation in operations_of(world, excluded):
            checks = lenient if operation.path in MULTIPART else CHECKS
            for number, case in enumerate(examples_of(operation, mode, count)):
                aim(case, world, number)
                try:
                    case.call_and_validate(session=client, headers=world.headers, checks=checks)
                except FailureGroup as group:
                    faults += [f"{operation.label}: {fault}" for fault in group.exceptions]
    return faults


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_keep_to_the_description(world: World, mode: GenerationMode) -> None:
    assert exercise(world, mode, 6, f"{STREAMS}|{CHILDREN}") == []


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_keep_to_the_description_at_length(world: World, mode: GenerationMode) -> None:
    assert exercise(world, mode, 100, f"{STREAMS}|{CHILDREN}") == []


@pytest.mark.slow
def test_files_read_at_once_keep_to_the_description(world: World) -> None:
    others = r"^/(?!v1/extract$)"
    assert exercise(world, GenerationMode.POSITIVE, 5, others) == []


def test_the_description_is_whole(world: World) -> None:
    described = world.app.openapi()
    assert set(described["components"]["securitySchemes"]) == {"bearer", "session"}
    names = set()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["tags"], place
            assert operation["operationId"] not in names, place
            names.add(operation["operationId"])
            assert operation["description"], place
            assert "security" in operation, place
            if path.startswith("/v1"):
                assert operation["responses"]["default"], place
                assert operation["responses"]["429"]["$ref"].endswith("/Problem429")
    upload = described["paths"]["/v1/documents"]["post"]
    assert set(upload["responses"]["202"]["headers"]) >= {"Location", "Retry-After"}
    references = set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(described)))
    for kind, name in references:
        assert name in described["components"][kind]
    assert not any("HTTPValidationError" in name for _, name in references)
