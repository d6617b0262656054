"""The published schema accepts what is written and refuses what is not."""

import jsonschema
import pytest

from extractor.export.contract import extraction_to_dict
from extractor.export.json_schema import contract_schema
from tests.export.samples import extraction_of, river_record


@pytest.fixture(scope="module")
def validator():
    schema = contract_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_it_names_its_draft():
    assert contract_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_full_form_is_valid(validator):
    validator.validate(extraction_to_dict(extraction_of(river_record())))


def test_a_file_without_form_is_valid(validator):
    validator.validate(extraction_to_dict(extraction_of()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda form: form.pop("labels"),
        lambda form: form.update(remark="x"),
        lambda form: form["fields"].pop("department"),
        lambda form: form["indicators"][0].pop("deviation"),
        lambda form: form["indicators"][0]["normalized"].update(numbers=[12]),
        lambda form: form["indicators"][0].update(confidence=1.2),
        lambda form: form["funding"][0].update(amount_yuan="1E+6"),
        lambda form: form["funding"][0].update(amount_yuan=1000000.0),
        lambda form: form["findings"][0].update(severity="fatal"),
        lambda form: form["unassigned"][0]["where"][0].update(box=[0.0, 1.0]),
    ],
)
def test_a_spoilt_form_is_refused(validator, spoil):
    contract = extraction_to_dict(extraction_of(river_record()))
    spoil(contract["forms"][0])
    assert not validator.is_valid(contract)


def test_every_key_of_a_form_is_required():
    form = contract_schema()["$defs"]["FormEntry"]
    assert form["required"] == list(form["properties"])
    assert form["additionalProperties"] is False
