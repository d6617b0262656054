"""A form sheet as one HTML page."""

from html import escape

from training.synthesis.sheet import CellKind, FormSheet, SheetCell
from training.synthesis.style import PageStyle

_CSS = """
@page {{ size: {width}mm {height}mm; margin: {margin}mm }}
body {{ font-family: "{font}"; font-size: {size}pt; margin: 0; color: #000 }}
h1 {{ font-size: 1.5em; text-align: center; margin: 0 0 .3em }}
p.under {{ text-align: center; margin: 0 0 .4em }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
td {{ border: .75pt solid #000; padding: 2pt 3pt; vertical-align: middle; text-align: center;
      overflow-wrap: anywhere }}
td.long {{ text-align: left }}
"""


def sheet_to_html(sheet: FormSheet, style: PageStyle) -> str:
    """A whole HTML document with merged cells and the page set up for printing."""
    width, height = style.paper_mm
    css = _CSS.format(
        width=width,
        height=height,
        margin=style.margin_mm,
        font=style.font,
        size=style.size_pt,
    )
    total = sum(sheet.widths)
    columns = "".join(f'<col style="width:{100 * w / total:.2f}%">' for w in sheet.widths)
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in sheet.rows())
    heading = f"<h1>{escape(sheet.heading[0])}</h1>"
    heading += "".join(f'<p class="under">{escape(line)}</p>' for line in sheet.heading[1:])
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>'
        f"{escape(sheet.heading[0])}</title><style>{css}</style></head><body>{heading}"
        f"<table><colgroup>{columns}</colgroup>\n{rows}\n</table></body></html>"
    )


def _cell(cell: SheetCell) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    kind = ' class="long"' if cell.kind is CellKind.LONG else ""
    return f"<td{spans}{kind}>{escape(cell.text).replace(chr(10), '<br>')}</td>"
