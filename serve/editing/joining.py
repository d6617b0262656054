"""Two rows that are one: a text that was cut at a line or a page break."""

from typing import Any

from serve.editing.cells import forget_concept, reviewed
from serve.editing.changes import JsonObject
from serve.editing.refusal import RefusedEditError
from serve.editing.row_kinds import (
    ROW_KINDS,
    Row,
    RowKind,
    get_cell,
    get_sight,
    put_cell,
    put_sight,
)
from serve.editing.texts import LONGEST_TEXT


def join_rows(rows: str, kept: Row, order: tuple[Row, Row]) -> None:
    """Make `kept`, one of the two, both of them.

    Texts that run on are joined in the order of the paper, places united; of labels, weights and
    amounts those of `kept` stay, or the other's where it has none. Raises RefusedEditError.
    """
    kind = ROW_KINDS[rows]
    other = order[0] if order[1] is kept else order[1]
    joined = {
        key: (_text(key, kind, kept, order), _sight(key, kind, kept, order))
        for key, cell in kind.cells.items()
        if cell.has_sight
    }
    for key, (text, sight) in joined.items():
        put_cell(kept, key, text)
        put_sight(kind, kept, key, sight)
    extra = [*order[0].entry.get("extra", ()), *order[1].entry.get("extra", ())]
    if extra:
        kept.entry["extra"] = [field for n, field in enumerate(extra) if field not in extra[:n]]
    kept.stale = True
    if rows == "indicators":
        named = set(kept.entry["inferred"]) | set(other.entry["inferred"])
        kept.entry["inferred"] = sorted(key for key in named if get_cell(kept, key) is not None)
        kept.entry["confidence"] = 1.0
        forget_concept(kept)


def _text(key: str, kind: RowKind, kept: Row, order: tuple[Row, Row]) -> Any:  # noqa: ANN401
    texts = [text for row in order if (text := get_cell(row, key)) is not None]
    if not texts:
        return None
    own = get_cell(kept, key)
    if key not in kind.joined or (len(texts) == 2 and texts[0] == texts[1]):
        return texts[0] if own is None else own
    joined = "".join(texts)
    if len(joined) > LONGEST_TEXT:
        raise RefusedEditError(
            f"文字超过 {LONGEST_TEXT} 字", f"the text is over {LONGEST_TEXT} characters"
        )
    return joined


def _sight(key: str, kind: RowKind, kept: Row, order: tuple[Row, Row]) -> JsonObject | None:
    sights = [sight for row in order if (sight := get_sight(kind, row, key)) is not None]
    if not sights:
        return None
    if key not in kind.joined and len(sights) == 2:
        sights = [get_sight(kind, kept, key) or sights[0]]
    where = [place for sight in sights for place in sight["where"]]
    united = [place for n, place in enumerate(where) if place not in where[:n]]
    return reviewed({"where": united})
