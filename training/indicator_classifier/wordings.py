"""Wordings of a concept, and what printing does to them."""

import re

import numpy as np

from extractor.taxonomy import Concept
from training.form_tagger.noise import misread
from training.indicator_classifier.phrases import Phrase
from training.indicator_classifier.vocabulary import words
from training.synthesis.contents.draw import chance, pick, pick_weighted

_BRACKETS = re.compile(r"(.*?)（([^（）]*)）(.*)")
_AMOUNTS = {
    "次": "次",
    "场": "场",
    "人": "人",
    "人次": "人次",
    "%": "%",
    "台": "台",
    "套": "套",
    "个": "个",
    "家": "家",
    "份": "份",
    "万元": "万元",
    "户": "户",
    "公里": "公里",
    "天": "天",
    "工作日": "个工作日",
    "亩": "亩",
}


def wording_of(rng: np.random.Generator, concept: Concept, phrases: tuple[Phrase, ...]) -> str:
    """One way to write the concept: a phrase, its name or an alias; now and then its meaning."""
    kinds = {"phrase": 14.0 if phrases else 0.0, "name": 2.5, "definition": 0.7}
    kinds["alias"] = min(3.0, 1.0 * len(concept.aliases))
    match pick_weighted(rng, kinds):
        case "phrase":
            return pick(rng, phrases).draw(rng)
        case "name":
            return _name(rng, concept.name)
        case "alias":
            return pick(rng, concept.aliases)
        case _:
            return concept.definition[: int(rng.integers(8, 40))]


def printed(rng: np.random.Generator, wording: str, concept: Concept) -> str:
    """The wording with what forms put around it and what copies and recognisers do to it."""
    text = wording
    if chance(rng, 0.12):
        text = pick(rng, words("leads")) + text
    if "通用" in concept.domains and concept.code != "SAT" and chance(rng, 0.2):
        text = pick(rng, words("departments")) + text
    if chance(rng, 0.06):
        text += pick(rng, words("tails"))
    if chance(rng, 0.09):
        text += _amount(rng, concept)
    if chance(rng, 0.06):
        text = text[: int(rng.integers(8, 10))]
    if chance(rng, 0.12):
        text = misread(text, rng, float(rng.uniform(0.02, 0.12)))
    if chance(rng, 0.25):
        text = pick(rng, words("prefixes")).format(n=int(rng.integers(1, 12))) + text
    return text


def _name(rng: np.random.Generator, name: str) -> str:
    """培训（会议）场次: without the brackets, without what is in them, or with it in place of what
    stands before them."""
    found = _BRACKETS.fullmatch(name)
    if found is None:
        return name
    before, within, after = found.groups()
    inner = pick(rng, re.split(r"[、，]", within))
    return pick(rng, (name, before + after, before + inner + after, inner + after))


def _amount(rng: np.random.Generator, concept: Concept) -> str:
    unit = next((_AMOUNTS[unit] for unit in concept.units if unit in _AMOUNTS), "")
    if not unit:
        return ""
    number = pick(rng, (1, 2, 3, 5, 10, 20, 95, 100, 90))
    shape = pick(
        rng, ("{}{}", "不少于{}{}", "≥{}{}", "（{}{}）", "达到{}{}以上", "不低于{}{}", "({}{})")
    )
    return shape.format(number, unit)
