"""ONNX Runtime, loaded without its telemetry."""

import importlib
import os
from types import ModuleType


def load_onnxruntime() -> ModuleType:
    """The module `onnxruntime`. Every import of it that may come first has to go through here.

    Official builds from 1.31 send usage events over HTTPS and keep a device id in the home folder,
    unless this variable is set before the module is loaded.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return importlib.import_module("onnxruntime")
