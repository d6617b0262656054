from dataclasses import replace

import numpy as np

from tests.training.table_structure.drawn_page import ruled_page
from training.table_structure.targets import page_targets


def test_a_drawn_boundary_is_a_ridge_two_pixels_wide_on_its_ink() -> None:
    across, down, table, seal = page_targets(ruled_page())

    # page row 160 lies between map rows 79 and 80
    assert across[79:81, 40:120].min() > 0.4
    assert across[85:135, 40:120].max() == 0
    assert down[40:120, 79:81].min() > 0.4
    assert down[:18].max() == 0
    assert table[30:130, 30:130].min() == 1
    assert table[:15].max() == 0
    assert seal.max() == 0


def test_an_undrawn_boundary_fills_the_space_between_the_texts_beside_it() -> None:
    _, down, _, _ = page_targets(ruled_page(drawn_down=False))

    # texts end at 140 and begin again at 180; the band is cut 12 pixels of the page from 160
    row = down[100]
    assert row[75:85].min() > 0.9
    assert row[72] == 0
    assert row[88] == 0


def test_a_band_never_lies_on_print() -> None:
    page = ruled_page(drawn_down=False)
    table = page.tables[0]
    wide = tuple(
        replace(
            cell,
            lines=tuple(
                replace(line, polygon=line.polygon + np.array([14, 0], np.float32))
                for line in cell.lines
            ),
        )
        if cell.column == 0
        else cell
        for cell in table.cells
    )
    _, down, _, _ = page_targets(replace(page, tables=(replace(table, cells=wide),)))

    assert down[100, 75] < 0.1  # page column 151: under the text, which now ends at 154
    assert down[100, 80] > 0.9


def test_the_seal_is_its_own_map() -> None:
    page = ruled_page()
    ink = np.zeros((320, 320), np.bool_)
    ink[100:140, 200:240] = True

    seal = page_targets(replace(page, seal=ink))[3]

    assert seal[52:68, 102:118].min() == 1
    assert seal.sum() == 400
