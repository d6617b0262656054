"""A network's weights as a file of this project."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.errors import WeightsNotFoundError


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A network as ONNX. `sha256` is the hex digest of its bytes; '' leaves it unchecked."""

    path: Path
    sha256: str = ""

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            WeightsNotFoundError: it is not on this machine, or not the one that was tested.
        """
        if not self.path.is_file():
            raise WeightsNotFoundError(f"the network {self.path.name} is missing")
        data = self.path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if self.sha256 and digest != self.sha256:
            raise WeightsNotFoundError(f"{self.path.name} has sha256 {digest}, not {self.sha256}")
        return data
