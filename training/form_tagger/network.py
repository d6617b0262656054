"""The network: texts by convolution, a transformer over tokens that sees rows and columns."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertEncoder

from models.form_tagger.config import CHARACTER_CLASSES, CHARACTERS, HASHES
from models.form_tagger.encode import LAYOUT_SIZES
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES
from training.form_tagger.settings import NetworkSize, Reads

_ROWS, _COLUMNS, _ORDER = 15, 8, 24
_FAR = -1e4
_SHORT = 9
POINTERS = 2


class TokenScores(NamedTuple):
    """Logits of B forms of N tokens: (B, N, ROLES), (B, N, PANELS), (B, N, KEYS), and twice
    (B, N, N + 1), whose last column is none."""

    roles: Tensor
    panels: Tensor
    keys: Tensor
    parent: Tensor
    continues: Tensor


class FormNetwork(nn.Module):
    """Tokens of forms → scores of what they are and of what belongs together."""

    def __init__(self, size: NetworkSize | None = None) -> None:
        super().__init__()
        size = size or NetworkSize()
        self._reads = size.reads
        self.reader = TextReader(size)
        self.layout = LayoutReader(size.hidden)
        self.relations = Relations(size.heads + POINTERS, size.reads)
        self.norm = nn.LayerNorm(size.hidden)
        self.dropout = nn.Dropout(size.dropout)
        self.encoder = BertEncoder(_encoder_config(size))  # type: ignore[no-untyped-call]
        self.classes = nn.ModuleList(
            _ClassHead(size.hidden, len(kinds)) for kinds in (ROLES, PANELS, KEYS)
        )
        self.pointers = nn.ModuleList(_Pointer(size.hidden, size.pointer) for _ in range(POINTERS))

    def forward(
        self, characters: Tensor, texts: Tensor, layout: Tensor, places: Tensor, mask: Tensor
    ) -> TokenScores:
        """Scores.

        Args:
            characters: (U, CHARACTERS, 3) of the different texts, see character_planes.
            texts: (B, N) which of them a token prints.
            layout: (B, N, 10).
            places: (B, N, 4).
            mask: (B, N), 1 for tokens, 0 for padding.
        """
        hidden = torch.zeros(1)
        if self._reads is not Reads.LAYOUT:
            hidden = hidden + self.reader(characters)[texts]
        if self._reads is not Reads.TEXT:
            hidden = hidden + self.layout(layout)
        hidden = self.dropout(self.norm(hidden))
        relations = self.relations(places)
        absent = (1 - mask[:, None, None, :]) * _FAR
        biases = relations[:, :-POINTERS] + absent
        hidden = self.encoder(hidden, attention_mask=biases)[0]
        roles, panels, keys = (head(hidden) for head in self.classes)
        near = relations[:, -POINTERS:] + absent
        parent, continues = (
            pointer(hidden, near[:, number]) for number, pointer in enumerate(self.pointers)
        )
        return TokenScores(roles, panels, keys, parent, continues)


def _encoder_config(size: NetworkSize) -> BertConfig:
    return BertConfig(
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.inner,
        hidden_act="relu",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # type: ignore[call-arg]
    )


class TextReader(nn.Module):
    """Characters of each text → one vector."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        sizes = (*(hashes + 1 for hashes in HASHES), CHARACTER_CLASSES)
        self.characters = _SummedEmbedding(sizes, size.character)
        self.position = nn.Parameter(torch.zeros(CHARACTERS, size.character))
        self.filters = nn.Conv1d(size.character, size.filters, 3, padding=1)
        self.out = nn.Linear(2 * size.filters, size.hidden)

    def forward(self, characters: Tensor) -> Tensor:
        """(U, CHARACTERS, 3) → (U, hidden)."""
        if torch.onnx.is_in_onnx_export():
            return self._read(characters)
        # Most texts are short: the empty ends of these are not looked at.
        long = (characters[:, _SHORT, 2] > 0).nonzero()[:, 0]
        short = (characters[:, _SHORT, 2] == 0).nonzero()[:, 0]
        parts = (self._read(characters[short, :_SHORT]), self._read(characters[long]))
        vectors: Tensor = torch.cat(parts)[torch.cat([short, long]).argsort()]
        return vectors

    def _read(self, characters: Tensor) -> Tensor:
        printed = (characters[:, :, 2] > 0).float()[:, None]
        position = self.position[: characters.shape[1]]
        read = (self.characters(characters) + position).transpose(1, 2) * printed
        found = nn.functional.relu(self.filters(read))
        peak = (found + (1 - printed) * _FAR).amax(dim=2).clamp(min=0.0)
        mean = (found * printed).sum(dim=2) / printed.sum(dim=2).clamp(min=1)
        vectors: Tensor = self.out(torch.cat([peak, mean], dim=1))
        return vectors


