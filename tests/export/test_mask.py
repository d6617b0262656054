"""Personal data are taken out wherever they are printed; everything else stays."""

from dataclasses import replace

from extractor.export.json_text import to_json
from extractor.export.mask import MASKED_NAME, mask_personal_data
from extractor.record import Evidence, Finding, NormalValue, Severity, ValueKind
from extractor.verbatim import FieldKey, OtherField
from tests.export.samples import LEADER, extraction_of, printed, river_record


def masked_fields(record):
    return dict(mask_personal_data(extraction_of(record)).records[0].fields)


def test_the_leader_is_masked_and_keeps_the_place():
    leader = masked_fields(river_record())[FieldKey.PROJECT_LEADER]
    before = dict(river_record().fields)[FieldKey.PROJECT_LEADER]
    assert leader == replace(before, text=MASKED_NAME)


def test_the_name_is_masked_wherever_it_is_printed_again():
    finding = Finding("x.y", Severity.INFO, f"{LEADER}签字", (Evidence(LEADER),))
    record = replace(
        river_record(),
        unassigned=(printed(f"填表：{LEADER}"),),
        labels=(printed(f"项目负责人：{LEADER}"),),
        findings=(finding,),
    )
    masked = to_json(mask_personal_data(extraction_of(record)))
    assert LEADER not in masked
    assert masked.count(MASKED_NAME) == 5


def test_telephone_and_identity_numbers_are_masked():
    record = replace(
        river_record(),
        unassigned=(printed("联系13812345678或010-87654321"), printed("11010119900307123X")),
    )
    masked = mask_personal_data(extraction_of(record)).records[0]
    assert [item.text for item in masked.unassigned] == ["联系***或***", "***"]
    assert masked.other_fields[0].value.text == "***"


def test_other_named_people_are_masked_and_empty_cells_stay_empty():
    record = replace(
        river_record(),
        other_fields=(
            OtherField(printed("填报人"), printed("李 四")),
            OtherField(printed("经办人"), printed("")),
            OtherField(printed("主管科室"), printed("财务科")),
        ),
    )
    masked = mask_personal_data(extraction_of(record)).records[0]
    assert [field.value.text for field in masked.other_fields] == [MASKED_NAME, "", "财务科"]


def test_amounts_and_values_stay():
    record = river_record()
    masked = mask_personal_data(extraction_of(record)).records[0]
    assert masked.funding == record.funding
    assert masked.indicators == record.indicators
    assert masked.goals == record.goals


def test_a_name_of_one_form_is_masked_in_the_others_and_in_the_name_of_the_file():
    other = replace(
        river_record(),
        fields=((FieldKey.PROJECT_LEADER, printed("司马长河")),),
        unassigned=(printed(f"由{LEADER}验收"),),
    )
    extraction = extraction_of(river_record(), other)
    named = replace(extraction, source=replace(extraction.source, name=f"{LEADER}的表.pdf"))
    masked = mask_personal_data(named)
    assert masked.source.name == f"{MASKED_NAME}的表.pdf"
    assert LEADER not in to_json(masked)


def test_a_name_before_a_number_is_masked_in_its_normal_form():
    value = NormalValue(ValueKind.QUANTITY, numbers=("2",), unit="座", scope=LEADER)
    indicator = replace(river_record().indicators[0], normalized=value)
    masked = mask_personal_data(extraction_of(replace(river_record(), indicators=(indicator,))))
    assert masked.records[0].indicators[0].normalized == replace(value, scope=MASKED_NAME)


def test_a_name_in_the_funding_is_masked_and_its_long_numbers_stay():
    line = replace(river_record().funding[0], item=f"{LEADER}自筹", raw=printed("13812345678"))
    masked = mask_personal_data(extraction_of(replace(river_record(), funding=(line,))))
    assert masked.records[0].funding == (replace(line, item=f"{MASKED_NAME}自筹"),)
