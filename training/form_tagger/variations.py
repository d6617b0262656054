"""Examples as they could have been read otherwise: places unknown, characters misread, cut."""

import numpy as np

from models.form_tagger.encode import EncodedForm, without_columns, without_spans
from training.form_tagger.batches import Example, cut

_WITHOUT_COLUMNS = 0.12
_WITHOUT_SPANS = 0.15
_SHIFTED = 0.3
_MISREAD_FORMS = 0.5
_MISREAD = 0.04
_UNHEARD = 0.05
_CUT = 0.15
_FREQUENT = (0x4E00, 0x9FA5)


def varied(example: Example, rng: np.random.Generator, longest: int) -> Example:
    """The example as one more form: at most `longest` tokens of it."""
    count = len(example.form)
    if count > longest or (count > 40 and rng.random() < _CUT):
        length = min(longest, int(rng.integers(min(40, count), count + 1)))
        first = int(rng.integers(0, count - length + 1))
        example = cut(example, first, first + length)
    form = example.form
    if rng.random() < _WITHOUT_COLUMNS:
        form = without_columns(form)
    if rng.random() < _WITHOUT_SPANS:
        form = without_spans(form)
    if rng.random() < _SHIFTED:
        form = _shifted(form, rng)
    if rng.random() < _MISREAD_FORMS:
        form = _misread(form, rng)
    return Example(form, example.targets, example.family)


def _shifted(form: EncodedForm, rng: np.random.Generator) -> EncodedForm:
    """Another number of lines stands above it, and below it."""
    layout = form.layout.copy()
    layout[:, :2] += rng.integers(0, 6, 2)
    layout[:, 0] = np.minimum(layout[:, 0], 63)
    layout[:, 1] = np.minimum(layout[:, 1], 31)
    return EncodedForm(form.characters, form.texts, layout, form.places)


def _misread(form: EncodedForm, rng: np.random.Generator) -> EncodedForm:
    """Some characters are others, some texts are words never heard: their place has to do."""
    codes = form.characters.copy()
    wrong = rng.random(codes.shape) < _MISREAD
    wrong |= rng.random((len(codes), 1)) < _UNHEARD
    wrong &= codes > 0
    codes[wrong] = rng.integers(*_FREQUENT, size=int(wrong.sum()))
    return EncodedForm(codes, form.texts, form.layout, form.places)
