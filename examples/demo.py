"""Read two invented scanned forms and show what comes out: `make demo`."""

import json
import sys
from pathlib import Path

import click

HERE = Path(__file__).parent
SCAN = HERE / "scanned_forms.pdf"
OUT = HERE.parent / "out" / "demo"

try:
    from record_lines import record_lines

    from extractor.engines import default_engines
    from extractor.errors import JixiaoError
    from extractor.export.json_text import to_json
    from extractor.export.markdown import to_markdown
    from extractor.export.overlay import draw_overlay
    from extractor.export.workbook import to_xlsx
    from extractor.pipeline import Options, Watch, extract_document, upright_page_images
except ImportError as error:
    sys.exit(f"缺少软件包，请运行 make demo。 A package is missing, run `make demo`: {error}")


def main() -> None:
    """Extract the scan, print each record, write all outputs to out/demo."""
    if not SCAN.exists():
        sys.exit(f"没有找到示例。 The example is not there: {SCAN}")
    click.echo(f"读取 Reading {SCAN.relative_to(HERE.parent)} …", err=True)
    engines, options, data = default_engines(), Options(), SCAN.read_bytes()
    try:
        extraction = extract_document(data, SCAN.name, engines, options, Watch(_progress))
        OUT.mkdir(parents=True, exist_ok=True)
        text = to_json(extraction)
        (OUT / "record.json").write_text(text, encoding="utf-8")
        (OUT / "record.md").write_text(to_markdown(extraction), encoding="utf-8")
        (OUT / "record.xlsx").write_bytes(to_xlsx([extraction]))
        for page, image in upright_page_images(data, SCAN.name, engines, options):
            drawn = draw_overlay(image, extraction.records, page)
            drawn.save(OUT / f"overlay-{page}.png")
    except JixiaoError as error:
        sys.exit(f"{error.code}: {error}\n  {error.remedy}")
    for form in json.loads(text)["forms"]:
        click.echo()
        for line in record_lines(form):
            click.echo(line)
    click.echo(f"\n写入 Written to {OUT.relative_to(HERE.parent)}/:")
    click.echo(
        "  record.json  record.xlsx  record.md  overlay-1.png …（单元格与指标树 cells, tree）"
    )
    click.echo("在页面上试用，无需登录 Try it on the review page, without a login: make demo-page")


def _progress(page: int, pages: int) -> None:
    click.echo(f"  第 {page}/{pages} 页 page", err=True)


if __name__ == "__main__":
    main()
