"""Closed or full streams, odd names, links in a loop, outputs that are no plain files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli_inputs import gather_inputs, unique_stems
from extractor.export.outputs import write_file

COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]
needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX descriptors")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def run_with_closed(descriptor, *arguments):
    """Run the command with one standard stream closed, as `>&-` does."""
    script = f"import os, sys; os.close({descriptor}); os.execv(sys.argv[1], sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", script, *COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )


@needs_posix
@pytest.mark.parametrize(
    ("descriptor", "arguments", "expected"),
    [
        (0, ["extract", "-"], 3),
        (0, ["inspect", "-"], 3),
        (1, ["schema"], 6),
        (1, ["extract", "a.txt"], 6),
        (2, ["extract", "a.txt"], 0),
    ],
)
def test_closed_stream_is_no_crash(tmp_path, monkeypatch, descriptor, arguments, expected):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("项目名称\t公厕\n", encoding="utf-8")
    done = run_with_closed(descriptor, *arguments)
    assert done.returncode == expected
    assert b"Traceback" not in done.stderr


@needs_full
@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["inspect", "a.txt"]])
def test_full_disk_behind_standard_output(tmp_path, arguments):
    (tmp_path / "a.txt").write_text("项目名称\t公厕\n", encoding="utf-8")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=tmp_path,
            timeout=60,
        )
    assert done.returncode == 6
    assert b"Traceback" not in done.stderr


@needs_posix
def test_loop_of_links_in_a_folder_is_passed_over(run, folder):
    root = folder({"a.txt": b"a"})
    (root / "loop").symlink_to("loop")
    (root / "self").symlink_to(".")
    assert [item.name for item in gather_inputs([str(root)], [root / "out"])] == ["a.txt"]
    assert run("extract", root, "--out", root / "loop" / "x.jsonl").exit_code == 6


def test_name_of_full_length_leaves_room_for_its_result(run, folder, tmp_path):
    long = "x" * 251
    root = folder({"in/" + long + ".txt": b"a", "in/b.txt": b"b"})
    result = run("extract", root / "in", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_cut_names_stay_apart():
    one, two = unique_stems(["d/" + "长" * 80 + "1.pdf", "d/" + "长" * 80 + "2.pdf"])
    assert one != two
    assert len(Path(one).name.encode()) < 220


@needs_posix
def test_what_is_no_plain_file_is_written_to_and_not_replaced(tmp_path):
    # a pipe of the test's own: a device of the machine would be lost if this ever failed
    pipe = tmp_path / "result.json"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, b"result")
        assert pipe.is_fifo()
        assert os.read(reader, 100) == b"result"
    finally:
        os.close(reader)


@needs_posix
def test_link_to_a_result_stays_a_link(tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    write_file(link, b"result")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_bytes() == b"result"


def test_resolution_that_is_no_number_is_wrong_use(run, folder):
    assert run("extract", folder({"a.txt": b"a"}) / "a.txt", "--dpi", "nan").exit_code == 2
