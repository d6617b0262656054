"""Target values in the spellings that forms use, and what was reached of them."""

from dataclasses import dataclass

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_weighted

_AT_LEAST = {
    "≥": 8,
    ">=": 1,
    "不少于": 1.5,
    "不低于": 1,
    "": 4,
    "=": 1,
    "约": 0.3,
    "＞": 0.3,
    "≧": 0.2,
}
_AT_MOST = {"≤": 8, "<=": 1, "不超过": 2, "不高于": 0.7, "控制在": 0.5, "": 2, "＜": 0.3}
_DIRECTIONS = (
    "提高",
    "提升",
    "增强",
    "改善",
    "逐步提高",
    "有效提升",
    "显著改善",
    "明显改善",
    "不断增强",
    "有所提高",
    "较上年提高",
    "大幅提升",
    "有效保障",
    "持续改善",
)
_STATES = (
    "长期",
    "持续",
    "有序",
    "稳定",
    "健全",
    "及时",
    "规范",
    "可控",
    "良好",
    "优",
    "高",
    "达到预期",
    "完善",
    "有效",
    "中长期",
    "持续影响",
    "较好",
    "达标",
    "是",
    "满意",
)
_NOT_APPLICABLE = ("无", "不适用", "/", "—", "此指标不适用", "本指标不适用", "")
_OPERATOR_SIGNS = {"≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤", "=": "＝", "": "＝"}


@dataclass(frozen=True, slots=True)
class Target:
    """A printed target. `number` and `unit` are its parts where it has one number, for forms
    that print them in columns of their own; `sign` is ≥, ≤, ＝ or 定性."""

    text: str
    sign: str = "定性"
    number: str = ""
    unit: str = ""


def count_target(rng: np.random.Generator, unit: str) -> Target:
    """So many of something."""
    size = int(10 ** rng.uniform(0, 3.6))
    number = str(size) if size < 50 else str(size // 10 * 10)
    if chance(rng, 0.12):
        number = f"{size / 10:.{pick(rng, (1, 2))}f}"
    elif chance(rng, 0.06) and size >= 1000:
        number = f"{size:,}"
    sign = pick_weighted(rng, _AT_LEAST)
    gap = " " if chance(rng, 0.08) else ""
    if chance(rng, 0.05):
        high = size + int(rng.integers(1, 9))
        return Target(
            f"{size}{pick(rng, ('-', '—', '~'))}{high}{unit}", "＝", f"{size}-{high}", unit
        )
    scope = pick(rng, ("每年", "各", "每月", "全年")) if chance(rng, 0.05) else ""
    per = pick(rng, ("/年", "/月", "/季度")) if chance(rng, 0.04) else ""
    bound = "以上" if not sign and chance(rng, 0.15) else ""
    shown = "" if chance(rng, 0.06) else unit + per
    text = f"{scope}{sign}{gap}{number}{shown}{bound}"
    return Target(text, _OPERATOR_SIGNS.get(sign, "≥"), number, unit)


def rate_target(rng: np.random.Generator) -> Target:
    """A percentage, mostly high."""
    number = str(pick(rng, (100, 100, 95, 98, 90, 85, 99, 80, 92, 96, 97, 88, 75)))
    if chance(rng, 0.07):
        number += pick(rng, (".5", ".00", ".0", ".8"))
    sign = pick_weighted(rng, {**_AT_LEAST, "=": 4})
    unit = pick_weighted(rng, {"%": 30, "％": 2, "百分比": 0.5, "(%)": 0.5, "": 1})
    tail = "以上" if not sign and chance(rng, 0.2) else ""
    if chance(rng, 0.03):
        return Target(pick(rng, ("全覆盖", "100%完成", "应保尽保", "全部合格")))
    return Target(f"{sign}{number}{unit}{tail}", _OPERATOR_SIGNS.get(sign, "≥"), number, "%")


def time_target(rng: np.random.Generator, year: int) -> Target:
    """A deadline, a duration or a frequency."""
    month, day = int(rng.integers(1, 13)), int(rng.integers(1, 29))
    days = str(pick(rng, (3, 5, 7, 10, 15, 20, 30, 60)))
    texts = (
        f"{year}年{month}月底前",
        f"{year}年{month}月{day}日前",
        f"{year}年12月31日前",
        "年底前完成",
        f"{days}个工作日内",
        f"≤{days}天",
        f"{days}日内",
        f"{month}月{day}日前",
        "按时完成",
        "按月",
        f"{year}.{month}",
        f"{year}年{month:02d}月",
        f"≤{days}分钟",
        "每季度末",
        "及时",
        "当年完成",
        "1年",
        f"受理后{days}个工作日",
        f"{pick(rng, (1, 2, 4, 12))}次/年",
        "全年",
        f"≤{month}月",
    )
    text = pick(rng, texts)
    if text.startswith("≤") or text.endswith("工作日内"):
        return Target(text, "≤", days, "天")
    return Target(text)


def cost_target(rng: np.random.Generator, wan: float) -> Target:
    """An amount of money, in 万元 or 元, or a price."""
    sign = pick_weighted(rng, _AT_MOST)
    if chance(rng, 0.3):
        price = str(int(10 ** rng.uniform(1.3, 4.5)))
        unit = pick(rng, ("元/人", "元/人/年", "元/平方米", "元/台", "元/人·天", "元/次", "元/月"))
        return Target(f"{sign}{price}{unit}", "≤", price, unit)
    if chance(rng, 0.06):
        return Target(pick(rng, ("不超过预算", "据实结算", "按合同支付", "不超预算批复数")))
    if chance(rng, 0.12):
        return Target(f"{sign}{wan * 10000:.0f}元", "≤", f"{wan * 10000:.0f}", "元")
    number = f"{wan:.2f}".rstrip("0").rstrip(".") if chance(rng, 0.7) else f"{wan:.2f}"
    unit = pick_weighted(rng, {"万元": 9, "万": 1, "": 0.4})
    return Target(f"{sign}{number}{unit}", "≤", number, "万元")


def quality_target(rng: np.random.Generator) -> Target:
    """Words instead of a number."""
    return Target(pick(rng, _DIRECTIONS if chance(rng, 0.6) else _STATES))


def no_target(rng: np.random.Generator) -> Target:
    """What stands where an indicator does not apply."""
    return Target(pick(rng, _NOT_APPLICABLE), "")


def actual_of(rng: np.random.Generator, target: Target) -> str:
    """What a self-evaluation says was reached."""
    if not target.number or "-" in target.number or chance(rng, 0.1):
        return pick(
            rng, ("已完成", "完成", "达成预期指标", target.text, "基本达成", "部分达成", "未完成")
        )
    if chance(rng, 0.5):
        return target.number + ("" if chance(rng, 0.2) else target.unit)
    value = float(target.number.replace(",", "")) * float(rng.uniform(0.7, 1.2))
    if target.unit == "%":
        value = min(value, 100.0)
    text = f"{value:.2f}" if "." in target.number else f"{value:.0f}"
    return text + ("" if chance(rng, 0.2) else target.unit)
