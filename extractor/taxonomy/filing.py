"""Whether an indicator is filed where its concept belongs."""

import re

from extractor.record import Indicator, NormalValue, ValueKind
from extractor.taxonomy.concept import Concept
from extractor.taxonomy.level2 import filed_codes
from extractor.values.units import Dimension, unit_named

_BENEFITS = ("BEC", "BSO", "BEN")
# Harm that the older scheme had no group for was written among costs or as a negative benefit.
_HARM_2015 = {"CSO": ("CST", "BSO"), "CEN": ("CST", "BEN")}
_DIMENSIONS = {
    "QTY": (Dimension.COUNT, Dimension.SIZE),
    "TIM": (Dimension.TIME,),
    "CST": (Dimension.MONEY,),
}
_ON_TIME = re.compile(r"及时|按时|按期|按月|按季|前完成|年底前")


def may_be_filed_under(concept: Concept, label: str) -> bool | None:
    """Whether the group that a printed level-2 label names is one for the concept, in either
    scheme; None where the label is not known or the concept belongs into no group.

    A benefit may always be claimed as a lasting one, and a lasting one as the benefit it is.
    """
    codes = filed_codes(label)
    if not codes:
        return None
    allowed = {concept.code, *concept.also, *_HARM_2015.get(concept.code, ())}
    if concept.code in _BENEFITS:
        allowed.add("SUS")
    if concept.level2_2021 is not None:
        allowed.add(concept.level2_2021.code)
    fits = bool(allowed.intersection(codes))
    return None if concept.level2_2021 is None and not fits else fits


def value_overrules(concept: Concept, indicator: Indicator) -> bool:
    """Whether the value makes it an indicator of the group it is filed under, although its words
    mean a concept of another.

    组织培训3次 under 时效指标 with 年底前完成 is a matter of time; with 2万元 under 成本指标 it is
    one of cost.
    """
    level2, value = indicator.row.level2, indicator.row.value
    codes = filed_codes(level2.text) if level2 else ()
    if concept.code in codes:
        return False
    text = value.text if value else ""
    return any(_fits(code, indicator.normalized, text) for code in codes)


def _fits(code: str, value: NormalValue, text: str) -> bool:
    if code == "TIM" and (value.kind is ValueKind.DEADLINE or _ON_TIME.search(text)):
        return True
    unit = unit_named(value.base_unit) if value.base_unit else None
    if unit is None:  # amounts of cost tables have their unit in the head
        return code == "CST" and value.kind is ValueKind.QUANTITY and value.base_unit is None
    return unit.dimension in _DIMENSIONS.get(code, ())
