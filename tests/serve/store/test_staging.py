import os
import subprocess
import sys
from pathlib import Path

from serve.store.staging import Staging

LEAVE = """
import os, sys
from pathlib import Path
from serve.store.staging import Staging
staging = Staging(Path(sys.argv[1]))
staging.new_path().write_text("half an upload")
os.kill(os.getpid(), 9)
"""


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.name != "lock")


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", LEAVE, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert len(list(tmp_path.glob("run-*/file-*"))) == 1

    staging = Staging(tmp_path)

    assert folders(tmp_path) == [staging.path.name]
    staging.close()


def test_what_a_living_process_has_stays(tmp_path: Path) -> None:
    living = Staging(tmp_path)
    path = living.new_path()
    path.write_text("an upload")
    Staging(tmp_path).close()
    assert path.exists()
    living.close()
    assert folders(tmp_path) == []


def test_old_files_beside_the_folders_go(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    old.write_text("")
    young.write_text("")
    os.utime(old, (0, 0))
    Staging(tmp_path).close()
    assert folders(tmp_path) == ["young"]


def test_a_folder_lasts_as_long_as_its_block(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    with staging.folder() as folder:
        (folder / "0").write_text("")
    assert not folder.exists()
    staging.close()
