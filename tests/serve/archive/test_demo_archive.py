"""What docs/archives.md says of the demonstration is what comes out of it.

examples/archive.zip ─ make demo-archive ─▶ tables ─▶ ten answers = those between the marks in the docs
"""

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from examples import archive_demo
from serve.archive.queries import open_queries
from serve.archive.questions import QUESTIONS
from serve.archive.report import report_page

ROOT = Path(archive_demo.__file__).parent.parent
DOCS = ROOT / "docs" / "archives.md"


def documented() -> str:
    """The block of answers as it stands in the docs."""
    text = DOCS.read_text(encoding="utf-8")
    assert text.count(archive_demo.BEGIN) == text.count(archive_demo.END) == 1
    _, begin, rest = text.partition(archive_demo.BEGIN)
    inside, end, _ = rest.partition(archive_demo.END)
    return begin + inside + end


def test_all_questions_are_answered_in_the_docs() -> None:
    block = documented()
    for name, question in QUESTIONS.items():
        assert f"**{name}** · {question.chinese} {question.english}" in block
    assert sum(line.startswith("| ---") for line in block.splitlines()) == len(QUESTIONS)


def test_the_demonstration_is_small_and_of_many_kinds() -> None:
    assert archive_demo.PACKED.stat().st_size < 2**20
    with zipfile.ZipFile(archive_demo.PACKED) as packed:
        kinds = Counter(Path(name).suffix for name in packed.namelist())
    assert {".txt", ".html", ".docx", ".xlsx", ".pdf", ".jpg"} <= kinds.keys()
    assert 60 <= kinds.total() <= 70


@pytest.mark.parametrize(
    "text", ["a<!--b-->c", f"x {archive_demo.BEGIN}\nold\n{archive_demo.END} y"]
)
def test_a_block_takes_the_place_of_the_one_before(text: str) -> None:
    block = f"{archive_demo.BEGIN}\nnew\n{archive_demo.END}"
    if archive_demo.BEGIN in text:
        assert archive_demo.put(text, block) == f"x {block} y"
    else:
        with pytest.raises(SystemExit):
            archive_demo.put(text, block)


@pytest.mark.slow
def test_the_documented_answers_are_true(tmp_path: Path) -> None:
    """`make demo-archive` with `--write docs/archives.md` writes them anew."""
    archive_demo.read_archive(tmp_path)
    assert archive_demo.answers(tmp_path) == documented()
    with open_queries(str(tmp_path / archive_demo.OUT / "archive"), tmp_path) as queries:
        page = report_page(queries, "demo")
    assert page.count("<svg") >= 4
