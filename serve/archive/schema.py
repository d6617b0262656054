"""The tables of an archive: their columns, types and meaning. Published, and versioned.

Every row carries the `sha256` of its document and the `part` it was written in; rows of a form its
number in the document, from 0. Where a document was read twice, by another engine or once more
after it was quarantined, the rows of its last part count. `run` is a folder of each table. What
differs between runs, as times do, is in `costs` alone.
"""

from collections.abc import Mapping
from enum import StrEnum

SCHEMA_VERSION = 2
"""1: without `costs`. An archive of an older one is gone on with: what it lacks is null, or no
rows."""

TEXT, TEXTS, WHOLE, BIG, PART, TRUTH, NUMBERS, WHOLES, MONEY = (
    "string",
    "list<string>",
    "int32",
    "int64",
    "float64",
    "bool",
    "list<float64>",
    "list<int32>",
    "decimal128(30, 6)",
)

Columns = Mapping[str, tuple[str, str]]
"""Type and meaning by name."""


class Dataset(StrEnum):
    """The tables, each a folder of the archive."""

    DOCUMENTS = "documents"
    FILES = "files"
    FORMS = "forms"
    INDICATORS = "indicators"
    FUNDING = "funding"
    TASKS = "tasks"
    GOALS = "goals"
    FINDINGS = "findings"
    CELLS = "cells"
    RECORDS = "records"
    COSTS = "costs"


_OF_DOCUMENT: Columns = {
    "sha256": (TEXT, "of the file, hex"),
    "part": (WHOLE, "in which the row was written; of a document the last counts"),
}
_OF_FORM: Columns = {**_OF_DOCUMENT, "form": (WHOLE, "of the document, from 0")}
_POSITION: Columns = {"position": (WHOLE, "in its list of the form, from 0")}

FORM_HEAD: Columns = {
    "form_type": (TEXT, "project_target, department_target …"),
    "title": (TEXT, "as printed"),
    "year": (WHOLE, "of the form; null where none is printed"),
    "scheme": (TEXT, "2015, 2021, mixed"),
    "project_name": (TEXT, "as printed"),
    "department": (TEXT, "as printed"),
    "implementing_unit": (TEXT, "as printed"),
}
INDICATOR: Columns = {
    "panel": (TEXT, "annual or medium_term"),
    "level1": (TEXT, "as printed"),
    "level2": (TEXT, "as printed"),
    "level3": (TEXT, "as printed"),
    "value": (TEXT, "as printed"),
    "weight": (TEXT, "as printed"),
    "standard": (TEXT, "as printed"),
    "actual_value": (TEXT, "as printed"),
    "score": (TEXT, "as printed"),
    "deviation": (TEXT, "as printed"),
    "kind": (TEXT, "quantity, range, multi, qualitative, deadline, empty"),
    "operator": (TEXT, ">= <= = > < ~"),
    "numbers": (TEXTS, "as printed, without units"),
    "unit": (TEXT, "of the numbers"),
    "amount": (TEXT, "exact decimal of the first number in base_unit"),
    "base_unit": (TEXT, "of amount"),
    "flags": (TEXTS, "what was inferred or is doubtful about the value"),
    "concept": (TEXT, "id in the taxonomy; null where it is not known"),
    "concept_name": (TEXT, "its name"),
    "home_2015": (TEXT, "level 1/level 2 of the concept"),
    "home_2021": (TEXT, "level 1/level 2 of the concept"),
    "home_filed_ok": (TRUTH, "whether it is filed there"),
    "concept_confidence": (PART, "0–1"),
    "confidence": (PART, "0–1, that all of the row is right"),
    "inferred": (TEXTS, "keys that were not printed"),
    "reviewed": (TRUTH, "whether a person looked at all of it"),
    "page": (WHOLE, "the first it stands on, from 1"),
    "box": (NUMBERS, "x0, top, x1, bottom in points there"),
}

