"""The real service in processes of its own, and a Chromium that looks at it.

A page fails its test for anything on the console, any violation of the content security policy and
any request to another host, except what the test says it expects.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.serve.running import RunningService, run_service

READ_SECONDS = 600_000  # ms, one small scan on a busy machine


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
