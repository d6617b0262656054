"""The text weights that come inside the `rapidocr` wheel: found and checked, never downloaded."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from models.errors import WeightsNotFoundError


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One ONNX file of the wheel. `sha256` is the hex digest of its bytes."""

    name: str
    sha256: str


DETECTOR = WeightsFile(
    "PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
RECOGNISER = WeightsFile(
    "PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)
DIRECTION = WeightsFile(
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
)


def weights_path(weights: WeightsFile) -> Path:
    """Where the file lies on this machine.

    Raises:
        WeightsNotFoundError: the wheel or the file is missing, or the digest differs.
    """
    # find_spec does not import the package, which would load a second OCR stack.
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise WeightsNotFoundError("the package rapidocr, which carries the weights, is missing")
    path = Path(spec.submodule_search_locations[0]) / "models" / weights.name
    if not path.is_file():
        raise WeightsNotFoundError(f"rapidocr carries no {weights.name}")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != weights.sha256:
        raise WeightsNotFoundError(f"{weights.name} has sha256 {digest}, not {weights.sha256}")
    return path
