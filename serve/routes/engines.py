"""What reads documents, and letting those be read again that something else read."""

from fastapi import APIRouter

from extractor.export.engine_names import engine_name
from serve.access.principal import Principal
from serve.edge.callers import Admin, Reader
from serve.edge.schemas_engines import (
    EngineAnswer,
    EnginesAnswer,
    RerunOutdatedAnswer,
    RerunOutdatedRequest,
)
from serve.edge.service import Service, ServiceDep
from serve.jobs.versions import versions_in_use
from serve.store.audit import add_audit
from serve.store.engines import engines_in_use
from serve.store.outdated import Outdated, count_outdated, rerun_outdated
from serve.store.queue import KeepCorrections

router = APIRouter(tags=["documents"])


@router.get("/engines")
def read_engines(service: ServiceDep, caller: Reader) -> EnginesAnswer:
    """识别所用版本。 Which versions read the documents, and which read them now."""
    versions = versions_in_use(service.settings.models_folder())
    with service.database.read() as connection:
        uses = engines_in_use(connection)
    engines = [
        EngineAnswer(name=use.name, versions=dict(use.versions), documents=use.documents)
        for use in uses
    ]
    name = engine_name(versions)
    count = sum(engine.documents for engine in engines if engine.name == name)
    in_use = EngineAnswer(name=name, versions=versions, documents=count)
    return EnginesAnswer(engines=engines, in_use=in_use)


@router.post("/documents/rerun-outdated", status_code=202)
def rerun_outdated_documents(
    service: ServiceDep, caller: Admin, asked: RerunOutdatedRequest | None = None
) -> RerunOutdatedAnswer:
    """重新识别旧版本识别的文档。 Read again, after all else that waits, what other versions than
    those in use read; documents that wait already are left alone."""
    wanted = asked or RerunOutdatedRequest()
    versions = versions_in_use(service.settings.models_folder())
    which = Outdated(versions, wanted.model, wanted.collection)
    with service.database.read() as connection:
        outdated = count_outdated(connection, which)
    queued = 0 if wanted.dry_run else _rerun(service, caller, which, wanted)
    return RerunOutdatedAnswer(outdated=outdated, queued=queued, in_use=versions)


def _rerun(
    service: Service, caller: Principal, which: Outdated, wanted: RerunOutdatedRequest
) -> int:
    kept = KeepCorrections(wanted.keep_corrections)
    queued = rerun_outdated(service.database, which, kept, wanted.limit)
    facts = wanted.model_dump(mode="json", exclude={"dry_run"}) | {"queued": queued}
    with service.database.write() as connection:
        add_audit(connection, caller, "documents.rerun_outdated", "", facts)
    return queued
