"""Blocks as an HTML page of the size of its image, without rules."""

from collections.abc import Sequence
from html import escape

from models.form_tagger.roles import Role
from training.synthesis.printing.blocks import Block, Paragraph, ParagraphKind, TableBlock
from training.synthesis.printing.look import DPI, Look
from training.synthesis.sheet import CellKind, SheetCell

_PX = DPI / 72
_HEADS = {Role.COLUMN_HEAD, Role.MONEY_HEAD, Role.TASK_HEAD}
_CSS = """
html {{ overflow: hidden; background: #fff }}
body {{ margin: 0; padding: {top}px {right}px 0 {left}px;
  font-family: "{font}", "Noto Serif CJK SC";
  font-size: {size}px; line-height: {leading}; color: rgb({ink},{ink},{ink});
  box-sizing: border-box;
  width: {width}px; letter-spacing: {spacing}px; text-size-adjust: none; white-space: pre-wrap }}
p {{ margin: 0 0 {gap}em }}
p.title {{ font-family: "{title_font}", "Noto Serif CJK SC"; font-size: {title}px;
  text-align: center; font-weight: bold; margin-bottom: {gap}em }}
p.centred {{ text-align: center }} p.right {{ text-align: right }}
p.spread {{ display: flex; justify-content: space-between }}
p.body {{ text-indent: 2em; font-size: {body}px; line-height: 1.6 }}
p.footnote {{ font-size: {small}px; margin-top: .3em }}
p.page_number {{ position: absolute; left: 0; width: {width}px; bottom: 0; top: {foot}px;
  text-align: center; font-size: {small}px }}
table {{ border-collapse: collapse; border-spacing: 0; table-layout: fixed; width: {share}%;
  margin: {table_margin}; margin-bottom: {gap}em }}
td {{ padding: {pad_v}px {pad_h}px; vertical-align: {vertical}; overflow-wrap: anywhere;
  text-align: {value_align}; border: 0 }}
tr {{ height: {row}px }}
td.label {{ text-align: {label_align}; {label_fill} }}
td.head {{ font-weight: {bold}; {head_fill} }}
td.long {{ text-align: {long_align} }}
td.money {{ {money_align} }}
"""


def blocks_to_html(blocks: Sequence[Block], look: Look) -> str:
    """A whole HTML document; one CSS pixel is one pixel of the page image. Everything that is
    measured (cells and paragraphs, in this order) has the attribute `m`."""
    inner = "".join(
        _paragraph(block) if isinstance(block, Paragraph) else _table(block) for block in blocks
    )
    head = f'<meta charset="utf-8"><style>{_css(look)}</style>'
    return f'<!doctype html><html lang="zh-CN">{head}<body>{inner}'


def _css(look: Look) -> str:
    top, right, _, left = (side * DPI / 25.4 for side in look.margins_mm)
    size = look.size_pt * _PX
    width, height = look.paper_px
    return _CSS.format(
        top=top + look.top_gap_mm * DPI / 25.4,
        right=right,
        left=left,
        font=look.font,
        size=size,
        leading=look.line_height,
        ink=look.ink,
        width=width,
        spacing=look.spacing_pt * _PX,
        gap=look.gap_em,
        title_font=look.title_font,
        title=size * look.title_scale,
        body=max(size, 10 * _PX),
        small=size * 0.9,
        foot=height - look.margins_mm[2] * DPI / 25.4 * 0.7,
        share=100 * look.table_share,
        table_margin=look.table_align,
        pad_v=look.padding_pt[0] * _PX,
        pad_h=look.padding_pt[1] * _PX,
        vertical=look.vertical,
        value_align=look.aligns[1],
        row=look.row_pt * _PX,
        label_align=look.aligns[0],
        label_fill=_fill(look.label_fill),
        bold=look.bold_heads,
        head_fill=_fill(look.head_fill),
        long_align=look.aligns[2],
        money_align=f"text-align: {look.money_align}" if look.money_align else "",
    )


def _fill(colour: str) -> str:
    return f"background: {colour}" if colour else ""


def _paragraph(block: Paragraph) -> str:
    if block.kind is ParagraphKind.SPREAD:
        inner = "".join(f"<span m>{escape(part)}</span>" for part in block.text.split("\t"))
        return f'<p class="spread">{inner}</p>'
    return f'<p m class="{block.kind}">{escape(block.text)}</p>'


def _table(block: TableBlock) -> str:
    total = sum(block.sheet.widths)
    columns = "".join(f'<col style="width:{100 * w / total:.4f}%">' for w in block.sheet.widths)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.sheet.rows())
    return f"<table><colgroup>{columns}</colgroup>{rows}</table>"


def _cell(cell: SheetCell) -> str:
    classes = [cell.kind.value] if cell.kind is not CellKind.VALUE else []
    classes += ["head"] if cell.role in _HEADS else []
    classes += ["money"] if cell.role in (Role.MONEY_VALUE, Role.TASK_MONEY) else []
    names = f' class="{" ".join(classes)}"' if classes else ""
    text = escape(cell.text)
    return f'<td m rowspan="{cell.row_span}" colspan="{cell.column_span}"{names}>{text}</td>'
