"""Local extensions: added beside the taxonomy, and refused with file and concept where wrong."""

import pickle

import pytest

from extractor.errors import TaxonomyError
from extractor.taxonomy import load_taxonomy

CONCEPT = """
- id: {id}
  name: {name}
  definition: 垦区完成危旧房改造的户数。
  units: [户]
  direction: {direction}
  value_type: count
  domains: [农业]
"""


@pytest.fixture
def extension(tmp_path):
    def write(text):
        path = tmp_path / "local.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def concepts(**values):
    values = {"id": "QTY-HUBEI-001", "name": "垦区危房改造户数", "direction": "fixed"} | values
    return "name: 湖北农垦\nconcepts:" + CONCEPT.format(**values)


def test_a_local_file_adds_concepts_and_wordings_and_leaves_ours_alone(extension):
    path = extension(concepts() + "aliases:\n  QTY-001: [场长业务培训班]\n")

    ours, both = load_taxonomy(), load_taxonomy([path])

    assert len(both.concepts) == len(ours.concepts) + 1
    assert both.names == ("湖北农垦",)
    added = both.search("垦区危房改造户数")[0].concept
    assert (added.id, added.source, added.level2_2021.path) == (
        "QTY-HUBEI-001",
        "湖北农垦",
        "产出指标/数量指标",
    )
    assert both.search("场长业务培训班")[0].concept.id == "QTY-001"
    assert "场长业务培训班" not in ours.concept("QTY-001").aliases


def test_an_id_that_was_merged_leads_to_the_concept(extension):
    path = extension(concepts() + "  alias_ids: [QTY-HUBEI-009]\n")

    assert load_taxonomy([path]).concept("QTY-HUBEI-009").id == "QTY-HUBEI-001"


@pytest.mark.parametrize(
    ("text", "concept", "reason"),
    [
        (concepts(id="QTY-001"), "QTY-001", "has a tag"),
        (concepts(id="XYZ-HUBEI-001"), "XYZ-HUBEI-001", "an id is"),
        (concepts(direction="up"), "QTY-HUBEI-001", "direction is none of"),
        (concepts(name="[]"), "QTY-HUBEI-001", "name is not a text"),
        (concepts() + "  colour: red\n", "QTY-HUBEI-001", "unknown keys ['colour']"),
        (concepts() + "  also: [XYZ]\n", "QTY-HUBEI-001", "unknown level-2 codes"),
        (concepts() + "aliases: {QTY-001: [甲], QTY-001: [乙]}\n", None, "keys that stand twice"),
        (concepts() + "  alias_ids: [old]\n", "QTY-HUBEI-001", "alias ids that are no ids"),
        (concepts() + "  since: [1]\n", "QTY-HUBEI-001", "since is not a version"),
        (concepts() + "  aliases: [1.0]\n", "QTY-HUBEI-001", "not a list of texts"),
        (concepts() + "  aliases: [甲, 甲]\n", "QTY-HUBEI-001", "the same text twice"),
        (concepts() + "  folds_into: BSO\n", "QTY-HUBEI-001", "folds_into stands with SUS"),
        (concepts() + "  alias_ids: [QTY-001]\n", "QTY-HUBEI-001", "is there already"),
        (concepts(name="培训（会议）场次"), "QTY-HUBEI-001", "means QTY-001 already"),
        (concepts() + "aliases:\n  QTY-999: [甲]\n", "QTY-999", "not there"),
        ("name: 甲\nconcepts:\n- id: QTY-HUBEI-001\n", "QTY-HUBEI-001", "missing keys"),
        ("name: 甲\nconcept: []\n", None, "unknown keys ['concept']"),
        ("concepts: []\n", None, "has no name"),
        ("- 1\n", None, "not a mapping"),
        (concepts() + "  vague: perhaps\n", "QTY-HUBEI-001", "vague is true or false"),
        ("a: [", None, "line 1, column 5"),
        ("since: 2024-13-45\n", None, "month must be in"),
        ("[" * 500, None, "recursion"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), None, ""),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_concept(extension, text, concept, reason):
    path = extension(text)

    with pytest.raises(TaxonomyError) as caught:
        load_taxonomy([path])

    assert (caught.value.path, caught.value.concept) == (path, concept)
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(TaxonomyError, match="No such file"):
        load_taxonomy([tmp_path / "none.yaml"])


NESTED = "[&a [x, x, x, x, x, x, x, x, x, x]" + "".join(
    f", &{outer} [{', '.join(['*' + inner] * 10)}]"
    for inner, outer in zip("abcdefgh", "bcdefghi", strict=True)
)
NESTED += "]"


@pytest.mark.parametrize(
    "text",
    [
        concepts(id=NESTED),
        concepts(name=NESTED),
        concepts() + f"  aliases: {NESTED}\n",
        concepts() + f"  since: {NESTED}\n",
        f"name: 湖北农垦\naliases:\n  QTY-001: {NESTED}\n",
    ],
)
def test_lists_that_hold_a_billion_texts_are_not_printed_whole(extension, text):
    with pytest.raises(TaxonomyError) as told:
        load_taxonomy([extension(text)])
    assert len(str(told.value)) < 1000


def test_a_file_that_is_too_large_is_not_parsed(extension):
    path = extension(concepts() + "# " + "长" * 1_000_000)

    with pytest.raises(TaxonomyError, match="more than 2000000 bytes"):
        load_taxonomy([path])
