"""Texts that stand where an indicator should and are none: names, addresses, goals, amounts,
labels, numbers and words of anything else."""

from collections.abc import Callable

import numpy as np

from training.form_tagger.noise import misread
from training.indicator_classifier.filing import LABELS
from training.indicator_classifier.vocabulary import words
from training.synthesis.contents.draw import chance, pick, pick_some
from training.synthesis.contents.places import county, person, town
from training.synthesis.contents.vocabulary import departments


def nonsense(rng: np.random.Generator) -> tuple[str, str, str]:
    """Level 3, level 2 and value of a row that names no indicator."""
    name = pick(rng, _MAKERS)(rng)
    if chance(rng, 0.08):
        name = misread(name, rng, 0.05)
    if chance(rng, 0.08):
        name = f"{int(rng.integers(1, 9))}、{name}"
    level2 = pick(rng, pick(rng, tuple(LABELS.values())).split()) if chance(rng, 0.7) else ""
    value = "" if chance(rng, 0.45) else pick(rng, (_amount(rng), "≥95%", "提高", "≥3次", "年底前"))
    return name, level2, value


def _person(rng: np.random.Generator) -> str:
    lead = pick(rng, ("", "", "", "负责人：", "联系人:", "填报人："))
    return lead + person(rng) + pick(rng, ("", "", "", "同志", "局长", "主任", "、" + person(rng)))


def _address(rng: np.random.Generator) -> str:
    street = f"{pick(rng, words('streets'))}{int(rng.integers(1, 999))}号"
    tail = pick(rng, ("", "", "3单元201室", "2号楼", "院内", "附1号"))
    return pick(rng, ("", county(rng))) + pick(rng, ("", town(rng))) + street + tail


def _amount(rng: np.random.Generator) -> str:
    number = f"{10 ** rng.uniform(0, 5):.{int(rng.integers(0, 3))}f}"
    unit = pick(rng, ("万元", "元", "", "%", "万", "人", "个", "次", "年", "亩"))
    return pick(rng, ("", "", "≥", "≤", "¥", "金额：", "共计", "合计")) + number + unit


def _date(rng: np.random.Generator) -> str:
    year, month = int(rng.integers(2015, 2027)), int(rng.integers(1, 13))
    return pick(
        rng, (f"{year}年{month}月", f"{year}-{year + 2}", f"{year}.{month:02d}", f"{year}年度")
    )


def _phone(rng: np.random.Generator) -> str:
    return pick(rng, ("0537-", "139", "", "电话：")) + str(int(rng.integers(10**6, 10**8)))


def _office(rng: np.random.Generator) -> str:
    own = pick(rng, departments())
    name = pick(rng, own.units if chance(rng, 0.5) else own.bureaus)
    tail = pick(rng, ("", "", "", "办公室", "财务科", f"[{int(rng.integers(100, 999))}]"))
    return pick(rng, ("", county(rng))) + name + tail


def _project(rng: np.random.Generator) -> str:
    name = pick(rng, pick(rng, departments()).projects)
    year = pick(rng, ("", "", "2022年", "2023年度"))
    return year + name + pick(rng, ("项目", "专项资金项目", "补助资金项目"))


def _goal(rng: np.random.Generator) -> str:
    own = pick(rng, departments())
    a, b, c = (pick_some(rng, own.aims, 3) * 3)[:3]
    shape = pick(rng, words("goals"))
    return shape.format(a=a, b=b, c=c, p=pick(rng, own.projects), u=pick(rng, own.units))


def _letters(rng: np.random.Generator) -> str:
    codes = rng.integers(0x4E00, 0x8FA5, int(rng.integers(1, 14)))
    return "".join(chr(int(code)) for code in codes)


def _signs(rng: np.random.Generator) -> str:
    signs = "0123456789.,-/*#@!?%()=+abcdefgXYZ、。：；"
    return "".join(pick(rng, signs) for _ in range(int(rng.integers(1, 12))))


def _words(rng: np.random.Generator) -> str:
    return "".join(pick_some(rng, words("things"), int(rng.integers(1, 4))))


_MAKERS: tuple[Callable[[np.random.Generator], str], ...] = (
    _person,
    _address,
    _amount,
    _date,
    _phone,
    _office,
    _project,
    _goal,
    _goal,
    _letters,
    _signs,
    _words,
    _words,
    lambda rng: pick(rng, words("form_labels")),
    lambda rng: pick(rng, words("form_labels")),
    lambda rng: pick(rng, words("latin")),
    lambda _: "",
)
