"""Printed texts → amounts, dates, target values; a verbatim form → a record. Raw text stays."""

from extractor.values.money import Amount, read_amount
from extractor.values.normalise import normalise
from extractor.values.period import Period, read_period
from extractor.values.scheme import detect_scheme
from extractor.values.target import parse_target

__all__ = [
    "Amount",
    "Period",
    "detect_scheme",
    "normalise",
    "parse_target",
    "read_amount",
    "read_period",
]
