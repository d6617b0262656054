import json
import sys
from pathlib import Path

import pytest

from training.evaluation.structure.peers import Peer, PeerMissingError, PeerPage, peer_tables

PAGE = PeerPage(Path("page.png"), ((0.0, 0.0, 90.0, 40.0),))


def stand_in(folder: Path, answer: str) -> Path:
    """A program in the place of the peers' Python: it writes one line to its output file."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\nprintf '%s\\n' '{answer}' > \"$3\"\n")
    program.chmod(0o755)
    return program


def test_cells_and_html_become_tables(tmp_path: Path) -> None:
    box = [0, 0, 90, 40]
    tables = [
        {"html": "", "cells": [[0, 0, 1, 2], [1, 0, 1, 1], [1, 1, 1, 1]], "box": box},
        {"html": "<table><tr><td>a</td><td></td></tr></table>", "cells": [], "box": box},
    ]
    answer = json.dumps({"seconds": 0.5, "tables": tables})
    (got,) = peer_tables(Peer.IMG2TABLE, stand_in(tmp_path, answer), [PAGE])
    assert [(table.n_rows, table.n_columns) for table in got.tables] == [(2, 2), (1, 2)]
    assert got.tables[0].box == (0, 0, 90, 40)
    assert got.seconds == 0.5


def test_a_missing_python_is_said(tmp_path: Path) -> None:
    with pytest.raises(PeerMissingError, match="img2table"):
        peer_tables(Peer.IMG2TABLE, tmp_path / "none", [PAGE])


def test_a_missing_library_is_said() -> None:
    with pytest.raises(PeerMissingError, match="img2table"):
        peer_tables(Peer.IMG2TABLE, Path(sys.executable), [PAGE])
