"""What the product writes is read back without loss; what it would not write is refused."""

import copy
from dataclasses import replace

import pytest

from extractor.document import Provenance
from extractor.engines import default_engines
from extractor.errors import ContractError
from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction, validate_contract
from extractor.geometry import BBox
from extractor.pipeline import Options, extract_document
from extractor.record import Classification, FindingState
from extractor.verbatim import IndicatorRow, OtherField, Panel, Printed
from tests.export.samples import at, extraction_of, record_with_row, river_record
from training.synthesis.corpus import Split, sample_form
from training.synthesis.flatten import Damage, flatten
from training.synthesis.printing.blocks import TableBlock


def returns(contract):
    validate_contract(contract)
    return extraction_to_dict(dict_to_extraction(contract)) == contract


@pytest.fixture(scope="module")
def engines():
    return default_engines()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("split", Split)
def test_synthetic_forms_of_all_families_return(engines, split, seed):
    blocks = sample_form(seed, split).blocks
    for block in blocks:
        if isinstance(block, TableBlock):
            text = flatten(block.sheet, list(Damage)[seed % len(Damage)], seed)
            extraction = extract_document(text.encode(), "form.txt", engines, Options())
            assert returns(extraction_to_dict(extraction))


def test_an_invented_form_with_boxes_returns():
    assert returns(extraction_to_dict(extraction_of(river_record(), river_record())))


def test_a_file_without_forms_returns():
    assert returns(extraction_to_dict(extraction_of()))


def test_extra_columns_keep_the_place_of_their_row():
    far = Printed("是", (Provenance(2, BBox(0.0, 0.04, 9.96, 9.0)),))
    for level3 in (at("泵站", 0, 300), None):
        row = IndicatorRow(
            Panel.MEDIUM_TERM,
            at("产出指标", 0, 0),
            None,
            level3,
            None,
            extra=(OtherField(Printed("核心"), far), OtherField(Printed("备注"), Printed(""))),
        )
        assert returns(extraction_to_dict(extraction_of(record_with_row(row))))


def test_lines_of_a_text_return():
    row = IndicatorRow(
        Panel.ANNUAL, None, None, Printed("泵站", (Provenance(1, None, 14),), 0.5), Printed("")
    )
    contract = extraction_to_dict(extraction_of(record_with_row(row)))
    assert contract["forms"][0]["indicators"][0]["where"][0]["line"] == 14
    assert returns(contract)


def test_what_a_person_did_returns():
    record = river_record()
    first = record.indicators[0]
    row = replace(first.row, value=replace(first.row.value, reviewed=True))
    chosen = replace(first.classification or Classification(), reviewed=True)
    ignored = replace(record.findings[0], state=FindingState.IGNORED)
    contract = extraction_to_dict(
        extraction_of(
            replace(
                record,
                indicators=(replace(first, row=row, classification=chosen),),
                findings=(ignored,),
            )
        )
    )
    form = contract["forms"][0]
    assert form["places"]["indicators"][0]["value"]["reviewed"] is True
    assert form["places"]["indicators"][0]["concept"]["reviewed"] is True
    assert form["findings"][0]["state"] == "ignored"
    assert returns(contract)


def spoilt(*path, value=None):
    contract = copy.deepcopy(extraction_to_dict(extraction_of(river_record())))
    node = contract
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return contract


@pytest.mark.parametrize(
    "contract",
    [
        None,
        [],
        {},
        {1: 2},
        {"a": object()},
        spoilt("forms", 0, "year", value="2031"),
        spoilt("forms", 0, "year", value=float("nan")),
        spoilt("forms", 0, "form_type", value="memo"),
        spoilt("forms", 0, "indicators", 0, "level3", value=None),
        spoilt("forms", 0, "indicators", 0, "mood", value="x"),
        spoilt("forms", 0, "places", "goals", value=[]),
        spoilt("forms", 0, "places", "indicators", value=[{}]),
        spoilt("forms", 0, "findings", 0, "state", value="solved"),
        spoilt("schema_version", value="2"),
    ],
)
def test_another_object_is_refused(contract):
    with pytest.raises(ContractError):
        validate_contract(contract)


def test_an_object_of_endless_depth_is_refused():
    deep = spoilt("forms", value=[])
    node = deep["forms"]
    for _ in range(100_000):
        node.append([])
        node = node[0]
    with pytest.raises(ContractError):
        validate_contract(deep)