TABLES: Mapping[Dataset, Columns] = {
    Dataset.DOCUMENTS: {
        **_OF_DOCUMENT,
        "uri": (TEXT, "where it was found first; all places are in `files`"),
        "name": (TEXT, "of the file"),
        "size": (BIG, "bytes"),
        "state": (TEXT, "done, or quarantined: not read, for the reason in code and message"),
        "code": (TEXT, "why it was not read; null where it was"),
        "message": (TEXT, "the same in words"),
        "remedy": (TEXT, "what to do about it"),
        "media_type": (TEXT, "by its bytes; null where it was not read"),
        "pages": (WHOLE, "null where it was not read"),
        "forms": (WHOLE, "found in it"),
        "indicators": (WHOLE, "of all forms"),
        "doubtful": (WHOLE, "values a person should look at"),
        "doubt": (PART, "0–1, weight of the most doubtful value"),
        "errors": (WHOLE, "findings"),
        "warnings": (WHOLE, "findings"),
        "engine": (TEXT, "versions of the product and of its models, JSON"),
    },
    Dataset.FILES: {
        "uri": (TEXT, "name of a file of the source"),
        **_OF_DOCUMENT,
        "problem": (TEXT, "why it could not be opened; null where it was"),
        "size": (BIG, "bytes"),
        "modified": (PART, "seconds since 1970"),
    },
    Dataset.FORMS: {
        **_OF_FORM,
        **FORM_HEAD,
        "project_attribute": (TEXT, "as printed"),
        "project_period": (TEXT, "as printed"),
        "project_leader": (TEXT, "as printed"),
        "other_fields": (TEXT, "labels that are not known and their values, JSON"),
        "pages": (WHOLES, "of the document, from 1"),
        "indicators": (WHOLE, "in the form"),
        "confidence": (PART, "0–1, of its indicators on average; null where it has none"),
        "errors": (WHOLE, "findings"),
        "warnings": (WHOLE, "findings"),
    },
    Dataset.INDICATORS: {**_OF_FORM, **FORM_HEAD, **_POSITION, **INDICATOR},
    Dataset.FUNDING: {
        **_OF_FORM,
        **_POSITION,
        "panel": (TEXT, "annual or medium_term"),
        "item": (TEXT, "total, fiscal, other, or as printed"),
        "raw": (TEXT, "as printed"),
        "unit": (TEXT, "yuan or 10,000 yuan, as printed or inferred"),
        "amount_yuan": (MONEY, "null where no number is printed or it does not fit"),
    },
    Dataset.TASKS: {
        **_OF_FORM,
        **_POSITION,
        "name": (TEXT, "as printed"),
        "total": (TEXT, "as printed"),
        "fiscal": (TEXT, "as printed"),
        "other": (TEXT, "as printed"),
    },
    Dataset.GOALS: {
        **_OF_FORM,
        **_POSITION,
        "panel": (TEXT, "annual or medium_term"),
        "text": (TEXT, "as printed"),
        "items": (TEXTS, "its numbered parts"),
    },
    Dataset.FINDINGS: {
        **_OF_DOCUMENT,
        "form": (WHOLE, "of the document, from 0; null for one of the document"),
        **_POSITION,
        "rule": (TEXT, "its stable name"),
        "severity": (TEXT, "error, warning, info"),
        "message": (TEXT, "in words"),
        "page": (WHOLE, "of its first evidence"),
    },
    Dataset.CELLS: {
        **_OF_FORM,
        "path": (TEXT, "JSON pointer below the form, as indicators/3/value"),
        "text": (TEXT, "as printed"),
        "page": (WHOLE, "the first it stands on, from 1"),
        "box": (NUMBERS, "x0, top, x1, bottom in points there"),
        "confidence": (PART, "0–1, that it was read rightly"),
    },
    Dataset.RECORDS: {
        **_OF_DOCUMENT,
        "record": (TEXT, "all that was read, as the JSON contract"),
    },
    Dataset.COSTS: {
        **_OF_DOCUMENT,
        "kind": (TEXT, "scan, digital, office, text; null where it was not read"),
        "media_type": (TEXT, "by its bytes"),
        "pages": (WHOLE, "of the document"),
        "recognised": (WHOLE, "pages without a text layer"),
        "forms": (WHOLE, "found in it"),
        "bytes": (BIG, "of the file"),
        "result_bytes": (BIG, "of the record as JSON"),
        "seconds": (PART, "from when a worker took it until its record was here, all tries"),
        "fetch_seconds": (PART, "until the run had its bytes"),
        "rows_seconds": (PART, "of a processor of the run itself, for its rows"),
        "part_seconds": (PART, "a document, for writing the part before; null in the first"),
        "keep_seconds": (PART, "of the run itself, until its searchable copy was in place"),
        "open_seconds": (PART, "of these: telling it apart, decoding, rendering"),
        "look_seconds": (PART, "lines of text, direction, flattening, seals, rulings"),
        "recognise_seconds": (PART, "reading lines"),
        "tables_seconds": (PART, "cells, tables over pages"),
        "forms_seconds": (PART, "what the cells are: rules and tagger"),
        "meaning_seconds": (PART, "values, concepts, findings"),
        "copy_seconds": (PART, "the searchable copy, where one was asked for"),
        "write_seconds": (PART, "the record as JSON"),
        "processor_seconds": (PART, "of all processors, in all steps"),
        "peak_bytes": (BIG, "resident, of the process that read it"),
        "loads": (TRUTH, "whether models were loaded for it"),
        "process": (BIG, "number of the process that read it, on its machine"),
        "engine": (TEXT, "local, ray, here"),
        "workers": (WHOLE, "of the run; null where the cluster decides"),
    },
}
