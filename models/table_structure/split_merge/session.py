"""The networks that split and merge, on ONNX Runtime."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.ocr.runtime import open_session
from models.ocr.weights import WeightsNotFoundError
from models.table_structure.split_merge.cells import CellFeatures
from models.table_structure.split_merge.planes import Planes

Chances = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SplitMergeFiles:
    """The networks as ONNX."""

    rows: Path
    columns: Path
    cells: Path

    @classmethod
    def of_folder(cls, folder: Path) -> "SplitMergeFiles":
        """The files as the training writes them."""
        return cls(*(folder / f"split_merge_{part}.onnx" for part in ("rows", "columns", "cells")))


SPLIT_MERGE = SplitMergeFiles.of_folder(Path(__file__).parent.parent / "weights")


class SplitMergeSessions:
    """Holds about 10 MB; serves one thread at a time.

    Args:
        threads: processor threads.
        files: the networks.
    Raises:
        WeightsNotFoundError: weights are not on this machine.
    """

    def __init__(self, threads: int, files: SplitMergeFiles = SPLIT_MERGE) -> None:
        for path in (files.rows, files.columns, files.cells):
            if not path.is_file():
                raise WeightsNotFoundError(f"the network {path.name} is missing")
        self._rows: Any = open_session(str(files.rows), threads)
        self._columns: Any = open_session(str(files.columns), threads)
        self._cells: Any = open_session(str(files.cells), threads)

    def rows(self, planes: Planes) -> Chances:
        """(1, 4, H, W) → (H / 2,); see SplitMergeNetworks."""
        chances: Chances = self._rows.run(None, {"planes": planes})[0][0]
        return chances

    def columns(self, planes: Planes) -> Chances:
        """(1, 4, H, W) → (H / 2,); see SplitMergeNetworks."""
        chances: Chances = self._columns.run(None, {"planes": planes})[0][0]
        return chances

    def cells(self, features: CellFeatures) -> Chances:
        """(FEATURES, R, C) → (3, R, C); see SplitMergeNetworks."""
        chances: Chances = self._cells.run(None, {"cells": features[None]})[0][0]
        return chances
