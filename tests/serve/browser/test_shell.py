"""The page as a person uses it: logging in, uploading, watching, finding, charts, languages.

The tests share one service and come in order: what the first upload, the later ones look at.
"""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.serve.browser.conftest import READ_SECONDS, RunningService, Watch

EXAMPLES = Path(__file__).parents[3] / "examples"
pytestmark = pytest.mark.slow


def rows(page: Page, state: str = "") -> str:
    """A selector of the rows of the list, of one state."""
    return (
        f'.document-table tbody tr[data-state="{state}"]' if state else ".document-table tbody tr"
    )


def upload_scan(page: Page, file: Path = EXAMPLES / "scanned_forms.pdf") -> None:
    page.locator('input[type="file"]').first.set_input_files(file)


def test_wrong_password_is_said_and_what_was_typed_stays(
    page: Page, service: RunningService, watch: Watch
) -> None:
    watch.expected.append("401")
    page.goto("/")
    page.get_by_label("用户名").fill(service.name)
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    expect(page.get_by_label("用户名")).to_have_value(service.name)


def test_newcomer_tries_the_sample_and_watches_it_become_done(home_page: Page) -> None:
    expect(home_page.get_by_text("把绩效目标表拖到这里")).to_be_visible()
    home_page.get_by_role("button", name="用示例文件试一试").click()
    upload = home_page.locator(".upload").first
    expect(upload).to_have_attribute("data-status", "done", timeout=READ_SECONDS)
    expect(upload).to_contain_text("个指标")
    expect(upload.get_by_role("link", name="核对")).to_be_visible()
    expect(home_page.locator(rows(home_page, "done"))).to_have_count(1)
    expect(home_page.locator(".document-table .doubt").first).to_be_visible()


def test_same_file_again_offers_a_choice(home_page: Page) -> None:
    upload_scan(home_page)
    upload = home_page.locator(".upload").first
    expect(upload).to_have_attribute("data-status", "duplicate")
    expect(upload.get_by_role("link", name="打开已有")).to_be_visible()
    upload.get_by_role("button", name="仍作为新文档").click()
    expect(upload).to_have_attribute("data-status", "done", timeout=READ_SECONDS)
    expect(home_page.locator(rows(home_page))).to_have_count(2)


def test_file_of_no_known_type_is_refused_with_a_remedy(
    home_page: Page, tmp_path: Path, watch: Watch
) -> None:
    watch.expected.append("/v1/documents")
    file = tmp_path / "无关.bin"
    file.write_bytes(bytes(range(256)) * 20)
    upload_scan(home_page, file)
    upload = home_page.locator(".upload").first
    expect(upload).to_have_attribute("data-status", "refused")
    expect(upload.get_by_role("button", name="重试")).to_be_visible()


def test_filters_narrow_the_list_and_stand_in_the_address(home_page: Page) -> None:
    expect(home_page.locator(rows(home_page, "done")).first).to_be_visible()
    home_page.get_by_role("searchbox", name="搜索名称").fill("没有这样的文件")
    expect(home_page.get_by_text("没有符合筛选条件的文档")).to_be_visible()
    assert "q=" in home_page.url
    home_page.get_by_role("button", name="清除筛选").click()
    expect(home_page.locator(rows(home_page, "done")).first).to_be_visible()
    home_page.get_by_label("状态", exact=True).select_option("done")
    expect(home_page.locator(rows(home_page))).to_have_count(2)
    home_page.reload()
    expect(home_page.get_by_label("状态", exact=True)).to_have_value("done")


