"""ONNX Runtime, loaded without its telemetry."""

import importlib
import os
from functools import cache
from types import ModuleType
from typing import Any


def load_onnxruntime() -> ModuleType:
    """The module `onnxruntime`. Every import of it that may come first has to go through here.

    Official builds from 1.31 send usage events over HTTPS and keep a device id in the home folder,
    unless this variable is set before the module is loaded.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return importlib.import_module("onnxruntime")


def open_session(model: str | bytes, threads: int) -> Any:  # noqa: ANN401
    """An InferenceSession on the processor for inputs whose shape changes from call to call.

    Args:
        model: path of an ONNX file, or its bytes.
        threads: processor threads of one call.
    """
    ort = load_onnxruntime()
    _share_memory()
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.use_env_allocators", "1")
    # Plans kept per shape only grow.
    options.enable_mem_pattern = False
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def _share_memory() -> None:
    """All networks of a process work in one arena, which grows by what is asked for and not by
    doubling: one of its own for each keeps the most that each has ever needed."""
    ort = load_onnxruntime()
    place = ort.OrtMemoryInfo(
        "Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT
    )
    no_limit, as_requested, default = 0, 1, -1
    ort.create_and_register_allocator(
        place, ort.OrtArenaCfg(no_limit, as_requested, default, default)
    )


def memory_given_back() -> Any:  # noqa: ANN401
    """RunOptions of a call after which the arena keeps nothing that is free."""
    options = load_onnxruntime().RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def session_errors() -> tuple[type[Exception], ...]:
    """What opening or running a session raises for a file that is no network, or another one; they
    share no class of their own."""
    state = load_onnxruntime().capi.onnxruntime_pybind11_state
    return (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NoSuchFile,
        state.NotImplemented,
        state.RuntimeException,
        ValueError,  # inputs of other names
        IndexError,
    )
