"""Corrections on the review page: cells, rows, branches, concepts, findings, history."""

import pytest
from playwright.sync_api import Page, expect

from tests.serve.browser.conftest import RunningService, Watch
from tests.serve.browser.review_page import api, cell, correct, open_review, saved
from tests.serve.browser.reviewable import add_reviewable

pytestmark = pytest.mark.slow


@pytest.fixture
def forty(home_page: Page, service: RunningService) -> str:
    """A form of 40 indicators, 10 of whose values are doubtful."""
    return add_reviewable(service, 40, 10)


def test_box_and_value_select_each_other(home_page: Page, forty: str) -> None:
    page = home_page
    open_review(page, forty)
    box = page.locator('.box[data-box="/forms/0/indicators/2/level3"] rect')
    box.dispatch_event("pointerdown", {"pointerId": 1, "button": 0, "bubbles": True})
    box.dispatch_event("pointerup", {"pointerId": 1, "button": 0, "bubbles": True})
    expect(cell(page, 2, "level3")).to_have_attribute("aria-selected", "true")
    cell(page, 30).click()
    highlight = page.locator(".box-selected")
    expect(highlight).to_be_in_viewport()
    expect(page.locator(".dock .strip canvas")).to_be_visible()
    expect(page.locator(".dock-text")).to_contain_text(
        cell(page, 30).locator(".cell-text").inner_text()
    )


def test_rows_are_added_split_merged_moved_deleted_and_undone(
    home_page: Page, service: RunningService, forty: str
) -> None:
    page = home_page
    before = api(service, f"documents/{forty}/result")["forms"][0]["indicators"]
    open_review(page, forty)
    cell(page, 1, "level3").click()
    page.keyboard.press("a")
    page.locator("textarea.editor-field").fill("新增的指标")
    page.keyboard.press("Enter")
    saved(page, 3)
    page.keyboard.press("Alt+ArrowUp")
    saved(page, 4)
    expect(cell(page, 1, "level3")).to_contain_text("新增的指标")
    page.keyboard.press("j")
    saved(page, 5)
    expect(cell(page, 1, "level3")).to_contain_text("新增的指标整治河道长度")
    page.keyboard.press("Delete")
    saved(page, 6)
    for revision in range(7, 12):
        page.keyboard.press("Control+z")
        saved(page, revision)
    after = api(service, f"documents/{forty}/result")["forms"][0]["indicators"]
    assert [row["level3"] for row in after] == [row["level3"] for row in before]
    page.keyboard.press("Control+Shift+Z")
    saved(page, 12)
    expect(page.locator(".tree-row")).to_have_count(41)


def test_the_level_of_a_branch_is_renamed_for_all_its_rows(
    home_page: Page, service: RunningService, forty: str
) -> None:
    page = home_page
    open_review(page, forty)
    cell(page, 8, "level2").dblclick()
    page.locator("textarea.editor-field").fill("工程质量指标")
    page.keyboard.press("Enter")
    saved(page, 2)
    rows = api(service, f"documents/{forty}/result")["forms"][0]["indicators"]
    assert {row["level2"] for row in rows[8:16]} == {"工程质量指标"}
    assert {row["level2"] for row in rows[:8]} == {"数量指标"}


def test_a_concept_is_searched_and_chosen(
    home_page: Page, service: RunningService, forty: str
) -> None:
    page = home_page
    open_review(page, forty)
    cell(page, 3, "level3").click()
    page.keyboard.press("t")
    page.get_by_label("查找标准指标").fill("学生满意度")
    expect(page.locator('#concepts [aria-selected="true"]')).to_contain_text("学生满意度")
    page.keyboard.press("Enter")
    saved(page, 2)
    expect(cell(page, 3, "concept")).to_contain_text("学生满意度")
    row = api(service, f"documents/{forty}/result")["forms"][0]["indicators"][3]
    assert row["classification"]["concept"] == "SAT-010"


def test_what_was_typed_survives_a_reload(home_page: Page, forty: str) -> None:
    page = home_page
    open_review(page, forty)
    cell(page, 4).dblclick()
    page.locator("textarea.editor-field").fill("≥123公里")
    page.reload()
    expect(page.locator("textarea.editor-field")).to_have_value("≥123公里")
    page.keyboard.press("Enter")
    saved(page, 2)


def test_a_refused_edit_is_taken_back_visibly(home_page: Page, forty: str, watch: Watch) -> None:
    watch.expected.append("422")
    page = home_page
    open_review(page, forty)
    text = cell(page, 0).locator(".cell-text").inner_text()
    problem = {"title": "不能这样修改。 Not so.", "status": 422, "code": "serve.edit"}
    page.route(
        "**/result",
        lambda route: (
            route.fulfill(status=422, json=problem)
            if route.request.method == "PATCH"
            else route.continue_()
        ),
    )
    cell(page, 0).dblclick()
    page.locator("textarea.editor-field").fill("≥1000公里")
    page.keyboard.press("Enter")
    expect(page.locator(".banner-bad")).to_contain_text("不能这样修改。")
    expect(cell(page, 0).locator(".cell-text")).to_have_text(text)


def test_history_shows_before_and_after_and_goes_back(
    home_page: Page, service: RunningService, forty: str
) -> None:
    page = home_page
    old = api(service, f"documents/{forty}/result")["forms"][0]["indicators"][6]["value"]
    correct(service, forty, "/forms/0/indicators/6/value", "≥600公里")
    open_review(page, forty)
    page.keyboard.press("h")
    page.locator(".history-entry", has_text="人工修改").get_by_role("button").first.click()
    expect(page.locator(".difference del")).to_have_text(old)
    expect(page.locator(".difference ins")).to_have_text("≥600公里")
    page.locator(".history-entry", has_text="机器识别").get_by_role("button").first.click()
    page.get_by_role("button", name="查看此版本").click()
    expect(cell(page, 6).locator(".cell-text")).to_have_text(old)
    cell(page, 6, "level3").dblclick()
    expect(page.locator("textarea.editor-field")).to_have_count(0)
    page.get_by_role("button", name="回到最新版本").click()
    expect(cell(page, 6).locator(".cell-text")).to_have_text("≥600公里")
    page.get_by_role("button", name="恢复到此版本").click()
    expect(cell(page, 6).locator(".cell-text")).to_have_text(old)
    assert api(service, f"documents/{forty}")["revision"] == 3


def test_findings_are_ignored_and_opened_again(home_page: Page, service: RunningService) -> None:
    page = home_page
    document = add_reviewable(service, 60, 0)  # its twelfth rate is ≥912%
    open_review(page, document)
    finding = page.locator(".finding", has_text="超出0–100%").first
    finding.get_by_role("button", name="忽略").click()
    saved(page, 2)
    states = [
        one.get("state")
        for one in api(service, f"documents/{document}/result")["forms"][0]["findings"]
    ]
    assert "ignored" in states
    page.locator(".finding-settled").get_by_role("button", name="重开").click()
    saved(page, 3)