def test_language_switches_at_once_and_stays(home_page: Page) -> None:
    home_page.get_by_role("button", name="English").click()
    expect(home_page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()
    assert home_page.evaluate("document.documentElement.lang") == "en-GB"
    home_page.reload()
    expect(home_page.get_by_role("link", name="Statistics")).to_be_visible()
    home_page.get_by_role("button", name="中文").click()
    expect(home_page.get_by_role("heading", name="文档", exact=True)).to_be_visible()


def test_charts_show_what_was_read_and_each_has_a_table(home_page: Page) -> None:
    home_page.get_by_role("link", name="统计").click()
    charts = home_page.locator("figure.chart")
    expect(charts).to_have_count(7)
    expect(home_page.locator(".bar-list .bar").first).to_be_visible()
    assert home_page.locator(".columns rect.series-1").count() >= 2
    buttons = home_page.get_by_role("button", name="看表格")
    while buttons.count():
        buttons.first.click()
    tables = home_page.locator("figure.chart table")
    assert tables.count() >= 4
    assert "数量指标" in " ".join(tables.all_inner_texts())


def test_search_finds_an_indicator_and_leads_to_its_place(home_page: Page) -> None:
    home_page.get_by_role("link", name="检索").click()
    home_page.get_by_label("检索词").fill("供水")
    hit = home_page.locator(".hits tbody a").first
    expect(hit).to_contain_text("供水")
    address = hit.get_attribute("href")
    assert address is not None
    assert address.startswith("#/documents/doc_")
    assert "path=%2Fforms%2F" in address


def test_list_is_used_with_the_keyboard_alone(home_page: Page) -> None:
    first = home_page.locator(rows(home_page)).first
    expect(first).to_be_visible()
    keyboard = home_page.keyboard
    keyboard.press("/")
    expect(home_page.locator("#filter-q")).to_be_focused()
    keyboard.press("Escape")
    keyboard.press("j")
    expect(first.locator("a")).to_be_focused()
    keyboard.press("x")
    expect(home_page.get_by_role("toolbar", name="批量操作")).to_contain_text("已选 1 个")
    keyboard.press("x")
    keyboard.press("j")
    expect(home_page.locator(rows(home_page)).nth(1).locator("a")).to_be_focused()
    keyboard.press("?")
    expect(home_page.get_by_role("dialog", name="快捷键")).to_be_visible()
    keyboard.press("Escape")
    expect(home_page.get_by_role("dialog")).to_have_count(0)
    keyboard.press("k")
    keyboard.press("Enter")
    home_page.wait_for_url("**/#/documents/doc_*")


def test_every_control_is_reached_by_tab_and_shows_it(home_page: Page) -> None:
    home_page.reload()
    expect(home_page.locator(rows(home_page)).first).to_be_visible()
    seen = []
    for _ in range(15):
        home_page.keyboard.press("Tab")
        seen.append(
            home_page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [e.textContent.trim() || e.getAttribute('aria-label') || e.type,"
                " s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
            )
        )
    names = [name for name, _, _ in seen]
    assert names[0] == "跳到主要内容"
    for wanted in ("文档", "检索", "统计", "学习", "管理", "EN", "导出", "上传文件"):
        assert any(wanted in name for name in names), f"{wanted} not in {names}"
    for name, style, width in seen:
        assert style != "none", f"no focus ring on {name}"
        assert width >= 2, f"no focus ring on {name}"


def test_selected_documents_are_exported_and_no_others(home_page: Page) -> None:
    home_page.locator(rows(home_page)).first.get_by_role("checkbox").check()
    home_page.get_by_role("toolbar").get_by_role("button", name="导出").click()
    with home_page.expect_download() as download:
        home_page.get_by_role("button", name="JSONL 一行").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert [len(json.loads(line)["forms"]) for line in lines] == [2]
    home_page.get_by_role("toolbar").get_by_role("button", name="导出").click()
    with home_page.expect_download() as download:
        home_page.get_by_role("button", name="Excel 工作簿").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_deleted_document_comes_back_with_undo(home_page: Page) -> None:
    documents = home_page.locator(rows(home_page))
    expect(documents).to_have_count(2)
    documents.nth(1).get_by_role("checkbox").check()
    home_page.get_by_role("button", name="删除").click()
    expect(documents).to_have_count(1)
    home_page.get_by_role("button", name="撤销").click()
    expect(documents).to_have_count(2)


def test_login_that_ended_keeps_what_is_typed(
    home_page: Page, service: RunningService, watch: Watch
) -> None:
    watch.expected.append("401")
    home_page.goto("/#/admin/keys")
    home_page.get_by_role("button", name="新建密钥").click()
    home_page.get_by_label("名称（说明用途）").fill("月度汇总")
    home_page.context.clear_cookies()
    home_page.get_by_role("button", name="建立").click()
    again = home_page.get_by_role("dialog", name="请重新登录")
    again.get_by_label("用户名").fill(service.name)
    again.get_by_label("密码").fill(service.password)
    again.get_by_role("button", name="登录").click()
    secret = home_page.get_by_role("dialog", name="新密钥").locator("code.secret")
    expect(secret).to_have_text(re.compile("^jx_.{43}$"))
    home_page.get_by_role("button", name="我已保存").click()
    expect(home_page.locator("tr", has_text="月度汇总")).to_be_visible()


def test_users_are_made_and_disabled(home_page: Page) -> None:
    home_page.goto("/#/admin/users")
    home_page.get_by_role("button", name="新建用户").click()
    home_page.get_by_label("用户名").fill("录入员甲")
    home_page.get_by_label("初始密码").fill("another long password")
    home_page.get_by_role("button", name="建立").click()
    row = home_page.locator("tr", has_text="录入员甲")
    expect(row).to_contain_text("正常")
    row.get_by_role("button", name="停用").click()
    expect(row).to_contain_text("已停用")


def test_audit_log_tells_of_the_upload(home_page: Page) -> None:
    home_page.goto("/#/admin/audit")
    expect(home_page.locator("table")).to_contain_text("上传文档")


def test_logging_out_ends_the_session(home_page: Page, watch: Watch) -> None:
    watch.expected.append("401")
    home_page.locator(".user-button").click()
    home_page.get_by_role("button", name="退出登录").click()
    expect(home_page.get_by_label("密码")).to_be_visible()
    answer = home_page.request.get("/v1/documents")
    assert answer.status == 401
    assert json.loads(answer.text())["code"] == "serve.not_authenticated"


def test_page_opens_within_a_second(home_page: Page) -> None:
    home_page.reload()
    started = time.monotonic()
    home_page.reload()
    home_page.locator(rows(home_page)).first.wait_for()
    assert time.monotonic() - started < 2  # half of it is the room that a busy machine gets


def test_tablet_shows_the_list_without_scrolling_sideways(home_page: Page) -> None:
    for width, height in ((1280, 800), (1024, 768), (768, 1024)):
        home_page.set_viewport_size({"width": width, "height": height})
        for view in ("#/", "#/search", "#/statistics", "#/admin"):
            home_page.goto(f"/{view}")
            home_page.locator("h1").first.wait_for()
            wide = home_page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{view} at {width} is {wide} px too wide"
