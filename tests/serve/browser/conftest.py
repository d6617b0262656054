"""The real service in processes of its own, and a Chromium that looks at it.

A page fails its test for anything on the console, any violation of the content security policy and
any request to another host, except what the test says it expects.
"""

import contextlib
import os
import re
import selectors
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from serve.access.keys import KeyDraft, issue_key
from serve.access.principal import Scope
from serve.access.users import UserDraft, create_user
from serve.settings import Settings
from serve.store.database import Database
from serve.store.migrate import migrate

ADMIN = "复核员"
PASSWORD = "a password of some length"
START_SECONDS = 120
READ_SECONDS = 600_000  # ms, one small scan on a busy machine
_RUN_JIXIAO = "from extractor.cli import main; main(prog_name='jixiao')"


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that answers at `url`; `key` is an API key that may do everything."""

    url: str
    home: Path
    key: str
    name: str = ADMIN
    password: str = PASSWORD


@dataclass
class Watch:
    """What went wrong on a page. `expected` are parts of console texts that may come."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note an error or a warning of the console."""
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.text} ({message.location.get('url', '')})")

    def unexpected(self) -> list[str]:
        """The problems that nothing in `expected` explains."""
        return [
            problem
            for problem in self.problems
            if not any(part in problem for part in self.expected)
        ]


@contextlib.contextmanager
def run_service(home: Path, workers: int) -> Iterator[RunningService]:
    """`jixiao serve` on a free port with an administrator and a key, until the block ends."""
    key = _prepare(home)
    environment = {name: text for name, text in os.environ.items() if not name.startswith("JIXIAO")}
    environment |= {
        "JIXIAO_HOME": str(home),
        "JIXIAO_REQUESTS_PER_MINUTE": "0",
        "JIXIAO_MIN_FREE_BYTES": "0",
    }
    command = [sys.executable, "-c", _RUN_JIXIAO, "serve", "--port", "0", "--workers", str(workers)]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log)
        try:
            url = _listening_at(process)
            _wait_until_ready(url)
            yield RunningService(url, home, key)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _prepare(home: Path) -> str:
    """A migrated database with one user; the secret of its key."""
    home.mkdir(parents=True, exist_ok=True)
    database = Database(Settings(home=home).database())
    migrate(database)
    scopes = frozenset((Scope.ADMIN,))
    with database.write() as connection:
        now = database.now(connection)
        create_user(connection, UserDraft(ADMIN, PASSWORD, scopes), now)
        issued = issue_key(connection, KeyDraft("browser tests", scopes), now)
    database.close()
    return issued.secret


def _listening_at(process: subprocess.Popen[bytes]) -> str:
    """The address that the service prints."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline and process.poll() is None:
            if not selector.select(timeout=0.2):
                continue
            said += os.read(process.stdout.fileno(), 4096)
            found = re.search(rb"http://[0-9.:]+", said)
            if found and said.endswith(b"\n"):
                return found.group().decode()
    pytest.fail(f"the service did not start: {said.decode(errors='replace')}")


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{url}/readyz", timeout=5),
        ):
            return  # any other status than 200 is an error here
        time.sleep(0.05)
    pytest.fail("the service did not become ready")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service with one worker; tests of a file count what lies in it."""
    with run_service(tmp_path_factory.mktemp("service") / "home", workers=1) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def watch() -> Watch:
    """What the page of this test may say on the console. The first look asks who is logged in."""
    return Watch(expected=["/v1/session"])


@pytest.fixture
def page(browser: Browser, service: RunningService, watch: Watch) -> Iterator[Page]:
    """A page of 1280 × 800 in Chinese, not logged in, at the service."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="zh-CN", base_url=service.url
    )
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    opened = context.new_page()

    def look_at(request: Request) -> None:
        if not request.url.startswith((service.url + "/", "data:", "blob:")):
            watch.problems.append(f"a request to another host: {request.url}")

    context.on("request", look_at)
    opened.on("console", watch.hear)
    opened.on("pageerror", lambda error: watch.problems.append(str(error)))
    yield opened
    context.close()
    assert watch.unexpected() == []


def log_in(page: Page, service: RunningService) -> None:
    """Fill in the login and wait for the list of documents."""
    page.goto("/")
    page.get_by_label("用户名").fill(service.name)
    page.get_by_label("密码").fill(service.password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="文档", exact=True).wait_for()


@pytest.fixture
def home_page(page: Page, service: RunningService) -> Page:
    """The same page, logged in as an administrator."""
    log_in(page, service)
    return page
