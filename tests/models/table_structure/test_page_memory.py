"""A large page leaves a process as small as pages of the usual size do."""

import json
import subprocess
import sys

import pytest

_RUN = """
import json
from pathlib import Path

import numpy as np

from models.table_structure.session import PageNetwork


def kept(height, width):
    network.run(np.full((height, width, 3), 255, np.uint8))
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


network = PageNetwork(1)
usual = max(kept(1280, 905), kept(1280, 905))
print(json.dumps([usual, kept(1760, 1760), kept(1280, 905)]))
"""


@pytest.mark.slow
def test_a_large_page_gives_its_memory_back() -> None:
    told = subprocess.run([sys.executable, "-c", _RUN], capture_output=True, check=True, text=True)
    usual, after_large, after_usual = json.loads(told.stdout)
    assert after_large <= usual
    assert after_usual <= 1.05 * usual
