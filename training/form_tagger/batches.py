"""Tagged forms → examples with targets → padded batches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.form_tagger.encode import EncodedForm, Whole, character_planes, encode_form
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES
from training.form_tagger.tagged import TaggedForm

IGNORED = -100
NO_LINK = -1
_KEYS = {key: number for number, key in enumerate(KEYS)}


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A form as numbers. `targets` (N, 5): role, panel, key, then the tokens that it belongs to
    and continues, NO_LINK without one; IGNORED does not count."""

    form: EncodedForm
    targets: Whole
    family: str


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Inputs of the network, see FormNetwork; `targets` (B, N, 5) as of Example, IGNORED where
    padded."""

    characters: Tensor
    texts: Tensor
    layout: Tensor
    places: Tensor
    mask: Tensor
    targets: Tensor

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The arguments of the network."""
        return self.characters, self.texts, self.layout, self.places, self.mask


def example_of(form: TaggedForm) -> Example:
    """The numbers of a form and of its truth.

    Raises:
        KeyError: a key is none of KEYS.
    """
    targets = [
        (
            ROLES.index(truth.role),
            PANELS.index(truth.panel),
            _KEYS[truth.key],
            NO_LINK if truth.parent is None else truth.parent,
            NO_LINK if truth.continues is None else truth.continues,
        )
        for truth in form.truths
    ]
    return Example(encode_form(form.tokens), np.array(targets, np.int64), form.family)


def cut(example: Example, first: int, end: int) -> Example:
    """The tokens from `first` up to `end`. Links to tokens outside do not count."""
    targets = example.targets[first:end].copy()
    links = targets[:, 3:]
    outside = (links >= 0) & ((links < first) | (links >= end))
    links[links >= 0] -= first
    links[outside] = IGNORED
    return Example(example.form.part(first, end), targets, example.family)


def batch_of(examples: Sequence[Example]) -> Batch:
    """Examples padded to the longest of them."""
    longest = max(len(example.form) for example in examples)
    count = len(examples)
    texts = np.zeros((count, longest), np.int64)
    layout = np.zeros((count, longest, examples[0].form.layout.shape[1]), np.int64)
    places = np.zeros((count, longest, 4), np.int64)
    mask = np.zeros((count, longest), np.float32)
    targets = np.full((count, longest, 5), IGNORED, np.int64)
    before = 0
    for number, example in enumerate(examples):
        form, length = example.form, len(example.form)
        texts[number, :length] = form.texts + before
        before += len(form.characters)
        layout[number, :length] = form.layout
        places[number, :length] = form.places
        mask[number, :length] = 1
        targets[number, :length] = example.targets
    links = targets[:, :, 3:]
    links[links == NO_LINK] = longest
    characters, texts = _distinct([example.form.characters for example in examples], texts)
    arrays = (character_planes(characters), texts, layout, places, mask, targets)
    return Batch(*(torch.from_numpy(array) for array in arrays))


def _distinct(characters: list[Whole], texts: Whole) -> tuple[Whole, Whole]:
    """Texts that several forms print are read once."""
    together: NDArray[np.int64] = np.concatenate(characters)
    kept, numbers = np.unique(together, axis=0, return_inverse=True)
    return kept, numbers.astype(np.int64).reshape(-1)[texts]
