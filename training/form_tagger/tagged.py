"""A form whose every token is known: what the form tagger learns from."""

from dataclasses import dataclass

from models.form_tagger.roles import Role, TaggedPanel
from models.form_tagger.tokens import FormToken
from training.synthesis.records import FormRecord


@dataclass(frozen=True, slots=True)
class TokenTruth:
    """What one token is. `key` says of which field, amount, panel or column ('' for none).

    `parent` is the index of the token it belongs to: columns of an indicator (value, standard,
    actual value …) → its level 3; level 3 → level 2; level 2 → level 1; field and money values →
    their label. `continues` is the index of the token of whose text it is the next piece.
    None where there is none or it was lost.
    """

    role: Role
    panel: TaggedPanel = TaggedPanel.NONE
    key: str = ""
    parent: int | None = None
    continues: int | None = None


@dataclass(frozen=True, slots=True)
class TaggedForm:
    """Tokens in reading order, what each is, the family, and the record that the form printed."""

    tokens: tuple[FormToken, ...]
    truths: tuple[TokenTruth, ...]
    family: str
    record: FormRecord
