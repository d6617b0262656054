"""How a sheet lies before the scanner or camera, drawn from its ranges."""

import cv2
import numpy as np

from training.synthesis.degradations.ranges import Shape
from training.synthesis.degradations.warp import Bend, Matrix, Warp
from training.synthesis.truth import Direction

_KNOTS = 65


def drawn_warp(size: tuple[int, int], shape: Shape, rng: np.random.Generator) -> Warp:
    """A warp for a sheet of `size` (height, width): curl, skew, moved corners, margin."""
    height, width = size
    bends = []
    if rng.random() < shape.curl_chance:
        bends.append(_curl(Direction.ACROSS, size, shape, rng))
        if rng.random() < 0.3:
            bends.append(_curl(Direction.DOWN, size, shape, rng))
    margins = rng.uniform(*shape.margin, 4)  # left, top, right, bottom
    left, top = margins[0] * width, margins[1] * height
    canvas = (
        round(height * (1 + margins[1] + margins[3])),
        round(width * (1 + margins[0] + margins[2])),
    )
    turn = _turn(size, float(rng.uniform(-shape.skew_degrees, shape.skew_degrees)))
    moved = _moved_corners(size, shape.corner_shift, rng)
    place = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    return Warp(tuple(bends), place @ moved @ turn, canvas)


def _turn(size: tuple[int, int], degrees: float) -> Matrix:
    middle = ((size[1] - 1) / 2, (size[0] - 1) / 2)
    return np.vstack([cv2.getRotationMatrix2D(middle, degrees, 1.0), [0.0, 0.0, 1.0]])


def _moved_corners(size: tuple[int, int], most: float, rng: np.random.Generator) -> Matrix:
    height, width = size
    corners = np.array(
        [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32
    )
    shift = rng.uniform(-most, most, (4, 2)) * [width, height]
    matrix: Matrix = cv2.getPerspectiveTransform(corners, (corners + shift).astype(np.float32))
    return matrix


def _curl(
    direction: Direction, size: tuple[int, int], shape: Shape, rng: np.random.Generator
) -> Bend:
    """One soft wave over the sheet, stronger at one end."""
    height, width = size
    length, reach = (width, height) if direction is Direction.ACROSS else (height, width)
    knots = np.linspace(-0.1, 1.1, _KNOTS)
    height_of_wave = rng.uniform(*shape.curl) * width * rng.choice([-1.0, 1.0])
    waves, phase = rng.uniform(0.4, 1.3), rng.uniform(0, 2 * np.pi)
    wave = np.cos(2 * np.pi * waves * knots + phase) * height_of_wave
    return Bend(direction, knots * length, wave, float(rng.uniform(-0.8, 0.8)), float(reach))
