"""Personal data taken out of an extraction: names of people, telephone and identity numbers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from extractor.document import Provenance, Source
from extractor.record import (
    Classification,
    Evidence,
    Extraction,
    Finding,
    Funding,
    NormalValue,
    Record,
)
from extractor.verbatim import FieldKey, OtherField, Printed

MASKED_NAME = "某某"
MASKED_NUMBER = "***"
_PERSON_LABEL = re.compile(
    r"负责人|联系人|填报人|填表人|制表人|经办人|审核人|复核人|法定代表人|姓名"
)
_NUMBER_LABEL = re.compile(r"电话|手机|联系方式|身份证|邮箱")
_NAME = re.compile(r"[\u3400-\u9fff]{1,6}·[\u3400-\u9fff·]{1,10}|[\u3400-\u9fff]{2,4}")
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-－—]\d{7,8})(?!\d)"
)
_Node = TypeVar("_Node")


def mask_personal_data(extraction: Extraction) -> Extraction:
    """The extraction with 某某 for the project leader and other named people.

    Their names are masked wherever they are printed again, in whichever form of the file, and in
    the file's name; so are telephone and identity numbers outside the funding. Places, amounts
    and the numbers of normal values stay.
    """
    names = named_people(extraction)
    return replace(
        extraction,
        source=replace(extraction.source, name=mask_text(extraction.source.name, names)),
        records=tuple(_mask_record(record, names) for record in extraction.records),
        findings=_map_texts(extraction.findings, lambda text: mask_text(text, names)),
    )


def named_people(extraction: Extraction) -> tuple[str, ...]:
    """The names of the people in its forms, the longest first."""
    return _names(name for record in extraction.records for name in _people(record))


def names_person(label: str) -> bool:
    """Whether what stands behind a label is masked."""
    return bool(_NUMBER_LABEL.search(label) or _PERSON_LABEL.search(label))


def _mask_record(record: Record, names: tuple[str, ...]) -> Record:
    masked = _map_texts(record, lambda text: mask_text(text, names))
    funding = tuple(_mask_funding(line, names) for line in masked.funding)
    leaders = tuple(
        (key, _blank(printed, MASKED_NAME) if key is FieldKey.PROJECT_LEADER else printed)
        for key, printed in masked.fields
    )
    others = tuple(_mask_field(field) for field in masked.other_fields)
    return replace(masked, fields=leaders, other_fields=others, funding=funding)


def _mask_funding(line: Funding, names: tuple[str, ...]) -> Funding:
    """Names only: an amount may look like a telephone number."""
    raw = replace(line.raw, text=_mask_names(line.raw.text, names))
    return replace(line, raw=raw, item=_mask_names(line.item, names))


def _mask_field(field: OtherField) -> OtherField:
    if _NUMBER_LABEL.search(field.label.text):
        return replace(field, value=_blank(field.value, MASKED_NUMBER))
    if _PERSON_LABEL.search(field.label.text):
        return replace(field, value=_blank(field.value, MASKED_NAME))
    return field


def _blank(printed: Printed, mask: str) -> Printed:
    """An empty cell stays empty."""
    return replace(printed, text=mask) if printed.text.strip() else printed


def _people(record: Record) -> Iterator[str]:
    """The texts of the cells that name a person."""
    for key, printed in record.fields:
        if key is FieldKey.PROJECT_LEADER:
            yield printed.text
    for field in record.other_fields:
        if _PERSON_LABEL.search(field.label.text):
            yield field.value.text


def _names(texts: Iterator[str]) -> tuple[str, ...]:
    """The names in the texts, the longest first."""
    found = {name for text in texts for name in _NAME.findall(re.sub(r"\s", "", text))}
    found |= {match for text in list(found) for match in _NAME.findall(text)}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def mask_text(text: str, names: tuple[str, ...]) -> str:
    """A text without these names, and without telephone and identity numbers."""
    return _mask_names(_NUMBER.sub(MASKED_NUMBER, text), names)


def _mask_names(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, MASKED_NAME)
    return text


def _map_texts(node: _Node, change: Callable[[str], str]) -> _Node:
    """The same tree of frozen dataclasses and tuples with `change` applied to printed texts; what
    holds none that changes is the very same."""
    result: Any = node
    if isinstance(node, Printed | Evidence):
        text = change(node.text)
        result = node if text == node.text else replace(node, text=text)
    elif isinstance(node, Finding):
        evidence = _map_texts(node.evidence, change)
        result = replace(node, message=change(node.message), evidence=evidence)
    elif isinstance(node, NormalValue):
        scope = node.scope and change(node.scope)
        result = node if scope == node.scope else replace(node, scope=scope)
    elif isinstance(node, Funding | Provenance | Source | Classification):
        result = node
    elif isinstance(node, tuple):
        mapped_items = tuple(_map_texts(item, change) for item in node)
        is_same = all(new is old for new, old in zip(mapped_items, node, strict=True))
        result = node if is_same else mapped_items
    elif is_dataclass(node) and not isinstance(node, type):
        values = {f.name: getattr(node, f.name) for f in fields(node)}
        mapped_values = {name: _map_texts(value, change) for name, value in values.items()}
        changed = {name: new for name, new in mapped_values.items() if new is not values[name]}
        result = replace(node, **changed) if changed else node
    mapped: _Node = result
    return mapped
