"""What else stands on the pages of a form: tables of figures, pages of text."""

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick, pick_some
from training.synthesis.contents.vocabulary import departments
from training.synthesis.printing.blocks import Block, Paragraph, ParagraphKind, TableBlock
from training.synthesis.sheet import CellKind, Row, Span, place

_HEADS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("序号", "项目", "预算数", "决算数", "完成率"),
    ("单位名称", "收入合计", "财政拨款", "其他收入"),
    ("项目", "本年数", "上年数", "增减额", "增减率"),
)
_TITLES = ("支出预算总表", "收支决算表", "财政拨款支出情况表", "“三公”经费支出表", "项目支出明细表")


def figures_table(rng: np.random.Generator) -> list[Block]:
    """A title and a small table of amounts that is no form."""
    heads = pick(rng, _HEADS)
    names = pick_some(rng, pick(rng, departments()).projects, int(rng.integers(2, 10)))
    rows: list[Row] = [
        tuple(Span(text, kind=CellKind.LABEL, role=Role.COLUMN_HEAD) for text in heads)
    ]
    for number, name in enumerate(names, 1):
        cells = []
        for position, head in enumerate(heads):
            if position == 0 and head not in ("项目", "单位名称"):
                text = str(number) if head == "序号" else f"20{rng.integers(10000, 99999)}"
            elif head in ("科目名称", "项目", "单位名称"):
                text = name
            else:
                text = "" if chance(rng, 0.15) else f"{10 ** rng.uniform(0, 4):,.2f}"
            cells.append(Span(text, role=Role.MONEY_VALUE if position > 1 else ""))
        rows.append(tuple(cells))
    if chance(rng, 0.5):
        total = Span("合计", columns=2, kind=CellKind.LABEL)
        sums = [Span(f"{10 ** rng.uniform(2, 5):,.2f}", role=Role.MONEY_VALUE) for _ in heads[2:]]
        rows.append((total, *sums))
    widths = [float(rng.uniform(8, 14)) for _ in heads]
    widths[1] *= 1.8
    title = pick(rng, _TITLES)
    table = TableBlock(place([title], rows, widths))
    return [Paragraph(title, ParagraphKind.TITLE), table]


def text_blocks(rng: np.random.Generator, sentences: list[str]) -> list[Block]:
    """A page or so of paragraphs made of the sentences."""
    blocks: list[Block] = []
    for number in range(int(rng.integers(8, 26))):
        chosen = pick_some(rng, sentences, int(rng.integers(1, 5)))
        head = f"（{'一二三四五六七八九十'[number % 10]}）" if chance(rng, 0.3) else ""
        blocks.append(Paragraph(head + "".join(chosen), ParagraphKind.BODY))
    return blocks
