"""What people corrected, what the models made of it, and what is to be done next."""

from fastapi import APIRouter
from sqlalchemy import Connection

from extractor.errors import ChampionError
from serve.access.principal import Scope
from serve.edge.callers import Admin, Reader
from serve.edge.moments import CHINA, DaysBack, UtcOffset
from serve.edge.schemas_learning import LearningAnswer
from serve.edge.schemas_models import (
    ModelsAnswer,
    ReadDocuments,
    TaskAnswer,
    TaskRequest,
    TasksAnswer,
    TaskWithLogAnswer,
)
from serve.edge.service import Service, ServiceDep
from serve.jobs.versions import versions_in_use
from serve.learning.figures import Window
from serve.store.audit import add_audit
from serve.store.engines import engines_in_use
from serve.store.outdated import Outdated, count_outdated
from serve.store.statistics import unreviewed_documents

router = APIRouter(tags=["learning"])
_DAY = 86_400.0
_LOG_BYTES = 20_000


@router.get("/learning")
def read_learning(
    service: ServiceDep,
    caller: Reader,
    days: DaysBack = 60,
    utc_offset: UtcOffset = CHINA,
) -> LearningAnswer:
    """学习概况。 Corrections by day, accuracy in use with intervals, agreement, what waits."""
    with service.database.read() as connection:
        now = service.database.now(connection)
        unreviewed = unreviewed_documents(connection)
    window = Window(now - days * _DAY, utc_offset * 60.0)
    return LearningAnswer.of(service.learning.figures(window), unreviewed)


@router.get("/learning/models")
def read_models(service: ServiceDep, caller: Reader) -> ModelsAnswer:
    """使用中的模型。 Which version of each part reads, its challenger, the gate and the history."""
    with service.database.read() as connection:
        engines = {use.name: use.documents for use in engines_in_use(connection)}
        outdated = _outdated(service, connection)
    learning = service.learning
    parts = learning.parts()
    read = ReadDocuments(engines, outdated)
    return ModelsAnswer.of(parts, learning.fresh_forms(parts), learning.offers(parts), read)


@router.get("/learning/tasks")
def read_tasks(service: ServiceDep, caller: Reader) -> TasksAnswer:
    """学习任务列表。 The last tasks, the newest first."""
    return TasksAnswer(tasks=[TaskAnswer.of(task) for task in service.learning.tasks.newest()])


@router.post("/learning/tasks", status_code=202)
def create_task(asked: TaskRequest, service: ServiceDep, caller: Admin) -> TaskAnswer:
    """开始学习任务。 Start one; refused while another runs or something is missing."""
    task = service.learning.start(asked.job, caller.name)
    facts = {"action": asked.action.value, "model": asked.model.value if asked.model else ""}
    with service.database.write() as connection:
        add_audit(connection, caller, "learning.start", task.id, facts)
    return TaskAnswer.of(task)


@router.get("/learning/tasks/{task_id}")
def read_task(task_id: str, service: ServiceDep, caller: Reader) -> TaskWithLogAnswer:
    """查看任务。 One task, for administrators with the end of what it printed."""
    tasks = service.learning.tasks
    task = tasks.get(task_id)
    log = tasks.log_tail(task_id, _LOG_BYTES) if caller.may(Scope.ADMIN) else None
    return TaskWithLogAnswer(task=TaskAnswer.of(task), log=log)


@router.post("/learning/tasks/{task_id}/cancel", status_code=202)
def cancel_task(task_id: str, service: ServiceDep, caller: Admin) -> TaskAnswer:
    """取消任务。 Tell a task to end; what it has learned so far is not used."""
    task = service.learning.tasks.cancel(task_id)
    with service.database.write() as connection:
        add_audit(connection, caller, "learning.cancel", task_id)
    return TaskAnswer.of(task)


def _outdated(service: Service, connection: Connection) -> int | None:
    """Documents that other versions read than those in use; None where a champion is broken, and
    nobody can say what is in use."""
    try:
        versions = versions_in_use(service.settings.models_folder())
    except ChampionError:
        return None
    return count_outdated(connection, Outdated(versions))
