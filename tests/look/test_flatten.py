"""Maps of known tables on tilted, tapering and curled pages, made flat again."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractor.look.baselines import text_stretches
from extractor.look.bend import Traces, find_bend
from extractor.look.flatten import find_warp, map_to_page
from extractor.look.level import Stretches, level_matrix
from extractor.look.warp import Bend, Warp, fitted, rotation
from models.table_structure.decode import decode_lattices
from tests.models.drawn_maps import Flaws, Points, draw_maps, random_table

SIZE = (896, 1280)
NO_TEXT = text_stretches(np.zeros((SIZE[1], SIZE[0]), np.float32))


def moved_page(rng: np.random.Generator, turn: float, taper: float, curl: float):
    """A way for points of the maps: turned (degrees), corners moved (share), curled (pixels)."""
    width, height = SIZE[0] / 2, SIZE[1] / 2
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shifts = rng.uniform(-taper, taper, (4, 2)).astype(np.float32) * [width, height]
    tapered = cv2.getPerspectiveTransform(corners, (corners + shifts).astype(np.float32))
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-turn, turn), 0.9)
    matrix = np.vstack([turned, [0, 0, 1]]) @ tapered
    swing, start = rng.uniform(-curl, curl), rng.uniform(0, 3)

    def move(points: Points) -> Points:
        bent = np.array(points, float)
        bent[:, 1] += swing * np.sin(bent[:, 0] / width * np.pi + start) * (0.6 + bent[:, 1] / 1600)
        out = np.column_stack([bent, np.ones(len(bent))]) @ matrix.T
        return out[:, :2] / out[:, 2:]

    return move


def crookedness(table, move: Callable[[Points], Points], warp: Warp | None) -> float:
    """The farthest that a boundary runs out of true on the flat page, in pixels."""
    worst = 0.0
    for stretch, across in table.edges():
        points = map_to_page(move(stretch))
        points = points if warp is None else warp.forward(points)
        worst = max(worst, float(np.ptp(points[:, 1 if across else 0])))
    return worst


@pytest.mark.parametrize(
    ("turn", "taper", "curl", "allowed"),
    [(1.6, 0.0, 0.0, 2.0), (5.0, 0.0, 0.0, 2.5), (2.0, 0.035, 0.0, 3.0), (2.0, 0.035, 6.0, 3.5)],
)
def test_a_crooked_page_is_made_flat(turn: float, taper: float, curl: float, allowed: float):
    off, exact = [], 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        table = random_table(rng, (60, 80, 390, 560))
        move = moved_page(rng, turn, taper, curl)
        maps = draw_maps([table], move=move, flaws=Flaws(noise=0.3, specks=10), seed=seed)
        warp = find_warp(maps.across, maps.down, NO_TEXT, SIZE)
        off.append(crookedness(table, move, warp))
        flat = [maps.across, maps.down]
        flat = flat if warp is None else warp.flatten_maps(flat, 0.5)
        found = decode_lattices(*flat)
        shape = (len(table.rows), len(table.columns))
        exact += [(len(x.rows), len(x.columns)) for x in found] == [shape]
    assert np.median(off) < allowed / 2
    assert max(off) < allowed
    assert exact >= 11


def test_a_flat_page_is_left_alone() -> None:
    table = random_table(np.random.default_rng(5))
    maps = draw_maps([table], flaws=Flaws(noise=0.2, specks=10))
    assert find_warp(maps.across, maps.down, NO_TEXT, SIZE) is None
    blank = np.zeros((640, 448), np.float32)
    assert find_warp(blank, blank, NO_TEXT, SIZE) is None


def test_a_page_without_boundaries_is_levelled_by_its_text() -> None:
    blank = np.zeros((640, 448), np.float32)
    lines = np.array(
        [[[100, y], [500, y + 14], [500, y + 34], [100, y + 20]] for y in range(100, 900, 50)],
        np.float32,
    )
    text = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for line in lines:
        cv2.fillPoly(text, [line.astype(np.int32)], 1)
    warp = find_warp(blank, blank, text_stretches(text.astype(np.float32)), SIZE)
    assert warp is not None
    assert warp.angle == pytest.approx(np.degrees(np.arctan2(14, 400)), abs=0.1)
    flat = warp.forward(lines.reshape(-1, 2)).reshape(-1, 4, 2)
    assert np.abs(flat[:, 0, 1] - flat[:, 1, 1]).max() < 0.5


def test_level_matrix_undoes_a_known_projection() -> None:
    scanned = np.array([[1.02, 0.03, 5], [-0.04, 0.97, 9], [4e-5, -3e-5, 1]])
    start = np.array([[100.0, y] for y in range(100, 1200, 100)])
    end = start + np.array((600, 0))
    columns = np.array([[x, 100.0] for x in range(100, 800, 100)])

    def seen(points: np.ndarray) -> np.ndarray:
        out = np.column_stack([points, np.ones(len(points))]) @ scanned.T
        return out[:, :2] / out[:, 2:]

    across = Stretches(seen(start), seen(end), np.ones(len(start)))
    down = Stretches(seen(columns), seen(columns + np.array((0, 1000))), np.ones(len(columns)))
    warp = Warp(level_matrix(across, down, SIZE), SIZE)
    assert np.ptp([warp.forward(seen(p)) for p in (start, end)], axis=0)[:, 1].max() < 0.3
    ends = [warp.forward(seen(p)) for p in (columns, columns + np.array((0, 1000)))]
    assert np.ptp(ends, axis=0)[:, 0].max() < 0.3


def test_points_and_pixels_take_the_same_way_and_back() -> None:
    bend = Bend(
        1,
        np.array([[2, 0], [1, 1]]),
        np.array([9.0, -4.0]),
        np.array([448.0, 640.0]),
        np.array([448.0, 640.0]),
    )
    warp = Warp(fitted(rotation(2.0, *SIZE).matrix, *SIZE).matrix, (960.0, 1320.0), (bend,))
    spots = np.array([[200.5, 300.5], [700.5, 400.5], [300.5, 1100.5]])
    assert np.abs(warp.backward(warp.forward(spots)) - spots).max() < 0.05
    pixels = np.full((SIZE[1] * 2, SIZE[0] * 2, 3), 255, np.uint8)
    for x, y in spots:
        cv2.circle(pixels, (int(2 * x), int(2 * y)), 5, (0, 0, 0), -1)
    for flat in (warp.flatten(pixels, 2.0), Warp(warp.matrix, warp.size).flatten(pixels, 2.0)):
        assert flat.shape == (2640, 1920, 3)
    found = cv2.connectedComponentsWithStats(
        (warp.flatten(pixels, 2.0)[:, :, 0] < 128).astype(np.uint8)
    )[3][1:]
    wanted = warp.forward(spots) * 2
    assert np.abs(np.sort(found + 0.5, axis=0) - np.sort(wanted, axis=0)).max() < 1.0


def test_the_whole_sheet_stays_on_the_flat_page() -> None:
    warp = rotation(4.0, *SIZE)
    corners = np.array([[0, 0], [SIZE[0], 0], [SIZE[0], SIZE[1]], [0, SIZE[1]]], float)
    moved = warp.forward(corners)
    assert moved.min() > -1e-6
    assert (moved <= np.array(warp.size) + 1e-6).all()
    white = warp.flatten(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), 1.0)
    assert white[0, 0].tolist() == [255, 255, 255]


def test_boundaries_bent_without_system_give_no_bend() -> None:
    rng = np.random.default_rng(1)
    xs = np.arange(100, 700, 4.0)
    lines = np.repeat(np.arange(8), len(xs))
    ys = np.concatenate([100 + 60 * i + rng.normal(0, 1, len(xs)) for i in range(8)])
    traces = Traces(np.stack([np.tile(xs, 8), ys], 1), lines)
    assert find_bend(traces, 1) is None
    curled = Traces(traces.points + np.stack([0 * ys, 6 * np.sin(np.tile(xs, 8) / 200)], 1), lines)
    bend = find_bend(curled, 1)
    assert bend is not None
    straight = curled.points[:, 1] + bend.shift(curled.points)
    assert max(float(np.std(straight[lines == i])) for i in range(8)) < 1.5
