"""Gold sets: forms whose cells are settled, frozen by document. A set never changes, and what is in
one is never learned from."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.adjudicate import people, settled
from annotations.correction_lines import reading_to_dict
from annotations.corrections import Submission, usable
from annotations.errors import FrozenGoldError, StoreLineError
from annotations.folders import write_whole
from annotations.runs import Run
from annotations.truth import true_form
from annotations.workspace import Workspace
from extractor.export.json_text import object_to_json
from extractor.taxonomy import Taxonomy, load_taxonomy

JsonObject = dict[str, Any]

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A frozen set: the documents in it, its forms, and a hash of all that it holds."""

    name: str
    documents: frozenset[str]
    forms: int
    digest: str


def freeze(workspace: Workspace, name: str, least_people: int = 2) -> GoldSet:
    """Freeze the documents all of whose forms are settled, by that many people or by somebody who
    decided between them.

    Raises:
        FrozenGoldError: a set of this name is there and holds something else, or nothing is
            settled.
    """
    forms = _gold_forms(workspace, least_people)
    if not forms:
        raise FrozenGoldError(f"{name}: 没有可冻结的文档。 No document is settled.")
    texts = {_file_name(form): object_to_json(form) for form in forms}
    digest = hashlib.sha256("".join(texts[key] for key in sorted(texts)).encode()).hexdigest()
    known = next((gold for gold in gold_sets(workspace) if gold.name == name), None)
    if known is not None:
        if known.digest != digest:
            raise FrozenGoldError(name)
        return known
    folder = workspace.gold / name
    for file_name, text in texts.items():
        write_whole(folder / file_name, text.encode())
    documents = frozenset(str(form["document"]) for form in forms)
    manifest = {
        "name": name,
        "documents": sorted(documents),
        "forms": sorted(texts),
        "digest": digest,
    }
    write_whole(folder / _MANIFEST, object_to_json(manifest).encode())
    return GoldSet(name, documents, len(forms), digest)


def gold_sets(workspace: Workspace) -> list[GoldSet]:
    """All sets that are frozen, by name. Raises StoreLineError for one that is broken."""
    found = []
    for path in sorted(workspace.gold.glob(f"*/{_MANIFEST}")):
        try:
            entry = json.loads(path.read_text(encoding="utf-8"))
            documents = frozenset(entry["documents"])
            found.append(GoldSet(entry["name"], documents, len(entry["forms"]), entry["digest"]))
        except (KeyError, TypeError, ValueError) as error:
            raise StoreLineError(f"{path}: {error!r}") from error
    return found


def gold_is_whole(folder: Path) -> bool:
    """Whether the files of a set are still those that were frozen."""
    manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    paths = [folder / name for name in manifest["forms"]]
    if not all(path.is_file() for path in paths):
        return False
    joined = "".join(path.read_text(encoding="utf-8") for path in paths)
    return hashlib.sha256(joined.encode()).hexdigest() == str(manifest["digest"])


def frozen_forms(workspace: Workspace) -> Iterator[tuple[GoldSet, JsonObject]]:
    """The forms of all sets as they were frozen, each once; those of
    documents that are not kept any more are left out, and so are files that no manifest names.

    Raises:
        StoreLineError: a set is broken, or not as it was frozen.
    """
    seen: set[str] = set()
    for gold in gold_sets(workspace):
        folder = workspace.gold / gold.name
        if not gold_is_whole(folder):
            raise StoreLineError(f"{gold.name}: 金标准已被改动。 The gold set was changed.")
        for name in json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["forms"]:
            form: JsonObject = json.loads((folder / name).read_text(encoding="utf-8"))
            if name not in seen and workspace.originals.has(str(form["document"])):
                seen.add(name)
                yield gold, form


def learnable(workspace: Workspace) -> list[Submission]:
    """What may be learned from: settled or not, but of no document of a gold set."""
    frozen = _frozen_documents(workspace)
    return [s for s in workspace.corrections.usable() if s.document not in frozen]


def learnable_heads(workspace: Workspace) -> list[Submission]:
    """The same without their corrections, which is most of what they weigh."""
    frozen = _frozen_documents(workspace)
    return [s for s in usable(workspace.corrections.heads()) if s.document not in frozen]


def _frozen_documents(workspace: Workspace) -> set[str]:
    return {document for gold in gold_sets(workspace) for document in gold.documents}


def _gold_forms(workspace: Workspace, least_people: int) -> list[JsonObject]:
    submissions = workspace.corrections.submissions()
    held = {
        (s.run, s.form): s
        for s in settled(submissions)
        if s.final or people(submissions, s.document, s.form) >= least_people
    }
    taxonomy = load_taxonomy()
    forms: list[JsonObject] = []
    for identity in sorted({run for run, _ in held} & set(workspace.runs.ids())):
        run = workspace.runs.get(identity)
        if all((identity, sheet.form) in held for sheet in run.sheets):
            forms += [
                _form(run, held[identity, sheet.form], workspace, taxonomy) for sheet in run.sheets
            ]
    return forms


def _form(run: Run, submission: Submission, workspace: Workspace, taxonomy: Taxonomy) -> JsonObject:
    """A form as frozen: every cell as it was settled, and the record they make."""
    record = workspace.truths.get(submission.id)  # of the review page: it is whole already
    if record is None:
        record = true_form(run, submission, taxonomy)
    cells = [
        {"cell": c.cell, "paths": list(c.paths), **reading_to_dict(c.became)}
        for c in submission.corrections
        if c.became is not None
    ]
    return {
        "document": submission.document,
        "form": submission.form,
        "run": submission.run,
        "submission": submission.id,
        "cells": sorted(cells, key=lambda cell: str(cell["cell"])),
        "corrections": len(submission.corrected),
        "record": record,
    }


def _file_name(form: JsonObject) -> str:
    return f"{form['document'][:24]}-f{form['form']}.json"
