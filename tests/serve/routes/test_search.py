"""Search, statistics and the taxonomy over HTTP."""

import pytest

from serve.store.documents import delete_document
from tests.serve.records import add_document, river


@pytest.fixture
def documents(database):
    other = river()
    form = other["forms"][0]
    form["fields"]["project_name"] = "白龙渠整治100%_完成"
    form["indicators"][0]["level3"] = "整治河道"
    form["indicators"][1]["level3"] = "泵站整治河道"
    with database.write() as connection:
        return [add_document(connection, record) for record in (river(), other)]


def hits(client, **query):
    answer = client.get("/v1/search", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["hits"]


def test_names_that_are_the_text_come_first_then_those_that_begin_with_it(reader, documents):
    found = hits(reader, q="整治河道")
    assert [hit["level3"] for hit in found[:3]] == ["整治河道", "整治河道长度", "泵站整治河道"]
    assert found[0]["document_id"] == documents[1]
    assert found[0]["path"] == "/forms/0/indicators/0"
    assert found[0]["project_name"] == "白龙渠整治100%_完成"
    goals = [hit for hit in found if hit["position"] is None]
    assert {hit["path"] for hit in goals} == {"/forms/0/goals/0/text"}
    assert goals[0]["level3"] is None


def test_a_hit_names_the_project_of_its_own_form(reader, database):
    record = river()
    for name in ("白龙渠整治", None):
        form = river()["forms"][0]
        form["fields"]["project_name"] = name
        form["indicators"][0]["level3"] = "渠道衬砌长度"
        record["forms"].append(form)
    with database.write() as connection:
        add_document(connection, record)
    found = {hit["form"]: hit["project_name"] for hit in hits(reader, q="渠道衬砌长度")}
    assert found == {1: "白龙渠整治", 2: None}


def test_all_words_must_be_there(reader, documents):
    assert [hit["level3"] for hit in hits(reader, q="河道 12公里")][:1] == ["整治河道"]
    assert hits(reader, q="河道 骆驼") == []


def test_wildcards_are_characters(reader, documents):
    assert [hit["path"] for hit in hits(reader, q="100%_完")] == ["/forms/0/fields/project_name"]
    assert hits(reader, q="1_0%_完") == []
    assert hits(reader, q="\\") == []


def test_a_concept_is_found_without_a_text(reader, documents):
    concept = river()["forms"][0]["indicators"][2]["classification"]["concept"]
    found = hits(reader, concept=concept)
    assert {hit["concept"] for hit in found} == {concept}
    assert {hit["level3"] for hit in hits(reader, level2="质量指标")} == {"工程验收合格率"}


def test_pages_of_hits_hold_each_hit_once(reader, documents):
    every = hits(reader, q="整治", limit=100)
    assert len(every) > 5
    seen, cursor = [], None
    while True:
        query = {"q": "整治", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = reader.get("/v1/search", params=query).json()
        seen += page["hits"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == every


@pytest.mark.parametrize(
    "query",
    [{}, {"q": "  "}, {"q": "\0"}, {"q": "河", "cursor": "x"}, {"q": "河", "cursor": "WyJpIiwxXQ"}],
)
def test_a_search_for_nothing_is_refused(reader, query):
    assert reader.get("/v1/search", params=query).status_code == 400


def test_no_name_is_found_by_anybody(admin, documents):
    assert hits(admin, q="欧阳") == []
    assert hits(admin, q="0955") == []
    assert next(hit["text"] for hit in hits(admin, q="负责验收")).count("某某") == 1


def test_deleted_documents_are_not_found(reader, documents, database):
    with database.write() as connection:
        delete_document(connection, documents[1], 2.0)
    assert {hit["document_id"] for hit in hits(reader, q="整治河道")} == {documents[0]}
    assert reader.get("/v1/statistics").json()["documents"] == 1


def test_figures_count_what_is_there(reader, documents):
    figures = reader.get("/v1/statistics").json()
    assert (figures["documents"], figures["forms"], figures["indicators"]) == (2, 2, 10)
    assert figures["by_state"] == {"queued": 2}
    assert figures["by_level2"][0] == {"key": "数量指标", "name": None, "count": 4}
    assert sum(figures["confidence"]) == 10
    assert all(count["name"] in ("error", "warning", "info") for count in figures["findings"])
    assert figures["seconds_per_page"] is None


def test_days_are_those_of_the_callers_midnight(reader, database):
    with database.write() as connection:
        document = add_document(connection, river())
        now = database.now(connection)
        just_before = now - now % 86_400 - 1
        connection.exec_driver_sql(
            "UPDATE documents SET created_at = ? WHERE id = ?", (just_before, document)
        )
    days = {
        offset: reader.get(f"/v1/statistics?utc_offset={offset}").json()["days"][0]["day"]
        for offset in (0, 480)
    }
    assert days[0] < days[480]


def test_a_concept_is_found_by_what_people_call_it(reader, anonymous):
    best = reader.get("/v1/taxonomy", params={"q": "验收合格率", "limit": 3}).json()["hits"]
    assert len(best) == 3
    assert best[0]["score"] >= best[1]["score"]
    one = reader.get(f"/v1/taxonomy/{best[0]['id']}").json()
    assert one["name"] == best[0]["name"]
    assert reader.get("/v1/taxonomy/XXX-000").status_code == 404
    assert anonymous.get("/v1/taxonomy?q=x").status_code == 401
