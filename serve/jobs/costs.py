"""What it cost to read a document: measured by the process that read it, never a part of the
record, which is the same whoever reads it and how fast."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractor.ingest.sniff import MediaType
from extractor.stopwatch import Stopwatch, processor_below

COSTS_FILE = "costs.json"
_MOST, _MOST_PAGES = 2**62, 2**31 - 1
_STATUS = Path("/proc/self/status")
_FORGET_PEAK = (Path("/proc/self/clear_refs"), "5")


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds by step, see `extractor.stopwatch.Step`; `processor` seconds of all processors, of
    decoders below the process too; `peak` resident bytes of the process itself; `recognised`
    pages had no text layer; `result` is the length of the record as JSON, in bytes. `loads` tells
    that models were loaded for it: of such documents a process has few, and they are no measure of
    the others. `process` is the number of the process on its machine."""

    steps: Mapping[str, float]
    processor: float
    peak: int
    recognised: int
    result: int
    loads: bool
    process: int = 0


def costs_to_dict(costs: Costs) -> dict[str, Any]:
    """For a file. The inverse of `dict_to_costs`."""
    return asdict(costs)


def dict_to_costs(value: Mapping[str, Any]) -> Costs:
    """Raises TypeError, ValueError for anything else."""
    costs = Costs(**value)
    told = (costs.processor, costs.peak, costs.recognised, costs.result, costs.process)
    is_told = all(0 <= number < _MOST for number in (*told, *dict(costs.steps).values()))
    if not is_told or costs.recognised > _MOST_PAGES:
        raise ValueError("not costs")  # nor would they fit the table
    steps = {str(step): float(seconds) for step, seconds in dict(costs.steps).items()}
    numbers = (int(costs.peak), int(costs.recognised), int(costs.result))
    loads, process = bool(costs.loads), int(costs.process)
    return Costs(steps, float(costs.processor), *numbers, loads, process)


class Meter:
    """Measures the documents of this process, one after the other."""

    def __init__(self) -> None:
        self._loaded: set[str] = set()
        self._below = 0.0

    def begin(self) -> Stopwatch:
        """A document begins."""
        if sys.platform == "linux":
            file, order = _FORGET_PEAK
            with suppress(OSError):  # some containers forbid it: then it is the peak so far
                file.write_text(order, encoding="ascii")
        self._below = processor_below()
        return Stopwatch()

    def end(self, watch: Stopwatch, media_type: str, result: int) -> Costs:
        """It was read; its record has so many bytes. The first document that needs something pays
        for it: libraries, the process that decodes, the networks that look and recognise."""
        needed = {"libraries"}
        if media_type != MediaType.TEXT:
            needed.add("decoder")
        if watch.recognised:
            needed.add("networks")
        loads = not needed <= self._loaded
        self._loaded |= needed
        below = max(0.0, processor_below() - self._below)
        return Costs(
            steps={step.value: round(lap.seconds, 6) for step, lap in watch.laps.items()},
            processor=round(sum(lap.processor for lap in watch.laps.values()) + below, 6),
            peak=_peak_bytes(),
            recognised=watch.recognised,
            result=result,
            loads=loads,
            process=os.getpid(),
        )


def _peak_bytes() -> int:
    """0 where the kernel does not tell."""
    try:
        status = _STATUS.read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        return 0
