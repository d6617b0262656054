from pathlib import Path

import numpy as np
import pytest
import torch

from models.network_file import NetworkFile
from models.ocr import WeightsNotFoundError
from models.table_structure import PageNetwork, encode_page, merged_graph
from tests.training.table_structure.drawn_page import ruled_page
from training.table_structure.export import head_to_onnx
from training.table_structure.features import DetectorFeatures
from training.table_structure.network import SmallUNet, StructureHead


def small_head() -> StructureHead:
    torch.manual_seed(3)
    return StructureHead(channels=8, fine=4, reach=5, depth=1).eval()


def test_the_merged_network_gives_what_torch_gives_on_the_same_features(tmp_path: Path) -> None:
    head, page = small_head(), ruled_page()
    path = tmp_path / "head.onnx"
    path.write_bytes(head_to_onnx(head))

    maps = PageNetwork(1, NetworkFile(path)).run(page.pixels)

    neck, stem = DetectorFeatures(1).of(encode_page(page.pixels))
    with torch.no_grad():
        wanted = torch.sigmoid(head(torch.from_numpy(neck), torch.from_numpy(stem)))[0].numpy()
    for found, expected in zip(
        (maps.across, maps.down, maps.table, maps.seal), wanted, strict=True
    ):
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_maps_have_the_size_of_a_page_whatever_its_sides(tmp_path: Path) -> None:
    path = tmp_path / "head.onnx"
    path.write_bytes(head_to_onnx(small_head()))
    network = PageNetwork(1, NetworkFile(path))

    maps = network.run(np.full((333, 205, 3), 255, np.uint8))

    assert maps.text.shape == (333, 205)
    assert {m.shape for m in (maps.across, maps.down, maps.table, maps.seal)} == {(167, 103)}


def test_other_weights_than_the_tested_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "head.onnx"
    path.write_bytes(head_to_onnx(small_head()))

    with pytest.raises(WeightsNotFoundError, match="sha256"):
        merged_graph(NetworkFile(path, "0" * 64))
    with pytest.raises(WeightsNotFoundError, match="missing"):
        merged_graph(NetworkFile(tmp_path / "none.onnx"))


def test_both_networks_give_four_maps_at_half_of_the_resolution() -> None:
    assert StructureHead()(torch.zeros(1, 96, 16, 24), torch.zeros(1, 48, 32, 48)).shape == (
        1,
        4,
        32,
        48,
    )
    assert SmallUNet()(torch.zeros(1, 3, 64, 96)).shape == (1, 4, 32, 48)
