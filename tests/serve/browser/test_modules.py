"""The page's modules that draw nothing, run in the browser they are made for."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def run(page: Page, module: str, code: str) -> object:
    """What `code` makes of the exports `m` of a module."""
    return page.evaluate(f"import('/static/{module}').then((m) => {{ {code} }})")


@pytest.fixture
def blank(page: Page) -> Page:
    """The page with the login, for its modules only."""
    page.goto("/")
    page.get_by_label("密码").wait_for()
    return page


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("#/documents/doc_1?path=/forms/0", ["documents", "doc_1"]),
        ("#/documents/..%2Fkeys%2Fkey_1", ["documents"]),
        ("#/documents/../keys", ["documents", "keys"]),
        ("#/documents/%2E%2E", ["documents"]),
        ("#/documents/doc_1%3Fpurge=true", ["documents"]),
        ("#/documents/a%252F..%252Fkeys", ["documents"]),
    ],
)
def test_a_link_leads_to_no_other_path_of_the_api(
    blank: Page, place: str, parts: list[str]
) -> None:
    code = f"history.replaceState(null, '', '{place}'); return m.currentRoute().parts;"
    assert run(blank, "router.js", code) == parts


def test_events_are_whole_however_the_stream_is_cut(blank: Page) -> None:
    text = (
        'retry: 2000\\n\\n: \\n\\nid: 7\\nevent: progress\\ndata: {"total": 3}\\n\\n'
        "id: 8\\ndata: a\\ndata: b\\n\\nid: 9\\ndata: cut"
    )
    code = f"""
        const seen = [], place = {{ id: "" }}, text = '{text}';
        const parser = new m.EventParser(place, (event) => seen.push(event));
        for (const letter of text) parser.feed(letter);
        return [seen, place.id];
    """
    assert run(blank, "stream.js", code) == [
        [
            {"kind": "progress", "id": "7", "data": {"total": 3}},
            {"kind": "message", "id": "8", "data": "a\nb"},
        ],
        "9",
    ]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("请稍后重试。 Try again in a moment.", "请稍后重试。"),
        (
            "请以 If-Match 指明版本。 Name the revision you saw in If-Match.",
            "请以 If-Match 指明版本。",
        ),
        ("Only English.", "Only English."),
        ("只有中文。", "只有中文。"),
    ],
)
def test_messages_are_cut_to_the_language(blank: Page, message: str, shown: str) -> None:
    assert (
        blank.evaluate(
            "(message) => import('/static/i18n.js').then((m) => m.trMessage(message))", message
        )
        == shown
    )


@pytest.mark.parametrize(
    ("most", "top"), [(1, 1), (3, 3), (7, 8), (41, 60), (100, 100), (1820, 2000), (31_000, 40_000)]
)
def test_axes_end_at_round_numbers_above_the_largest(blank: Page, most: int, top: int) -> None:
    assert run(blank, "charts.js", f"return m.niceScale({most}).top") == top


def test_query_leaves_out_what_says_nothing_and_repeats_lists(blank: Page) -> None:
    code = 'return m.query({ q: "", cursor: null, state: ["failed", "done"], year: 2025 })'
    assert run(blank, "api.js", code) == "?state=failed&state=done&year=2025"


def test_every_view_states_its_language(blank: Page) -> None:
    """A text that is missing in one language shows as undefined."""
    for name in ("English", "中文"):
        blank.get_by_role("button", name=name).click()
        assert "undefined" not in blank.locator("body").inner_text()
