"""A record without personal data, for callers who may not see it."""

from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction
from extractor.export.mask import mask_personal_data
from serve.editing.changes import JsonObject


def mask_record(record: JsonObject) -> JsonObject:
    """The record with 某某 for named people and *** for their numbers; see `extractor.export.mask`.

    What a person did (`reviewed`, `state`) stays.
    """
    return extraction_to_dict(mask_personal_data(dict_to_extraction(record)))
