"""A drawn page with a table of known boxes, and a workspace in which people corrected it."""

import itertools
from pathlib import Path

import cv2
import numpy as np

from annotations.corrections import Correction, Reading, Source, Spot, Submission, Verdict
from annotations.crops import Crop
from annotations.runs import Run, Sheet
from annotations.workspace import Workspace
from extractor.geometry import BBox

DPI = 144.0
ROWS, COLUMNS = (40.0, 60.0, 80.0, 100.0), (30.0, 90.0, 200.0)
"""Boundaries in points."""
SIZE = (240, 140)
"""Width and height in points."""


def boxes() -> list[BBox]:
    """All cells, row by row."""
    return [
        BBox(x0, top, x1, bottom)
        for top, bottom in itertools.pairwise(ROWS)
        for x0, x1 in itertools.pairwise(COLUMNS)
    ]


def page(rules: bool = True):
    """(H, W, 3): a table with print in every cell, with or without rules."""
    pixels = np.full((SIZE[1] * 2, SIZE[0] * 2, 3), 255, np.uint8)
    for box in boxes():
        left, top = round(box.x0 * 2) + 16, round(box.top * 2) + 12
        for stroke in range(left, left + 40, 6):
            cv2.line(pixels, (stroke, top), (stroke, top + 15), (0, 0, 0), 2)
    if rules:
        for at in ROWS:
            cv2.line(pixels, (60, round(at * 2)), (400, round(at * 2)), (0, 0, 0), 2)
        for at in COLUMNS:
            cv2.line(pixels, (round(at * 2), 80), (round(at * 2), 200), (0, 0, 0), 2)
    return pixels


def untouched(name: str, box: BBox, number: int = 1) -> Correction:
    reading = read(box, number)
    return Correction(name, (), Verdict.UNTOUCHED, reading, reading)


def added(name: str, box: BBox, number: int = 1) -> Correction:
    return Correction(name, (), Verdict.ADDED, None, read(box, number))


def removed(name: str, box: BBox) -> Correction:
    return Correction(name, (), Verdict.REMOVED, read(box), None)


def read(box: BBox, number: int = 1) -> Reading:
    return Reading("unassigned", spot=Spot(number, (box.x0, box.top, box.x1, box.bottom)))


def submit(home: Path, corrections, name: str = "a", origin=(0.0, 0.0), **rest) -> Workspace:
    """A workspace with one more document: its picture, its run, what somebody said."""
    workspace = Workspace(home)
    ok, data = cv2.imencode(".png", page())
    assert ok
    workspace.keep_page(f"r{name}/1.png", data.tobytes())
    x0, top = origin
    crop = Crop(
        1, (x0, top, x0 + SIZE[0], top + SIZE[1]), SIZE[0] * 2, SIZE[1] * 2, f"r{name}/1.png"
    )
    workspace.runs.put(
        Run(f"r{name}", name * 64, (("version", "0"),), {}, (Sheet(0, (crop,), (), 0.5),))
    )
    told = {"source": Source.LABEL_STUDIO, "made_at": "2026-01-01T00:00:00Z", "author": "1"} | rest
    workspace.corrections.add(
        [
            Submission(
                document=name * 64,
                form=0,
                run=f"r{name}",
                engine=(("version", "0"),),
                reference=f"{name}{told['made_at']}",
                corrections=tuple(corrections),
                **told,
            )
        ]
    )
    return workspace
