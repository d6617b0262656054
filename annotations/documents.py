"""Files → runs: each is read once by the engine of now, and what was read is kept."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.propose import propose
from annotations.runs import Run
from annotations.workspace import Workspace
from extractor.document import PageImage
from extractor.engines import Engines, engine_versions
from extractor.errors import JixiaoError
from extractor.pipeline import Options, Watch, extract_document


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read, and why."""

    path: Path
    error: JixiaoError


def read_runs(
    paths: Iterable[Path], workspace: Workspace, engines: Engines, options: Options
) -> Iterator[Run | Unread]:
    """See `read_named_runs`; files are called as they are."""
    return read_named_runs(((path, path.name) for path in paths), workspace, engines, options)


def read_named_runs(
    named: Iterable[tuple[Path, str]], workspace: Workspace, engines: Engines, options: Options
) -> Iterator[Run | Unread]:
    """The run of each file, in their order; one that this engine read before is not read again. The
    files are kept, as whoever learns from what people say of them reads them again.

    Args:
        named: files, and what they are called; of each the next is asked for when its run is
            taken.
    """
    versions = engine_versions(options.form_reader, engines)
    known = {
        run.document: run.id for run in workspace.runs.all() if set(run.engine) == set(versions)
    }
    for path, name in named:
        data = path.read_bytes()
        identity = known.get(hashlib.sha256(data).hexdigest())
        if identity is not None:
            workspace.originals.keep(data)
            yield workspace.runs.get(identity)
            continue
        try:
            run = _read(data, name, workspace, (engines, options))
        except JixiaoError as error:
            yield Unread(path, error)
            continue
        workspace.originals.keep(data)
        workspace.runs.put(run)
        known[run.document] = run.id
        yield run


def _read(data: bytes, name: str, workspace: Workspace, reader: tuple[Engines, Options]) -> Run:
    """Pictures are kept before the run that names them. Raises JixiaoError."""
    images: dict[int, PageImage] = {}
    watch = Watch(picture=images.__setitem__)
    extraction = extract_document(data, name, *reader, watch)
    return propose(extraction, images, workspace.keep_page)
