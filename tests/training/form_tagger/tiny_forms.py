"""Small forms whose truth is plain: level 2, level 3 and value in every row."""

import numpy as np

from models.form_tagger.roles import Role, TaggedPanel
from models.form_tagger.tokens import FormToken
from training.form_tagger.tagged import TaggedForm, TokenTruth
from training.synthesis.records import FormRecord

_RECORD: FormRecord = {
    "form_type": "project_target",
    "title": "",
    "year": None,
    "fields": {},
    "funding": [],
    "tasks": [],
    "goals": [],
    "indicators": [],
}


def tiny_form(seed: int, rows: int = 5) -> TaggedForm:
    """A label with its value, then `rows` indicators below one level 2."""
    rng = np.random.default_rng(seed)
    tokens = [FormToken("项目名称", 0, 0, width=3), FormToken(f"修路{seed}", 0, 1, width=3)]
    truths = [
        TokenTruth(Role.FIELD_LABEL, key="project_name"),
        TokenTruth(Role.FIELD_VALUE, key="project_name", parent=0),
    ]
    tokens.append(FormToken("数量指标", 1, 0, row_span=rows, width=3))
    truths.append(TokenTruth(Role.LEVEL2, TaggedPanel.ANNUAL))
    for row in range(1, rows + 1):
        name = "".join(rng.choice(list("修路桥渠井塘"), 4)) + "数"
        tokens.append(FormToken(name, row, 1, width=3))
        truths.append(TokenTruth(Role.LEVEL3, TaggedPanel.ANNUAL, parent=2))
        tokens.append(FormToken(f"≥{rng.integers(1, 99)}个", row, 2, width=3))
        truths.append(TokenTruth(Role.VALUE, TaggedPanel.ANNUAL, parent=len(tokens) - 2))
    return TaggedForm(tuple(tokens), tuple(truths), "A", _RECORD)
