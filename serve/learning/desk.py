"""Learning as one service sees it: the figures, the models and the tasks, kept between requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.errors import AnnotationError
from annotations.workspace import Workspace
from models.kinds import ModelKind
from serve.errors import StateError, StoreError
from serve.learning.actions import OF_A_MODEL, Action, Job, missing_package
from serve.learning.figures import Figures, Window, figures_of
from serve.learning.models_in_use import PartInUse, parts_in_use
from serve.learning.study import Fresh, Student, Study
from serve.learning.tallies import one_each
from serve.learning.task_folder import Task
from serve.learning.tasks import Runner, Tasks
from serve.settings import PREFIX, Settings

_KEPT = 8  # figures over different days, of readers in different places
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Offer:
    """A job that there is a button for; `hindrance` says why it cannot be done now and what to do
    about that, None where it can."""

    job: Job
    hindrance: str | None


class Learning:
    """What the routes of learning work with."""

    def __init__(self, settings: Settings, runner: Runner | None = None) -> None:
        student = Student(Workspace(settings.home))
        self._study: Fresh[Study] = Fresh(student.study, student.state)
        self._figures: dict[tuple[int, float], tuple[Study, Figures]] = {}
        self._models = settings.models_folder()
        self.tasks = Tasks(settings.home / "learning", runner or _runner(settings, self._models))

    def figures(self, window: Window) -> Figures:
        """The figures of the corrections that there are. Raises StoreError."""
        study = self._read()
        key = (int(window.since // _DAY), window.offset)
        known = self._figures.get(key)
        if known is None or known[0] is not study:
            if len(self._figures) >= _KEPT:
                self._figures.clear()
            known = self._figures[key] = study, figures_of(study, window)
        return known[1]

    def parts(self) -> tuple[PartInUse, ...]:
        """Every part that can learn."""
        return parts_in_use(self._models)

    def fresh_forms(self, parts: Sequence[PartInUse]) -> Mapping[ModelKind, int]:
        """Forms that were judged after the newest version of a part was made: how many it has not
        learned from. Raises StoreError."""
        made = {part.kind: _newest(part) for part in parts}
        tallies = one_each(self._read().tallies)
        return {
            kind: sum(tally.head.made_at > at for tally in tallies) for kind, at in made.items()
        }

    def offers(self, parts: Sequence[PartInUse]) -> tuple[Offer, ...]:
        """Everything that can be asked for. Raises StoreError."""
        jobs = [Job(action, part.kind) for part in parts for action in OF_A_MODEL]
        jobs += [Job(action) for action in Action if action not in OF_A_MODEL]
        by_kind = {part.kind: part for part in parts}
        forms = len(self._read().tallies)
        return tuple(
            Offer(job, _hindrance(job, by_kind.get(job.model) if job.model else None, forms))
            for job in jobs
        )

    def start(self, job: Job, asked_by: str) -> Task:
        """Start a task. Raises StateError while one runs or where it cannot be done, StoreError."""
        offer = next(offer for offer in self.offers(self.parts()) if offer.job == job)
        if offer.hindrance is not None:
            raise StateError(offer.hindrance)
        return self.tasks.start(job, asked_by)

    def prepare(self) -> None:
        """Begin to count, for the first who asks."""
        self._study.prepare()

    def _read(self) -> Study:
        try:
            return self._study.get()
        except (AnnotationError, OSError) as error:
            raise StoreError(
                f"修正记录无法读取。 The corrections cannot be read: {error}"
            ) from error


def _hindrance(job: Job, part: PartInUse | None, forms: int) -> str | None:
    package = missing_package(job)
    if package is not None:
        return (
            f"本机未安装 {package}，请先运行 make train-tools。 "
            f"The package {package} is missing: run `make train-tools`."
        )
    if job.action is Action.TRAIN and not forms:
        return "还没有修正可学，请先校对或标注。 There are no corrections yet: review some forms."
    if part is None:
        return None
    if part.broken is not None:
        return f"模型登记损坏：{part.broken}。 The registry of this model is broken."
    if job.action in (Action.COMPARE, Action.PROMOTE) and part.challenger is None:
        return "没有挑战者，请先训练。 There is no challenger: train first."
    if job.action is Action.ROLLBACK and part.former is None:
        return "没有更早的版本可回退。 There is no former version to go back to."
    return None


def _newest(part: PartInUse) -> str:
    taught = [version.created_at for version in part.versions if not version.is_shipped]
    return max(taught, default="")


def _runner(settings: Settings, models: Path) -> Runner:
    """Tasks see the same places as the service."""
    environment = {f"{PREFIX}HOME": str(settings.home), f"{PREFIX}MODELS": str(models)}
    for name in ("database_url", "blobs"):
        if getattr(settings, name):
            environment[f"{PREFIX}{name.upper()}"] = getattr(settings, name)
    return Runner(environment, settings.learning_seconds)
