"""Texts as recognisers misread them and as copies spoil them."""

from collections.abc import Iterable

import numpy as np

from models.form_tagger.roles import Role
from training.form_tagger.pieces import Drawn, Piece
from training.synthesis.contents.draw import chance, pick

_ALIKE = (
    "目日 日目曰 标际 际标 值直 直值 数教 量里 质贡 效致 时肘 成咸 本木 济挤 社杜 会舍 生牛 态恋 "
    "持特 续绩 影彰 响晌 服眼 务各 对村 象像 满蒲 意息 度庹 三二 二三= 一- 级圾 产户 出山 益盗 "
    "可司 金全 资货 项顶 年牛 完元 元兀无 万方 次坎 个介 工土 作怍 率牵 合台 格恪 及反 按桉 月用 "
    "未末 人入八 大太 ≥>2≧ ≤<≦ =二 0Oo 1lI| 5S 6b 8B %％ .。 ,， :： (（ )） ；; 、,"
)
_MISREAD = {group[0]: group[1:] for group in _ALIKE.split()}
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
_TRUNCATED = (Role.LEVEL3, Role.VALUE, Role.GOAL_VALUE, Role.EXPLANATION, Role.SCORING)


def misread(text: str, rng: np.random.Generator, share: float) -> str:
    """A text in which that share of characters is misread, lost or doubled; never empty."""
    hits = np.flatnonzero(rng.random(len(text)) < share)
    if not len(hits):
        return text
    letters = list(text)
    for place in hits:
        letter = letters[place]
        alike = _MISREAD.get(letter)
        if alike:
            letters[place] = alike[int(rng.integers(len(alike)))]
        elif rng.random() < 0.2 and len(text) > 2:
            letters[place] = "" if rng.random() < 0.6 else letter + letter
    spoilt = "".join(letters)
    return spoilt if spoilt.strip() else text


def add_noise(drawn: Drawn, rng: np.random.Generator, strength: float) -> None:
    """Misread, pad and cut the texts of a form; most forms keep theirs."""
    pieces = [piece for line in drawn.lines for piece in line.printed()]
    if chance(rng, 0.35 * strength):
        share = float(rng.uniform(0.002, 0.03))
        for piece in pieces:
            piece.text = misread(piece.text, rng, share)
    if chance(rng, 0.15 * strength):
        for piece in pieces:
            if chance(rng, 0.08):
                piece.text = " ".join(piece.text) if len(piece.text) < 9 else piece.text
    if chance(rng, 0.08 * strength):
        for piece in pieces:
            piece.text = piece.text.translate(_WIDE) if chance(rng, 0.3) else piece.text
    _truncate(pieces, rng, strength)


def _truncate(pieces: Iterable[Piece], rng: np.random.Generator, strength: float) -> None:
    """A column cut at a width, or single texts cut anywhere."""
    longest = int(rng.integers(7, 13)) if chance(rng, 0.07 * strength) else 999
    goals = int(rng.integers(30, 90)) if chance(rng, 0.06 * strength) else 9999
    column = pick(rng, (Role.LEVEL3, Role.LEVEL3, Role.VALUE, Role.EXPLANATION))
    single = 0.03 if chance(rng, 0.1 * strength) else 0.0
    for piece in pieces:
        if piece.role is column:
            piece.text = piece.text[:longest]
        elif piece.role is Role.GOAL_VALUE:
            piece.text = piece.text[:goals]
        if single and piece.role in _TRUNCATED and len(piece.text) > 3 and chance(rng, single):
            piece.text = piece.text[: int(rng.integers(2, len(piece.text)))]
        if not piece.text.strip():
            piece.text = "-"
