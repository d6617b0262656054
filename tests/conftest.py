"""What tests of several folders draw with."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_learned_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What somebody promoted on this machine has no say in the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIXIAO_MODELS", str(tmp_path_factory.mktemp("models")))
        yield


@pytest.fixture(scope="session")
def cjk_font() -> str:
    """Path of a font with Chinese characters."""
    if shutil.which("fc-match") is None:
        pytest.skip("fontconfig (fc-match) is not on this machine")
    found = subprocess.run(
        ["fc-match", "-f", "%{file}\t%{lang}", ":lang=zh-cn"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    path, _, languages = found.partition("\t")
    if "zh-cn" not in languages or not Path(path).is_file():
        pytest.skip("no font with Chinese characters is on this machine")
    return path
