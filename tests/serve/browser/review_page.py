"""The review page as tests use it, and the service behind it as another person does."""

import json
import urllib.request
from typing import Any

from playwright.sync_api import Locator, Page, expect

from serve.access.principal import Scope
from serve.access.users import UserDraft, create_user
from serve.settings import Settings
from serve.store.database import Database
from tests.serve.browser.conftest import RunningService


def api(service: RunningService, path: str) -> Any:
    """What the service answers at a path below /v1."""
    return json.loads(download(service, path))


def download(service: RunningService, path: str, **asked: Any) -> bytes:
    headers = {"Authorization": f"Bearer {service.key}", **asked.pop("headers", {})}
    request = urllib.request.Request(f"{service.url}/v1/{path}", headers=headers, **asked)
    with urllib.request.urlopen(request, timeout=30) as answer:
        data: bytes = answer.read()
        return data


def correct(service: RunningService, document: str, path: str, value: str) -> None:
    """Another person's correction, on top of the newest revision."""
    edit(service, document, {"op": "replace", "path": path, "value": value})


def edit(service: RunningService, document: str, step: dict[str, Any]) -> None:
    """Any edit of another person."""
    revision = api(service, f"documents/{document}")["revision"]
    headers = {"If-Match": f'"{revision}"', "Content-Type": "application/json"}
    data = json.dumps({"edits": [step]}).encode()
    download(service, f"documents/{document}/result", data=data, headers=headers, method="PATCH")


def add_user(service: RunningService, name: str, scope: Scope) -> None:
    """Another user with the same password."""
    database = Database(Settings(home=service.home).database())
    with database.write() as connection:
        draft = UserDraft(name, service.password, frozenset((scope,)))
        create_user(connection, draft, database.now(connection))
    database.close()


def open_review(page: Page, document: str) -> None:
    page.goto(f"/#/documents/{document}")
    page.locator(".tree .tree-row").first.wait_for()


def cell(page: Page, row: int, key: str = "value") -> Locator:
    return page.locator(f'[data-path="/forms/0/indicators/{row}/{key}"]')


def saved(page: Page, revision: int) -> None:
    expect(page.locator(f'.saving[data-unsaved="0"][data-revision="{revision}"]')).to_be_visible()
