"""Nothing printed is lost and nothing is invented, whatever a tagger says."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.form.tagged.forms import FormReader, read_forms_by
from extractor.grid import Layout
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import FormToken
from tests.form.drawing import draw_sheet
from tests.form.test_accounting import ROWS, check_accounts, draw


class RandomTagger:
    """Says anything, surely."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        count = len(tokens)
        widths = (len(ROLES), len(PANELS), len(KEYS), count + 1, count + 1)
        shares = [self._rng.dirichlet(np.full(width, 0.05), count) for width in widths]
        classes = [share.astype(np.float32) for share in shares[:3]]
        links = [np.log(share + 1e-9).astype(np.float32) for share in shares[3:]]
        return FormTags(*classes, *links)


@given(
    ROWS,
    st.sampled_from([Layout.FLATTENED, Layout.EXACT, Layout.STREAM]),
    st.integers(0, 1000),
    st.sampled_from([FormReader.MODEL, FormReader.BOTH]),
)
@settings(max_examples=80, deadline=None)
def test_every_cell_is_accounted_for(rows, layout, seed, how):
    sheet = draw_sheet(draw(rows), layout)
    check_accounts(read_forms_by(how, sheet, RandomTagger(seed)), sheet)
