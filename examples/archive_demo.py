"""Digitise a small archive, ask it ten questions and write a report: `make demo-archive`."""

import argparse
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PACKED = HERE / "archive.zip"
OUT = Path("out/archive-demo")  # below ROOT: names of files in the tables are the same everywhere
BEGIN, END = "<!-- answers of make demo-archive -->", "<!-- end of the answers -->"
ROWS_SHOWN = 5

try:
    import click

    from serve.archive.queries import Answer, Queries, open_queries
    from serve.archive.questions import QUESTIONS
except ImportError as error:
    sys.exit(f"缺少软件包，请运行 make demo-archive。 A package is missing, run that: {error}")


def main() -> None:
    """Read, ask, report, and say where to look."""
    asked = _parser().parse_args()
    started = time.monotonic()
    read_archive(ROOT)
    block = answers(ROOT)
    if asked.write is not None:
        asked.write.write_text(put(asked.write.read_text(encoding="utf-8"), block), "utf-8")
    click.echo(block.partition("\n")[2].rpartition("\n")[0])
    _jixiao(ROOT, "archive", "report", str(OUT / "archive"), "--out", str(OUT / "report.html"))
    click.echo(f"用时 {time.monotonic() - started:.0f} 秒 seconds。看 Look at:")
    click.echo(f"  {OUT}/report.html   报告 the report，用浏览器打开 in a browser")
    click.echo(f"  {OUT}/archive/      数据表 tables (Parquet)")
    click.echo(f"  {OUT}/source/       原件 what was read")
    click.echo(f'  jixiao archive query {OUT}/archive "SELECT …"   再问 ask on')


def read_archive(folder: Path) -> None:
    """Lay the documents of the demonstration below a folder, and read them with two workers."""
    home = folder / OUT
    shutil.rmtree(home, ignore_errors=True)
    with zipfile.ZipFile(PACKED) as packed:
        packed.extractall(home / "source")
    places = (str(OUT / "source"), str(OUT / "archive"))
    _jixiao(folder, "batch", *places, "--workers", "2", "--threads", "1")
    _jixiao(folder, "archive", "verify", str(OUT / "archive"))


def answers(folder: Path) -> str:
    """The ten questions with the first rows of their answers, as Markdown."""
    with open_queries(str(folder / OUT / "archive"), folder) as queries:
        parts = [part for name in QUESTIONS for part in _answer(name, queries)]
    return "\n".join([BEGIN, *parts, END])


def put(text: str, block: str) -> str:
    """The text with the block in place of the one between its marks. Ends the program where there
    is none."""
    if BEGIN not in text or END not in text:
        sys.exit(f"没有标记。 The marks are missing: {BEGIN} {END}")
    before, _, rest = text.partition(BEGIN)
    return before + block + rest.partition(END)[2]


def _answer(name: str, queries: Queries) -> Iterator[str]:
    question = QUESTIONS[name]
    answer = queries.ask(question.sql)
    yield f"\n**{name}** · {question.chinese} {question.english}\n"
    yield from _table(answer)
    left = len(answer.rows) - ROWS_SHOWN
    if left > 0:
        yield f"\n… {left} 行 more rows"


def _table(answer: Answer) -> Iterator[str]:
    yield _line(answer.columns)
    yield _line(["---"] * len(answer.columns))
    for row in answer.rows[:ROWS_SHOWN]:
        yield _line([_cell(value) for value in row])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.removeprefix(f"{OUT}/source/").removesuffix(".000000").replace("|", "\\|")


def _jixiao(folder: Path, *words: str) -> None:
    command = "from extractor.cli import main; main(prog_name='jixiao')"
    done = subprocess.run([sys.executable, "-c", command, *words], cwd=folder, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="put the answers into this Markdown file")
    return parser


if __name__ == "__main__":
    main()
