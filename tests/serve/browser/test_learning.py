"""The page of learning as an administrator uses it: with a registry and corrections of the test."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotations.workspace import Workspace
from models.kinds import FILES, ModelKind
from models.registry import Alias, FileRegistry
from tests.serve.browser.conftest import RunningService
from tests.serve.learning.corrected import form, page_of_values

pytestmark = pytest.mark.slow
KIND = ModelKind.FORM_TAGGER
CARD = "表格标注"


def gain(champion: float, challenger: float) -> dict[str, float]:
    step = challenger - champion
    figures = {"champion": champion, "challenger": challenger}
    return {"forms": 60, "low": step - 0.01, "high": step + 0.02, "better": 1, "worse": 0} | figures


@pytest.fixture(scope="module")
def home(service: RunningService) -> Path:
    """Judged forms, two of them by two people; a champion that was promoted, a challenger that may
    be, and another model that was never touched."""
    workspace = Workspace(service.home)
    made = [form(number, page_of_values(number, 20, 10)) for number in range(12)]
    again = [replace(one, author="user:2", reference=f"b{one.reference}") for one in made[:2]]
    workspace.corrections.add([*made, *again])
    registry = FileRegistry(service.home / "models")
    network = service.home / FILES[KIND][0]
    facts = ({"source": "shipped"}, {"forms": 20}, {"forms": 50})
    for number, known in enumerate(facts):
        network.write_bytes(bytes([number]))
        registry.register(KIND, {network.name: network}, known)
    registry.point(KIND, Alias.CHAMPION, "v0001", "shipped")
    registry.point(KIND, Alias.CHAMPION, "v0002", "F1 0.9000 -> 0.9200, 60 forms")
    registry.point(KIND, Alias.CHALLENGER, "v0003", "corrections 1f2e")
    verdict = {
        "at": "2031-03-04T05:06:07+00:00",
        "champion": "v0002",
        "challenger": "v0003",
        "overall": gain(0.92, 0.94),
        "slices": {"gold": gain(0.98, 0.98), "level3": gain(0.88, 0.91)},
        "refused": [],
    }
    path = service.home / "models" / KIND / "verdicts.jsonl"
    path.write_text(json.dumps(verdict) + "\n", encoding="utf-8")
    return service.home


@pytest.fixture
def learning(home_page: Page, home: Path) -> Page:
    """The page of learning, of an administrator."""
    home_page.get_by_role("link", name="学习").click()
    expect(home_page.get_by_role("heading", name="使用中的模型")).to_be_visible()
    return home_page


def test_models_show_version_gate_and_what_may_be_done(learning: Page) -> None:
    tagger = learning.get_by_role("article", name=CARD)
    expect(tagger.get_by_text("v0002-")).to_be_visible()
    expect(tagger.locator(".badge.good", has_text="通过")).to_be_visible()
    expect(tagger.get_by_text("学自 50 张修正的表")).to_be_visible()
    expect(tagger.locator(".intervals")).to_contain_text("92.0% → 94.0%")
    expect(tagger.locator(".intervals")).to_contain_text("金标准")
    expect(tagger.get_by_role("button", name="启用")).to_have_class("button small primary")
    untouched = learning.get_by_role("article", name="识别词典")
    expect(untouched.get_by_text("出厂版本")).to_be_visible()
    expect(untouched.get_by_role("button", name="启用")).to_have_attribute("aria-disabled", "true")


def test_accuracy_says_that_it_is_of_chosen_forms(learning: Page) -> None:
    figure = learning.locator(".key-figure").first
    expect(figure).to_contain_text("90.0%")
    expect(figure).to_contain_text("人工挑选的表")
    expect(learning.get_by_text("还没有随机抽取的表")).to_be_visible()
    expect(learning.get_by_role("region", name="两人一致")).to_contain_text("三级指标")
    expect(learning.locator("figure.chart", has_text="学习曲线").locator("circle")).to_have_count(1)


def test_every_chart_has_its_table(learning: Page) -> None:
    buttons = learning.get_by_role("button", name="看表格")
    expect(buttons.first).to_be_visible()
    while buttons.count():
        buttons.first.click()
    assert "三级指标" in " ".join(learning.locator("figure.chart table").all_inner_texts())


def test_going_back_says_what_happens_runs_and_is_told(learning: Page, home: Path) -> None:
    tagger = learning.get_by_role("article", name=CARD)
    tagger.get_by_role("button", name="回退").click()
    dialog = learning.get_by_role("dialog")
    expect(dialog).to_contain_text("改用 v0001")
    dialog.get_by_role("button", name="回退").click()
    expect(learning.locator(".toast")).to_contain_text("回退 · 表格标注：完成", timeout=120_000)
    expect(tagger.get_by_text("出厂版本")).to_be_visible()
    champion = FileRegistry(home / "models").version(KIND, Alias.CHAMPION)
    assert champion.facts["source"] == "shipped"
    row = learning.locator(".task-row").first
    expect(row).to_contain_text("完成")
    row.get_by_role("button", name="输出").click()
    expect(learning.locator(".task-list .log")).to_contain_text(champion.name)


def test_the_page_speaks_both_languages_and_fits_a_phone(learning: Page) -> None:
    learning.get_by_role("button", name="English").click()
    expect(learning.get_by_role("heading", name="Models in use")).to_be_visible()
    assert "undefined" not in learning.locator("main").inner_text()
    learning.set_viewport_size({"width": 390, "height": 844})
    assert learning.evaluate("document.documentElement.scrollWidth") == 390
    learning.get_by_role("button", name="中文").click()
