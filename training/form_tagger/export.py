"""The trained network → an ONNX file."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from models.form_tagger.config import INPUTS, OUTPUTS
from models.form_tagger.encode import character_planes, encode_form
from models.form_tagger.tokens import FormToken
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import TaggerTraining
from training.tracing import Signature, traced


class _Tags(nn.Module):
    """One form without padding → probabilities, and logarithms of those of links."""

    def __init__(self, network: FormNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, characters: Tensor, texts: Tensor, layout: Tensor, places: Tensor
    ) -> tuple[Tensor, ...]:
        mask = torch.ones_like(texts, dtype=torch.float32)
        scores = self.network(characters, texts, layout, places, mask)
        classes = (logits.softmax(dim=-1) for logits in scores[:3])
        return (*classes, *(logits.log_softmax(dim=-1) for logits in scores[3:]))


def write_network(network: FormNetwork, path: Path) -> None:
    """Write the file; the numbers of tokens and texts stay free."""
    tokens = [FormToken(f"{number}", number // 3, number % 3) for number in range(7)]
    form = encode_form([*tokens, tokens[0]])
    arrays = (
        character_planes(form.characters),
        form.texts[None],
        form.layout[None],
        form.places[None],
    )
    free = {"characters": {0: "texts"}} | {name: {1: "tokens"} for name in INPUTS[1:]}
    free |= {name: {1: "tokens"} for name in OUTPUTS[:3]}
    free |= {name: {1: "tokens", 2: "links"} for name in OUTPUTS[3:]}
    examples = [torch.from_numpy(array) for array in arrays]
    model = traced(_Tags(network), examples, Signature(INPUTS, OUTPUTS, free))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())


def write_settings(run: TaggerTraining, network: FormNetwork, path: Path) -> None:
    """Write, beside the network's file at `path`, what it was trained with and its digest."""
    told = {
        "settings": asdict(run),
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
