"""The networks that split and merge, on ONNX Runtime."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.network_file import NetworkFile
from models.ocr.runtime import open_session
from models.table_structure.split_merge.cells import CellFeatures
from models.table_structure.split_merge.planes import Planes

Chances = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SplitMergeFiles:
    """The networks as ONNX."""

    rows: NetworkFile
    columns: NetworkFile
    cells: NetworkFile

    @classmethod
    def of_folder(cls, folder: Path, rows: str = "", columns: str = "", cells: str = "") -> Self:
        """The files as the training writes them, with the digests of their bytes."""
        digests = {"rows": rows, "columns": columns, "cells": cells}
        return cls(*(NetworkFile(folder / f"split_merge_{n}.onnx", d) for n, d in digests.items()))


SPLIT_MERGE = SplitMergeFiles.of_folder(
    Path(__file__).parent.parent / "weights",
    rows="0785f41458fd767722328ad33472e1e93392ec34f6e806ca48f591601e2e5f93",
    columns="fdad682005c0df6d7781fea981909985f8ad22b2b42fab1a84793b0558e080a9",
    cells="63f75201d38e42f368dfe610bca5f7173de36725254677e37b629cb15a379114",
)


class SplitMergeSessions:
    """Holds about 10 MB; serves one thread at a time.

    Args:
        threads: processor threads.
        files: the networks.
    Raises:
        WeightsNotFoundError: weights are not on this machine, or not those that were tested.
    """

    def __init__(self, threads: int, files: SplitMergeFiles = SPLIT_MERGE) -> None:
        self._rows: Any = open_session(files.rows.read(), threads)
        self._columns: Any = open_session(files.columns.read(), threads)
        self._cells: Any = open_session(files.cells.read(), threads)

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
