"""What a person sees on stderr while files are read."""

from extractor.cli_extract.progress import LineProgress, LiveProgress, QuietProgress
from extractor.export.outcome import Failure
from tests.export.samples import extraction_of, river_record

FAILURE = Failure("b.pdf", "ingest.empty", "no bytes", "请重新导出。", 3)


def tell(progress):
    progress.begin("a.pdf")
    progress.page("a.pdf", 1, 2)
    progress.file(extraction_of(river_record(), name="a.pdf"))
    progress.file(FAILURE)


def test_a_terminal_has_one_live_line_and_keeps_failures(capsys):
    tell(LiveProgress(2))
    written = capsys.readouterr().err
    shown = [part for part in written.split("\r\x1b[2K") if part]
    assert shown == [
        "[1/2] a.pdf",
        "[1/2] a.pdf 第 1/2 页",
        "[1/2] a.pdf",
        "错误 ingest.empty: b.pdf: no bytes\n  请重新导出。\n",
    ]
    assert written.endswith("\r\x1b[2K")


def test_a_log_has_a_line_for_each_file(capsys):
    tell(LineProgress(2))
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] a.pdf：2 页，1 张表，2 个问题",
        "错误 ingest.empty: b.pdf: no bytes",
        "  请重新导出。",
    ]


def test_quiet_shows_failures_only(capsys):
    tell(QuietProgress())
    assert capsys.readouterr().err == "错误 ingest.empty: b.pdf: no bytes\n  请重新导出。\n"


def test_a_long_name_is_cut_at_its_front(capsys):
    LiveProgress(1).begin("档" * 60 + ".pdf")
    line = capsys.readouterr().err.removeprefix("\r\x1b[2K")
    assert line.startswith("[1/1] …档")
    assert line.endswith("档.pdf")
    assert len(line) < 40
