"""The forms that champion and challenger are compared on, each with what should be found in it."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from extractor.export.contract import record_to_dict
from extractor.form.tagged.forms import FormReader, read_forms_by
from extractor.form.tagged.reader import Tagger
from extractor.grid import Sheet
from extractor.ingest import open_document
from extractor.ingest.limits import Limits
from extractor.pipeline import form_to_record
from models.registry import write_whole
from training.corrections.forms import CorrectedForm, sheet_to_dict
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.gate.decision import GOLD, Pair
from training.gate.strictness import Count, Tally, tally
from training.synthesis.families.plan import Family

_FIRST_SEED = 9_500_000
"""Of synthetic forms of the gate; nothing else is trained, tuned or measured on them."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GateCase:
    """A sheet and the indicators of its forms. `number` is the form that counts, None for all."""

    identity: str
    slices: tuple[str, ...]
    sheet: Sheet
    wanted: Sequence[Row]
    number: int | None = None


def synthetic_cases(count: int, families: Sequence[Family] = tuple(Family)) -> Iterator[GateCase]:
    """So many forms of each family and damage; always the same ones."""
    for family in families:
        for damage in Damage:
            for seed in range(_FIRST_SEED, _FIRST_SEED + count):
                case = damaged_form(seed, FormRequest((family,), damage))
                yield GateCase(
                    f"synthetic {family.value} {damage.value} {seed}",
                    ("synthetic", f"family {family.value}", f"damage {damage.value}"),
                    case.sheet,
                    case.tagged.record["indicators"],
                )


def held_cases(held: Sequence[CorrectedForm]) -> Iterator[GateCase]:
    """Corrected forms that were not learned from."""
    for form in held:
        names = dict.fromkeys(name for name in (form.family, form.source) if name)
        slices = ("corrections", *(f"corrections {name}" for name in names))
        rows = form.form["indicators"]
        yield GateCase(form.identity, slices, form.sheet, rows, form.number)


def gold_cases(folder: Path) -> Iterator[GateCase]:
    """Gold records (`gold/NAME_3.json`: the form of that number, from 0, in its `source`) with the
    flattened text of their files (`flattened/*.txt`).

    Raises:
        FileNotFoundError: a record names a file that is not there.
    """
    sheets: dict[str, Sheet] = {}
    for path in sorted((folder / "gold").glob("*_*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        stem = Path(told["source"]).stem
        if stem not in sheets:
            data = (folder / "flattened" / f"{stem}.txt").read_bytes()
            sheets[stem] = _sheet_of(data, stem)
        number = int(path.stem.rpartition("_")[2])
        rows = told["indicators"]
        yield GateCase(f"gold {path.stem}", (GOLD,), sheets[stem], rows, number)


def _sheet_of(data: bytes, name: str) -> Sheet:
    with open_document(data, f"{name}.txt", Limits()) as read:
        if read.sheet is None:
            raise FileNotFoundError(f"{name}: 不是文本。 No text.")
        return read.sheet


def digest_of(cases: Sequence[GateCase]) -> str:
    """Which cases they are: a hex digest of their names, what is wanted and the cells that are
    read: other engines give other cells of the same document, and counts on these do not hold."""
    digest = hashlib.sha256()
    for sheet, own in groupby(cases, key=lambda case: case.sheet):
        told = [(case.identity, case.slices, [dict(row) for row in case.wanted]) for case in own]
        text = json.dumps([told, sheet_to_dict(sheet)], sort_keys=True, default=sorted)
        digest.update(text.encode())
    return digest.hexdigest()


def measure(
    tagger: Tagger, cases: Sequence[GateCase], tell: Callable[[int], object] = lambda done: None
) -> dict[str, Tally]:
    """How each case is read, by rules and tagger together, as documents are; `tell` hears how many
    are."""
    found: dict[str, Tally] = {}
    for sheet, own in groupby(cases, key=lambda case: case.sheet):
        forms = read_forms_by(FormReader.BOTH, sheet, tagger)
        rows = [record_to_dict(form_to_record(form))["indicators"] for form in forms]
        for case in own:
            place = slice(None) if case.number is None else slice(case.number, case.number + 1)
            read = [row for form in rows[place] for row in form]
            found[case.identity] = tally(case.wanted, read)
        tell(len(found))
    return found


def measured(
    tagger: Tagger,
    cases: Sequence[GateCase],
    kept: Path | None,
    tell: Callable[[int], object] = lambda done: None,
) -> dict[str, Tally]:
    """As `measure`; the counts are kept in a file, and read from there the next time."""
    if kept is not None and kept.is_file():
        told = json.loads(kept.read_text(encoding="utf-8"))
        return {name: _dict_to_tally(entry) for name, entry in told.items()}
    found = measure(tagger, cases, tell)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        told = {name: _tally_to_dict(one) for name, one in found.items()}
        write_whole(kept, json.dumps(told, ensure_ascii=False) + "\n")
    return found


def paired(
    cases: Sequence[GateCase], champion: Mapping[str, Tally], challenger: Mapping[str, Tally]
) -> list[Pair]:
    """The counts of both, case by case, each level as a part."""
    found = []
    for case in cases:
        one, other = champion[case.identity], challenger[case.identity]
        parts = {name: (one.levels[name], other.levels[name]) for name in one.levels}
        found.append(Pair(case.slices, one.rows, other.rows, parts))
    return found


def _tally_to_dict(one: Tally) -> dict[str, list[int]]:
    counts = {"rows": one.rows, **one.levels}
    return {name: [own.right, own.wanted, own.read] for name, own in counts.items()}


def _dict_to_tally(told: Mapping[str, list[int]]) -> Tally:
    counts = {name: Count(*own) for name, own in told.items()}
    return Tally(counts.pop("rows"), counts)