class LayoutReader(nn.Module):
    """Where a token stands → one vector."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.values = _SummedEmbedding(LAYOUT_SIZES, hidden)

    def forward(self, layout: Tensor) -> Tensor:
        """(B, N, 10) → (B, N, hidden)."""
        vectors: Tensor = self.values(layout)
        return vectors


class Relations(nn.Module):
    """How two tokens stand to each other → what attention and pointers add to their scores.

    Args:
        channels: of the result.
        reads: of texts alone only their order is known.
    """

    def __init__(self, channels: int, reads: Reads) -> None:
        super().__init__()
        self._reads = reads
        self.order = _table(2 * _ORDER + 1, channels)
        self.rows = _table(2 * _ROWS + 1, channels)
        self.columns = _table(2 * _COLUMNS + 2, channels)
        self.overlap = _table(4, channels)

    def forward(self, places: Tensor) -> Tensor:
        """(B, N, 4) → (B, channels, N, N)."""
        order = torch.arange(places.shape[1], device=places.device)
        steps = (order[None, :] - order[:, None]).clamp(-_ORDER, _ORDER) + _ORDER
        biases = _looked_up(self.order, steps)[None]
        if self._reads is not Reads.TEXT:
            first, last, left, right = places.unbind(dim=2)
            rows = _steps(first, _ROWS)
            unknown = (left < 0)[:, :, None] | (left < 0)[:, None, :]
            columns = _steps(left, _COLUMNS).masked_fill(unknown, 2 * _COLUMNS + 1)
            beside = _overlap(first, last)
            below = _overlap(left, right) & ~unknown
            overlap = 2 * beside.long() + below.long()
            biases = biases + _looked_up(self.rows, rows)
            biases = biases + _looked_up(self.columns, columns)
            biases = biases + _looked_up(self.overlap, overlap)
        return biases.expand(places.shape[0], -1, -1, -1).permute(0, 3, 1, 2)


def _steps(values: Tensor, limit: int) -> Tensor:
    return (values[:, None, :] - values[:, :, None]).clamp(-limit, limit) + limit


def _overlap(first: Tensor, last: Tensor) -> Tensor:
    one: Tensor = first[:, :, None] <= last[:, None, :]
    return one & (first[:, None, :] <= last[:, :, None])


class _SummedEmbedding(nn.Module):
    """One table for several numbers, whose vectors are summed."""

    offsets: Tensor

    def __init__(self, sizes: tuple[int, ...], width: int) -> None:
        super().__init__()
        starts = [sum(sizes[:place]) for place in range(len(sizes))]
        self.register_buffer("offsets", torch.tensor(starts), persistent=False)
        self.table = nn.Embedding(sum(sizes), width)
        nn.init.normal_(self.table.weight, std=0.1)

    def forward(self, numbers: Tensor) -> Tensor:
        vectors: Tensor = self.table(numbers + self.offsets)
        return vectors.sum(dim=-2)


class _ClassHead(nn.Module):
    def __init__(self, hidden: int, classes: int) -> None:
        super().__init__()
        self.inner = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, classes)

    def forward(self, hidden: Tensor) -> Tensor:
        logits: Tensor = self.out(nn.functional.relu(self.inner(hidden)))
        return logits


class _Pointer(nn.Module):
    """Scores of the links between all tokens, by a product of what both ends offer."""

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.source = nn.Linear(hidden, width)
        self.target = nn.Linear(hidden, width)
        self.none = nn.Linear(hidden, 1)
        self._scale = width**-0.5

    def forward(self, hidden: Tensor, near: Tensor) -> Tensor:
        links = self.source(hidden) @ self.target(hidden).transpose(1, 2) * self._scale
        return torch.cat([links + near, self.none(hidden)], dim=2)


def _looked_up(table: nn.Embedding, numbers: Tensor) -> Tensor:
    if torch.onnx.is_in_onnx_export():
        return nn.functional.embedding(numbers, table.weight)
    vectors: Tensor = _LookUp.apply(table.weight, numbers)  # type: ignore[no-untyped-call]
    return vectors


class _LookUp(torch.autograd.Function):
    """Rows of a small table for very many numbers: its gradient is counted, which takes a tenth of
    the time of adding row by row."""

    @staticmethod
    def forward(ctx: Any, weight: Tensor, numbers: Tensor) -> Tensor:  # noqa: ANN401
        ctx.save_for_backward(numbers)
        ctx.rows = weight.shape[0]
        return weight[numbers]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:  # noqa: ANN401
        (numbers,) = ctx.saved_tensors
        flat = numbers.flatten()
        by_channel = gradient.reshape(flat.shape[0], -1).unbind(dim=1)
        sums = [torch.bincount(flat, channel, ctx.rows) for channel in by_channel]
        return torch.stack(sums, dim=1).to(gradient.dtype), None


def _table(count: int, channels: int) -> nn.Embedding:
    table = nn.Embedding(count, channels)
    nn.init.zeros_(table.weight)
    return table
