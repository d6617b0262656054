"""Figures and a picture of the memory that workers had after each document."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from PIL import Image, ImageDraw

_MEBIBYTE = 2**20
_EARLY = 200
_WINDOW = 50
_WARM = 20  # documents of a process until it has loaded what it needs
_WIDTH, _HEIGHT, _LEFT, _TOP = 900, 360, 60, 30
_COLOURS = ((47, 109, 181), (196, 98, 45), (70, 140, 80), (130, 90, 160))

Sample = dict[str, Any]


def read_notes(path: Path) -> list[Sample]:
    """The lines that `noted_batch` wrote, of processes that lived on."""
    with path.open(encoding="utf-8") as lines:
        return [sample for sample in map(json.loads, lines) if sample["pid"] and sample["own"]]


def figures(samples: Sequence[Sample]) -> dict[str, Any]:
    """Of each worker: MiB about document 200 and at the end, how they differ, and the rise of each
    process that lived long enough."""
    last = max((sample["document"] for sample in samples), default=0)
    return {
        f"worker {worker}": _of_worker([s for s in samples if s["worker"] == worker], last)
        for worker in sorted({sample["worker"] for sample in samples})
    }


def draw(samples: Sequence[Sample], path: Path) -> None:
    """Unshared memory of each worker's process over the documents of the run."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    most_documents = max(sample["document"] for sample in samples)
    most = max(_mebibytes(sample, "rss") for sample in samples) * 1.1
    across = (_WIDTH - _LEFT - 20) / most_documents
    up = (_HEIGHT - _TOP - 40) / most
    floor = _HEIGHT - 40
    for level in range(0, int(most), 200):
        height = floor - level * up
        pen.line((_LEFT, height, _WIDTH - 20, height), fill=(225, 230, 236))
        pen.text((8, height - 6), f"{level} MiB", fill=(60, 70, 80))
    for number in range(0, most_documents + 1, max(1, most_documents // 10)):
        pen.text((_LEFT + number * across - 8, floor + 6), str(number), fill=(60, 70, 80))
    pen.text((_LEFT, 8), "RSS of each worker's process after each document", fill=(60, 70, 80))
    for sample in samples:
        x = _LEFT + sample["document"] * across
        y = floor - _mebibytes(sample, "rss") * up
        colour = _COLOURS[sample["worker"] % len(_COLOURS)]
        pen.ellipse((x - 1.2, y - 1.2, x + 1.2, y + 1.2), fill=colour)
    picture.quantize(32).save(path, optimize=True)


def _of_worker(samples: list[Sample], last: int) -> dict[str, Any]:
    early = [s for s in samples if abs(s["document"] - _EARLY) <= _WINDOW]
    late = [s for s in samples if s["document"] > last - 2 * _WINDOW]
    told: dict[str, Any] = {"processes": len({s["pid"] for s in samples})}
    for name in ("rss", "uss"):
        at = [round(median(_mebibytes(s, name) for s in part), 1) if part else None
              for part in (early, late)]  # fmt: skip
        told[f"{name}_mib_at_200"], told[f"{name}_mib_at_end"] = at
        if at[0] and at[1]:
            told[f"{name}_change"] = round(at[1] / at[0] - 1, 4)
    told["peak_rss_mib"] = round(max(_mebibytes(s, "rss") for s in samples), 1)
    told["peak_rss_mib_with_decoder"] = round(
        max(_mebibytes(s, "rss") + s["below"].get("rss", 0) / _MEBIBYTE for s in samples), 1
    )
    told["lives"] = [_life(samples, pid) for pid in dict.fromkeys(s["pid"] for s in samples)]
    return told


def _life(samples: list[Sample], pid: int) -> dict[str, Any]:
    """Of one process: documents, MiB once it is warm and at its end, MiB a hundred documents."""
    own = [s for s in samples if s["pid"] == pid]
    told: dict[str, Any] = {"documents": own[-1]["of_life"]}
    warm = own[_WARM:]
    if len(warm) >= 2 * _WARM:
        rise = linear_regression(
            [s["of_life"] for s in warm], [_mebibytes(s, "rss") for s in warm]
        ).slope
        told |= {
            "rss_mib_warm": round(median(_mebibytes(s, "rss") for s in warm[:_WARM]), 1),
            "rss_mib_end": round(median(_mebibytes(s, "rss") for s in warm[-_WARM:]), 1),
            "rise_mib_a_hundred": round(100 * rise, 2),
        }
    return told


def _mebibytes(sample: Sample, name: str) -> float:
    return float(sample["own"].get(name, 0)) / _MEBIBYTE
